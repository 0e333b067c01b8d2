"""What was printed is kept, cannot be changed unseen, and is part of every later audit."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evenhand.disclosure import documents
from evenhand.disclosure.printed import read
from evenhand.terms.refusal import Unsafe
from tests.support.safe import counted, released

JANUARY = {
    ("north", "closed"): 8,
    ("north", "open"): 160,
    ("south", "closed"): 80,
    ("south", "open"): 320,
}
MARCH = {at: n + 4 for at, n in JANUARY.items()}


def _until(month: str, cells: dict[tuple[str, ...], int]) -> object:
    return counted(cells, ("court", "outcome"), period=f"2015-01 to {month}")


def test_a_later_release_is_audited_with_the_earlier(tmp_path: Path) -> None:
    """A running total that would give the new month away is printed more coarsely, or refused."""
    record = read(tmp_path / "printed.jsonl")
    assert record.documents == ()
    record = record.add("january", record.make_safe([_until("2015-01", JANUARY)]))
    later = record.make_safe([_until("2015-03", MARCH)])
    assert later.certificate["earlier_releases"] == 1
    alone = released(_until("2015-03", MARCH))
    assert documents.text(later.document) != documents.text(alone.document)
    record = record.add("march", later)
    assert record.names == ("january", "march")


def test_the_same_release_again_is_printed_the_same(tmp_path: Path) -> None:
    """A re-run says nothing new; one by another rule would, and is refused."""
    record = read(tmp_path / "printed.jsonl")
    first = record.make_safe([_until("2015-01", JANUARY)])
    record = record.add("january", first)
    again = record.make_safe([_until("2015-01", JANUARY)])
    assert documents.text(again.document) == documents.text(first.document)
    for rule in ("dhs", "exact"):
        with pytest.raises(Unsafe, match="printed before in another way"):
            record.make_safe([_until("2015-01", JANUARY)], rule=rule)
    corrected = {at: n + 30 for at, n in JANUARY.items()}
    with pytest.raises(Unsafe, match="printed before in another way"):
        record.make_safe([_until("2015-01", corrected)])


def test_a_hidden_pattern_is_kept(tmp_path: Path) -> None:
    """In exact mode what was hidden stays hidden and what was shown stays shown."""
    cells = {
        ("a", "x"): 3,
        ("a", "y"): 50,
        ("b", "x"): 60,
        ("b", "y"): 70,
        ("c", "x"): 80,
        ("c", "y"): 90,
    }
    other = {("x", "p"): 40, ("x", "q"): 103, ("y", "p"): 110, ("y", "q"): 100}
    record = read(tmp_path / "printed.jsonl")
    first = counted(cells, ("court", "outcome"))
    record = record.add("one", record.make_safe([first], rule="exact"))
    both = record.make_safe([first, counted(other, ("outcome", "way"))], rule="exact")
    patterns = [
        {(c.at, c.text) for c in release_table.cells}
        for release_table in (
            released(first, rule="exact").tables[0],
            next(t for t in both.tables if "court" in t.id),
        )
    ]
    assert patterns[0] == patterns[1]


def test_a_release_made_without_the_record_is_not_added(tmp_path: Path) -> None:
    """What was not audited with all before it is not printed; nor is a name used twice."""
    path = tmp_path / "printed.jsonl"
    record = read(path)
    alone = released(_until("2015-01", JANUARY))
    record = record.add("january", alone)
    with pytest.raises(Unsafe, match="was audited with 0 earlier releases"):
        record.add("again", alone)
    with pytest.raises(Unsafe, match="printed before"):
        record.add("january", record.make_safe([_until("2015-01", JANUARY)]))
    late = read(tmp_path / "printed.jsonl")
    made = late.make_safe([_until("2015-01", JANUARY)])
    late.add("two", made)
    with pytest.raises(Unsafe, match="was added to while"):
        late.add("three", made)


@pytest.mark.parametrize("damage", ["change", "leave out", "swap", "cut", "not json"])
def test_a_changed_record_is_refused(tmp_path: Path, damage: str) -> None:
    """Each line carries the root over all before it."""
    path = tmp_path / "printed.jsonl"
    record = read(path)
    for n in range(3):
        table = counted(
            {("a", "x"): 100 + n, ("a", "y"): 90}, ("court", "outcome"), population=f"p{n}"
        )
        record = record.add(f"release {n}", record.make_safe([table]))
    lines = path.read_text("utf-8").splitlines()
    if damage == "change":
        lines[0] = lines[0].replace('"100"', '"110"')
    elif damage == "leave out":
        del lines[1]
    elif damage == "swap":
        lines[0], lines[1] = lines[1], lines[0]
    elif damage == "not json":
        lines[1] = "{"
    text = "\n".join(lines) + ("" if damage == "cut" else "\n")
    path.write_text(text[: -20 if damage == "cut" else None], "utf-8")
    with pytest.raises(Unsafe, match="was changed"):
        read(path)


def test_the_record_holds_no_count(tmp_path: Path) -> None:
    """It is what readers have, and nothing else: no count below the limit, no exact one."""
    path = tmp_path / "printed.jsonl"
    record = read(path)
    cells = {("a", "x"): 7, ("a", "y"): 1233}
    record.add("one", record.make_safe([counted(cells, ("court", "outcome"))]))
    table = json.loads(path.read_text("utf-8"))["document"]["tables"][0]
    assert {cell["text"] for cell in table["cells"]} == {"under 15", "1,230", "1,240"}
    assert "1233" not in path.read_text("utf-8")
