WITH numbered AS (
    SELECT *, pick(h, @schedule, 'schedule') AS sittings, coalesce(done, $as_of + 300) AS until
    FROM plan
), slotted AS (
    SELECT *, unnest(range(sittings))::INTEGER AS j FROM numbered
), hashed AS (
    SELECT *, nth(h, j) AS hr,
        start + ((until - start) * (j + 1)) // sittings AS day,
        start + ((until - start) * j) // sittings AS set_on
    FROM slotted
)
SELECT n, hr AS h, FALSE AS first,
    (8000000 + 16 * n + j)::INTEGER AS IDNSCHEDULE,
    idnproceeding + k - 1 AS IDNPROCEEDING,
    idncase AS IDNCASE,
    stamp(osc) AS OSC_DATE,
    '01' AS GENERATION,
    known(hr, @SUB, %SUB_GENERATION, '01') AS SUB_GENERATION,
    'B' AS REC_TYPE,
    coded(hr, @LANG, %LANG, language) AS LANG,
    item('court_code', court) AS HEARING_LOC_CODE,
    item('court_code', court) AS BASE_CITY_CODE,
    item('judge', item('judge_first', court) + below(h, @judge, item('judge_count', court))) AS IJ_CODE,
    NULL AS INTERPRETER_CODE,
    stamp(least(set_on, $as_of)) AS INPUT_DATE,
    pick(hr, @hour_in, 'hour') AS INPUT_TIME,
    stamp(least(day, $as_of)) AS UPDATE_DATE,
    pick(hr, @hour_up, 'hour') AS UPDATE_TIME,
    known(hr, @PATH, %ASSIGNMENT_PATH, 'W') AS ASSIGNMENT_PATH,
    CASE WHEN chance(hr, @merits, 0.3) THEN 'I' ELSE 'M' END AS CAL_TYPE,
    stamp(day) AS ADJ_DATE,
    pick(hr, @hour, 'hour') AS ADJ_TIME_START,
    known(hr, @STOP, %ADJ_TIME_STOP, pick(hr, @hour, 'hour')) AS ADJ_TIME_STOP,
    coded(hr, @RSN, %ADJ_RSN, pick(hr, @adjourned, 'adjourned')) AS ADJ_RSN,
    coded(hr, @MEDIUM, %ADJ_MEDIUM, pick(hr, @medium, 'slot_medium')) AS ADJ_MEDIUM,
    known(hr, @MSG, %ADJ_MSG, 'Q6') AS ADJ_MSG,
    known(hr, @ELAP, %ADJ_ELAP_DAYS, '0000') AS ADJ_ELAP_DAYS,
    known(hr, @SESSION, %LNGSESSNID, 9000000 + below(hr, @session, 900000)) AS LNGSESSNID,
    pick(hr, @type, 'slot_type') AS SCHEDULE_TYPE,
    known(hr, @NOTICE, %NOTICE_CODE, pick(hr, @notice, 'notice')) AS NOTICE_CODE,
    '0' AS BLNCLOCKOVERRIDE,
    known(hr, @ATTORNEY, %EOIRAttorneyID, printf('%08X-%04X-4000-8000-%012X',
        draw(h, @attorney1), draw(h, @attorney1) >> 20, draw(h, @attorney2))) AS EOIRAttorneyID
FROM hashed
