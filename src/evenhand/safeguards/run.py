"""The holds of a whole docket on a day, into one file with its manifest."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from evenhand import __version__
from evenhand.docket.catalogue import catalogue
from evenhand.docket.snapshot import Docket
from evenhand.engines.duck import AnyError, Connection, WriteError, connect, literal, version
from evenhand.safeguards import act_facts
from evenhand.safeguards.clearance import CHILDREN, EPISODES, SCHEMA, UNLISTED
from evenhand.safeguards.compiled import fact_bits
from evenhand.safeguards.safeguard import Safeguard
from evenhand.safeguards.state import State
from evenhand.safeguards.statement import Handed, statement
from evenhand.terms.refusal import BadDocket, BadGuidance, BadInput, NoRoom

WRITE = "FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880"


@dataclass(frozen=True)
class Given:
    """What the record of decisions hands in: clearances, children, episodes, act facts.

    Tables with the schemas of ``clearance`` and ``act_facts``; nothing of a kind is an empty one.
    """

    clearances: pa.Table = field(default_factory=SCHEMA.empty_table)
    children: pa.Table = field(default_factory=CHILDREN.empty_table)
    episodes: pa.Table = field(default_factory=EPISODES.empty_table)
    act_facts: pa.Table = field(default_factory=act_facts.SCHEMA.empty_table)

    def tables(self) -> list[tuple[str, pa.Table, pa.Schema]]:
        """Give each table with its name and the schema it must have."""
        return [
            ("clearances", self.clearances, SCHEMA),
            ("children", self.children, CHILDREN),
            ("episodes", self.episodes, EPISODES),
            ("act_facts", self.act_facts, act_facts.SCHEMA),
        ]


@dataclass(frozen=True)
class Run:
    """A finished run: its file and its manifest."""

    holds: Path
    manifest: dict[str, Any]


def read_given(
    clearances: Path | None,
    children: Sequence[Path],
    episodes: Path | None,
    acted: Path | None = None,
) -> Given:
    """Load what is given in from Parquet files; raises BadInput for one of another form.

    ``children`` may be of several tables (the ledger's, a linkage's): a child in two counts once.
    """
    nothing = Given()
    places = (clearances, None, episodes, acted)
    found = [
        table if path is None else read_table(what, path)
        for (what, table, _), path in zip(nothing.tables(), places, strict=True)
    ]
    return replace(Given(*found), children=read_children(children))


def read_children(paths: Sequence[Path]) -> pa.Table:
    """Load tables of children into one, each child of a case once."""
    tables = [read_table("children", path) for path in paths]
    for path, table in zip(paths, tables, strict=True):
        if missing := [name for name in CHILDREN.names if name not in table.column_names]:
            raise BadInput(
                f"{path.name} lacks {', '.join(missing)}.",
                f"A table of children has the columns {', '.join(CHILDREN.names)}.",
            )
    if len(tables) < 2:
        return tables[0] if tables else CHILDREN.empty_table()
    together = pa.concat_tables([table.select(CHILDREN.names).cast(CHILDREN) for table in tables])
    return together.group_by(CHILDREN.names).aggregate([])


def read_table(what: str, path: Path) -> pa.Table:
    """Load a table that is given in; raises BadInput for a file that is not there or no Parquet."""
    try:
        return pq.read_table(path)
    except FileNotFoundError:
        raise BadInput(f"There is no file {path}.", f"Name a Parquet file of {what}.") from None
    except (pa.ArrowInvalid, OSError) as error:
        raise BadInput(
            f"{path.name} cannot be read as Parquet: {str(error).splitlines()[0]}",
            f"Name a Parquet file of {what}.",
        ) from None


def run_holds(
    docket: Docket,
    safeguards: Sequence[Safeguard],
    out: Path,
    *,
    given: Given | None = None,
    as_of: dt.date | None = None,
    memory_limit: str | None = None,
    tell: Callable[[str, int, int], None] = lambda what, done, of: None,
) -> Run:
    """Write every hold of every case of a docket; the file appears whole or not at all.

    ``as_of`` None asks of each case on the day its record stands for. Raises BadInput where what
    is given in does not have its form, BadDocket where the docket cannot be read.
    """
    if not safeguards:
        raise BadGuidance("No safeguard was named.", "See `evenhand holds list`.")
    if not out.parent.is_dir():
        raise NoRoom(f"There is no folder {out.parent}.", "Make it, or choose another --out.")
    if out.is_dir():
        raise NoRoom(f"{out} is a folder.", "Name a file with --out.")
    given = given or Given()
    day = as_of or (dt.date.fromisoformat(docket.as_of) if docket.as_of else None)
    part = out.with_name(f".{out.name}.part-{os.getpid()}")
    # One thread: a case becomes a dozen rows, and of several threads each would hold back a whole
    # group of them to keep the order: measured on two cores, seven times the memory and no faster.
    con = connect(memory_limit, threads=1)
    try:
        _refuse_unreadable(con, docket)
        handed = lay_out(con, given)
        bits = fact_bits(safeguards, catalogue())
        described = [_described(safeguard) for safeguard in safeguards]
        metadata = literal(json.dumps({"facts": bits, "safeguards": described}))
        select = statement(
            safeguards,
            catalogue(),
            facts=docket.table("facts"),
            as_of=day,
            handed=handed,
        )
        tell("holds", 0, 1)
        con.execute(
            f"COPY (SELECT *, {literal(docket.snapshot)} AS snapshot FROM ({select})) "
            f"TO {literal(part)} ({WRITE}, KV_METADATA {{evenhand_holds: {metadata}}})"
        )
        tell("holds", 1, 1)
        manifest = _manifest(con, docket, safeguards, part, day)
        _check_counts(docket, safeguards, manifest)
        _put(part, out, manifest)
    except WriteError as error:
        raise NoRoom(
            f"The holds could not be written: {str(error).splitlines()[0]}",
            "What was there before is untouched. Free some space, or name another --out.",
        ) from None
    finally:
        con.close()
        part.unlink(missing_ok=True)
    return Run(out, manifest)


def lay_out(con: Connection, given: Given) -> Handed | None:
    """Make tables of what is given in, and name them if there is anything in them.

    Raises BadInput where one does not have its form.
    """
    for what, table, schema in given.tables():
        called = what.replace("_", " ")
        if missing := [column for column in schema.names if column not in table.column_names]:
            raise BadInput(
                f"The table of {called} lacks {', '.join(missing)}.",
                f"It has the columns {', '.join(schema.names)}.",
            )
        try:
            cast = table.select(schema.names).cast(schema)
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
            raise BadInput(
                f"The table of {called} is not of its form: {str(error).splitlines()[0]}",
                f"Its columns are {', '.join(f'{f.name} ({f.type})' for f in schema)}.",
            ) from None
        con.register(f"{what}_given", cast)
        made = f"CREATE OR REPLACE TEMP TABLE {what} AS SELECT * FROM {what}_given"
        con.execute(made).fetchall()
        con.unregister(f"{what}_given")
        _refuse_rows(con, what, schema)
    something = given.clearances.num_rows or given.children.num_rows or given.act_facts.num_rows
    return Handed("clearances", "children", "episodes", "act_facts") if something else None


# Of each table, what no row may be, and how the refusal says it.
_NEVER = {
    "clearances": [
        ("state NOT IN ('cleared', 'overridden')", "a state that is not cleared or overridden"),
        (f"starts_with(child, {literal(UNLISTED)})", "a child that is counted and not listed"),
        ("entry = ''", "no entry"),
    ],
    "children": [
        (f"child = '' OR starts_with(child, {literal(UNLISTED)})", "no key of a child"),
    ],
    "episodes": [
        ("case_id IN (SELECT case_id FROM episodes GROUP BY 1 HAVING count(*) > 1)", "two of one"),
    ],
}
# The columns that may say nothing: no first or last day, a value that is not known.
_MAY_BE_EMPTY = {"clearances": {"until"}, "act_facts": {"value", "since", "until"}}


def _refuse_rows(con: Connection, what: str, schema: pa.Schema) -> None:
    needed = [name for name in schema.names if name not in _MAY_BE_EMPTY.get(what, ())]
    rules = [(f"{name} IS NULL", f"no {name}") for name in needed]
    rules += _NEVER[what] if what in _NEVER else act_facts.never(catalogue())
    called = what.replace("_", " ")
    for test, says in rules:
        [(found,)] = con.execute(f"SELECT count(*) FROM {what} WHERE {test}").fetchall()
        if found:
            raise BadInput(
                f"The table of {called} has {found:,} rows with {says}.",
                "Mend the table; nothing was written.",
            )


def _refuse_unreadable(con: Connection, docket: Docket) -> None:
    """Read the facts once, so that a damaged docket is not taken for a full disk."""
    wanted = docket.manifest["tables"]["facts"]
    try:
        found = con.execute(f"SELECT count(as_of) FROM {docket.table('facts')}").fetchall()
    except AnyError as error:
        raise BadDocket(
            f"The facts of {docket.folder.name} cannot be read: {str(error).splitlines()[0]}",
            "It was changed after its import, or is damaged. Import the records again.",
        ) from None
    if found != [(wanted,)]:
        raise BadDocket(
            f"The facts of {docket.folder.name} are not those it was made with.",
            "It was changed after its import, or is damaged. Import the records again.",
        )


def _described(safeguard: Safeguard) -> dict[str, Any]:
    return {
        "id": safeguard.id,
        "title": safeguard.title,
        "version": safeguard.full_version,
        "fingerprint": safeguard.fingerprint,
        "protection": safeguard.protection,
    }


def _manifest(
    con: Connection,
    docket: Docket,
    safeguards: Sequence[Safeguard],
    part: Path,
    day: dt.date | None,
) -> dict[str, Any]:
    source = f"read_parquet({literal(part)})"
    counted = con.execute(f"SELECT hold, state, count(*) FROM {source} GROUP BY ALL").fetchall()
    by_state = {(hold, state): count for hold, state, count in counted}
    with part.open("rb") as handle:
        digest = hashlib.file_digest(handle, "sha256").hexdigest()
    return {
        "snapshot": docket.snapshot,
        "docket": docket.folder.name,
        "as_of": str(day) if day else "the day of each record",
        "engine": {"name": "duckdb", "version": version()},
        "made_by": {"evenhand": __version__},
        "facts": fact_bits(safeguards, catalogue()),
        "safeguards": [
            {
                **_described(item),
                "counts": {str(s): by_state.get((item.id, s.value), 0) for s in State},
            }
            for item in safeguards
        ],
        "given": {what: _fingerprint(con, what) for what, _, _ in Given().tables()},
        "cases": docket.manifest["tables"]["facts"],
        "sha256": digest,
    }


def _check_counts(
    docket: Docket, safeguards: Sequence[Safeguard], manifest: dict[str, Any]
) -> None:
    """Refuse holds of which a safeguard that is always in force does not have one for each case."""
    cases = manifest["cases"]
    for safeguard, item in zip(safeguards, manifest["safeguards"], strict=True):
        found = sum(item["counts"].values())
        enough = found >= cases if safeguard.per_child else found == cases
        if safeguard.always and not enough:
            raise BadDocket(
                f"{safeguard.id} gave {found:,} holds for {cases:,} cases of {docket.folder.name}.",
                "Nothing was kept. The docket was changed after its import, or is damaged.",
            )


def _fingerprint(con: Connection, what: str) -> dict[str, Any]:
    """Name a table that was given in, whatever the order of its rows."""
    [(rows, digest)] = con.execute(
        "SELECT count(*), sha256(coalesce(string_agg(line, chr(10) ORDER BY line), '')) "
        f"FROM (SELECT CAST(t AS VARCHAR) AS line FROM {what} t)"
    ).fetchall()
    return {"rows": rows, "sha256": digest}


def _put(part: Path, out: Path, manifest: dict[str, Any]) -> None:
    """Put both files in place: the holds last, so that they never stand without a manifest."""
    beside = out.with_name(f"{out.stem}.manifest.json")
    draft = beside.with_name(f".{beside.name}.part-{os.getpid()}")
    try:
        draft.write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", "utf-8")
        with part.open("rb") as handle:
            os.fsync(handle.fileno())
        os.replace(draft, beside)
        os.replace(part, out)
    finally:
        draft.unlink(missing_ok=True)
