"""A release that was written is opened again as it was, or not at all."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from evenhand.disclosure.audit.auditing import with_files
from evenhand.disclosure.documents import text
from evenhand.disclosure.receiving import received
from evenhand.disclosure.releasing import make_safe
from evenhand.disclosure.reopening import DOCUMENT, reopened
from evenhand.disclosure.safe_table import demand
from evenhand.publish.edition_file import as_file, read_edition
from evenhand.terms.refusal import BadInput, Unsafe
from tests.support import editions


@pytest.fixture(scope="module")
def printed() -> tuple[bytes, dict[str, Any]]:
    """What the made-up release printed, and its certificate."""
    release = editions.release()
    document = text(release.document).encode("utf-8")
    return document, with_files(release.certificate, {DOCUMENT: document})


def _written(certificate: Mapping[str, Any]) -> bytes:
    return json.dumps(certificate).encode("utf-8")


def test_it_comes_out_as_it_went_in(printed) -> None:
    """Tables, estimates and words are the same, and whoever publishes may take them."""
    document, certificate = printed
    found = reopened(document, _written(certificate))
    edition = editions.edition()
    assert read_edition(as_file(edition), found.tables, found.estimates) == edition
    assert [demand(one) for one in (*found.tables, *found.estimates)]


def _rounded_less(document: bytes) -> bytes:
    said = json.loads(document)
    cell = next(c for t in said["tables"] for c in t["cells"] if c["state"] == "under")
    cell |= {"text": "7", "state": "shown", "low": 7, "high": 7, "drawn": 7}
    return text(said).encode("utf-8")


CHANGES: Mapping[str, Callable[[bytes, dict[str, Any]], tuple[bytes, dict[str, Any]]]] = {
    "a number put back": lambda d, c: (_rounded_less(d), c),
    "written otherwise": lambda d, c: (
        d + b"\n", with_files(c, {DOCUMENT: d + b"\n"})
    ),
    "another rule": lambda d, c: (d, {**c, "rule": {**c["rule"], "id": "exact"}}),
    "something was found": lambda d, c: (d, {**c, "recovered": 1}),
    "a cell without protection": lambda d, c: (d, {**c, "cannot_be_protected": ["a cell"]}),
    "no hashes": lambda d, c: (d, {k: v for k, v in c.items() if k != "files"}),
    "no document": lambda d, c: (b"{}", with_files(c, {DOCUMENT: b"{}"})),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_what_was_altered_is_not_opened(change: str, printed) -> None:
    """A document that the certificate does not name, or one that found something, is refused."""
    document, certificate = CHANGES[change](*printed)
    with pytest.raises(Unsafe) as refused:
        reopened(document, _written(certificate))
    assert refused.value.remedy


def test_words_that_are_damaged_are_refused(printed) -> None:
    """Without its words no edition is put together."""
    found = reopened(printed[0], _written(printed[1]))
    for content in (b"", b"{}", b'{"format": 2}'):
        with pytest.raises(BadInput):
            read_edition(content, found.tables, found.estimates)


def _wider(document: bytes) -> bytes:
    """Say of a small cell that it may be anything, and print its count all the same."""
    said = json.loads(_rounded_less(document))
    cell = next(c for t in said["tables"] for c in t["cells"] if c["text"] == "7")
    cell |= {"low": 0, "high": 14, "state": "under", "drawn": None}
    return text(said).encode("utf-8")


def _other_promise(document: bytes) -> bytes:
    said = json.loads(document)
    said["rule"]["promise"]["never_shown_below"] = 0
    return text(said).encode("utf-8")


@pytest.mark.parametrize("forged", [_rounded_less, _wider, _other_promise])
def test_with_a_certificate_of_their_own_forgers_do_not_come_in(forged, printed) -> None:
    """Who writes document and certificate anew is found out: no rule prints such a cell."""
    document = forged(printed[0])
    certificate = {**printed[1], "rule": json.loads(document)["rule"]}
    found = reopened(document, _written(with_files(certificate, {DOCUMENT: document})))
    with pytest.raises(Unsafe):
        received(found, ())


@pytest.mark.parametrize("rule", ["evenhand", "exact", "census", "dhs"])
def test_what_was_made_by_a_rule_is_taken_in(rule: str) -> None:
    """Of each rule, beside nothing and beside itself."""
    release = make_safe(editions.counts()[:1], (), rule)
    document = text(release.document).encode("utf-8")
    whole = reopened(document, _written(with_files(release.certificate, {DOCUMENT: document})))
    assert received(whole, ()).certificate["earlier_releases"] == 0
    assert received(whole, (whole.document,)).certificate["earlier_releases"] == 1


def test_what_contradicts_the_record_is_not_taken_in(printed) -> None:
    """A release that says otherwise of a cell that was printed here is refused."""
    whole = reopened(printed[0], _written(printed[1]))
    said = json.loads(printed[0])
    for table in said["tables"]:
        for cell in table["cells"]:
            cell["low"], cell["high"] = cell["low"] + 5_000, (cell["high"] or 0) + 5_000
    with pytest.raises(Unsafe):
        received(whole, (said,))
