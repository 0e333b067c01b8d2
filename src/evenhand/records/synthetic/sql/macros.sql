-- Randomness: a value is a pure function of the seed, the file, the column and the row, in explicit
-- integer arithmetic on 32 bits (the engine's own hash may change between versions). `h` is the hash
-- of a row; `k` and `m`, written @column in the other files, are the two salts of a column.
CREATE MACRO last_step(x) AS xor(x, x >> 16);
CREATE MACRO middle_step(x) AS
    last_step((xor(x, x >> 15) * 2221713035::UBIGINT) & 4294967295::UBIGINT);
CREATE MACRO mix(x) AS middle_step((xor(x, x >> 16) * 2146121005::UBIGINT) & 4294967295::UBIGINT);
CREATE MACRO nth(h, j) AS mix(xor(h, (j + 1)::UBIGINT * 668265263::UBIGINT & 4294967295::UBIGINT));
CREATE MACRO scramble(x) AS (xor(x, x >> 15) * 2221713035::UBIGINT) & 4294967295::UBIGINT;
CREATE MACRO draw(h, k, m) AS scramble((xor(h, k) * m) & 4294967295::UBIGINT);

-- Yes with probability p; a whole number under n; the same, mostly small.
CREATE MACRO chance(h, k, m, p) AS draw(h, k, m) < (p * 4294967296.0)::UBIGINT;
CREATE MACRO below(h, k, m, n) AS ((draw(h, k, m) * (n)::UBIGINT) >> 32)::INTEGER;
CREATE MACRO early(h, k, m, n) AS
    ((((draw(h, k, m) >> 16) * (draw(h, k, m) >> 16) >> 16) * (n)::UBIGINT) >> 16)::INTEGER;

-- One of a list of 1024 slots, filled by weight.
CREATE MACRO pick(h, k, m, slots) AS
    list_extract(getvariable(slots), (draw(h, k, m) >> 22)::INTEGER + 1);
CREATE MACRO item(list, place) AS list_extract(getvariable(list), place);

-- A cell that is blank in `blank` per cent of rows: empty, or (coded) sometimes one space.
CREATE MACRO known(h, k, m, blank, v) AS
    CASE WHEN draw(h, k, m) >= (blank * 42949672.96)::UBIGINT THEN v END;
CREATE MACRO coded(h, k, m, blank, v) AS
    CASE WHEN draw(h, k, m) >= (blank * 42949672.96)::UBIGINT THEN v
         WHEN draw(h, k, m) % 6 = 0 THEN ' ' END;

-- Days are whole numbers, 1 is January 1, 1900; `stamp` writes one as the court does.
CREATE MACRO day_of(day) AS DATE '1899-12-31' + day;
CREATE MACRO stamp(day) AS day_of(day)::VARCHAR || ' 00:00:00.000';
