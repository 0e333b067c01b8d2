WITH riding AS (
    SELECT *, least(osc + 1 + below(g, @created, 60), $as_of) AS created,
        chance(h, @severed, 1 - %datSeveredOn / 100) AS severed
    FROM plan WHERE rider
)
SELECT n, h, FALSE AS first,
    (700000 + n)::INTEGER AS idnLeadRider,
    idncase - place AS idnLeadCase,
    idncase AS idnRiderCase,
    stamp(created) AS datCreatedOn,
    stamp(CASE WHEN severed THEN least(created + 10, $as_of) ELSE created END) AS datModifiedOn,
    CASE WHEN severed THEN stamp(least(created + 10, $as_of)) END AS datSeveredOn,
    idnproceeding - 8 * place AS idnLeadProceedingStart,
    CASE WHEN severed THEN idnproceeding - 8 * place END AS idnLeadProceedingEnd,
    idnproceeding AS idnRiderProceedingStart,
    CASE WHEN severed THEN idnproceeding END AS idnRiderProceedingEnd,
    CASE WHEN severed THEN '0' ELSE '1' END AS blnActive
FROM riding
