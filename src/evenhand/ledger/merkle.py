"""The tree of RFC 6962: roots, inclusion and consistency proofs, and how they are checked.

Hashes are bytes. A proof is made from any source of complete subtrees: ``find(level, place)`` gives
the root of the ``place``-th run of ``2 ** level`` leaves. The last runs, which are not complete,
are folded as they are needed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

Find = Callable[[int, int], bytes]
EMPTY = sha256(b"").digest()


def node(left: bytes, right: bytes) -> bytes:
    """Hash two subtrees into one."""
    return sha256(b"\x01" + left + right).digest()


def largest_power_below(size: int) -> int:
    """Give the largest power of two smaller than ``size`` (which is 2 or more)."""
    return 1 << ((size - 1).bit_length() - 1)


class Tree:
    """A tree in memory, grown leaf by leaf."""

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        self.levels: list[list[bytes]] = [list(leaves)]
        while len(self.levels[-1]) > 1:
            below = self.levels[-1]
            # An odd one at the end waits: its subtree is not complete.
            self.levels.append([node(*pair) for pair in zip(below[::2], below[1::2], strict=False)])

    def __len__(self) -> int:
        return len(self.levels[0])

    def append(self, leaf: bytes) -> None:
        """Add a leaf hash and every subtree that it completes."""
        self.levels[0].append(leaf)
        level, place = 0, len(self.levels[0]) - 1
        while place & 1:
            below = self.levels[level]
            level, place = level + 1, place >> 1
            if level == len(self.levels):
                self.levels.append([])
            self.levels[level].append(node(below[-2], below[-1]))

    def find(self, level: int, place: int) -> bytes:
        """Give the root of a complete subtree."""
        return self.levels[level][place]

    def root(self, size: int | None = None) -> bytes:
        """Give the root of the whole tree, or of the first ``size`` leaves."""
        return root(self.find, len(self) if size is None else size)


def completed_by(find: Find, index: int, leaf: bytes) -> list[tuple[int, int, bytes]]:
    """Give the subtrees (level, place, hash) that the leaf at ``index`` completes."""
    made = []
    level, place, whole = 0, index, leaf
    while place & 1:
        whole = node(find(level, place - 1), whole)
        level, place = level + 1, place >> 1
        made.append((level, place, whole))
    return made


def root(find: Find, size: int) -> bytes:
    """Give the root of the first ``size`` leaves."""
    return EMPTY if size == 0 else _range(find, 0, size)


def _range(find: Find, start: int, end: int) -> bytes:
    """Give the root over the leaves from ``start`` to ``end``; ``start`` is aligned."""
    size = end - start
    if size & (size - 1) == 0:
        level = size.bit_length() - 1
        return find(level, start >> level)
    middle = start + largest_power_below(size)
    return node(_range(find, start, middle), _range(find, middle, end))


def inclusion(find: Find, index: int, size: int) -> list[bytes]:
    """Prove that the leaf at ``index`` is in the tree of ``size`` leaves."""
    if not 0 <= index < size:
        raise ValueError(f"there is no leaf {index} in a tree of {size}")
    path, start, end = [], 0, size
    while end - start > 1:
        middle = start + largest_power_below(end - start)
        if index < middle:
            path.append(_range(find, middle, end))
            end = middle
        else:
            path.append(_range(find, start, middle))
            start = middle
    return path[::-1]


def consistency(find: Find, old: int, new: int) -> list[bytes]:
    """Prove that the tree of ``new`` leaves begins with the tree of ``old`` leaves."""
    if not 0 <= old <= new:
        raise ValueError(f"a tree of {new} cannot extend one of {old}")
    if old in (0, new):
        return []
    path, start, end, whole = [], 0, new, True
    while old != end:
        middle = start + largest_power_below(end - start)
        if old <= middle:
            path.append(_range(find, middle, end))
            end = middle
        else:
            path.append(_range(find, start, middle))
            start, whole = middle, False
    return ([] if whole else [_range(find, start, end)]) + path[::-1]


def included(leaf: bytes, index: int, size: int, path: Sequence[bytes], top: bytes) -> bool:
    """Check an inclusion proof (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    place, last, whole = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return False
        if place & 1 or place == last:
            whole = node(sibling, whole)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            whole = node(whole, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and whole == top


def extends(old: int, old_top: bytes, new: int, new_top: bytes, path: Sequence[bytes]) -> bool:
    """Check a consistency proof (RFC 9162, 2.1.4.2)."""
    if old == 0 or old >= new:
        unchanged = old == 0 or (old == new and old_top == new_top)
        return old <= new and not path and unchanged and (old > 0 or old_top == EMPTY)
    proof = list(path) if old & (old - 1) else [old_top, *path]
    if not proof:
        return False
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old_whole = new_whole = proof[0]
    for sibling in proof[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            old_whole, new_whole = node(sibling, old_whole), node(sibling, new_whole)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            new_whole = node(new_whole, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and old_whole == old_top and new_whole == new_top
