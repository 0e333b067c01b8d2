"""What the checks of a safeguard find, and what loading one refuses."""

from __future__ import annotations

import shutil
from functools import partial

import pytest

from evenhand.docket.catalogue import catalogue, read_catalogue
from evenhand.safeguards.checks import check
from evenhand.safeguards.compiled import compiled, cut_bits, fact_bits
from evenhand.safeguards.library import find, shipped
from evenhand.safeguards.safeguard import Safeguard, read_safeguard
from evenhand.terms.refusal import BadGuidance
from tests.support.holding import tiny_safeguard

PREGNANCY = find(["pregnancy"])[0]
STAY = find(["stay-granted"])[0]


def changed(folder, safeguard: Safeguard, *changes: tuple[str, str], file="safeguard.toml"):
    """Copy a shipped safeguard with some words changed, and load it."""
    shutil.copytree(safeguard.folder, folder / "changed")
    path = folder / "changed" / file
    text = path.read_text("utf-8")
    for before, after in changes:
        assert before in text, before
        text = text.replace(before, after)
    path.write_text(text, "utf-8")
    return read_safeguard(folder / "changed", catalogue())


def wrongs(safeguard: Safeguard) -> list[str]:
    """Give what the checks find wrong."""
    return [f"{item.what}: {item.detail}" for item in check(safeguard) if item.result == "wrong"]


# What is changed, in which safeguard, and what a check must say.
FAULTS = [
    (PREGNANCY, ('when = "pregnant"', 'when = "pregnant and not pregnant"'), "ever make it yes"),
    (PREGNANCY, ('when = "pregnant"', 'when = "pregnant or not pregnant"'), "ever make it no"),
    (STAY, ('unless = "stay_expired', 'unless = "stay_granted or stay_expired'), "always holds"),
    (
        STAY,
        ("stay_expired or stay_revoked or stay_without_effect", "not stay_granted"),
        "can never hold",
    ),
    (PREGNANCY, ('basis = "own"', 'basis = "law"'), "rests on this project's own rule"),
    (PREGNANCY, ('protection = "medical"', 'protection = "personal"'), "marked personal and reads"),
    (PREGNANCY, ('when = "pregnant"', 'when = "pregnant or removal_unlikely"'), "nationality"),
    (PREGNANCY, ('ask_first = ["pregnant"]', 'ask_first = ["nursing"]'), "nursing is not read"),
    (PREGNANCY, ('ask_first = ["pregnant"]', "ask_first = []"), "not among what to ask"),
    (
        PREGNANCY,
        ('ask_first = ["pregnant"]', 'ask_first = ["pregnant", "pregnant"]'),
        "named twice",
    ),
    (PREGNANCY, ("holds = false", "holds = true"), "no example is unknown-and-open"),
    (PREGNANCY, ('when = "pregnant"', 'when = "not pregnant"'), "state is"),
]  # fmt: skip


@pytest.mark.parametrize(("safeguard", "change", "says"), FAULTS, ids=[str(f[2]) for f in FAULTS])
def test_a_fault_is_found(tmp_path, safeguard, change, says) -> None:
    """Each fault put into a shipped safeguard is found, and told in words."""
    found = wrongs(changed(tmp_path, safeguard, change))
    assert any(says in text for text in found), found


def test_an_own_rule_that_does_not_say_so_is_found(tmp_path) -> None:
    """A wait that no source orders must be told as this project's own."""
    sources = ('status = "own"\n\n[[source]]', 'status = "secondary"\n\n[[source]]')
    notes = ("notes = [", "notes = []\n#")
    found = wrongs(changed(tmp_path, PREGNANCY, sources, notes))
    assert any("neither a source nor a note" in text for text in found), found


@pytest.mark.parametrize("id", [safeguard.id for safeguard in shipped()])
def test_nothing_is_wrong_with_a_shipped_safeguard(id: str) -> None:
    """Nothing that can be proved of a shipped safeguard is proved wrong."""
    assert wrongs(find([id])[0]) == []


# What is changed in safeguard.toml, and what the refusal must name.
MALFORMED = [
    (('when = "pregnant"', 'when = "pregnantt"'), "pregnantt"),
    (('when = "pregnant"', 'when = "open(1)"'), "not allowed"),
    (('title = "Pregnancy"', ""), "'title' is missing"),
    (("version = 1", "version = 1\nseverity = 9"), "'severity', which means nothing"),
    (('basis = "own"', 'basis = "custom"'), "basis is 'custom'"),
    (('protection = "medical"', 'protection = "secret"'), "protection is 'secret'"),
    (('status = "unverified"', 'status = "rumor"'), "status 'rumor'"),
    (('roles = ["medical"]', 'roles = ["administrator"]'), "no role that sees cases"),
    (('roles = ["medical"]', "roles = []"), "nobody may clear"),
    (('role = "headquarters"', 'role = "overseer"'), "no role that sees cases"),
    (('asks = "reasons', 'nobody = "x"\nasks = "reasons'), "override needs role and asks"),
    (("holds = false", 'holds = "no"'), "holds = true or false"),
    (("from = 2011-03-02", 'from = "2011-03-02"'), "without quotes"),
    (('when = "pregnant"', 'when = "pregnant"\ncounts = "pregnant"'), "no count"),
    (('when = "pregnant"', "when = pregnant"), "not TOML"),
]


@pytest.mark.parametrize(("change", "says"), MALFORMED, ids=[says for _, says in MALFORMED])
def test_a_malformed_safeguard_is_refused(tmp_path, change, says) -> None:
    """Loading names what is wrong and what to do; nothing half-read is used."""
    with pytest.raises(BadGuidance) as refused:
        changed(tmp_path, PREGNANCY, change)
    assert says in refused.value.what
    assert refused.value.remedy


@pytest.mark.parametrize(
    "change",
    [
        ('state = "open"', 'state = "aproved"'),
        ("facts = { pregnant = true }", "facts = { pregnant = true }\nwhy = 1"),
        ("[[example]]", "[[exemplar]]"),
        ("as_of = 2011-10-22", "as_of = "),
    ],
)
def test_malformed_examples_are_refused(tmp_path, change) -> None:
    """An example of no state, or with words that mean nothing, is told."""
    made = changed(tmp_path, PREGNANCY, change, file="examples.toml")
    with pytest.raises(BadGuidance, match="cannot be read"):
        check(made)


def test_a_safeguard_needs_its_files(tmp_path) -> None:
    """An empty folder is no safeguard; one without examples is not checked; no id is guessed."""
    with pytest.raises(BadGuidance, match=r"No safeguard\.toml"):
        read_safeguard(tmp_path, catalogue())
    made = changed(tmp_path, PREGNANCY)
    (made.folder / "examples.toml").unlink()
    with pytest.raises(BadGuidance, match=r"no examples\.toml"):
        check(made)
    with pytest.raises(BadGuidance, match="no safeguard pregnant"):
        find(["pregnant"])
    assert find([str(made.folder), "pregnancy"])[0].fingerprint != PREGNANCY.fingerprint


def test_more_facts_than_a_mask_holds_are_refused(tmp_path) -> None:
    """Sixty-two facts or comparisons fit; one more is told with what to do."""
    text = "".join(f'[f{n}]\nasks = "f{n}?"\ntype = "count"\nkind = "recorded"\n'
                   'protection = "open"\n' for n in range(63))  # fmt: skip
    many = read_catalogue(text)
    for count, fits in ((62, True), (63, False)):
        when = " or ".join(f"f{n} > 0" for n in range(count))
        made = tiny_safeguard(tmp_path / str(count), many, when)
        ways = (partial(fact_bits, [made], many), partial(cut_bits, [compiled(made)]))
        for numbered in ways:
            if fits:
                assert len(numbered()) == 62
            else:
                with pytest.raises(BadGuidance, match="a mask has room for 62"):
                    numbered()
