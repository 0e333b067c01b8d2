-- What is true of each case from $first up to $last, before any file says it well or badly.
CREATE OR REPLACE TABLE plan AS
WITH numbered AS (
    SELECT range::UBIGINT AS n,
        mix(xor(range::UBIGINT, $case_seed)) AS h,
        mix(xor(range::UBIGINT // 5, $family_seed)) AS b
    FROM range($first, $last)
), families AS (
    -- Five cases in a row may hold a family: a lead and up to four riders.
    SELECT n, h, b, (n % 5)::INTEGER AS place,
        CASE WHEN chance(b, @family, 0.525) THEN pick(b, @riders, 'riders') ELSE -1 END AS riders
    FROM numbered
), kin AS (
    -- g is the family's hash: members share it, and all that is drawn from it.
    SELECT n, h, place, riders >= place AND place > 0 AS rider,
        CASE WHEN riders >= place THEN b ELSE h END AS g
    FROM families
), kinds AS (
    SELECT *, chance(g, @pending, $pending) AS pending,
        chance(h, @held, 1 - %B_TblProceeding.DATE_DETAINED / 100) AS held,
        chance(h, @female, 0.36) AS female,
        pick(g, @case_type, 'case_type') AS case_type,
        pick(g, @nationality, 'nationality_slots') AS nation,
        pick(g, @manner, 'manner') AS entered_as,
        pick(h, @proceedings, 'proceedings') AS k
    FROM kin
), manners AS (
    SELECT *, CASE case_type WHEN 'DEP' THEN 'D' WHEN 'EXC' THEN 'X' ELSE entered_as END AS manner,
        held AND chance(h, @released,
            (100 - %B_TblProceeding.DATE_RELEASED) / (100 - %B_TblProceeding.DATE_DETAINED)
        ) AS released
    FROM kinds
), charged AS (
    -- Deportation and exclusion cases were begun before the repeal of April 1, 1997.
    SELECT *, CASE
            WHEN manner IN ('D', 'X') THEN $repeal - below(g, @osc, 2600)
            WHEN pending THEN $as_of - 4 - early(g, @osc, 1900)
            ELSE $as_of - 250 - early(g, @osc, 5000) END AS osc,
        CASE
            WHEN manner IN ('A', 'X') THEN below(g, @gap, 4)
            WHEN manner = 'L' THEN 1400 + below(g, @gap, 10000)
            WHEN manner = 'V' THEN 190 + early(g, @gap, 6500)
            WHEN chance(g, @fresh, 0.33) THEN 1 + below(g, @gap, 40)
            ELSE 60 + early(g, @gap, 8400) END AS gap
    FROM manners
), dated AS (
    SELECT *, osc - gap AS entry,
        osc + 3 + below(h, @start, least(50, $as_of - osc - 2)) AS start,
        CASE WHEN NOT pending THEN least($as_of - 2, osc + 60 + early(h, @length, 1500)) END AS done,
        CASE
            WHEN rider AND chance(h, @child, 0.65) THEN below(h, @age, 5400)
            WHEN chance(h, @childhood, 0.05) THEN 200 + below(h, @age, 5600)
            WHEN chance(h, @elder, 0.03) THEN 12000 + early(h, @age, 10500)
            ELSE 6000 + early(h, @age, 10500) END AS days_old_at_entry,
        CASE WHEN held AND NOT released THEN pick(h, @court, 'court_held')
             ELSE pick(g, @court, 'court_free') END AS court
    FROM charged
), aged AS (
    SELECT *, greatest(entry - 30 - days_old_at_entry, $as_of - 33500) AS born,
        greatest(entry, osc - below(h, @detained, 16)) AS detained_on
    FROM dated
), people AS (
    SELECT *, (($as_of - born) * 100) // 36525 AS age,
        least($as_of - 1, detained_on + 3 + early(h, @release, 300)) AS released_on,
        chance(g, @asylum, 1 - %A_TblCase.C_ASY_TYPE / 100) AS asylum,
        item('town_first', court) + below(g, @town, item('town_count', court)) AS town
    FROM aged
), records AS (
    SELECT *,
        CASE WHEN age >= 15 AND chance(h, @convicted, CASE manner WHEN 'L' THEN 0.90
                WHEN 'E' THEN 0.15 WHEN 'V' THEN 0.09 WHEN 'A' THEN 0.03 ELSE 0.12 END)
            THEN pick(h, @convictions, 'convictions') ELSE 0 END AS convictions
    FROM people
)
SELECT n, h, g, (2000000 + n)::INTEGER AS idncase, (1000000 + 8 * n)::INTEGER AS idnproceeding,
    place, rider, pending, held, released, female, case_type, manner, k, osc, entry, start, done,
    born, age, detained_on, released_on, asylum, court, town, convictions,
    item('nationality', nation) AS nationality,
    CASE WHEN chance(g, @english, 0.06) THEN 'ENG' ELSE item('language', nation) END AS language,
    CASE WHEN convictions > 0
            AND chance(h, @felon, CASE manner WHEN 'L' THEN 0.50 ELSE 0.24 END)
        THEN 1 + below(h, @felonies, convictions) ELSE 0 END AS felonies,
    case_type = 'WHO' OR (age >= 17 AND chance(h, @removed,
        CASE manner WHEN 'E' THEN 0.10 WHEN 'A' THEN 0.05 ELSE 0.01 END)) AS removed_before,
    CASE WHEN asylum THEN pick(h, @applications, 'applications_asylum')
         ELSE pick(h, @applications, 'applications_other') END AS applications,
    chance(h, @undecided, CASE WHEN pending THEN 0.9 ELSE 0.2 END) AS undecided
FROM records;
