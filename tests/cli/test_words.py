"""The words of the command line: each exists, explains itself, and is in the documents."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from evenhand import __version__
from evenhand.cli.main import COMMANDS, parser
from evenhand.terms import refusal

ROOT = Path(__file__).resolve().parents[2]
# The words that scripts rely on.
FIXED = {
    "demo",
    "docket make",
    "docket import",
    "docket check",
    "docket diff",
    "docket map",
    "review",
    "explain",
    "findings export",
    "holds list",
    "holds show",
    "holds check",
    "holds run",
    "holds case",
    "holds inspect",
    "guidance list",
    "guidance show",
    "guidance check",
    "guidance test",
    "facts",
    "ledger verify",
    "ledger receipt",
    "ledger checkpoint",
    "doctor",
}


def commands(top: argparse.ArgumentParser, before: str = "") -> dict[str, argparse.ArgumentParser]:
    """Give every command that does something, by its words."""
    inner = [a for a in top._actions if isinstance(a, argparse._SubParsersAction)]
    if not inner:
        return {before.strip(): top}
    return {
        words: made
        for name, child in inner[0].choices.items()
        for words, made in commands(child, f"{before} {name}").items()
    }


ALL = commands(parser())


def test_every_promised_command_exists():
    """The words that scripts rely on are all there."""
    assert set(ALL) >= FIXED


@pytest.mark.parametrize("words", ALL)
def test_every_command_explains_itself(run, words):
    """Each command has --help with a sentence of its own and --json, and ends with 0."""
    ran = run(*words.split(), "--help")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"usage: evenhand {words}")
    assert "--json" in ran.out
    described = ALL[words].description
    assert described
    assert described.split()[0] in ran.out


@pytest.mark.parametrize("words", ALL)
def test_every_argument_explains_itself(words):
    """Each argument and each option has a help of its own, beyond its name."""
    assert [action.dest for action in ALL[words]._actions if not action.help] == []


@pytest.mark.parametrize("words", ALL)
def test_every_command_is_in_the_documents(words):
    """Each command stands in README.md, or in the page of commands that README.md links to."""
    readme = ROOT / "README.md"
    if not readme.exists():
        pytest.skip("README.md is not written yet")
    text = readme.read_text("utf-8")
    page = ROOT / "docs" / "commands.md"
    if "docs/commands.md" in text and page.exists():
        text += page.read_text("utf-8")
    assert f"evenhand {words}" in text or f"`{words}`" in text


def test_the_top_help_lists_every_command_and_exit_code(run):
    """The help of evenhand itself names each command and the exit code of every family."""
    ran = run("--help")
    families = [
        kind
        for kind in vars(refusal).values()
        if isinstance(kind, type) and issubclass(kind, refusal.Refusal)
    ]
    assert len(families) >= 6
    for name in COMMANDS:
        assert f"    {name}" in ran.out
    for family in families:
        assert family is refusal.Refusal or f"\n  {family.code}  " in ran.out


def test_families_have_codes_of_their_own():
    """No two families of refusals share an exit code or a name."""
    families = [
        refusal.BadInput,
        refusal.BadGuidance,
        refusal.BadDocket,
        refusal.Unaccounted,
        refusal.NoRoom,
        refusal.BadLedger,
        refusal.NoKey,
        refusal.Overtaken,
        refusal.NotAllowed,
    ]
    assert sorted(f.code for f in families) == list(range(10, 19))
    assert len({f.family for f in families}) == 9


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("docket",),
        ("docket", "burn"),
        ("explian",),
        ("review", "docket"),
        ("docket", "import", "fax", "x", "--out", "y"),
        ("review", "docket", "--out", "x", "--as-of", "yesterday"),
    ],
)
def test_words_that_are_not_understood_end_with_2(run, words):
    """A command that is not understood ends with 2 and prints how it is used, on stderr only."""
    ran = run(*words)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("usage: evenhand")


def test_the_version_is_told(run):
    """--version prints the name and the version."""
    assert run("--version").out == f"evenhand {__version__}\n"
