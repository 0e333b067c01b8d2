"""The examples of a safeguard, run on both readers: by the interpreter, and by the engine."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evenhand.docket.snapshot import Known
from evenhand.docket.typed import known_from
from evenhand.engines.duck import connect
from evenhand.review.examples import Outcome, put_people
from evenhand.safeguards.compiled import fact_bits
from evenhand.safeguards.live import holds_of
from evenhand.safeguards.safeguard import Safeguard
from evenhand.safeguards.state import State
from evenhand.safeguards.statement import statement
from evenhand.terms.refusal import BadGuidance

NOT_IN_FORCE = "not in force"
# State, the facts it rests on, the facts that are missing; of the first child, for all are alike.
Found = tuple[str, tuple[str, ...], tuple[str, ...]]
_KEYS = frozenset({"name", "as_of", "facts", "state", "because", "missing"})


@dataclass(frozen=True)
class Example:
    """One invented case: what is known of it on a day, and how the hold must stand."""

    name: str
    as_of: dt.date
    known: Mapping[str, Known]
    expect: Found


def read_examples(safeguard: Safeguard) -> list[Example]:
    """Load a safeguard's examples, facts derived; raises BadGuidance for a malformed one."""
    path = safeguard.folder / "examples.toml"
    if not path.exists():
        raise BadGuidance(f"{safeguard.id} has no examples.toml.", "Write one beside it.")
    try:
        entries = tomllib.loads(path.read_text("utf-8"))
        bare = list(_bare(safeguard, entries))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadGuidance(
            f"{safeguard.id}/examples.toml cannot be read: {error}",
            "An example has name, facts, state, and perhaps as_of, because, missing.",
        ) from None
    known = known_from([facts for _, _, facts, _ in bare], safeguard.catalogue)
    return [
        Example(name, as_of, facts, expect)
        for (name, as_of, _, expect), facts in zip(bare, known, strict=True)
    ]


def _bare(
    safeguard: Safeguard, entries: Mapping[str, Any]
) -> Iterator[tuple[str, dt.date, Mapping[str, Any], Found]]:
    order = safeguard.catalogue.in_order
    for item in entries["example"]:
        if strange := sorted(set(item) - _KEYS):
            raise KeyError(f"an example speaks of {strange[0]}")
        if item["state"] not in (*State, NOT_IN_FORCE):
            raise ValueError(f"{item['state']!r} is no state")
        because, missing = (tuple(order(item.get(key, ()))) for key in ("because", "missing"))
        as_of = item.get("as_of", entries["as_of"])
        yield item["name"], as_of, item["facts"], (item["state"], because, missing)


def run_examples(safeguard: Safeguard) -> list[Outcome]:
    """Run every example on the interpreter and on DuckDB; both must say what is expected."""
    examples = read_examples(safeguard)
    readers = {
        "interpreter": _one_by_one(safeguard, examples),
        "duckdb": _at_once(safeguard, examples),
    }
    return [
        Outcome(example.name, reader, tuple(_wrong(example.expect, given)))
        for reader, found in readers.items()
        for example, given in zip(examples, found, strict=True)
    ]


def _wrong(expect: Found, given: Found) -> Iterator[str]:
    for what, wanted, found in zip(("state", "because", "missing"), expect, given, strict=True):
        if wanted != found:
            yield f"{what} is {found}, not {wanted}"


def _one_by_one(safeguard: Safeguard, examples: Sequence[Example]) -> list[Found]:
    found: list[Found] = []
    for example in examples:
        holds = holds_of([safeguard], example.known, example.as_of)
        found += [(str(hold.state), hold.because, hold.missing) for hold in holds[:1]] or [_NOTHING]
    return found


_NOTHING: Found = (NOT_IN_FORCE, (), ())


def _at_once(safeguard: Safeguard, examples: Sequence[Example]) -> list[Found]:
    con = connect(threads=1)
    put_people(con, safeguard.catalogue, [(item.known, item.as_of) for item in examples])
    select = statement(
        [safeguard],
        safeguard.catalogue,
        facts="people",
        as_of=None,
    )
    bits = fact_bits([safeguard], safeguard.catalogue)
    rows = con.execute(f"SELECT case_id, state, because, missing FROM ({select})").fetchall()
    con.close()
    found = dict.fromkeys(range(len(examples)), _NOTHING)
    for case_id, state, because, missing in rows:
        found[int(case_id)] = (state, _named(bits, because), _named(bits, missing))
    return list(found.values())


def _named(bits: Mapping[str, int], mask: int) -> tuple[str, ...]:
    return tuple(fact for fact, bit in bits.items() if mask & bit)
