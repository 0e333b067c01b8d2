"""From exact results to the files of a release: made safe, built, scanned; or refused whole.

`evenhand publish` writes them to a folder, `evenhand site measure` hands them to a site. Both go
this one way.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evenhand.disclosure.audit.auditing import with_files
from evenhand.disclosure.bundle import refuse_raw
from evenhand.disclosure.documents import Document, text
from evenhand.disclosure.releasing import SafeRelease, make_safe
from evenhand.disclosure.reopening import DOCUMENT
from evenhand.disclosure.rule import Rule
from evenhand.measures.result import Result
from evenhand.publish.building import built
from evenhand.publish.edition import Edition, Told, Vintage, edit
from evenhand.publish.folder import CERTIFICATE
from evenhand.publish.protection import Protection
from evenhand.publish.tongue import SOURCE, tongues
from evenhand.terms.refusal import Incomplete, Unsafe

Note = Callable[[str], None]


@dataclass(frozen=True)
class Labels:
    """What a release is called, which records it is about in words, and the rule it is made by."""

    title: str
    records: str
    rule: str


@dataclass(frozen=True)
class MadeRelease:
    """A release, not written yet: what it says, its files by name, what had nothing to count."""

    release: SafeRelease
    edition: Edition
    files: Mapping[str, bytes]
    left_out: tuple[str, ...]

    @property
    def shown(self) -> tuple[str, ...]:
        """The measures in it."""
        return tuple(measured.key for measured in self.edition.measures)


def make_release(
    results: Sequence[Result],
    inputs: Mapping[str, Any],
    labels: Labels,
    before: Sequence[Document],
    note: Note = lambda sentence: None,
) -> MadeRelease:
    """Make safe, audit with all releases ``before``, build and scan; ``note`` hears each step."""
    measures = sum(bool(one.tables or one.estimates) for one in results)
    note(f"Making safe what {measures} {_measures(measures)} counted, and attacking it ...")
    release = _safe(results, labels.rule, before)
    edition = _edition(release, results, inputs, labels)
    note("Writing the pages, documents and data ...")
    files = _files(edition, release)
    note(f"Searching {len(files)} files for counts that are not for readers ...")
    counted = [table for result in results for table in result.tables]
    refuse_raw(files, release, counted, [one.plain for one in tongues() if one.language != SOURCE])
    shown = {measured.key for measured in edition.measures}
    left_out = tuple(one.measure.id for one in results if one.measure.id not in shown)
    return MadeRelease(release, edition, files, left_out)


def refused_alone(
    results: Sequence[Result],
    inputs: Mapping[str, Any],
    labels: Labels,
    before: Sequence[Document],
) -> dict[str, Unsafe]:
    """Give the measures that make no release even by themselves, each with its refusal.

    One that has nothing to count makes none either, and is not refused.
    """
    found = {}
    for result in results:
        try:
            make_release([result], inputs, labels, before)
        except Unsafe as refusal:
            found[result.measure.id] = refusal
        except Incomplete:
            continue
    return found


def _measures(number: int) -> str:
    return "measure" if number == 1 else "measures"


def _safe(results: Sequence[Result], rule: str, before: Sequence[Document]) -> SafeRelease:
    return make_safe(
        [table for result in results for table in result.tables],
        [estimate for result in results for estimate in result.estimates],
        rule,
        before=before,
    )


def _edition(
    release: SafeRelease, results: Sequence[Result], inputs: Mapping[str, Any], labels: Labels
) -> Edition:
    told = [
        Told(
            one.measure.id, one.measure.question, one.measure.numerator, one.measure.denominator,
            one.measure.method, tuple((s.says, s.status) for s in one.measure.sources),
            one.measure.cannot_show,
        )
        for one in results
    ]  # fmt: skip
    vintage = Vintage(labels.records, str(inputs["as_of"]), str(inputs["snapshot"]))
    return edit(labels.title, vintage, told, release.tables, release.estimates)


def written(edition: Edition, rule: Rule) -> dict[str, bytes]:
    """Build the files that an edition gives under a rule, for whoever builds them the same."""
    return built(edition, Protection(rule.says, rule.source, rule.mark, rule.does_not_protect))


def _files(edition: Edition, release: SafeRelease) -> dict[str, bytes]:
    """Build every file; the certificate names all others by their hashes."""
    files = written(edition, release.rule) | {DOCUMENT: text(release.document).encode("utf-8")}
    certificate = with_files(release.certificate, files)
    content = json.dumps(certificate, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    return files | {CERTIFICATE: content.encode("utf-8")}
