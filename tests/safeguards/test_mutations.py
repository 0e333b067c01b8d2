"""Each shipped safeguard changed in one place: what a reader relies on notices every change.

Conditions are held by the examples beside them, the rest by the table written here a second time.
A change that makes no difference for any facts whatever is no change and is told apart by proof.
"""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import pytest

from evenhand.docket.catalogue import catalogue
from evenhand.guidance.tree import facts_of
from evenhand.safeguards.examples import Example
from evenhand.safeguards.examples import read_examples as read_from_file
from evenhand.safeguards.library import shipped
from evenhand.safeguards.live import holds_of
from evenhand.safeguards.safeguard import Safeguard, read_safeguard
from evenhand.terms.refusal import BadGuidance

IDS = [safeguard.id for safeguard in shipped()]
WORD = r"(?<![\w_]){}(?![\w_])"
# Who clears each hold and who overrides it, by letter: R reviewer, S supervisor, H headquarters,
# M medical, F family tracing, A asylum; one group for each document, in the order of the file.
CLEARED = {
    "pregnancy": ("M", "H"), "postpartum": ("M", "H"), "nursing": ("M", "H"),
    "fitness-to-travel": ("M", "H"), "parental-decision": ("SF F", "H"),
    "protection-claim": ("A", "H"), "citizenship-claim": ("SH", ""),
    "discretion-review": ("RSH", "H"), "victim-protection": ("SH", "H"), "final-order": ("RS", ""),
    "stay-appeal-pending": ("RS", ""), "stay-appeal-period": ("RS", ""),
    "stay-granted": ("SH", ""), "stay-in-absentia-appeal": ("RS", ""),
    "stay-in-absentia-motion": ("RS", ""), "stay-vawa-motion": ("SH", ""),
}  # fmt: skip
LETTERS = {"reviewer": "R", "supervisor": "S", "headquarters": "H", "medical": "M",
           "family-tracing": "F", "asylum": "A", "intake": "I"}  # fmt: skip
# Not knowing holds the removal up; the law orders the wait; the mark; one hold for each child.
OWED = {"fitness-to-travel", "parental-decision", "discretion-review", "final-order"}
BY_LAW = {id for id in IDS if id.startswith("stay-")}
MARKS = {
    **dict.fromkeys(("pregnancy", "postpartum", "nursing", "fitness-to-travel"), "medical"),
    **dict.fromkeys(("victim-protection", "stay-vawa-motion"), "victim"),
    "protection-claim": "confidential",
}
PER_CHILD = {"parental-decision": "minor_children_in_us"}


@cache
def read_examples(safeguard: Safeguard) -> Sequence[Example]:
    """Give the examples of a shipped safeguard, read once."""
    return read_from_file(safeguard)


def _fits(made: Safeguard) -> bool:
    """Whether a safeguard is as the tables above say."""
    clearing = " ".join("".join(LETTERS[role] for role in item.roles) for item in made.clears)
    override = LETTERS.get(made.override.role, "")
    return (
        (clearing, override) == CLEARED.get(made.id)
        and made.unknown.holds == (made.id in OWED)
        and made.basis == ("law" if made.id in BY_LAW else "own")
        and made.protection == MARKS.get(made.id, "personal")
        and made.counts == PER_CHILD.get(made.id, "")
    )


def _holds(made: Safeguard, examples: Sequence[Example]) -> bool:
    """Whether every example comes out as written, by the interpreter (the engine is its equal)."""
    for example in examples:
        found = [
            (str(hold.state), hold.because, hold.missing)
            for hold in holds_of([made], example.known, example.as_of)
        ][:1] or [("not in force", (), ())]
        if found[0] != example.expect:
            return False
    return True


def _conditions(text: str) -> Iterator[tuple[str, str, str]]:
    """Give each condition changed in one place: which it is, as it was, as it is made."""
    for what in ("when", "unless"):
        found = re.search(rf'^{what} = ("""|")(.*?)\1', text, re.MULTILINE | re.DOTALL)
        if found is None:
            continue
        condition = found.group(2)
        for changed in {*_changed(condition)} - {condition}:
            yield what, found.group(0), f'{what} = """{changed}"""'
        if what == "unless":
            yield what, found.group(0) + "\n", ""


def _changed(condition: str) -> Iterator[str]:
    for one, other in (("and", "or"), ("or", "and"), (">", ">="), (">", "=="), ("<", "<="),
                       ("<", ">"), ("not ", "")):  # fmt: skip
        pattern = WORD.format(one) if one.isalpha() else re.escape(one)
        for match in re.finditer(pattern, condition):
            yield condition[: match.start()] + other + condition[match.end() :]
    for match in re.finditer(r"(?<![\w_])\d+", condition):
        for by in (-1, 1):
            number = str(int(match.group()) + by)
            if not number.startswith("-"):
                yield condition[: match.start()] + number + condition[match.end() :]
    yield f"not ({condition})"
    facts = [fact for fact in catalogue() if re.search(WORD.format(fact), condition)]
    for fact in facts:
        alike = [
            other
            for other in catalogue()
            if catalogue()[other].type == catalogue()[fact].type
            and catalogue()[other].protection in ("personal", catalogue()[fact].protection)
        ]
        place = alike.index(fact)
        for other in {alike[place - 1], alike[(place + 1) % len(alike)], *facts} & {*alike}:
            yield re.sub(WORD.format(fact), other, condition)
        if catalogue()[fact].type == "yes-no":
            yield re.sub(WORD.format(fact), f"(not {fact})", condition)
    parts = re.split(r"\s+or\s+", condition)
    for left_out in range(len(parts)):
        if len(parts) > 1:
            yield " or ".join(part for place, part in enumerate(parts) if place != left_out)


def _rest(text: str, safeguard: Safeguard) -> Iterator[tuple[str, str, str]]:
    """Give everything else of a file changed in one place."""
    holds = f"holds = {str(safeguard.unknown.holds).lower()}"
    yield "unknown", holds, f"holds = {str(not safeguard.unknown.holds).lower()}"
    other = "own" if safeguard.basis == "law" else "law"
    yield "basis", f'basis = "{safeguard.basis}"', f'basis = "{other}"'
    for mark in {"personal", "medical", "confidential", "victim"} - {safeguard.protection}:
        yield "mark", f'protection = "{safeguard.protection}"', f'protection = "{mark}"'
    if safeguard.counts:
        yield "counts", f'counts = "{safeguard.counts}"\n', ""
    for line in set(re.findall(r"^roles = \[.*\]$", text, re.MULTILINE)):
        yield "roles", line, 'roles = ["intake"]'
        if "," in line:
            yield "roles", line, re.sub(r", [^,]*\]", "]", line)
    for line in re.findall(r'^role = ".*"$', text, re.MULTILINE):
        yield "override", line, 'role = "supervisor"'
    for block in re.findall(r"^\[\[clears\]\]\n(?:.+\n?)+", text, re.MULTILINE):
        yield "a document", block, ""


def _mutants(safeguard: Safeguard) -> Iterator[tuple[str, str]]:
    text = (safeguard.folder / "safeguard.toml").read_text("utf-8")
    for what, before, after in [*_conditions(text), *_rest(text, safeguard)]:
        assert before in text, (what, before)
        yield f"{what}: {after}", text.replace(before, after, 1)


def _read(folder: Path, safeguard: Safeguard, text: str) -> Safeguard | None:
    shutil.copytree(safeguard.folder, folder, dirs_exist_ok=True)
    (folder / "safeguard.toml").write_text(text, "utf-8")
    try:
        return read_safeguard(folder, catalogue())
    except BadGuidance:
        return None  # such a file is not loaded at all


@pytest.mark.parametrize("id", IDS)
def test_no_change_goes_unnoticed(id: str, tmp_path: Path) -> None:
    """Conditions by the examples, all else by the tables: not one change of any survives."""
    [safeguard] = [one for one in shipped() if one.id == id]
    examples = read_examples(safeguard)
    assert _fits(safeguard)
    assert _holds(safeguard, examples)
    tried, survived = 0, []
    for says, text in _mutants(safeguard):
        made = _read(tmp_path / "changed", safeguard, text)
        tried += 1
        if made and _fits(made) and _holds(made, examples) and not _same(safeguard, made):
            survived.append(says)
    assert tried >= 10
    assert survived == []


def _same(safeguard: Safeguard, made: Safeguard) -> bool:
    """Whether two are one: the same trees, so the same answer for any facts."""
    return (safeguard.when_tree, safeguard.unless_tree) == (made.when_tree, made.unless_tree)


@pytest.mark.parametrize("id", IDS)
def test_every_day_of_a_text_is_held_by_an_example(id: str, tmp_path: Path) -> None:
    """Where a safeguard is in force between days only, moving a day by one is noticed."""
    [safeguard] = [one for one in shipped() if one.id == id]
    if safeguard.always:
        return
    text = (safeguard.folder / "safeguard.toml").read_text("utf-8")
    examples = read_examples(safeguard)
    days = re.findall(r"^(?:from|until) = (\S+)$", text, re.MULTILINE)
    assert days
    for day in days:
        for by in (-1, 1):
            other = dt.date.fromisoformat(day) + dt.timedelta(days=by)
            moved = text.replace(f"= {day}\n", f"= {other}\n")
            made = _read(tmp_path / "changed", safeguard, moved)
            assert made is not None
            assert not _holds(made, examples), (day, by)


def test_the_tables_name_every_safeguard() -> None:
    """None is left out, and none reads a fact that its examples never give."""
    assert set(CLEARED) == set(IDS)
    for safeguard in shipped():
        given = {fact for example in read_examples(safeguard) for fact in example.known}
        assert set(facts_of(safeguard.when_tree)) <= given, safeguard.id
