"""A link is shown with its evidence: words, weights, both cells, both rows."""

from __future__ import annotations

import json

import pytest

from evenhand.cli.main import main
from evenhand.families.evidence import evidence
from evenhand.families.run import make_links, open_links
from evenhand.terms.refusal import BadDocket
from tests.support.lists import HER_CHILD, PARENT, ROSA, two_lists

CROWD = [
    ROSA | {"number": f"A2000001{n:02}", "surnames": "GARCIA", "given": "MARIA", "born_on": ""}
    for n in range(30)
]


@pytest.fixture(scope="module")
def rosa(tmp_path_factory):
    """Give lists with Rosa among thirty women of one name, and the links to her child."""
    folder = tmp_path_factory.mktemp("rosa")
    lists = two_lists(folder, [*CROWD, ROSA], [HER_CHILD])
    make_links(lists, folder / "links")
    return lists, open_links(folder / "links")


def test_evidence_is_told_in_words_and_weights(rosa):
    """A rare surname weighs more and says so; a swapped birth date speaks for the link."""
    best = next(evidence(*rosa, person="care:2"))
    lines = {line.what: line for line in best.lines}
    assert lines["surnames, by sound"].says == "both agree, in whatever order, rare"
    assert lines["birth date"].says == "differs by swapped day and month"
    assert lines["birth date"].bits > 3
    assert (lines["birth date"].parent, lines["birth date"].child) == ("3/4/1985", "4/3/1985")
    assert "A-number" not in lines  # the child's row gives none, and that says nothing


def test_the_lines_of_evidence_name_both_rows(rosa):
    """A reviewer can go and look: the list, the file and the row of each side."""
    best = next(evidence(*rosa, person="care:2"))
    assert best.parent_at == f"list border, border.csv row {len(CROWD) + 2}"
    assert best.child_at == "list care, care.csv row 2"


def test_a_manifest_names_nobody(rosa):
    """What a run leaves beside the links holds counts and weights, and no cell of a list."""
    lists, links = rosa
    text = json.dumps(links.manifest) + json.dumps(lists.manifest["noted"])
    for cell in {*ROSA.values(), *HER_CHILD.values()} - {"", "F", "mother"}:
        assert cell not in text
    assert set(PARENT) <= set(lists.manifest["lists"][0]["columns"])


def test_links_of_other_lists_are_refused(rosa, tmp_path):
    """Evidence is read from the lists that the links were made of, and from no others."""
    other = two_lists(tmp_path, [ROSA], [HER_CHILD | {"surnames": "XOL"}])
    with pytest.raises(BadDocket, match="other lists"):
        next(evidence(other, rosa[1]))


def test_the_commands_say_it_in_json_too(rosa, tmp_path, capsys):
    """link and review print one object; review's lines are those of the evidence."""
    lists, _ = rosa
    out = tmp_path / "links"
    assert main(["families", "link", str(lists.folder), "--out", str(out), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["kind"] == "links"
    words = ["families", "review", str(lists.folder), str(out), "--person", "care:2", "--json"]
    assert main(words) == 0
    shown = json.loads(capsys.readouterr().out)["links"]
    assert shown[0]["lines"][0]["what"] == "given names, by sound"


def test_a_run_without_numbers_to_check_says_so(rosa, tmp_path, capsys):
    """Where no number tells who was right, the calibration is not shown and that is said."""
    main(["families", "link", str(rosa[0].folder), "--out", str(tmp_path / "links")])
    assert "Too few pairs bear a number" in capsys.readouterr().err


def test_blocks_left_out_are_said_on_the_screen(rosa, tmp_path, capsys):
    """A warning names the rule and the pairs that it did not compare."""
    out = str(tmp_path / "links")
    main(["families", "link", str(rosa[0].folder), "--out", out, "--room", "0"])
    assert "were left out" in " ".join(capsys.readouterr().err.split())


def test_thresholds_out_of_order_end_with_a_code(rosa, tmp_path, capsys):
    """A refusal is a sentence and the code of its family."""
    words = ["families", "link", str(rosa[0].folder), "--out", str(tmp_path / "links")]
    assert main([*words, "--hold", "0.9"]) == 10
    assert "thresholds" in capsys.readouterr().err
