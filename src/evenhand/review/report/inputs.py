"""Part 1: what was read, what was not, and how to repeat the run."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from evenhand import __version__
from evenhand.docket.catalogue import catalogue
from evenhand.review.report.markup import (
    Html,
    code,
    element,
    folded,
    foreign,
    joined,
    paragraph,
    section,
)
from evenhand.review.report.reviewed import Reviewed
from evenhand.review.report.table import table

SOURCES = {
    "eoir": "court files (EOIR)",
    "i213": "apprehension forms I-213",
    "tabular": "an office’s or a clinic’s own file",
}
REJECTS = {
    "duplicate key": "duplicate key (its number was read before)",
    "no key": "no key (it says no number)",
    "orphan": "orphan (no row has the case it is about)",
}
ASIDE = {
    "redacted": "redacted: blacked out by who gave the file",
    "conflicting": "conflicting: two entries about the case cannot both be right",
    "contradictory": "contradictory: it does not fit what else is known of the case",
    "shifted value": "shifted value: it seems to have slipped here from another column",
    "unknown code": "unknown code: the source’s own list of codes does not have it",
    "unreadable": "unreadable: not a value of the kind that the column holds",
}


def inputs_part(read: Reviewed) -> Html:
    """Write the part."""
    return section(
        "read",
        "1. What was read",
        paragraph(
            "This part shows that every row of every file is accounted for, which values could not "
            "be used, and what was run. A row is a line of a file; several may be about one case."
        ),
        _account(read.docket.manifest),
        *_remarks(read.docket.manifest),
        _aside(read),
        _versions(read),
        _repeat(read),
    )


def _account(manifest: Mapping[str, Any]) -> Html:
    inputs = manifest["inputs"]
    rows = [
        (
            foreign(item["name"]),
            SOURCES.get(item["source"], item["source"]),
            item["read"],
            item["loaded"],
            item["rejected"],
            _reasons(item["reasons"]),
            code(item["sha256"][:12]),
        )
        for item in inputs
    ]
    sums = (sum(item[key] for item in inputs) for key in ("read", "loaded", "rejected"))
    heads = (
        "File",
        "What it is",
        "Rows read",
        "= loaded",
        "+ rejected",
        "Why rejected",
        "SHA-256 (first 12)",
    )
    return table("account", "Rows of each file", heads, rows, ("Together", "", *sums, "", ""))


def _reasons(reasons: Mapping[str, int]) -> str:
    most_first = sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
    return "; ".join(f"{REJECTS.get(key, key)}: {count:,}" for key, count in most_first) or "–"


def _remarks(manifest: Mapping[str, Any]) -> Iterator[Html]:
    rejected = sum(item["rejected"] for item in manifest["inputs"])
    if rejected:
        yield paragraph(
            f"{rejected:,} rejected rows are in no count below; each stands with its file, line, "
            "text and reason in the docket’s rejects.parquet."
        )
    else:
        yield paragraph("No row was rejected.")
    for file, (counted, found) in manifest.get("count_file", {}).items():
        if counted != found:
            yield paragraph(f"{file}: Count.txt says {counted:,} rows, {found:,} were read.")
    if manifest.get("not_given"):
        yield paragraph(f"Tables that were not given: {', '.join(manifest['not_given'])}.")


def _aside(read: Reviewed) -> Html:
    found = read.rows(
        f"SELECT reason, fact, count(*) FROM {read.docket.table('notes')} "
        "GROUP BY reason, fact "
        "ORDER BY sum(count(*)) OVER (PARTITION BY reason) DESC, reason, count(*) DESC, fact"
    )
    if not found:
        return paragraph("Every value in the rows that were loaded could be used.")
    by_reason = [(reason, list(group)) for reason, group in groupby(found, lambda row: row[0])]
    totals = [(ASIDE.get(r, r), sum(row[2] for row in group)) for r, group in by_reason]
    every = sum(total for _, total in totals)
    detail = [(_asks(fact), reason, count) for reason, fact, count in found]
    return joined(
        (
            paragraph(
                f"{every:,} values in loaded rows could not be used and count as unknown; each "
                "stands with its file, row and words in the docket’s notes.parquet."
            ),
            table(
                "aside",
                "Values set aside, by reason",
                ("Reason", "Values"),
                totals,
                ("Together", every),
            ),
            folded(
                "Values set aside, by fact",
                table(
                    "aside-facts",
                    "Values set aside, by reason and fact",
                    ("Fact", "Reason", "Values"),
                    detail,
                ),
            ),
        )
    )


def _asks(fact: str | None) -> str:
    known = catalogue().get(fact or "")
    return known.asks if known else fact or "none: a description of the case"


def _versions(read: Reviewed) -> Html:
    manifest = read.docket.manifest
    kind, digest = read.digest()
    rows: list[tuple[object, object]] = [
        ("Docket", foreign(read.docket.folder.name)),
        ("Snapshot", code(read.docket.snapshot)),
        ("The docket stands for", manifest["as_of"] or manifest["as_of_from"]),
        ("Cases were reviewed", read.days()),
        ("Imported with", _made_by(manifest["made_by"])),
        ("Reviewed with", _reviewed_with(read.manifest)),
        ("Report written with", f"evenhand {__version__}"),
        (f"{kind} of the findings (first 12)", code(digest[:12])),
    ]
    rows += [
        (f"Mapping {n}, SHA-256 (first 12)", code(mapping[:12]))
        for n, mapping in enumerate(manifest.get("mappings", ()), 1)
    ]
    rows += [(f"Version of {i.id}", code(i.full_version)) for i in read.instruments]
    return table("versions", "What was run", ("What", "Which"), rows)


def _made_by(names: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {version}" for name, version in sorted(names.items()))


def _reviewed_with(manifest: Mapping[str, Any]) -> str:
    if not manifest:
        return "not recorded: no manifest stands beside the findings"
    engine = manifest["engine"]
    return f"{_made_by(manifest['made_by'])}, engine {engine['name']} {engine['version']}"


def _repeat(read: Reviewed) -> Html:
    return joined(
        (
            paragraph(
                "To repeat the run, give the same files to the same version; the same snapshot "
                f"and the same {read.digest()[0]} must come out. The places of the files, and of "
                "the mapping that an own file was read by, are yours to fill in."
            ),
            element("pre", code("\n".join(_commands(read)))),
        )
    )


def _commands(read: Reviewed) -> Iterator[str]:
    manifest = read.docket.manifest
    steps = [(s, list(items)) for s, items in groupby(manifest["inputs"], lambda i: i["source"])]
    dated = f" --dated {manifest['as_of']}" if manifest["as_of_from"] == "given" else ""
    for n, (source, items) in enumerate(steps, 1):
        files = " ".join(shlex.quote(item["name"]) for item in items)
        mapping = " --mapping MAPPING.toml" if source == "tabular" else ""
        onto = f" --onto DOCKET-{n - 1}" if n > 1 else dated
        yield f"evenhand docket import {source} {files}{mapping}{onto} --out DOCKET-{n}"
    asked = "".join(f" --instrument {shlex.quote(i.id)}" for i in read.instruments)
    yield f"evenhand review DOCKET-{len(steps)}{asked}{_as_of(read)} --out FINDINGS.parquet"


def _as_of(read: Reviewed) -> str:
    one_day = read.first is not None and read.first == read.last
    return f" --as-of {read.first}" if one_day and str(read.first) != read.docket.as_of else ""
