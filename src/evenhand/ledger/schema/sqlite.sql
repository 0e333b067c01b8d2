-- A ledger on SQLite. Entries can be added at the end and nothing else; a part of an entry can be
-- taken away when an entry says so. Functions called evenhand_... are Evenhand's own: another
-- program can read these tables and cannot add to them.

PRAGMA application_id = 1163281492;  -- 'EVHT'
PRAGMA user_version = 1;

CREATE TABLE ledger (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    origin TEXT NOT NULL
) STRICT;

CREATE TABLE entries (
    number INTEGER PRIMARY KEY,
    leaf TEXT NOT NULL,
    hash TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE parts (
    number INTEGER NOT NULL REFERENCES entries (number),
    name TEXT NOT NULL,
    salt TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (number, name)
) STRICT;

CREATE TABLE nodes (
    level INTEGER NOT NULL CHECK (level >= 1),
    place INTEGER NOT NULL CHECK (place >= 0),
    hash TEXT NOT NULL,
    PRIMARY KEY (level, place)
) STRICT;

CREATE INDEX parts_by_case ON parts (body, number) WHERE name = 'case';
CREATE INDEX entries_destroying ON entries (number)
    WHERE instr(leaf, char(10) || 'act destroy' || char(10)) > 0;
CREATE INDEX entries_keyed ON entries (number) WHERE instr(leaf, char(10) || 'key ') > 0;

CREATE TRIGGER ledger_is_named_once BEFORE INSERT ON ledger
WHEN EXISTS (SELECT 1 FROM ledger)
BEGIN SELECT RAISE(ABORT, 'a ledger is named once'); END;

CREATE TRIGGER entries_only_at_the_end BEFORE INSERT ON entries
WHEN NEW.number IS NOT (SELECT coalesce(max(number), 0) + 1 FROM entries)
BEGIN SELECT RAISE(ABORT, 'an entry takes the next number'); END;

CREATE TRIGGER entries_no_second BEFORE INSERT ON entries
WHEN EXISTS (SELECT 1 FROM entries WHERE hash = NEW.hash)
BEGIN SELECT RAISE(ABORT, 'this entry is on the ledger already'); END;

CREATE TRIGGER entries_say_their_number BEFORE INSERT ON entries
WHEN instr(NEW.leaf, 'evenhand entry v1' || char(10) || 'number ' || NEW.number || char(10)) IS NOT 1
BEGIN SELECT RAISE(ABORT, 'an entry says its own number'); END;

CREATE TRIGGER entries_hash BEFORE INSERT ON entries
WHEN NEW.hash IS NOT evenhand_leaf_hash(NEW.leaf)
BEGIN SELECT RAISE(ABORT, 'the hash is not that of the entry'); END;

CREATE TRIGGER entries_follow BEFORE INSERT ON entries
WHEN instr(NEW.leaf, char(10) || 'previous ' || coalesce(
    (SELECT hash FROM entries WHERE number = NEW.number - 1),
    (SELECT evenhand_before_the_first(origin) FROM ledger)) || char(10)) IS NOT
    instr(NEW.leaf, char(10) || 'previous ')
    OR instr(NEW.leaf, char(10) || 'previous ') = 0
BEGIN SELECT RAISE(ABORT, 'an entry names the hash of the one before'); END;

CREATE TRIGGER entries_in_time BEFORE INSERT ON entries
WHEN substr(NEW.leaf, instr(NEW.leaf, char(10) || 'at ') + 4, 27) <
    (SELECT substr(leaf, instr(leaf, char(10) || 'at ') + 4, 27)
     FROM entries WHERE number = NEW.number - 1)
BEGIN SELECT RAISE(ABORT, 'time does not run backwards on the ledger'); END;

CREATE TRIGGER parts_open_their_entry BEFORE INSERT ON parts
WHEN NOT EXISTS (SELECT 1 FROM entries WHERE number = NEW.number AND instr(leaf, char(10) ||
    'part ' || NEW.name || ' ' || evenhand_commitment(NEW.name, NEW.salt, NEW.body) || char(10)))
BEGIN SELECT RAISE(ABORT, 'this is not what the entry commits to'); END;

CREATE TRIGGER parts_no_second BEFORE INSERT ON parts
WHEN EXISTS (SELECT 1 FROM parts WHERE number = NEW.number AND name = NEW.name)
BEGIN SELECT RAISE(ABORT, 'this part is on the ledger already'); END;

CREATE TRIGGER parts_stay_destroyed BEFORE INSERT ON parts
WHEN EXISTS (SELECT 1 FROM entries
    WHERE instr(leaf, char(10) || 'act destroy' || char(10)) > 0
    AND instr(leaf, char(10) || 'destroys ' || NEW.number || ' ' || NEW.name || char(10)) > 0)
BEGIN SELECT RAISE(ABORT, 'this part was destroyed'); END;

CREATE TRIGGER nodes_are_hashes BEFORE INSERT ON nodes
WHEN NEW.hash IS NOT evenhand_node(
    coalesce(
        (SELECT hash FROM nodes WHERE level = NEW.level - 1 AND place = NEW.place * 2),
        (SELECT hash FROM entries WHERE NEW.level = 1 AND number = NEW.place * 2 + 1)),
    coalesce(
        (SELECT hash FROM nodes WHERE level = NEW.level - 1 AND place = NEW.place * 2 + 1),
        (SELECT hash FROM entries WHERE NEW.level = 1 AND number = NEW.place * 2 + 2)))
BEGIN SELECT RAISE(ABORT, 'a node is the hash of the two below it'); END;

CREATE TRIGGER nodes_no_second BEFORE INSERT ON nodes
WHEN EXISTS (SELECT 1 FROM nodes WHERE level = NEW.level AND place = NEW.place)
BEGIN SELECT RAISE(ABORT, 'this node is on the ledger already'); END;

CREATE TRIGGER parts_go_by_an_entry BEFORE DELETE ON parts
WHEN NOT EXISTS (SELECT 1 FROM entries
    WHERE instr(leaf, char(10) || 'act destroy' || char(10)) > 0
    AND instr(leaf, char(10) || 'destroys ' || OLD.number || ' ' || OLD.name || char(10)) > 0)
BEGIN SELECT RAISE(ABORT, 'no entry destroys this part'); END;

CREATE TRIGGER ledger_no_update BEFORE UPDATE ON ledger
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER ledger_no_delete BEFORE DELETE ON ledger
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER entries_no_update BEFORE UPDATE ON entries
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER entries_no_delete BEFORE DELETE ON entries
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER parts_no_update BEFORE UPDATE ON parts
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER nodes_no_update BEFORE UPDATE ON nodes
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER nodes_no_delete BEFORE DELETE ON nodes
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
