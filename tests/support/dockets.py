"""Dockets on disk: made through the package's own import of an office's file."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from evenhand.docket.catalogue import catalogue
from evenhand.docket.importing import import_records
from evenhand.docket.snapshot import Docket, open_docket
from evenhand.engines.duck import connect
from evenhand.terms.span import Span
from tests.support.people import Facts, Person, put

DESCRIBED = ("nationality", "language", "sex", "office", "court", "judge", "state", "represented")


def written(known: object) -> str:
    """Write what is known of a fact as an office's file has it."""
    if isinstance(known, Span):
        if known.exact:
            return str(known.low)
        return str(known) if known.low is None or known.high is None else str(known.low)[:4]
    return {True: "yes", False: "no"}[bool(known)]


def docket(
    folder: Path,
    cases: Sequence[tuple[str, Facts, dt.date]],
    described: Iterable[Mapping[str, str]] = (),
    *,
    dated: dt.date | None = None,
) -> Docket:
    """Import cases (number, facts, day of the record) as a docket; ``described`` is per case."""
    folder.mkdir(parents=True, exist_ok=True)
    facts = sorted({fact for _, known, _ in cases for fact in known} | {"pregnant"})
    more = [*described] or [{} for _ in cases]
    with (folder / "intake.csv").open("w", encoding="utf-8", newline="") as text:
        writer = csv.writer(text)
        writer.writerow(["number", "day", *DESCRIBED, *facts])
        for (number, known, day), said in zip(cases, more, strict=True):
            cells = [written(known[fact]) if fact in known else "" for fact in facts]
            writer.writerow([number, day, *(said.get(part, "") for part in DESCRIBED), *cells])
    (folder / "mapping.toml").write_text(_mapping(facts, dated), "utf-8")
    out = folder / "docket"
    import_records(
        "tabular", [folder / "intake.csv"], out, mapping=folder / "mapping.toml", dated=dated
    )
    return open_docket(out)


def _mapping(facts: Iterable[str], dated: dt.date | None) -> str:
    head = ['name = "intake"', 'key = "number"', *(f'{part} = "{part}"' for part in DESCRIBED)]
    head += [] if dated else ['recorded_on = "day"']
    return "\n".join((*head, *(f'[fact.{fact}]\ncolumn = "{fact}"' for fact in facts))) + "\n"


def bare_docket(folder: Path, people: Sequence[Person]) -> Docket:
    """Make a docket whose facts are exactly those given, whatever an import would say to them.

    It is imported small, and its facts then replaced: a review reads nothing else.
    """
    made = docket(folder, [("0", {}, people[0][1])])
    con = connect(threads=1)
    put(con, catalogue(), people)
    facts = made.folder / "facts.parquet"
    con.execute(f"COPY people TO '{facts}' (FORMAT parquet)")
    con.close()
    return counted(made, len(people))


def counted(made: Docket, facts: int) -> Docket:
    """Write into a docket's manifest how many cases its facts now hold, and open it anew."""
    manifest = json.loads((made.folder / "manifest.json").read_text("utf-8"))
    manifest["tables"]["facts"] = facts
    (made.folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    return open_docket(made.folder)
