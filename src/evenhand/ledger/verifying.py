"""Verifies a whole ledger: every entry, every part, the tree, the guards, earlier checkpoints."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from evenhand.ledger import leaf, merkle
from evenhand.ledger.checkpoint import Checkpoint, against
from evenhand.ledger.leaf import Leaf
from evenhand.ledger.note import NotANote, VerifierKey
from evenhand.ledger.opening import Ledger
from evenhand.ledger.receipt import Receipt
from evenhand.ledger.receipt import faults as receipt_faults
from evenhand.ledger.stores.store import ALL_ENTRIES, ALL_NODES, ALL_PARTS, Row, Session

MOST = 100  # faults that are told one by one


@dataclass
class Verdict:
    """What was looked at and what is wrong; nothing is wrong if ``faults`` is empty.

    ``remarks`` are not proof of a change, and somebody should know them.
    """

    entries: int = 0
    parts: int = 0
    destroyed: int = 0
    clock_behind: int = 0
    checkpoints: int = 0
    root: str = ""
    faults: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    more: int = 0

    def fault(self, says: str) -> None:
        """Note a fault; the hundredth and later ones are counted."""
        if len(self.faults) < MOST:
            self.faults.append(says)
        else:
            self.more += 1


class Walk:
    """Goes through entries in order, as they were recorded, and notes what does not hold."""

    def __init__(self, origin: str, verdict: Verdict) -> None:
        self.verdict = verdict
        self.leaves: list[bytes] = []
        self.tree = merkle.Tree()  # whole only at the end
        self.keys: list[tuple[int, VerifierKey]] = []
        self._previous = leaf.before_the_first(origin)
        self._at = ""
        # Parts that are gone, until the entry is found that destroyed them.
        self._gone: dict[tuple[int, str], None] = {}
        self._there: set[tuple[int, str]] = set()
        # Names of parts as some entry had them that was read line by line: words, in order, once.
        self._names: set[tuple[str, ...]] = set()

    def entry(self, number: int, text: str, names: Sequence[str], lines: Sequence[str]) -> str:
        """Take in the next entry, with the lines that the parts that are there make; its hash."""
        self.verdict.entries += 1
        hashed = leaf.leaf_hash(text)
        self.leaves.append(bytes.fromhex(hashed))
        if not self._holds(number, text, tuple(names), "".join(lines)):
            self._looked_at(number, text, _pairs(lines))
        self._previous = hashed
        return hashed

    def _holds(self, number: int, text: str, names: tuple[str, ...], lines: str) -> bool:
        """Whether an ordinary entry holds in everything; any other is looked at line by line."""
        found = leaf.ordinary(text, lines) if names in self._names else None
        if found is None:
            return False
        known, at, clock, previous = found
        if previous != self._previous or at < self._at:
            return False
        if not number == int(known) == self.verdict.entries:
            return False
        self.verdict.parts += len(names)
        self.verdict.clock_behind += clock < at
        self._at = at
        return True

    def _looked_at(self, number: int, text: str, there: list[tuple[str, str]]) -> None:
        """Say everything that is wrong with an entry."""
        verdict, expected = self.verdict, self.verdict.entries
        try:
            known = leaf.parse(text)
        except leaf.NotALeaf as wrong:
            verdict.fault(f"entry {number} {wrong}")
            return
        self._names.add(tuple(known.parts))
        if not number == known.number == expected:
            verdict.fault(f"entry {number} stands where entry {expected} belongs")
        if known.previous != self._previous:
            verdict.fault(f"entry {number} does not follow the entry before it")
        if known.at < self._at:
            verdict.fault(f"entry {number} is dated before the entry before it")
        verdict.clock_behind += known.clock_was_behind
        if known.key:
            self._key(number, known.key)
        verdict.parts += len(there)
        if not text.endswith(leaf.part_lines(there)) or len(there) != len(known.parts):
            self._parts(known, there)
        for gone in known.destroys:
            self._destroyed(number, gone)
        self._at = known.at

    def _parts(self, known: Leaf, rows: list[tuple[str, str]]) -> None:
        verdict, there = self.verdict, dict(rows)
        if len(there) < len(rows):
            verdict.fault(f"entry {known.number} has a part twice")
        for name, committed in known.parts.items():
            if name not in there:
                self._gone[known.number, name] = None
            elif there[name] != committed:
                verdict.fault(f"entry {known.number}: the part {name} was changed")
        for name in there.keys() - known.parts.keys():
            verdict.fault(f"entry {known.number} never had a part {name}")

    def _destroyed(self, number: int, gone: tuple[int, str]) -> None:
        if gone in self._gone:
            del self._gone[gone]
            self.verdict.destroyed += 1
        else:
            self._there.add(gone)

    def _key(self, number: int, text: str) -> None:
        try:
            self.keys.append((number, VerifierKey.parse(text)))
        except NotANote as wrong:
            self.verdict.fault(f"entry {number} brings a key that is none: {wrong}")

    def end(self) -> None:
        """Say what is missing now that all entries were seen."""
        for number, name in self._gone:
            self.verdict.fault(f"entry {number}: the part {name} is gone, and no entry destroys it")
        for number, name in sorted(self._there):
            says = f"entry {number}: the part {name} was destroyed, yet it is there"
            self.verdict.fault(says)
        if not self.keys or self.keys[0][0] != 1:
            self.verdict.fault("the first entry does not bring the ledger's key")
        self.tree = merkle.Tree(self.leaves)
        self.verdict.root = self.tree.root().hex()

    def signers(self, count: int) -> list[VerifierKey]:
        """Give the key in force when the ledger had ``count`` entries."""
        return [key for number, key in self.keys if number <= count][-1:]


def verify(
    ledger: Ledger,
    checkpoints: Iterable[Checkpoint] = (),
    receipts: Iterable[Receipt] = (),
    trusted: Sequence[VerifierKey] = (),
) -> Verdict:
    """Verify a ledger from its first entry on.

    ``trusted`` are public keys one has from elsewhere. Without them the keys are those the ledger
    itself names, and who rewrites all of it can name their own.
    """
    verdict = Verdict()
    walk = Walk(ledger.origin, verdict)
    # The database looks over its own files meanwhile, on a connection of its own.
    with ThreadPoolExecutor(1) as beside:
        damage = beside.submit(ledger.store.damage)
        with ledger.store.reading() as session:
            try:
                _entries(session, walk)
                walk.end()
                _nodes(session, walk)
            except (TypeError, AttributeError):
                # Only tables that were made anew without their rules can hold such a thing.
                verdict.fault("the tables hold something that is neither text nor number")
        for said in damage.result():
            verdict.fault(f"the database says: {said}")
    for known in checkpoints:
        check_checkpoint(walk, ledger.origin, known, trusted)
    for receipt in receipts:
        check_receipt(walk, ledger.origin, receipt, trusted)
    for weak in ledger.store.weaknesses():
        verdict.remarks.append(weak)
    if not verdict.checkpoints:
        verdict.remarks.append(
            "no checkpoint was given: entries cut off at the end, or a ledger rewritten from the "
            "start, cannot be told"
        )
    return verdict


def _entries(session: Session, walk: Walk) -> None:
    parts = session.stream(ALL_PARTS)
    row = next(parts, None)
    for number, text, hashed in session.stream(ALL_ENTRIES):
        while row is not None and row[0] < number:
            row = _stray(row, walk, parts)
        names, lines = [], []
        while row is not None and row[0] == number:
            _, name, salt, body = row
            names.append(name)
            lines.append(leaf.part_line(name, salt, body))
            row = next(parts, None)
        if hashed != walk.entry(number, text, names, lines):
            walk.verdict.fault(f"entry {number} is not the one its hash stands for")
    while row is not None:
        row = _stray(row, walk, parts)


def _pairs(lines: Iterable[str]) -> list[tuple[str, str]]:
    """Read the lines of parts back: name and commitment."""
    return [(line[len("part ") : -66], line[-65:-1]) for line in lines]


def _stray(row: Row, walk: Walk, parts: Iterator[Row]) -> Row | None:
    walk.verdict.fault(f"there is a part of an entry {row[0]}, which is not there")
    return next(parts, None)


def _nodes(session: Session, walk: Walk) -> None:
    levels = walk.tree.levels
    count = 0
    for level, place, hashed in session.stream(ALL_NODES):
        count += 1
        known = 1 <= level < len(levels) and 0 <= place < len(levels[level])
        if not known or levels[level][place].hex() != hashed:
            walk.verdict.fault(f"the node {place} of level {level} of the tree was changed")
    if count != sum(len(level) for level in levels[1:]):
        walk.verdict.fault("the stored tree lacks nodes")


def check_checkpoint(
    walk: Walk, origin: str, known: Checkpoint, trusted: Sequence[VerifierKey]
) -> None:
    """Hold what was walked through against a checkpoint."""
    verdict = walk.verdict
    verdict.checkpoints += 1
    if not known.note.signed_by(trusted or walk.signers(known.size)):
        verdict.fault(f"the checkpoint of {known.size:,} is not signed by the key of its time")
    if wrong := against(known, origin, verdict.entries, walk.tree.find):
        verdict.fault(wrong.rstrip("."))


def check_receipt(
    walk: Walk, origin: str, receipt: Receipt, trusted: Sequence[VerifierKey]
) -> None:
    """Hold what was walked through against a receipt that somebody kept."""
    number = receipt.leaf.number
    check_checkpoint(walk, origin, receipt.checkpoint, trusted)
    signers = trusted or walk.signers(receipt.checkpoint.size)
    for wrong in receipt_faults(receipt, signers):
        walk.verdict.fault(f"the receipt of entry {number}: {wrong}")
    leaves = walk.tree.levels[0]
    hashed = bytes.fromhex(leaf.leaf_hash(receipt.leaf.text))
    if number > len(leaves) or leaves[number - 1] != hashed:
        walk.verdict.fault(f"entry {number} is not the one the receipt was given for")
