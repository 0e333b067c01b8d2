"""The examples of an instrument: people for each factor, and whole cases, as written."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from evenhand.docket.snapshot import Known
from evenhand.docket.typed import known_from
from evenhand.guidance.instrument import Instrument
from evenhand.terms.answer import Answer
from evenhand.terms.refusal import BadGuidance

_ANSWERS = {"yes": Answer.YES, "no": Answer.NO, "cannot_tell": Answer.CANNOT_TELL}
EXPECTED = ("class", "possible", "decisive", "decisive_first", "judged_open", "review_level")


Written = tuple[str, dt.date, Mapping[str, Any], Mapping[str, Any]]


@dataclass(frozen=True)
class Example:
    """One example person: what is typed, what follows from it, and what must come out.

    ``expect`` has ``factor`` and ``answer`` for a factor's example; for a whole case any of
    ``EXPECTED``, and ``yes``, ``no``, ``cannot_tell`` (lists of factors).
    """

    name: str
    as_of: dt.date
    typed: Mapping[str, Any]
    known: Mapping[str, Known]
    expect: Mapping[str, Any]


def read_examples(instrument: Instrument) -> list[Example]:
    """Load an instrument's examples, facts derived; raises BadGuidance for a malformed one."""
    bare = written_examples(instrument)
    known = known_from([typed for _, _, typed, _ in bare], instrument.catalogue)
    return [
        Example(name, as_of, typed, facts, expect)
        for (name, as_of, typed, expect), facts in zip(bare, known, strict=True)
    ]


def written_examples(instrument: Instrument) -> list[Written]:
    """Load them as they are written: name, day, typed facts, what must come out."""
    path = instrument.folder / "examples.toml"
    if not path.exists():
        raise BadGuidance(f"{instrument.id} has no examples.toml.", "Write one beside it.")
    try:
        entries = tomllib.loads(path.read_text("utf-8"))
        return [*_of_factors(instrument, entries), *_of_cases(entries)]
    except (
        tomllib.TOMLDecodeError,
        UnicodeDecodeError,
        KeyError,
        TypeError,
        AttributeError,
    ) as error:
        raise BadGuidance(f"{instrument.id}/examples.toml cannot be read: {error}") from None


def _of_factors(instrument: Instrument, entries: Mapping[str, Any]) -> Iterator[Written]:
    for factor, answers in entries.get("factor", {}).items():
        if factor not in instrument.factors:
            raise BadGuidance(f"{instrument.id}: an example is for {factor}, which is no factor.")
        for key, people in answers.items():
            for n, typed in enumerate(people, 1):
                name = f"{factor} {key.replace('_', ' ')} {n}"
                yield name, entries["as_of"], typed, {"factor": factor, "answer": _ANSWERS[key]}


def _of_cases(entries: Mapping[str, Any]) -> Iterator[Written]:
    known = {"name", "as_of", "facts", *EXPECTED, *_ANSWERS}
    for case in entries.get("case", []):
        if strange := set(case) - known:
            raise KeyError(f"a case speaks of {', '.join(sorted(strange))}")
        expect = {
            key: value for key, value in case.items() if key not in ("name", "as_of", "facts")
        }
        yield case["name"], case.get("as_of", entries["as_of"]), case["facts"], expect
