"""docs/casework.md says what the tables and the acts say."""

from __future__ import annotations

from pathlib import Path

from evenhand.casework.all_acts import ACTS
from evenhand.casework.family_acts import FAMILY_ACTS
from evenhand.casework.printed import (
    BEGIN,
    END,
    FAMILY_BEGIN,
    diagram,
    family_handbook,
    handbook,
)
from evenhand.casework.tables import every_machine, machines

PAGE = Path(__file__).resolve().parents[2] / "docs" / "casework.md"
FAMILIES = PAGE.with_name("families.md")


def test_the_page_is_printed_from_the_tables() -> None:
    """The printed part of the page is what the command prints today, word for word."""
    text = PAGE.read_text("utf-8")
    printed = text.split(BEGIN)[1].split(END)[0]
    assert printed.strip() == handbook().strip(), "run `evenhand case acts` and put it there"


def test_the_page_of_families_is_printed_from_its_tables() -> None:
    """So is that of the page about families."""
    printed = FAMILIES.read_text("utf-8").split(FAMILY_BEGIN)[1].split(END)[0]
    assert printed.strip() == family_handbook().strip(), "run `evenhand families acts`"


def test_the_page_of_asylum_shows_how_a_claim_moves() -> None:
    """The drawing on the page of claims is that of the table."""
    text = PAGE.with_name("asylum.md").read_text("utf-8")
    drawn = text.split("```mermaid\n")[1].split("\n```")[0]
    assert drawn == "\n".join(diagram(machines()["claim"]))


def test_the_diagram_shows_every_move() -> None:
    """No move from one state to another is missing from the drawing."""
    for machine in every_machine().values():
        drawn = "\n".join(diagram(machine))
        for move in machine.moves:
            assert move.to == "same" or move.entry in drawn


def test_every_act_says_itself_who_may_and_what_is_written() -> None:
    """Each act's file begins with who may, what must hold and what is written."""
    folder = PAGE.parents[1] / "src" / "evenhand" / "casework" / "acts"
    files = [path for path in folder.glob("*.py") if path.name != "__init__.py"]
    assert len(files) == len(ACTS) + len(FAMILY_ACTS)
    for path in files:
        said = path.read_text("utf-8").split('"""')[1]
        for words in ("Who may:", "What must hold:", "What is written:"):
            assert words in " ".join(said.split()), (path.name, words)
