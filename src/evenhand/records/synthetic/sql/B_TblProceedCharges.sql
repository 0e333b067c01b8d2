-- Charges stay with the proceeding in which they were first brought.
WITH numbered AS (
    SELECT *, pick(h, @charges, 'charges') AS charges FROM plan
), charged AS (
    SELECT *, unnest(range(charges))::INTEGER AS j FROM numbered
), hashed AS (
    SELECT *, nth(h, j) AS hr FROM charged
)
SELECT n, hr AS h, FALSE AS first,
    (3000000 + 10 * n + j)::INTEGER AS IDNPRCDCHG,
    idncase AS IDNCASE,
    idnproceeding AS IDNPROCEEDING,
    CASE WHEN felonies > 1 AND manner IN ('L', 'V') AND j = CASE manner WHEN 'L' THEN 0 ELSE 1 END
            THEN '237a02Aiii'
         WHEN manner = 'L' THEN pick(hr, @crime, 'crime_admitted')
         WHEN j = 0 AND manner = 'E' THEN pick(hr, @charge, 'charge_E')
         WHEN j = 0 AND manner = 'V' THEN pick(hr, @charge, 'charge_V')
         WHEN j = 0 AND manner = 'A' THEN pick(hr, @charge, 'charge_A')
         WHEN manner = 'D' THEN pick(hr, @charge, 'charge_D')
         WHEN manner = 'X' THEN pick(hr, @charge, 'charge_X')
         WHEN convictions > 0 AND manner = 'V' THEN pick(hr, @crime, 'crime_admitted')
         WHEN convictions > 0 THEN pick(hr, @crime, 'crime_inadmissible')
         ELSE pick(hr, @further, 'charge_further') END AS CHARGE,
    coded(hr, @CHG_STATUS, %CHG_STATUS, CASE WHEN pending
        THEN pick(hr, @answer, 'charge_answer_pending')
        ELSE pick(hr, @answer, 'charge_answer_done') END) AS CHG_STATUS
FROM hashed
