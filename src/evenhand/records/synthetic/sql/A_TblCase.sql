SELECT n, h, TRUE AS first,
    idncase AS IDNCASE,
    known(h, @ALIEN_CITY, %ALIEN_CITY, item('town_city', town)) AS ALIEN_CITY,
    known(h, @ALIEN_CITY, %ALIEN_STATE, item('town_state', town)) AS ALIEN_STATE,
    known(h, @ALIEN_CITY, %ALIEN_ZIPCODE,
        item('town_zip3', town) || item('two_digits', below(h, @zip, 100) + 1)) AS ALIEN_ZIPCODE,
    known(h, @UPDATED, %UPDATED_ZIPCODE,
        item('town_zip3', town) || item('two_digits', below(h, @zip2, 100) + 1)) AS UPDATED_ZIPCODE,
    known(h, @UPDATED, %UPDATED_CITY, item('town_city', town)) AS UPDATED_CITY,
    coded(h, @NAT, %NAT, nationality) AS NAT,
    coded(h, @LANG, %LANG, language) AS LANG,
    -- The court's own mark is often stale: three in a hundred of those once held.
    coded(h, @CUSTODY, %CUSTODY, CASE WHEN NOT held THEN 'N'
        WHEN chance(h, @stale, 0.03) THEN 'N' WHEN released THEN 'R' ELSE 'D' END) AS CUSTODY,
    -- Blanks hold a NUL byte: 4.26 million of 6.5 million here, 622 thousand in CORRECTIONAL_FAC.
    CASE WHEN draw(h, @SITE_TYPE) >= (%SITE_TYPE * 42949672.96)::UBIGINT
            THEN CASE WHEN chance(h, @in_person, 0.4) THEN 'I' ELSE 'M' END
         WHEN draw(h, @SITE_TYPE) % 3 > 0 THEN chr(0) END AS SITE_TYPE,
    known(h, @E_28_DATE, %E_28_DATE,
        stamp(least($as_of, osc + 5 + early(h, @e28, 500)))) AS E_28_DATE,
    coded(h, @ATTY_NBR, %ATTY_NBR, '01') AS ATTY_NBR,
    case_type AS CASE_TYPE,
    coded(h, @UPDATE_SITE, %UPDATE_SITE, item('court_code', court)) AS UPDATE_SITE,
    known(h, @LATEST, %LATEST_HEARING, stamp(CASE WHEN pending
        THEN $as_of + 3 + below(h, @next, 900) ELSE done END)) AS LATEST_HEARING,
    known(h, @LATEST, %LATEST_TIME, pick(h, @hour, 'hour')) AS LATEST_TIME,
    known(h, @LATEST, %LATEST_CAL_TYPE, pick(h, @calendar, 'calendar')) AS LATEST_CAL_TYPE,
    known(h, @UP_BOND, 99.98, stamp(osc + 20)) AS UP_BOND_DATE,
    known(h, @UP_BOND, 99.98, '16') AS UP_BOND_RSN,
    CASE WHEN draw(h, @PRISON) >= (%CORRECTIONAL_FAC * 42949672.96)::UBIGINT
            THEN pick(h, @prison, 'prison')
         WHEN draw(h, @PRISON) % 20 = 0 THEN chr(0) END AS CORRECTIONAL_FAC,
    known(h, @RELEASE, %RELEASE_MONTH, '00') AS RELEASE_MONTH,
    known(h, @RELEASE, %RELEASE_YEAR, '0000') AS RELEASE_YEAR,
    coded(h, @PRISON, %INMATE_HOUSING, pick(h, @inmate, 'inmate')) AS INMATE_HOUSING,
    known(h, @DATE_OF_ENTRY, %DATE_OF_ENTRY, stamp(entry)) AS DATE_OF_ENTRY,
    CASE WHEN asylum THEN pick(g, @asylum_type, 'asylum_type')
         WHEN draw(h, @no_claim) % 6 = 0 THEN ' ' END AS C_ASY_TYPE,
    NULL AS C_BIRTHDATE,
    known(h, @C_RELEASE_DATE, %C_RELEASE_DATE, stamp(osc + 200)) AS C_RELEASE_DATE,
    known(h, @UPDATED, %UPDATED_STATE, item('town_state', town)) AS UPDATED_STATE,
    known(h, @ADDRESS, %ADDRESS_CHANGEDON,
        stamp(osc + below(h, @moved, $as_of - osc))) AS ADDRESS_CHANGEDON,
    known(h, @ZBOND, 99.99, 'Y') AS ZBOND_MRG_FLAG,
    coded(h, @Sex, %Sex, CASE WHEN female THEN 'F' ELSE 'M' END) AS Sex,
    CASE WHEN held THEN known(h, @DATE_DETAINED,
        100 - 100 * (100 - %DATE_DETAINED) / (100 - %B_TblProceeding.DATE_DETAINED),
        stamp(detained_on)) END AS DATE_DETAINED,
    CASE WHEN released THEN known(h, @DATE_RELEASED,
        100 - 100 * (100 - %DATE_RELEASED) / (100 - %B_TblProceeding.DATE_RELEASED),
        stamp(released_on)) END AS DATE_RELEASED,
    known(h, @LPR, %LPR, CASE WHEN manner = 'L' AND chance(h, @marked, 0.1) THEN '1' ELSE '0' END)
        AS LPR,
    known(h, @DETENTION, 99.98, stamp(detained_on)) AS DETENTION_DATE,
    known(h, @DETENTION, 99.98, 'county jail ,' || lower(item('town_city', town)))
        AS DETENTION_LOCATION,
    known(h, @DETENTION, 99.98, lower(item('town_city', town)) || ' , '
        || lower(item('town_state', town))) AS DCO_LOCATION,
    known(h, @DETENTION, 99.98, 'M') AS DETENTION_FACILITY_TYPE,
    pick(h, @priority, 'priority') AS CASEPRIORITY_CODE
FROM plan
