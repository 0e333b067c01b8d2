"""The package and the one-file program agree on every receipt and export, whole or damaged.

The one file shares no code with the package and runs on bare Python: that is how a court runs it.
"""

from __future__ import annotations

import ast
import datetime as dt
import json
import random
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from evenhand.casework.change_key import change_key
from evenhand.casework.destroy_content import destroy_content
from evenhand.ledger import standalone
from evenhand.ledger.append import Act, append
from evenhand.ledger.checkpoint import Checkpoint, make_checkpoint
from evenhand.ledger.content import PART_NAMES, Content
from evenhand.ledger.exporting import export
from evenhand.ledger.keys import load_key
from evenhand.ledger.note import VerifierKey
from evenhand.ledger.opening import Ledger
from evenhand.ledger.reading import entry
from evenhand.ledger.receipt import Receipt, faults, make_receipt
from evenhand.terms.refusal import BadLedger
from tests.support.effort import amount
from tests.support.recording import (
    ADMIN,
    HEAD_OFFICE,
    Clock,
    Place,
    admit,
    begin,
    determined,
    fill,
)

RECEIPT_LOTS = random.Random(1)


def _by_package(text: str, key: VerifierKey) -> Receipt | None:
    try:
        found = Receipt.parse(text)
    except BadLedger:
        return None
    return None if faults(found, [key]) else found


def _by_one_file(path: Path, *keys: str, against: tuple[str, ...] = ()) -> bool:
    try:
        standalone.check_file(str(path), list(keys), list(against))
    except (standalone.Wrong, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return False
    return True


def _receipt(ledger: Ledger, place: Place, number: int, *parts: str) -> Receipt:
    signed = make_checkpoint(ledger, [place.signer], place.checkpoints)
    return make_receipt(ledger, entry(ledger, number), parts, signed, place.signer.verifier)


def test_it_needs_nothing_but_python() -> None:
    """The one file imports the standard library and nothing of Evenhand."""
    tree = ast.parse(Path(standalone.__file__).read_text("utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import)
             for alias in node.names}  # fmt: skip
    names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert names <= set(sys.stdlib_module_names)


def test_a_court_can_check_a_receipt(place: Place, alone: Callable[..., object]) -> None:
    """On bare Python, with the published key, a receipt holds, and says what it proves."""
    with place.open() as ledger:
        fill(ledger, 12)
        receipt = _receipt(ledger, place, 8, "payload", "reasons")
    path = place.folder / "receipt.json"
    path.write_text(receipt.written(), "utf-8")
    ran = alone(path, "--key", place.signer.verifier)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "Entry 8 is on the ledger office.example/ledger of 13 entries." in ran.stdout
    assert "administrative closure" in ran.stdout
    assert "not opened here: case, who" in ran.stdout
    assert "case-" not in ran.stdout
    assert ran.stdout.endswith("HOLDS\n")
    unkeyed = alone(path)
    assert unkeyed.returncode == 0
    assert "COMPARE" in unkeyed.stdout


def test_a_changed_receipt_does_not_hold(file: Place, alone: Callable[..., object]) -> None:
    """One character of the reasons changed: both say that it does not hold."""
    with file.open() as ledger:
        fill(ledger, 5)
        text = _receipt(ledger, file, 4, "reasons").written()
    path = file.folder / "receipt.json"
    path.write_text(text.replace("childhood", "adulthood"), "utf-8")
    ran = alone(path, "--key", file.signer.verifier)
    assert ran.returncode == 1
    assert ran.stdout == "DOES NOT HOLD: entry 4: the part reasons was changed.\n"
    assert _by_package(path.read_text("utf-8"), file.signer.verifier) is None


def test_how_it_is_misused(alone: Callable[..., object], tmp_path: Path) -> None:
    """Without a file, with a word too many or a missing file it says how it is used, and ends 2."""
    for words in ((), ("a", "b"), ("--help",), (tmp_path / "none.json",)):
        ran = alone(*words)
        assert (ran.returncode, ran.stdout) == (2, "")
        assert ran.stderr


@pytest.mark.parametrize("text", ["", "x", "{}", "[]", "{", '{"format":"evenhand receipt v1"}',
                                  '{"a":1,"a":2}', "null\n", "{" * 100_000])  # fmt: skip
def test_nonsense_does_not_hold(text: str, alone: Callable[..., object], tmp_path: Path) -> None:
    """A file that is something else is told so, by both, and neither breaks down."""
    path = tmp_path / "nonsense"
    path.write_text(text, "utf-8")
    ran = alone(path)
    assert (ran.returncode, ran.stderr) == (1, "")
    with pytest.raises(BadLedger):
        Receipt.parse(text)


def test_they_agree_on_damaged_receipts(file: Place) -> None:
    """Any character changed, dropped or doubled: both refuse, or nothing that matters changed."""
    with file.open() as ledger:
        fill(ledger, 6)
        receipt = _receipt(ledger, file, 5, "payload", "reasons")
    text, key = receipt.written(), file.signer.verifier
    path = file.folder / "receipt.json"
    places = range(len(text))
    harmless = 0
    for at in sorted(RECEIPT_LOTS.sample(places, min(len(text), amount(500, len(text))))):
        char = RECEIPT_LOTS.choice([chr(ord(text[at]) ^ 1), "", text[at] * 2, "0", " "])
        changed = text[:at] + char + text[at + 1 :]
        path.write_text(changed, "utf-8", newline="")
        found = _by_package(changed, key)
        assert (found is not None) == _by_one_file(path, str(key)), (at, char)
        if found is not None:
            harmless += 1
            assert (found.leaf, found.parts) == (receipt.leaf, receipt.parts)
            assert found.checkpoint.note.text == receipt.checkpoint.note.text
    assert harmless < len(text) / 5  # spaces of the layout, and the key that was given anyway


def _random_log(place: Place, lots: random.Random) -> Checkpoint:
    """Make a ledger of random entries, some destroyed, some after a change of key."""
    begin(place)
    clock = Clock()
    with place.open() as ledger:
        for number in range(lots.randrange(1, 9)):
            words = "".join(chr(lots.choice([9, 34, 92, 233, 8364, 128512, 0])) for _ in range(4))
            name, body = f"n{number}", {words: [None, True, -number, words]}
            content = Content({"name": name}, body, words, lots.choice(["", "7", words]))
            append(ledger, Act("determine", "reviewer", content), clock)
            clock.now -= dt.timedelta(hours=lots.choice([0, 0, 0, 5]))
        admit(ledger, clock)
        size = number + 2
        if lots.random() < 0.5:
            gone = lots.sample(["payload", "who"], lots.randrange(1, 3))
            destroy_content(
                ledger, lots.randrange(2, size + 1), gone, "an order", "law", HEAD_OFFICE, clock
            )
        if lots.random() < 0.3:
            new = place.folder / "new.key"
            change_key(
                ledger, lots.choice([place.signer, None]), new, "due", ADMIN, clock,
                checkpoints=place.checkpoints,
            )  # fmt: skip
            new.replace(place.key)
        return make_checkpoint(ledger, [place.signer], place.checkpoints)


def test_they_agree_on_random_logs(places: Callable[[str], Place]) -> None:
    """Random logs hold in both; with one line damaged they hold in neither."""
    lots = random.Random(6962)
    for _ in range(amount(80, 10_000)):
        place = places("sqlite")
        signed = _random_log(place, lots)
        key, path = str(place.signer.verifier), place.folder / "export"
        content = lots.random() < 0.7
        with place.open() as ledger:
            export(ledger, signed, place.signer.verifier, path, content=content)
            number = lots.randrange(1, signed.size + 1)
            receipt = _receipt(ledger, place, number, *lots.sample(PART_NAMES, 2))
        proof = place.folder / "receipt"
        proof.write_text(receipt.written(), "utf-8", newline="")
        assert _by_one_file(proof, key)
        assert _by_one_file(path, key, against=(str(proof),))
        lines = path.read_text("utf-8").split("\n")[:-1]
        at = lots.randrange(len(lines))
        damaged = [*lines[:at], _damaged(lines[at], lots), *lines[at + 1 :]]
        path.write_text("\n".join(damaged) + "\n", "utf-8", newline="")
        assert not _by_one_file(path, key), (lines[at], damaged[at])


def _damaged(line: str, lots: random.Random) -> str:
    """Change one thing that is said in a line of an export."""
    fields = json.loads(line)
    name = lots.choice([n for n in fields if n not in ("key", "parts")])
    value = fields[name]
    if isinstance(value, bool):
        fields[name] = None
    else:
        # Of a checkpoint what is signed: another key's signature below it says nothing here.
        said = value.partition("\n\n")[0]
        digits = [at for at, char in enumerate(said) if char in "0123456789abcdef"]
        at = lots.choice(digits)
        fields[name] = value[:at] + ("0" if value[at] != "0" else "1") + value[at + 1 :]
    return json.dumps(fields, separators=(",", ":"))


def test_an_export_is_held_against_what_was_kept(
    file: Place, places: Callable[[str], Place], alone: Callable[..., object]
) -> None:
    """An export that extends an earlier receipt, export and checkpoint holds; others do not."""
    with file.open() as ledger:
        fill(ledger, 6)
        early = file.folder / "early.json"
        early.write_text(_receipt(ledger, file, 3).written(), "utf-8")
        first = file.folder / "first"
        key = file.signer.verifier
        export(ledger, make_checkpoint(ledger, [file.signer], None), key, first, content=False)
        fill(ledger, 6)
        signed = make_checkpoint(ledger, [file.signer], file.checkpoints)
        later = file.folder / "later"
        export(ledger, signed, key, later, content=True)
    note = file.checkpoints / f"{7:012}.note"
    kept = [word for path in (early, first, note) for word in ("--against", path)]
    ran = alone(later, "--key", key, *kept)
    assert ran.returncode == 0, ran.stdout
    assert ran.stdout.count("It extends") == 3
    back = alone(first, "--key", key, "--against", later)
    assert (back.returncode, "longer ledger" in back.stdout) == (1, True)
    other = begin(places("sqlite"))
    with other.open() as ledger:
        fill(ledger, 12)
        strange = other.folder / "export"
        signed = make_checkpoint(ledger, [other.signer], None)
        export(ledger, signed, other.signer.verifier, strange, content=False)
    assert alone(strange, "--against", early).returncode == 1


def test_a_changed_key_is_followed(file: Place, alone: Callable[..., object]) -> None:
    """After a change of key the old receipts hold by the old key and the new ones by the new."""
    old_key = file.signer.verifier
    with file.open() as ledger:
        append(ledger, determined(1), Clock())
        early = _receipt(ledger, file, 2)
        new = file.folder / "new.key"
        crossing = change_key(ledger, file.signer, new, "a year has gone by", ADMIN, Clock(),
                              checkpoints=file.checkpoints)  # fmt: skip
        new_key = load_key(new).verifier
        signed = make_checkpoint(ledger, [load_key(new)], file.checkpoints)
        later = make_receipt(ledger, entry(ledger, 2), [], signed, new_key)
    assert crossing.note.signed_by([old_key, new_key]) == [old_key, new_key]
    assert signed == crossing  # the note with both signatures is kept
    for receipt, keys in ((early, [old_key]), (later, [old_key, new_key])):
        path = file.folder / "receipt"
        path.write_text(receipt.written(), "utf-8")
        for key in (old_key, new_key):
            holds = alone(path, "--key", key).returncode == 0
            assert holds == (faults(receipt, [key]) == []) == (key in keys)
