WITH filed AS (
    SELECT *, unnest(range(applications))::INTEGER AS j, coalesce(done, $as_of) AS until FROM plan
), hashed AS (
    SELECT *, nth(h, j) AS hr FROM filed
)
SELECT n, hr AS h, FALSE AS first,
    (4000000 + 10 * n + j)::INTEGER AS IDNPROCEEDINGAPPLN,
    idnproceeding + CASE WHEN chance(h, @later, 0.6) THEN k - 1 ELSE 0 END AS IDNPROCEEDING,
    idncase AS IDNCASE,
    CASE WHEN NOT asylum AND manner = 'L' THEN pick(hr, @code, 'application_resident')
         WHEN NOT asylum THEN pick(hr, @code, 'application_other')
         WHEN j = 0 THEN 'ASYL' WHEN j = 1 THEN 'ASYW' WHEN j = 2 THEN 'WCAT'
         ELSE pick(hr, @code, 'application_asylum') END AS APPL_CODE,
    stamp(osc + 3 + early(h, @received, until - osc - 3)) AS APPL_RECD_DATE,
    CASE WHEN NOT undecided THEN pick(hr, @answer, 'application_answer')
         WHEN draw(hr, @blank) % 6 = 0 THEN ' ' END AS APPL_DEC
FROM hashed
