"""What is told of a review beside its findings: code tables, counts, and where they stand."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evenhand import __version__
from evenhand.docket.snapshot import Docket
from evenhand.guidance.instrument import Instrument
from evenhand.review.codes import codes_of
from evenhand.terms.refusal import BadDocket


@dataclass(frozen=True)
class Run:
    """A finished review: its findings, its manifest, and cases by instrument and class.

    ``findings`` is a path on this machine, or an address where only the engine's store reaches.
    """

    findings: Path | str
    manifest: dict[str, Any]

    @property
    def counts(self) -> dict[str, dict[str, int]]:
        """Cases by instrument and class on the record."""
        return {item["id"]: item["counts"] for item in self.manifest["instruments"]}

    @property
    def counterfactual(self) -> dict[str, int]:
        """Cases by instrument reviewed on a day on which it did not govern."""
        return {item["id"]: item["counterfactual"] for item in self.manifest["instruments"]}


def described(instrument: Instrument) -> dict[str, Any]:
    """Give what is needed to read an instrument's masks: its code table."""
    codes = codes_of(instrument)
    return {
        "id": instrument.id,
        "title": instrument.title,
        "version": instrument.full_version,
        "fingerprint": instrument.fingerprint,
        "factors": dict(codes.factor_bits),
        "classes": dict(codes.class_bits),
        "facts": dict(codes.fact_bits),
        "judged_facts": dict(codes.judged_bits),
    }


def entry(
    instrument: Instrument, counted: Iterable[tuple[str, str, int]], outside: int
) -> dict[str, Any]:
    """Give an instrument's entry: code table, cases by class, cases it did not govern.

    ``counted`` has (instrument, class, cases), of other instruments too.
    """
    found = {kind: count for id, kind, count in counted if id == instrument.id}
    counts = {id: found.get(id, 0) for id in instrument.classes}
    return {**described(instrument), "counts": counts, "counterfactual": outside}


def manifest_of(
    docket: Docket,
    called: str,
    day: dt.date | None,
    engine: Mapping[str, str],
    entries: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    """Give what a manifest says of any run; ``called`` is the name of the docket's folder."""
    return {
        "snapshot": docket.snapshot,
        "docket": called,
        "as_of": str(day) if day else "the day of each record",
        "engine": engine,
        "made_by": {"evenhand": __version__},
        "instruments": list(entries),
        "cases": docket.manifest["tables"]["facts"],
    }


def as_text(manifest: Mapping[str, Any]) -> str:
    """Write a manifest as it stands in its file."""
    return json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"


def check_counts(docket: str, manifest: Mapping[str, Any]) -> None:
    """Raise BadDocket unless each instrument gave one finding for each case."""
    for item in manifest["instruments"]:
        if sum(item["counts"].values()) != manifest["cases"]:
            raise BadDocket(
                f"{item['id']} gave {sum(item['counts'].values()):,} findings for "
                f"{manifest['cases']:,} cases of {docket}.",
                "Nothing was kept. The docket was changed after its import, or is damaged.",
            )
