-- A case's proceedings share out its time from start to end. Each but the last ends in a change of
-- venue or a transfer (18.7% of all rows), or in a decision or a closing that was later reopened.
WITH placed AS (
    SELECT *, unnest(range(k))::INTEGER AS j, coalesce(done, $as_of) AS stop FROM plan
), hashed AS (
    SELECT *, nth(h, j) AS hr, nth(h, j + 1) AS hn, nth(h, j - 1) AS hp, j = k - 1 AS last
    FROM placed
), spaced AS (
    SELECT *,
        CASE WHEN j = 0 THEN start
             ELSE start + ((stop - start) * (j * 100 - 30 + below(hr, @edge, 60))) // (k * 100)
        END AS begun,
        CASE WHEN last THEN done
             ELSE start + ((stop - start) * (j * 100 + 70 + below(hn, @edge, 60))) // (k * 100)
        END AS ended,
        NOT last AND chance(hr, @moved, 0.796) AS moved,
        j > 0 AND chance(hp, @moved, 0.796) AS arrived,
        CASE WHEN j + 2 > k - 1 THEN court ELSE pick(hn, @court, 'court_free') END AS next_court,
        pick(hp, @court, 'court_free') AS previous_court
    FROM hashed
), judged AS (
    SELECT *,
        CASE WHEN last THEN court WHEN moved THEN pick(hr, @court, 'court_free')
             ELSE next_court END AS here,
        CASE WHEN ended IS NULL THEN 'open' WHEN moved THEN 'moved'
             WHEN chance(hr, @closed, CASE WHEN last THEN 0.102 ELSE 0.3 END) THEN 'closed'
             ELSE 'decided' END AS outcome
    FROM spaced
), decided AS (
    SELECT *,
        CASE WHEN outcome <> 'decided' THEN NULL
             WHEN case_type = 'RMV' THEN pick(hr, @decision, 'decided_RMV')
             WHEN case_type = 'DEP' THEN pick(hr, @decision, 'decided_DEP')
             WHEN case_type = 'EXC' THEN pick(hr, @decision, 'decided_EXC')
             WHEN case_type IN ('CFR', 'RFR', 'CSR') THEN pick(hr, @decision, 'decided_fear')
             WHEN case_type = 'REC' THEN pick(hr, @decision, 'decided_REC')
             WHEN case_type = 'CDR' THEN pick(hr, @decision, 'decided_CDR')
             WHEN case_type = 'DCC' THEN pick(hr, @decision, 'decided_DCC')
             ELSE pick(hr, @decision, 'decided_claim') END AS decision
    FROM judged
)
SELECT n, hr AS h, j = 0 AS first,
    idnproceeding + j AS IDNPROCEEDING,
    idncase AS IDNCASE,
    known(hr, @OSC_DATE, %OSC_DATE, stamp(osc)) AS OSC_DATE,
    known(hr, @INPUT_DATE, %INPUT_DATE, stamp(begun)) AS INPUT_DATE,
    item('court_code', here) AS BASE_CITY_CODE,
    CASE WHEN chance(hr, @main, 0.7) THEN item('court_code', here)
         ELSE item('location', item('location_first', here)
             + below(hr, @location, item('location_count', here))) END AS HEARING_LOC_CODE,
    coded(hr, @IJ_CODE, %IJ_CODE, item('judge', item('judge_first', here)
        + below(h, @judge, item('judge_count', here)))) AS IJ_CODE,
    CASE WHEN arrived THEN known(hr, @TRANS_IN_DATE, 1.0, stamp(begun)) END AS TRANS_IN_DATE,
    CASE WHEN arrived THEN item('court_code', previous_court) END AS PREV_HEARING_LOC,
    CASE WHEN arrived THEN item('court_code', previous_court) END AS PREV_HEARING_BASE,
    CASE WHEN arrived THEN known(hr, @PREV_IJ_CODE, 1.5, item('judge',
        item('judge_first', previous_court)
        + below(h, @judge, item('judge_count', previous_court)))) END AS PREV_IJ_CODE,
    known(hr, @TRANS_NBR, %TRANS_NBR, item('two_digits', j + 1)) AS TRANS_NBR,
    known(hr, @HEARING, %HEARING_DATE, stamp(CASE WHEN ended IS NULL
        THEN begun + 14 + below(hr, @hearing, 200)
        ELSE begun + (ended - begun) // 3 END)) AS HEARING_DATE,
    known(hr, @HEARING, %HEARING_TIME, pick(hr, @hour, 'hour')) AS HEARING_TIME,
    CASE WHEN outcome = 'decided' OR (outcome IN ('closed', 'moved') AND chance(hr, @typed, 0.43))
         THEN CASE WHEN chance(hr, @oral, 0.83) THEN 'O' ELSE 'W' END END AS DEC_TYPE,
    CASE WHEN decision IS NOT NULL THEN decision
         WHEN draw(hr, @blank_decision) % 6 = 0 THEN ' ' END AS DEC_CODE,
    CASE WHEN decision IN ('X', 'V', 'D', 'E')
         THEN known(hr, @DEPORTED_1, 11.0, nationality) END AS DEPORTED_1,
    CASE WHEN decision IN ('X', 'V', 'D', 'E')
         THEN known(hr, @DEPORTED_2, 97.8, 'MX') END AS DEPORTED_2,
    CASE WHEN outcome NOT IN ('moved', 'closed') THEN NULL
         WHEN case_type = 'CDR' OR (case_type = 'DCC' AND outcome = 'closed') THEN 'T'
         WHEN outcome = 'moved' THEN pick(hr, @other, 'moved')
         WHEN case_type IN ('CFR', 'RFR') THEN 'A'
         ELSE pick(hr, @other, 'closed') END AS OTHER_COMP,
    CASE WHEN decision IS NOT NULL
         THEN known(hr, @APPEAL_RSVD, 81.3, CASE WHEN chance(hr, @who, 0.8) THEN 'A' ELSE 'I' END)
         END AS APPEAL_RSVD,
    CASE WHEN decision IS NOT NULL THEN known(hr, @APPEAL_NOT_FILED, 94.1, 'X') END
        AS APPEAL_NOT_FILED,
    stamp(ended) AS COMP_DATE,
    CASE WHEN ended IS NOT NULL THEN coded(hr, @ABSENTIA, 3.7,
        CASE WHEN outcome = 'decided' AND chance(hr, @absent, 0.2) THEN 'Y' ELSE 'N' END)
        END AS ABSENTIA,
    CASE WHEN moved THEN stamp(ended) END AS VENUE_CHG_GRANTED,
    CASE WHEN moved THEN item('court_code', next_court) END AS TRANSFER_TO,
    CASE WHEN outcome = 'decided' OR (outcome IN ('closed', 'moved') AND chance(hr, @due, 0.53))
         THEN stamp(ended + 30) END AS DATE_APPEAL_DUE_STATUS,
    CASE WHEN moved OR chance(hr, @transfer, 0.166)
         THEN pick(hr, @transfer_status, 'transfer_status') END AS TRANSFER_STATUS,
    CASE WHEN NOT held THEN 'N' WHEN released THEN 'R' ELSE 'D' END AS CUSTODY,
    case_type AS CASE_TYPE,
    coded(hr, @NAT, %NAT, nationality) AS NAT,
    coded(hr, @LANG, %LANG, language) AS LANG,
    coded(hr, @SCHEDULED, %SCHEDULED_HEAR_LOC, item('court_code', here)) AS SCHEDULED_HEAR_LOC,
    coded(hr, @PRISON, %CORRECTIONAL_FAC, pick(hr, @prison, 'prison')) AS CORRECTIONAL_FAC,
    coded(hr, @CRIM_IND, %CRIM_IND,
        CASE WHEN convictions > 0 AND chance(h, @crime, 0.2) THEN 'Y' ELSE 'N' END) AS CRIM_IND,
    coded(hr, @IHP, %IHP, 'S') AS IHP,
    known(hr, @FELON, %AGGRAVATE_FELON,
        CASE WHEN felonies > 0 AND chance(h, @felon, 0.1) THEN '1' ELSE '0' END) AS AGGRAVATE_FELON,
    CASE WHEN held THEN stamp(detained_on) END AS DATE_DETAINED,
    CASE WHEN released THEN stamp(released_on) END AS DATE_RELEASED
FROM decided
