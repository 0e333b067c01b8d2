"""The text of one entry that is hashed: plain lines, so that `sha256sum` can check it by hand.

A leaf says that something was done, when, in which role and after which entry. What was done, to
whom and why stands outside it, in parts; the leaf holds a salted commitment to each. A part can be
destroyed by law and the leaf stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from hashlib import sha256
from operator import lt
from typing import NamedTuple

HEADLINE = "evenhand entry v1"
DESTROY = "destroy"
# Acts that bring a signing key with them.
KEY_ACTS = frozenset({"open-ledger", "change-key"})

# Possessive, so that a long text that does not fit fails at once.
_WORD = r"[a-z][a-z0-9]*+(?:-[a-z0-9]++)*+"
_TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z"
_LEAF = re.compile(
    rf"{HEADLINE}\n"
    r"number ([1-9]\d{0,17})\n"
    rf"at ({_TIME})\n"
    rf"clock ({_TIME})\n"
    rf"act ({_WORD})\n"
    rf"role ({_WORD})\n"
    r"previous ([0-9a-f]{64})\n"
    r"(?:key ([!-~]++)\n)?+"
    rf"((?:destroys [1-9]\d{{0,17}} {_WORD}\n)*+)"
    rf"((?:part {_WORD} [0-9a-f]{{64}}\n)*+)",
    re.ASCII,
)
# The lines before the parts of an entry that brings no key and destroys nothing: nearly all.
_ORDINARY = re.compile(
    rf"{HEADLINE}\nnumber ([1-9]\d{{0,17}})\nat ({_TIME})\nclock ({_TIME})\n"
    rf"act ({_WORD})\nrole {_WORD}\nprevious ([0-9a-f]{{64}})\n",
    re.ASCII,
)
WORD = re.compile(_WORD, re.ASCII)
TIME = re.compile(_TIME, re.ASCII)


class Leaf(NamedTuple):
    """What an entry says in the open.

    ``at`` never goes back from one entry to the next; ``clock`` is what the machine's clock said.
    """

    number: int
    at: str
    clock: str
    act: str
    role: str
    previous: str
    parts: Mapping[str, str]  # the name of each part and its commitment
    key: str = ""
    destroys: tuple[tuple[int, str], ...] = ()

    @property
    def text(self) -> str:
        """The lines that are hashed."""
        key = f"key {self.key}\n" if self.key else ""
        destroys = "".join(f"destroys {number} {name}\n" for number, name in self.destroys)
        parts = part_lines((name, self.parts[name]) for name in sorted(self.parts))
        return (
            f"{HEADLINE}\nnumber {self.number}\nat {self.at}\nclock {self.clock}\n"
            f"act {self.act}\nrole {self.role}\nprevious {self.previous}\n{key}{destroys}{parts}"
        )

    @property
    def clock_was_behind(self) -> bool:
        """Whether the machine's clock stood before the entry before this one."""
        return self.clock < self.at


def part_lines(parts: Iterable[tuple[str, str]]) -> str:
    """Write the lines for parts and their commitments."""
    return "".join([f"part {name} {committed}\n" for name, committed in parts])


def part_line(name: str, salt: str, body: str) -> str:
    """Write the line that a part makes in its leaf."""
    committed = sha256(f"{salt}\n{name}\n{body}".encode()).hexdigest()
    return f"part {name} {committed}\n"


class NotALeaf(ValueError):
    """A text that is no leaf, with what is wrong with it."""


def parse(text: str) -> Leaf:
    """Read a leaf; there is exactly one text for each leaf, so nothing is read two ways."""
    match = _LEAF.fullmatch(text)
    if match is None:
        raise NotALeaf("is not written as an entry")
    number, at, clock, act, role, previous, key, destroys, parts = match.groups()
    words = parts.split()  # "part", a name, a commitment, and so on
    names = words[1::3]
    if not all(map(lt, names, names[1:])):
        raise NotALeaf("has parts out of order or twice")
    if clock > at:
        raise NotALeaf("is dated before the clock that dated it")
    if bool(key) != (act in KEY_ACTS) or bool(destroys) != (act == DESTROY):
        raise NotALeaf("has lines that do not belong to its act")
    gone = _destroyed(destroys, int(number)) if destroys else ()
    committed = dict(zip(names, words[2::3], strict=True))
    return Leaf(int(number), at, clock, act, role, previous, committed, key or "", gone)


def ordinary(text: str, parts: str) -> tuple[str, str, str, str] | None:
    """Read the lines before ``parts``, with which ``text`` must end: number, at, clock, previous.

    Gives None for whatever is not ordinary; ``parse`` then says what it is. Whoever calls this has
    made the lines of the parts from words in order, so that they need not be read.
    """
    if not text.endswith(parts):
        return None
    match = _ORDINARY.fullmatch(text, 0, len(text) - len(parts))
    if match is None:
        return None
    number, at, clock, act, previous = match.groups()
    if act in KEY_ACTS or act == DESTROY or clock > at:
        return None
    return number, at, clock, previous


def _destroyed(lines: str, number: int) -> tuple[tuple[int, str], ...]:
    split = (line.split(" ") for line in lines.splitlines())
    gone = tuple((int(of), name) for _, of, name in split)
    if list(gone) != sorted(set(gone)) or gone[-1][0] >= number:
        raise NotALeaf("destroys out of order, twice, or what is not before it")
    return gone


def leaf_hash(text: str) -> str:
    """Hash a leaf as RFC 6962 does: a zero byte, then the text."""
    return sha256(b"\x00" + text.encode()).hexdigest()


def before_the_first(origin: str) -> str:
    """Give what stands for the previous entry in the first one, so that it names its ledger."""
    return sha256(f"evenhand ledger v1\n{origin}\n".encode()).hexdigest()


def commitment(name: str, salt: str, body: str) -> str:
    """Commit to a part: nobody can guess it without the salt, nor open it as something else."""
    return sha256(f"{salt}\n{name}\n{body}".encode()).hexdigest()
