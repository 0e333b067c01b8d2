"""The record of what was printed: every safe release in full, one after the other, hash on hash.

One file, a line for each release, only ever added to. Each line carries the root of the tree over
all lines before it, so that none can be changed, left out or put in between. A new release is
audited with all of them, since two safe ones can be subtracted.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from evenhand.disclosure.deciding import Wholes
from evenhand.disclosure.documents import Document
from evenhand.disclosure.releasing import SafeRelease, make_safe
from evenhand.disclosure.rule import DEFAULT
from evenhand.ledger.merkle import Tree
from evenhand.measures.counts import CountTable, Estimate
from evenhand.terms.refusal import Unsafe


@dataclass(frozen=True)
class Printed:
    """What was printed so far, read and checked."""

    path: Path
    documents: tuple[Document, ...]
    names: tuple[str, ...]
    root: str

    def make_safe(
        self,
        tables: Iterable[CountTable],
        estimates: Iterable[Estimate] = (),
        rule: str = DEFAULT,
        *,
        wholes: Wholes = (),
    ) -> SafeRelease:
        """Make a release safe beside all that was printed before."""
        return make_safe(tables, estimates, rule, wholes=wholes, before=self.documents)

    def add(self, name: str, release: SafeRelease) -> Printed:
        """Record that a release is printed; refuse one that was not audited with all before it."""
        if release.certificate["earlier_releases"] != len(self.documents):
            raise Unsafe(
                f"The release {name!r} was audited with {release.certificate['earlier_releases']} "
                f"earlier releases, and there are {len(self.documents)}.",
                "Make it again: what was printed in between changes what a reader can work out.",
            )
        if name in self.names:
            raise Unsafe(f"A release {name!r} was printed before.", "Give this one its own name.")
        line = {
            "number": len(self.documents),
            "name": name,
            "before": self.root,
            "certificate": dict(release.certificate),
            "document": release.document,
        }
        written = (_line(line) + "\n").encode("utf-8")
        now = read(self.path)
        if now.root != self.root:
            raise Unsafe(
                f"{self.path} was added to while the release {name!r} was made.",
                "Make it again, so that it is audited with what was added.",
            )
        with self.path.open("ab") as file:
            file.write(written)
            file.flush()
            os.fsync(file.fileno())
        return read(self.path)


def read(path: Path) -> Printed:
    """Read the record and check every line of it; a file that is not there is an empty record."""
    tree = Tree()
    documents, names = [], []
    content = path.read_bytes() if path.exists() else b""
    if content and not content.endswith(b"\n"):
        raise _broken(path, content.count(b"\n"))
    for number, line in enumerate(content.splitlines()):
        found = _parsed(path, number, line)
        if found["number"] != number or found["before"] != tree.root().hex():
            raise _broken(path, number)
        tree.append(sha256(b"\x00" + line).digest())
        documents.append(found["document"])
        names.append(found["name"])
    return Printed(path, tuple(documents), tuple(names), tree.root().hex())


def _line(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _parsed(path: Path, number: int, line: bytes) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(line)
        return {key: found[key] for key in ("number", "name", "before", "document")}
    except (ValueError, KeyError, TypeError) as wrong:
        raise _broken(path, number) from wrong


def _broken(path: Path, number: int) -> Unsafe:
    return Unsafe(
        f"{path} is not a record of what was printed, or was changed: its release {number} does "
        "not follow from those before it.",
        "Put back the file as it was. Without it no release can be audited with earlier ones.",
    )
