"""``evenhand ledger``: the path an office goes with its record, in words and as JSON."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from evenhand.cli import acting
from evenhand.terms.refusal import (
    BadInput,
    BadLedger,
    NoKey,
    NotAllowed,
    Refusal,
)

ORIGIN = "office.example/ledger"
ADMIN = ("--name", "administrator one", "--role", "administrator")
# Who is on the register beside the one who opened the ledger, each by an account of their own.
OTHERS = {"head": "headquarters", "reviews": "reviewer", "sees": "overseer"}


@pytest.fixture
def log_in(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Make the commands after this run under another account of the system."""
    return lambda account: monkeypatch.setattr(acting, "account", lambda: account)


@pytest.fixture
def ledger(run: Callable, tmp_path: Path, log_in: Callable) -> Path:
    """A ledger made by the command, with one person for each of ``OTHERS`` admitted."""
    path = tmp_path / "office.db"
    log_in("opens")
    assert run("ledger", "create", path, "--origin", ORIGIN, *ADMIN).code == 0
    for account, role in OTHERS.items():
        admitted = run("people", "admit", path, f"{role} one", "--account", account, "--as", role)
        assert admitted.code == 0
    return path


def test_making_says_what_to_publish_and_to_keep(run: Callable, tmp_path: Path) -> None:
    """The first command prints the public key, and where the private one lies, but never it."""
    path = tmp_path / "office.db"
    ran = run("ledger", "create", path, "--origin", ORIGIN, *ADMIN)
    assert ran.code == 0
    secret = Path(f"{path}.key").read_text("utf-8").strip()
    assert secret not in ran.out
    assert f"  {ORIGIN}+" in ran.out
    assert f"{path}.key" in ran.out
    again = run("ledger", "create", path, "--origin", ORIGIN, *ADMIN)
    assert again.code == NoKey.code


def test_the_whole_path(run: Callable, ledger: Path, tmp_path: Path, log_in: Callable) -> None:
    """Checkpoint, receipt, reading, destruction, change of key, export, backup: and it holds."""
    first, second = tmp_path / "first.json", tmp_path / "second.json"
    assert run("ledger", "checkpoint", ledger).code == 0
    assert run("ledger", "receipt", ledger, 1, "--out", first).code == 0
    opened = ("--open", "payload", "--purpose", "an appeal")
    log_in("head")
    ran = run("ledger", "receipt", ledger, 1, "--out", second, *opened, "--json")
    assert ran.json["opened"] == ["payload"]
    shown = run("ledger", "check", second, "--json").json
    assert (shown["holds"], shown["opened"]) == (True, {"payload": {"origin": ORIGIN}})
    gone = ("--part", "payload", "--authority", "an order", "--reasons", "sealed")
    assert run("ledger", "destroy", ledger, 1, *gone, "--json").json["destroys"] == [[1, "payload"]]
    third = run("ledger", "receipt", ledger, 1, "--out", tmp_path / "third", *opened)
    assert "The part payload was destroyed by entry 6." in third.out
    new = tmp_path / "new.key"
    log_in("opens")
    ran = run("ledger", "key", ledger, "--new", new, "--reasons", "a year has gone by")
    assert f"{new} signs from now on" in ran.out
    listed = run("ledger", "log", ledger, "--json").json["entries"]
    acts = [one["act"] for one in listed]
    admitted = ["admit-person"] * len(OTHERS)
    assert acts == ["open-ledger", *admitted, "read", "destroy", "read", "change-key"]
    shown = " ".join(run("ledger", "log", ledger).out.split())
    assert "payload, reasons, who; destroys payload of 1" in shown
    assert run("ledger", "log", ledger, "--from", 5, "--json").json["entries"] == listed[4:]
    export, backup = tmp_path / "export", tmp_path / "backup.db"
    assert run("ledger", "export", ledger, "--out", export, "--key", new).code == 0
    assert run("ledger", "backup", ledger, "--out", backup).code == 0
    ran = run("ledger", "verify", ledger, "--receipt", first, "--receipt", second)
    assert (ran.code, ran.out.splitlines()[-1]) == (0, "The ledger holds.")
    verdict = run("ledger", "verify", backup, "--checkpoints", f"{ledger}.checkpoints", "--json")
    assert (verdict.json["holds"], verdict.json["destroyed"], verdict.json["checkpoints"]) == (
        True, 1, 4)  # fmt: skip


def test_the_verifier_is_one_file(run: Callable, ledger: Path, tmp_path: Path) -> None:
    """The verifier it writes runs on bare Python and agrees."""
    program, export = tmp_path / "verify.py", tmp_path / "export"
    assert run("ledger", "verifier", "--out", program).code == 0
    assert run("ledger", "export", ledger, "--out", export).code == 0
    ran = subprocess.run([sys.executable, "-I", "-S", program, export], capture_output=True)
    assert (ran.returncode, ran.stderr) == (0, b"")


def test_a_trusted_key_decides(run: Callable, ledger: Path, tmp_path: Path) -> None:
    """With the published key given, another's receipt and ledger do not hold."""
    other = tmp_path / "other.db"
    made = run("ledger", "create", other, "--origin", ORIGIN, *ADMIN, "--json").json
    own, strange = tmp_path / "own", made["key"]
    run("ledger", "receipt", ledger, 1, "--out", own)
    ran = run("ledger", "check", own, "--trust", strange)
    assert (ran.code, ran.out.splitlines()[-1]) == (BadLedger.code, "THE RECEIPT DOES NOT HOLD.")
    assert run("ledger", "verify", ledger, "--trust", strange).code == BadLedger.code
    assert run("ledger", "check", own, "--trust", "nonsense").code == NoKey.code


def test_a_ledger_that_does_not_hold_ends_with_its_code(
    run: Callable, ledger: Path, tmp_path: Path, log_in: Callable
) -> None:
    """An older ledger against a newer checkpoint: each fault in words, and the ledger's code."""
    old = tmp_path / "old.db"
    run("ledger", "backup", ledger, "--out", old)
    log_in("head")
    run("ledger", "receipt", ledger, 1, "--out", tmp_path / "r", "--open", "who", "--purpose",
        "an appeal")  # fmt: skip
    ran = run("ledger", "verify", old, "--checkpoints", f"{ledger}.checkpoints")
    assert ran.code == BadLedger.code
    assert "older backup" in " ".join(ran.out.split())
    assert ran.out.splitlines()[-1] == "THE LEDGER DOES NOT HOLD."
    said = run("ledger", "verify", old, "--checkpoints", f"{ledger}.checkpoints", "--json")
    assert (said.code, said.json["holds"]) == (BadLedger.code, False)


REFUSED = {
    "log {none}": BadLedger,
    "verify {none}": BadLedger,
    "receipt {ledger} 99 --out {new}": BadLedger,
    "receipt {ledger} 1 --out {ledger}": BadInput,
    "checkpoint {ledger} --key {none}": NoKey,
    "checkpoint {ledger} --key {ledger}": NoKey,
    "checkpoint postgresql://web@server/ledger": BadInput,
    "export postgresql://web@server/ledger --out {new}": NoKey,
    "check {ledger}": BadLedger,
    "check {none}": BadLedger,
    "verify {ledger} --receipt {none}": BadLedger,
    "backup {none} --out {new}": BadLedger,
    "verifier --out {ledger}": BadInput,
    "create {new} --origin two+words --name x --role administrator": NoKey,
    "create {new} --origin x --name x --role reviewer": NotAllowed,
}
KEY = "key {ledger} --new {new} --reasons x"
DESTROY = "destroy {ledger} 1 --part who --authority x --reasons x"
OPEN = "receipt {ledger} 1 --out {new} --open who"
# Under which account, the words, the family. Nobody is who they say: there is no word for a name.
REFUSED_TO = [
    ("nobody", KEY, NotAllowed),
    ("nobody", DESTROY, NotAllowed),
    ("nobody", f"{OPEN} --purpose x", NotAllowed),
    ("reviews", KEY, NotAllowed),
    ("reviews", f"{KEY} --role administrator", NotAllowed),
    ("reviews", DESTROY, NotAllowed),
    ("reviews", f"{DESTROY} --role headquarters", NotAllowed),
    ("opens", DESTROY, NotAllowed),
    ("head", KEY, NotAllowed),
    ("sees", f"{OPEN} --purpose x", NotAllowed),
    ("opens", f"{OPEN} --purpose x", NotAllowed),
    ("reviews", OPEN, BadLedger),
]


@pytest.mark.parametrize(
    ("account", "words", "family"),
    [*(("opens", words, family) for words, family in REFUSED.items()), *REFUSED_TO],
)
def test_refusals(
    account: str,
    words: str,
    family: type[Refusal],
    run: Callable,
    ledger: Path,
    tmp_path: Path,
    log_in: Callable,
) -> None:
    """Each refusal ends with its family's code, says what to do, and changes nothing."""
    log_in(account)
    before = run("ledger", "log", ledger).out
    filled = words.format(ledger=ledger, none=tmp_path / "none", new=tmp_path / "new")
    ran = run("ledger", *filled.split(), "--json")
    assert (ran.code, ran.json["family"]) == (family.code, family.family)
    assert ran.json["remedy"]
    assert run("ledger", "log", ledger).out == before
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("words", [KEY, DESTROY, f"{OPEN} --purpose x"])
def test_a_name_cannot_be_typed(words: str, run: Callable, ledger: Path, tmp_path: Path) -> None:
    """Who acts is whoever has the account; a word for a name is no word of these commands."""
    filled = words.format(ledger=ledger, new=tmp_path / "new").split()
    assert run("ledger", *filled, "--name", "headquarters one").code == 2


def test_the_entry_names_whoever_has_the_account(
    run: Callable, ledger: Path, tmp_path: Path, log_in: Callable
) -> None:
    """Key, destruction and reading each stand under the register's name, with the account."""
    log_in("head")
    run("ledger", "receipt", ledger, 2, "--out", tmp_path / "a", "--open", "who", "--purpose", "x")
    run("ledger", "destroy", ledger, 2, "--part", "payload", "--authority", "x", "--reasons", "y")
    log_in("opens")
    assert run("ledger", "key", ledger, "--new", tmp_path / "new", "--reasons", "y").code == 0
    key = ("--key", tmp_path / "new")
    auditor = ("supervisor one", "--account", "audits", "--as", "supervisor")
    assert run("people", "admit", ledger, *auditor).code == 0
    log_in("reviews")  # what is on no case is for a supervisor or headquarters
    refused = run("ledger", "receipt", ledger, 5, "--out", tmp_path / "b", "--open", "who",
                  "--purpose", "an audit", *key)  # fmt: skip
    assert (refused.code, (tmp_path / "b").exists()) == (18, False)
    log_in("audits")
    for number, name, account in ((5, "headquarters one", "head"), (6, "headquarters one", "head"),
                                  (7, "administrator one", "opens")):  # fmt: skip
        out = tmp_path / f"receipt {number}"
        made = run("ledger", "receipt", ledger, number, "--out", out, "--open", "who",
                   "--purpose", "an audit", *key)  # fmt: skip
        assert made.code == 0, made
        who = run("ledger", "check", out, "--json").json["opened"]["who"]
        assert who == {"name": name, "door": acting.DOOR, "account": account}
