-- A ledger on PostgreSQL, made by its owner. The account that Evenhand works with is another one
-- (postgres-web.sql) and owns nothing here.

CREATE SCHEMA evenhand_ledger;
REVOKE ALL ON SCHEMA evenhand_ledger FROM PUBLIC;
SET LOCAL search_path = evenhand_ledger, pg_temp;

CREATE TABLE ledger (
    id integer PRIMARY KEY CHECK (id = 1),
    origin text NOT NULL
);

CREATE TABLE entries (
    number bigint PRIMARY KEY,
    leaf text NOT NULL,
    hash text NOT NULL UNIQUE
);

CREATE TABLE parts (
    number bigint NOT NULL REFERENCES entries (number),
    name text NOT NULL,
    salt text NOT NULL,
    body text NOT NULL,
    PRIMARY KEY (number, name)
);

CREATE TABLE nodes (
    level integer NOT NULL CHECK (level >= 1),
    place bigint NOT NULL CHECK (place >= 0),
    hash text NOT NULL,
    PRIMARY KEY (level, place)
);

CREATE INDEX parts_by_case ON parts (body, number) WHERE name = 'case';
CREATE INDEX entries_destroying ON entries (number)
    WHERE strpos(leaf, E'\nact destroy\n') > 0;
CREATE INDEX entries_keyed ON entries (number) WHERE strpos(leaf, E'\nkey ') > 0;

-- Every function names its search path, temporary tables last: a table of the caller's own that is
-- called "entries" must not be asked instead.

CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql
SET search_path = evenhand_ledger, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is append-only';
END $$;

CREATE FUNCTION ledger_named() RETURNS trigger LANGUAGE plpgsql
SET search_path = evenhand_ledger, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM ledger) THEN
        RAISE EXCEPTION 'a ledger is named once';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION entry_added() RETURNS trigger LANGUAGE plpgsql
SET search_path = evenhand_ledger, pg_temp AS $$
DECLARE
    head entries%ROWTYPE;
    before_it text;
BEGIN
    SELECT * INTO head FROM entries ORDER BY number DESC LIMIT 1;
    IF NEW.number IS DISTINCT FROM coalesce(head.number, 0) + 1 THEN
        RAISE EXCEPTION 'an entry takes the next number';
    END IF;
    IF strpos(NEW.leaf, E'evenhand entry v1\nnumber ' || NEW.number || E'\n') <> 1 THEN
        RAISE EXCEPTION 'an entry says its own number';
    END IF;
    IF NEW.hash IS DISTINCT FROM
        encode(sha256('\x00'::bytea || convert_to(NEW.leaf, 'UTF8')), 'hex') THEN
        RAISE EXCEPTION 'the hash is not that of the entry';
    END IF;
    before_it := coalesce(head.hash, (SELECT encode(sha256(convert_to(
        E'evenhand ledger v1\n' || origin || E'\n', 'UTF8')), 'hex') FROM ledger));
    IF before_it IS NULL OR strpos(NEW.leaf, E'\nprevious ') = 0
        OR strpos(NEW.leaf, E'\nprevious ' || before_it || E'\n')
            <> strpos(NEW.leaf, E'\nprevious ') THEN
        RAISE EXCEPTION 'an entry names the hash of the one before';
    END IF;
    IF head.number IS NOT NULL AND
        substr(NEW.leaf, strpos(NEW.leaf, E'\nat ') + 4, 27) COLLATE "C"
        < substr(head.leaf, strpos(head.leaf, E'\nat ') + 4, 27) COLLATE "C" THEN
        RAISE EXCEPTION 'time does not run backwards on the ledger';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION destroyed(of bigint, part text) RETURNS boolean LANGUAGE sql STABLE
SET search_path = evenhand_ledger, pg_temp AS $$
    SELECT EXISTS (
        SELECT 1 FROM entries WHERE strpos(leaf, E'\nact destroy\n') > 0
        AND strpos(leaf, E'\ndestroys ' || of || ' ' || part || E'\n') > 0)
$$;

CREATE FUNCTION part_added() RETURNS trigger LANGUAGE plpgsql
SET search_path = evenhand_ledger, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM entries WHERE number = NEW.number AND strpos(leaf,
        E'\npart ' || NEW.name || ' ' || encode(sha256(convert_to(
            NEW.salt || E'\n' || NEW.name || E'\n' || NEW.body, 'UTF8')), 'hex') || E'\n') > 0)
    THEN
        RAISE EXCEPTION 'this is not what the entry commits to';
    END IF;
    IF destroyed(NEW.number, NEW.name) THEN
        RAISE EXCEPTION 'this part was destroyed';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION part_taken() RETURNS trigger LANGUAGE plpgsql
SET search_path = evenhand_ledger, pg_temp AS $$
BEGIN
    IF NOT destroyed(OLD.number, OLD.name) THEN
        RAISE EXCEPTION 'no entry destroys this part';
    END IF;
    RETURN OLD;
END $$;

CREATE FUNCTION child(of_level integer, of_place bigint) RETURNS text LANGUAGE sql STABLE
SET search_path = evenhand_ledger, pg_temp AS $$
    SELECT CASE WHEN of_level = 0
        THEN (SELECT hash FROM entries WHERE number = of_place + 1)
        ELSE (SELECT hash FROM nodes WHERE level = of_level AND place = of_place) END
$$;

CREATE FUNCTION node_added() RETURNS trigger LANGUAGE plpgsql
SET search_path = evenhand_ledger, pg_temp AS $$
BEGIN
    IF NEW.hash IS DISTINCT FROM encode(sha256('\x01'::bytea
        || decode(child(NEW.level - 1, NEW.place * 2), 'hex')
        || decode(child(NEW.level - 1, NEW.place * 2 + 1), 'hex')), 'hex') THEN
        RAISE EXCEPTION 'a node is the hash of the two below it';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER named BEFORE INSERT ON ledger FOR EACH ROW EXECUTE FUNCTION ledger_named();
CREATE TRIGGER added BEFORE INSERT ON entries FOR EACH ROW EXECUTE FUNCTION entry_added();
CREATE TRIGGER added BEFORE INSERT ON parts FOR EACH ROW EXECUTE FUNCTION part_added();
CREATE TRIGGER added BEFORE INSERT ON nodes FOR EACH ROW EXECUTE FUNCTION node_added();
CREATE TRIGGER taken BEFORE DELETE ON parts FOR EACH ROW EXECUTE FUNCTION part_taken();
CREATE TRIGGER unchanged BEFORE UPDATE OR DELETE ON ledger
    FOR EACH ROW EXECUTE FUNCTION refuse();
CREATE TRIGGER unchanged BEFORE UPDATE OR DELETE ON entries
    FOR EACH ROW EXECUTE FUNCTION refuse();
CREATE TRIGGER unchanged BEFORE UPDATE ON parts FOR EACH ROW EXECUTE FUNCTION refuse();
CREATE TRIGGER unchanged BEFORE UPDATE OR DELETE ON nodes
    FOR EACH ROW EXECUTE FUNCTION refuse();
CREATE TRIGGER kept BEFORE TRUNCATE ON ledger FOR EACH STATEMENT EXECUTE FUNCTION refuse();
CREATE TRIGGER kept BEFORE TRUNCATE ON entries FOR EACH STATEMENT EXECUTE FUNCTION refuse();
CREATE TRIGGER kept BEFORE TRUNCATE ON parts FOR EACH STATEMENT EXECUTE FUNCTION refuse();
CREATE TRIGGER kept BEFORE TRUNCATE ON nodes FOR EACH STATEMENT EXECUTE FUNCTION refuse();

-- The one way to take a part away; it runs as the owner, and the guards still ask for the entry.
CREATE FUNCTION destroy_part(of bigint, part text) RETURNS void LANGUAGE sql SECURITY DEFINER
SET search_path = evenhand_ledger, pg_temp AS $$
    DELETE FROM parts WHERE number = of AND name = part
$$;

REVOKE ALL ON ALL TABLES IN SCHEMA evenhand_ledger FROM PUBLIC;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA evenhand_ledger FROM PUBLIC;
