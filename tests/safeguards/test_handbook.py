"""The page about safeguards says what the files say."""

from __future__ import annotations

from pathlib import Path

from evenhand.safeguards.clearance import CHILDREN, EPISODES, SCHEMA
from evenhand.safeguards.decision import parts
from evenhand.safeguards.handbook import markdown
from evenhand.safeguards.inspection import REMOVALS, STATES
from evenhand.safeguards.library import shipped
from evenhand.safeguards.safeguard import _KEYS
from evenhand.safeguards.state import STANDING, State

PAGE = (Path(__file__).parents[2] / "docs" / "safeguards.md").read_text("utf-8")


def _between(begin: str, end: str) -> str:
    return PAGE.partition(begin)[2].partition(end)[0].strip()


def test_the_table_is_printed_from_the_files() -> None:
    """Print it anew with `evenhand holds list --markdown` when a safeguard changes."""
    table = _between("<!-- safeguards: begin -->", "<!-- safeguards: end -->")
    assert table == markdown(shipped()).strip()


def test_every_safeguard_has_a_row_with_its_sources_and_their_marks() -> None:
    """No row is cut short: each text a safeguard rests on stands there with its mark."""
    rows = {row.split("`")[1]: row for row in markdown(shipped()).splitlines()[2:]}
    for safeguard in shipped():
        row = rows[safeguard.id]
        assert row.count(" | ") == 6
        for source in safeguard.sources:
            if source.status != "own":
                assert f"{source.citation} ({source.status}" in row
        assert ("own rule" in row) == (safeguard.basis == "own")


def test_every_state_is_explained() -> None:
    """The page has a line for each state, with whether it keeps the removal waiting."""
    for state in State:
        (line,) = [line for line in PAGE.splitlines() if line.startswith(f"| `{state}` |")]
        assert line.endswith("| yes |") == (state in STANDING)


def test_every_column_that_is_handed_in_is_described() -> None:
    """The page names each column of each table, and each key of a safeguard."""
    for schema in (SCHEMA, CHILDREN, EPISODES, REMOVALS, STATES):
        for column in schema.names:
            assert f"`{column}`" in PAGE
    for key in _KEYS - {"source", "unknown", "clears", "override"}:
        assert f"`{key}`" in PAGE
    for table in ("[[source]]", "[unknown]", "[[clears]]", "[override]"):
        assert f"`{table}`" in PAGE


def test_what_people_are_told_names_no_file() -> None:
    """What a safeguard says, and what clears it, is said in words: a reviewer has no files."""
    for safeguard in shipped():
        clears = (text for one in safeguard.clears for text in (one.document, one.says))
        for text in (safeguard.title, safeguard.says, safeguard.override.asks, *clears):
            assert ".toml" not in text, safeguard.id


def test_what_clears_the_hold_of_a_parent_names_every_part_of_the_record() -> None:
    """Whoever reads it knows what to hand in: no entry of the record is left unsaid."""
    (parental,) = [one for one in shipped() if one.id == "parental-decision"]
    said = parental.clears[0].says
    words = {
        "asked": "was asked", "asked_by": "by whom", "asked_at": "when", "asked_where": "where",
        "language": "language", "interpreter": "interpreter", "explained": "explained in writing",
        "explained_at": "before the choice", "reunification_offered": "really offered",
        "reunification_how": "how it would happen", "choice": "what the parent chose",
        "chosen_at": "chose, when", "form": "in what form",
        "why_unsigned": "where unsigned, why", "carried_out": "carried out",
        "decided_otherwise_by": "who decided otherwise",
        "decided_otherwise_why": "otherwise, and why",
    }  # fmt: skip
    assert set(words) == {part.field for part in parts()}
    assert [word for word in words.values() if word not in said] == []
