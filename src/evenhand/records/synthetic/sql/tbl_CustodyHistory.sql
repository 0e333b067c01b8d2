WITH numbered AS (
    SELECT *, pick(h, @custody, 'custody') AS spells FROM plan
), spelled AS (
    SELECT *, unnest(range(spells))::INTEGER AS j FROM numbered
), marked AS (
    SELECT *, nth(h, j) AS hr, CASE WHEN NOT held THEN 'N'
        WHEN j = spells - 1 THEN CASE WHEN released THEN 'R' ELSE 'D' END
        WHEN chance(h, @first_free, 0.2) THEN 'N' ELSE 'D' END AS mark
    FROM spelled
)
SELECT n, hr AS h, FALSE AS first,
    (5000000 + 8 * n + j)::INTEGER AS IDNCUSTODY,
    idncase AS IDNCASE,
    mark AS CUSTODY,
    CASE WHEN mark <> 'N' THEN stamp(detained_on) END AS DATDETAINED,
    CASE WHEN mark = 'R' THEN stamp(released_on) END AS DATRELEASED
FROM marked
