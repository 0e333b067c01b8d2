WITH numbered AS (
    SELECT n, h, idncase, pick(h, @identifiers, 'identifiers') AS marks FROM plan
), marked AS (
    SELECT *, unnest(range(marks))::INTEGER AS j FROM numbered
)
SELECT n, nth(h, j) AS h, FALSE AS first,
    (6000000 + 4 * n + j)::INTEGER AS IDNCASEID,
    idncase AS IDNCASE,
    pick(nth(h, j), @mark, 'case_mark') AS CASE_ID
FROM marked
