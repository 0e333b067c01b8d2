#!/usr/bin/env python3
"""Checks a receipt or an export of an Evenhand ledger. Needs Python 3.9 and nothing else.

    python3 evenhand-verify.py FILE [--key KEY] [--against FILE]

FILE is a receipt or an export. KEY is the public key that the office publishes; without it the
key in FILE is used, and this program cannot know whether that is the office's. --against names an
earlier receipt, export or checkpoint, which an export must still agree with. It ends with 0 if
everything holds, 1 if something does not, 2 if it was not used rightly.

This file shares no code with Evenhand, on purpose: it was written from RFC 6962 (trees), RFC 8032
(signatures) and docs/ledger.md (entries), to be read in full by whoever must rely on it.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import sys
from typing import Any

# --- Ed25519, RFC 8032: section 5.1 -------------------------------------------------------------

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
Point = tuple[int, int, int, int]  # x, y, z, t with x/z, y/z on the curve and xy = zt


def point_sum(p: Point, q: Point) -> Point:
    """Add two points of the curve."""
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def point_times(n: int, p: Point) -> Point:
    """Add a point to itself n times."""
    found: Point = (0, 1, 1, 0)
    while n:
        if n & 1:
            found = point_sum(found, p)
        p, n = point_sum(p, p), n >> 1
    return found


def point_from(data: bytes) -> Point | None:
    """Read a point; nothing if the bytes are none."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return (x, y, 1, x * y % P)


def point_bytes(p: Point) -> bytes:
    """Write a point."""
    inverse = pow(p[2], P - 2, P)
    x, y = p[0] * inverse % P, p[1] * inverse % P
    return (y | ((x & 1) << 255)).to_bytes(32, "little")


BASE = point_from((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def signature_holds(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the owner of the key signed the message."""
    if len(public) != 32 or len(signature) != 64 or BASE is None:
        return False
    key, s = point_from(public), int.from_bytes(signature[32:], "little")
    if key is None or s >= ORDER:
        return False
    digest = hashlib.sha512(signature[:32] + public + message).digest()
    k = int.from_bytes(digest, "little") % ORDER
    minus_key: Point = (P - key[0], key[1], 1, P - key[3])
    return point_bytes(point_sum(point_times(s, BASE), point_times(k, minus_key))) == signature[:32]


# --- The tree, RFC 6962: section 2.1 ------------------------------------------------------------


def sha256(data: bytes) -> bytes:
    """Hash."""
    return hashlib.sha256(data).digest()


def pair(left: bytes, right: bytes) -> bytes:
    """Hash two subtrees into one."""
    return sha256(b"\x01" + left + right)


def split(size: int) -> int:
    """The largest power of two below size."""
    k = 1
    while k * 2 < size:
        k *= 2
    return k


def root_of(leaves: list[bytes], start: int, end: int) -> bytes:
    """The root over the leaf hashes from start to end."""
    if end - start == 0:
        return sha256(b"")
    if end - start == 1:
        return leaves[start]
    middle = start + split(end - start)
    return pair(root_of(leaves, start, middle), root_of(leaves, middle, end))


def root_by_path(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes | None:
    """The root that a leaf and its path lead to; nothing if the path does not fit."""
    if size == 1:
        return leaf if not path else None
    if not path:
        return None
    k = split(size)
    if index < k:
        below = root_by_path(leaf, index, k, path[:-1])
        return below and pair(below, path[-1])
    below = root_by_path(leaf, index - k, size - k, path[:-1])
    return below and pair(path[-1], below)


# --- Signed notes and checkpoints (C2SP signed-note, tlog-checkpoint) ---------------------------


class Wrong(Exception):
    """Something does not hold; the text says what."""


def from_base64(text: str) -> bytes:
    """Read base64 in its one spelling."""
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except ValueError:
        raise Wrong("there is something that is not base64") from None
    if base64.b64encode(data).decode() != text:
        raise Wrong("there is base64 in another spelling")
    return data


def read_key(text: str) -> tuple[str, bytes, bytes]:
    """The name, id and public key in a line name+id+base64."""
    fields = text.strip().split("+", 2)
    if len(fields) != 3:
        raise Wrong("the public key is not of the form name+id+base64")
    name, key_id, data = fields[0], fields[1], from_base64(fields[2])
    found = sha256(name.encode() + b"\n" + data)[:4]
    if len(data) != 33 or data[0] != 1 or found.hex() != key_id:
        raise Wrong("the public key is damaged: its id is not that of its bytes")
    return name, found, data[1:]


class Checkpoint:
    """The size and root of a ledger, signed."""

    def __init__(self, written: str) -> None:
        head, blank, below = written.rpartition("\n\n")
        self.text = head + "\n"
        match = re.fullmatch(r"([^\n]+)\n(0|[1-9][0-9]{0,17})\n([A-Za-z0-9+/]{43}=)\n", self.text)
        if not blank or not match or not below.endswith("\n"):
            raise Wrong("the checkpoint is not written as one")
        self.origin, self.size, self.root = match[1], int(match[2]), from_base64(match[3])
        self.signatures = []
        for line in below[:-1].split("\n"):
            signed = re.fullmatch(r"— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})", line)
            data = from_base64(signed[2]) if signed else b""
            if signed is None or len(data) < 5:
                raise Wrong("a signature of the checkpoint is not written as one")
            self.signatures.append((signed[1], data[:4], data[4:]))

    def check(self, keys: list[str]) -> str:
        """The key that signed it; a bad signature under a known key spoils it."""
        good = ""
        for key in keys:
            name, key_id, public = read_key(key)
            for signer, signer_id, signature in self.signatures:
                if (signer, signer_id) == (name, key_id):
                    if not signature_holds(public, self.text.encode(), signature):
                        raise Wrong(f"the signature of {name} under the checkpoint is false")
                    good = key
        if not good:
            raise Wrong(f"the checkpoint of {self.size} is not signed by the key")
        return good


# --- Entries ------------------------------------------------------------------------------------

WORD = r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*"
TIME = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z"
NUMBER = r"[1-9][0-9]{0,17}"
LINES = (  # name, form, how often
    ("number", NUMBER, "1"),
    ("at", TIME, "1"),
    ("clock", TIME, "1"),
    ("act", WORD, "1"),
    ("role", WORD, "1"),
    ("previous", "[0-9a-f]{64}", "1"),
    ("key", "[!-~]+", "?"),
    ("destroys", NUMBER + " " + WORD, "*"),
    ("part", WORD + " [0-9a-f]{64}", "*"),
)


def read_leaf(text: str) -> dict[str, Any]:
    """The lines of an entry, by name."""
    lines = text.split("\n")
    if lines[0] != "evenhand entry v1" or lines[-1] != "":
        raise Wrong("an entry is not written as one")
    lines = lines[1:-1]
    found: dict[str, Any] = {}
    for name, form, often in LINES:
        values: list[str] = []
        while lines and lines[0].startswith(name + " ") and (often == "*" or not values):
            values.append(lines.pop(0)[len(name) + 1 :])
        if not all(re.fullmatch(form, value) for value in values) or (often == "1" and not values):
            raise Wrong(f"the line {name!r} of an entry is not written as one")
        found[name] = values if often == "*" else (values[0] if values else "")
    if lines:
        raise Wrong("an entry has a line that does not belong there")
    number = found["number"] = int(found["number"])
    pairs = [part.split(" ") for part in found["part"]]
    found["part"] = dict(pairs)
    gone = [(int(n), name) for n, name in (line.split(" ") for line in found["destroys"])]
    found["destroys"] = gone
    in_order = [name for name, _ in pairs] == sorted(found["part"]) and gone == sorted(set(gone))
    acts_fit = bool(gone) == (found["act"] == "destroy") and bool(found["key"]) == (
        found["act"] in ("open-ledger", "change-key")
    )
    if not in_order or not acts_fit or found["clock"] > found["at"]:
        raise Wrong(f"entry {number} contradicts itself")
    if any(of >= number for of, _ in gone):
        raise Wrong(f"entry {number} destroys what is not before it")
    return found


def hash_of_leaf(text: str) -> bytes:
    """Hash an entry."""
    return sha256(b"\x00" + text.encode())


def check_parts(leaf: dict[str, Any], parts: dict[str, Any]) -> None:
    """Every opened part is what the entry committed to."""
    number = leaf["number"]
    for name, part in parts.items():
        if set(part) != {"salt", "body"} or not re.fullmatch("[0-9a-f]{64}", part["salt"]):
            raise Wrong(f"the part {name} of an entry is not written as one")
        opened = sha256(f"{part['salt']}\n{name}\n{part['body']}".encode()).hex()
        if leaf["part"].get(name) != opened:
            raise Wrong(f"entry {number}: the part {name} was changed")


# --- Receipts and exports -----------------------------------------------------------------------


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a field that stands there twice: two readers could read it differently."""
    if len(dict(pairs)) != len(pairs):
        raise Wrong("a field stands there twice")
    return dict(pairs)


def read_json(text: str) -> dict[str, Any]:
    """Read one JSON object."""
    found = json.loads(text, object_pairs_hook=once)
    if not isinstance(found, dict):
        raise Wrong("the file is not written as Evenhand writes it")
    return found


class Receipt:
    """One entry and its proof."""

    def __init__(self, fields: dict[str, Any]) -> None:
        names = {"format", "leaf", "parts", "proof", "checkpoint", "key"}
        if set(fields) != names:
            raise Wrong("the receipt lacks a field, or has one that does not belong")
        self.leaf, self.parts = read_leaf(fields["leaf"]), fields["parts"]
        self.hash, self.key = hash_of_leaf(fields["leaf"]), fields["key"]
        if not all(re.fullmatch("[0-9a-f]{64}", step) for step in fields["proof"]):
            raise Wrong("a step of the proof is not a hash")
        self.proof = [bytes.fromhex(step) for step in fields["proof"]]
        self.checkpoint = Checkpoint(fields["checkpoint"])

    def check(self, keys: list[str]) -> list[str]:
        """What the receipt proves, in sentences."""
        signer = self.checkpoint.check(keys or [self.key])
        leaf, size = self.leaf, self.checkpoint.size
        number = leaf["number"]
        if number > size or root_by_path(self.hash, number - 1, size, self.proof) != (
            self.checkpoint.root
        ):
            raise Wrong("the entry is not in the ledger that the checkpoint was signed for")
        check_parts(self.leaf, self.parts)
        shown = [f"  {name}: {part['body']}" for name, part in sorted(self.parts.items())]
        closed = sorted(set(self.leaf["part"]) - set(self.parts))
        return [
            f"Entry {number} is on the ledger {self.checkpoint.origin} of {size} entries.",
            f"  recorded at {leaf['at']} (the clock said {leaf['clock']})",
            f"  act: {leaf['act']}; in the role: {leaf['role']}",
            *shown,
            "  not opened here: " + (", ".join(closed) or "nothing"),
            "Signed by " + signer,
        ]  # fmt: skip


class Export:
    """A whole ledger, with or without its content."""

    def __init__(self, lines: list[str]) -> None:
        head, end = read_json(lines[0]), read_json(lines[-1])
        if set(head) != {"format", "origin", "content"} or set(end) != {"checkpoint", "key"}:
            raise Wrong("the export lacks its first or last line")
        if not isinstance(head["content"], bool):
            raise Wrong("the export does not say whether it has the content")
        self.origin, self.content = head["origin"], head["content"]
        self.key, self.checkpoint = end["key"], Checkpoint(end["checkpoint"])
        self.entries = lines[1:-1]
        self.leaves: list[bytes] = []
        self.keys: list[tuple[int, str]] = []
        self.gone: dict[tuple[int, str], int] = {}
        self.destroyed: dict[tuple[int, str], int] = {}

    def walk(self) -> None:
        """Every entry follows the one before it, and has what it committed to."""
        previous = sha256(f"evenhand ledger v1\n{self.origin}\n".encode()).hex()
        at = ""
        for expected, line in enumerate(self.entries, 1):
            fields = read_json(line)
            leaf = read_leaf(fields["leaf"])
            self.leaves.append(hash_of_leaf(fields["leaf"]))
            if leaf["number"] != expected or leaf["previous"] != previous or leaf["at"] < at:
                raise Wrong(f"entry {expected} does not follow the entry before it")
            previous, at = self.leaves[-1].hex(), leaf["at"]
            if leaf["key"]:
                self.keys.append((expected, leaf["key"]))
            if set(fields) != ({"leaf", "parts"} if self.content else {"leaf"}):
                raise Wrong(f"entry {expected} has a field that does not belong")
            self.walk_parts(leaf, fields)
        if self.content and self.gone != self.destroyed:
            raise Wrong("content is gone that no entry destroys, or is there though destroyed")
        if not self.keys or self.keys[0][0] != 1:
            raise Wrong("the first entry does not bring the ledger's key")

    def walk_parts(self, leaf: dict[str, Any], fields: dict[str, Any]) -> None:
        if self.content:
            check_parts(leaf, fields["parts"])
            for name in set(leaf["part"]) - set(fields["parts"]):
                self.gone[leaf["number"], name] = 1
        for gone in leaf["destroys"]:
            self.destroyed[gone] = self.destroyed.get(gone, 0) + 1

    def check_against(self, other: Checkpoint, keys: list[str]) -> None:
        """The export still begins with what the checkpoint was signed for."""
        in_force = [key for number, key in self.keys if number <= other.size][-1:]
        other.check(keys or in_force)
        if other.origin != self.origin:
            raise Wrong(f"the checkpoint is of another ledger, {other.origin}")
        if other.size > len(self.leaves):
            raise Wrong(
                f"the checkpoint of {other.size} is of a longer ledger than the "
                f"{len(self.leaves)} entries here"
            )
        if root_of(self.leaves, 0, other.size) != other.root:
            raise Wrong(f"the first {other.size} entries are not those that were signed")

    def check(self, keys: list[str]) -> list[str]:
        """What the export proves, in sentences."""
        self.walk()
        self.check_against(self.checkpoint, keys)
        if self.checkpoint.size != len(self.leaves):
            raise Wrong("the export is longer than its own checkpoint")
        return [
            f"All {len(self.leaves)} entries of the ledger {self.origin} hold together.",
            f"  parts destroyed by later entries: {len(self.destroyed)}",
            "  content: " + ("opened and checked" if self.content else "not in this export"),
            "Signed by " + self.keys[-1][1],
        ]


def read_file(path: str) -> Any:
    """A receipt, an export or a checkpoint, by what the file says it is."""
    with open(path, encoding="utf-8", newline="") as file:
        text = file.read()
    if not text.startswith("{"):
        return Checkpoint(text)
    lines = text.rstrip("\n").split("\n")
    if lines[0].startswith('{"format":"evenhand export v1"'):
        return Export(lines)
    fields = read_json(text)
    if fields.get("format") != "evenhand receipt v1":
        raise Wrong("the file is neither a receipt nor an export of this version")
    return Receipt(fields)


def check_file(path: str, keys: list[str], against: list[str]) -> list[str]:
    """Everything that holds, in sentences; raises Wrong for the first thing that does not."""
    found = read_file(path)
    if isinstance(found, Checkpoint):
        return [f"A checkpoint of {found.size} entries.", "Signed by " + found.check(keys)]
    said: list[str] = found.check(keys)
    for other_path in against:
        other = read_file(other_path)
        if not isinstance(found, Export):
            raise Wrong("only an export can be held against an earlier file")
        if isinstance(other, (Receipt, Export)):
            other.check(keys)
        found.check_against(getattr(other, "checkpoint", other), keys)
        if isinstance(other, Receipt) and found.leaves[other.leaf["number"] - 1] != other.hash:
            raise Wrong("an entry is not the one of the receipt")
        said.append("It extends " + other_path)
    if not keys:
        said.append("COMPARE the key above with the one the office publishes: --key checks it.")
    return said


def main(arguments: list[str]) -> int:
    """Check one file."""
    files: list[str] = []
    options: dict[str, list[str]] = {"--key": [], "--against": []}
    while arguments:
        word = arguments.pop(0)
        if word in options and arguments:
            options[word].append(arguments.pop(0))
        else:
            files.append(word)
    if len(files) != 1 or files[0].startswith("-"):
        sys.stderr.write(__doc__ or "")
        return 2
    try:
        said = check_file(files[0], options["--key"], options["--against"])
    except OSError as error:
        sys.stderr.write(f"{error.filename} cannot be read: {error.strerror}\n")
        return 2
    except (Wrong, ValueError, KeyError, TypeError, AttributeError, RecursionError) as wrong:
        why = str(wrong) if isinstance(wrong, Wrong) else "the file is not written as it should be"
        sys.stdout.write(f"DOES NOT HOLD: {why}.\n")
        return 1
    sys.stdout.write("\n".join([*said, "HOLDS", ""]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
