-- What the office noted of seven cases in ten, before it is spelled: one row a case.
WITH noted AS (
    SELECT * FROM plan
    WHERE chance(h, @intake, 0.7)
        OR (n < 1000 AND item('always_intake', n::INTEGER + 1) > 0)
), lives AS (
    SELECT *,
        age >= 18 AS grown,
        $as_of AS asked_on,
        ($as_of - entry) // 365 AS stay,
        entry - born < 5850 AS young_arrival,
        held AND NOT released AS in_custody,
        convictions - felonies AS misdemeanors,
        manner = 'L' OR chance(h, @resident, 0.005) AS resident,
        manner IN ('E', 'D') AND chance(h, @unlawful, 0.97) AS unlawful,
        chance(h, @violated, CASE manner WHEN 'V' THEN 0.93 ELSE 0.01 END) AS violated,
        CASE WHEN age >= 19 AND chance(h, @married, 0.45)
            THEN CASE WHEN chance(h, @usc, 0.22) THEN 1 WHEN chance(h, @lpr, 0.12) THEN 2 ELSE 3 END
            ELSE 0 END AS wed,
        female AND age BETWEEN 15 AND 46 AND chance(h, @pregnant, 0.03) AS pregnant,
        chance(h, @beaten, CASE WHEN female THEN 0.04 ELSE 0.006 END) AS beaten,
        chance(h, @trafficked, 0.003) AS trafficked,
        chance(h, @robbed, 0.02) AS robbed,
        age >= 18 AND chance(h, @fraud, CASE WHEN manner IN ('V', 'A') THEN 0.03 ELSE 0.01 END)
            AS fraud
    FROM noted
), more AS (
    SELECT *,
        CASE WHEN age >= 18 AND stay >= 1
                AND chance(h, @has_children, CASE WHEN stay >= 5 THEN 0.5 ELSE 0.2 END)
            THEN pick(h, @children, 'children') ELSE 0 END AS children,
        age >= 15 AND chance(h, @failed, CASE WHEN removed_before THEN 0.10 ELSE 0.04 END)
            AS failed,
        beaten OR trafficked OR robbed OR chance(h, @witness, 0.02) AS witness,
        age BETWEEN 17 AND 40 AND chance(h, @college, CASE WHEN manner = 'V' OR young_arrival
            THEN 0.15 ELSE 0.015 END) AS college,
        age BETWEEN 18 AND 50 AND chance(h, @serving, 0.0012) AS serving,
        chance(h, @military, 0.012) AS service_family,
        felonies > 0 AND (CASE WHEN felonies > 1 AND manner IN ('L', 'V') THEN TRUE
            ELSE chance(h, @aggravated, 0.3) END) AS aggravated,
        felonies > 0 AND chance(h, @violent, 0.3) AS violent,
        misdemeanors > 0 AND chance(h, @assault, 0.10) AS assault,
        removed_before AND manner = 'E' AND chance(h, @reentered, 0.9) AS reentered
    FROM lives
), told AS (
    SELECT *,
        age BETWEEN 5 AND 17 AND chance(h, @pupil, 0.88)
            OR (college AND chance(h, @student, 0.6))
            OR (age BETWEEN 18 AND 24 AND chance(h, @late_pupil, 0.06)) AS pupil,
        age >= 20 AND NOT serving AND felonies = 0
            AND chance(h, @veteran, CASE WHEN resident THEN 0.02 ELSE 0.001 END) AS veteran,
        service_family OR chance(h, @served, 0.015) AS relative_served,
        -- The same draws as those of the last proceeding in the court's own file.
        NOT pending AND NOT chance(nth(h, k - 1), @B_TblProceeding.closed, 0.102)
            AND CASE case_type
                WHEN 'RMV' THEN pick(nth(h, k - 1), @B_TblProceeding.decision, 'decided_RMV') = 'X'
                WHEN 'DEP' THEN pick(nth(h, k - 1), @B_TblProceeding.decision, 'decided_DEP') = 'D'
                WHEN 'EXC' THEN pick(nth(h, k - 1), @B_TblProceeding.decision, 'decided_EXC') = 'E'
                ELSE FALSE END AS ordered
    FROM more
)
SELECT n, h, TRUE AS first, idncase AS "IDNCASE",
    day_of($as_of - below(h, @interview, 52))::VARCHAR AS "INTERVIEW DATE",
    item('office', court) AS "FIELD OFFICE",
    $columns
FROM told
