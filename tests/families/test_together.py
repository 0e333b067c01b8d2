"""Rows that may be one person, and children of one parent, are shown together; none is merged."""

from __future__ import annotations

import json

import pytest

from evenhand.cli.main import main
from evenhand.families.run import make_links, open_links
from evenhand.families.together import family_groups, same_people
from evenhand.terms.refusal import BadInput
from tests.families.test_linking import OTHERS
from tests.support.lists import HER_CHILD, ROSA, imported_lists, rows_of, write_list

NUMBERED = HER_CHILD | {"parent_number": "A200000001"}
NAMESAKE = ROSA | {"number": "A209999999", "born_on": "11/30/1991", "country": "Honduras"}


@pytest.fixture(scope="module")
def linked(tmp_path_factory):
    """Give links of two agencies' lists of parents: Rosa twice on one, and once on the other."""
    folder = tmp_path_factory.mktemp("together")
    other = ROSA | {"number": "", "surnames": "CAAL XOL", "given": "ROSA", "born_on": "4/3/1985"}
    lists = imported_lists(
        folder,
        write_list(folder, "border", "parents", [*OTHERS, ROSA, ROSA, NAMESAKE]),
        write_list(folder, "jail", "parents", [*OTHERS[:2], other]),
        write_list(
            folder, "care", "children",
            [NUMBERED, NUMBERED | {"born_on": "2/2/2014"}, HER_CHILD | {"born_on": "2/2/2014"}],
        ),
    )  # fmt: skip
    make_links(lists, folder / "links")
    return lists, open_links(folder / "links")


def test_the_same_person_twice_on_one_list_is_shown_and_kept_twice(linked):
    """Both rows stand, with links of their own, and the pair is named."""
    lists, links = linked
    pairs = {(p.first_id, p.second_id): p for p in same_people(links, 100)}
    assert pairs["border:6", "border:7"].one_list
    assert len(rows_of(lists.table("people"), where="list = 'border'")) == len(OTHERS) + 3
    proposed = rows_of(links.table, "parent_id", "standing = 'propose' AND child_id = 'care:2'")
    assert {row["parent_id"] for row in proposed} >= {"border:6", "border:7"}


def test_the_same_person_on_two_agencies_lists_is_shown(linked):
    """Without a number, with surnames turned round and a swapped birth date."""
    pairs = {(p.first_id, p.second_id): p for p in same_people(linked[1], 100)}
    assert not pairs["border:6", "jail:4"].one_list


def test_a_namesake_with_another_number_and_birth_date_is_not_taken_for_her(linked):
    """The same names alone make nobody the same person."""
    assert all("border:8" not in (p.first_id, p.second_id) for p in same_people(linked[1], 100))


def test_the_run_counts_them_by_list(linked):
    """The manifest says how many pairs there are on one list and on two."""
    alike = linked[1].manifest["alike"]
    pairs = same_people(linked[1], 1000)
    assert alike["on_one_list"] == sum(p.one_list for p in pairs)
    assert alike["on_two_lists"] == sum(not p.one_list for p in pairs)


def test_children_proposed_for_one_parent_are_a_group(linked):
    """The group names the children with the probability of each, and the parent's other rows."""
    groups = {group.parent_id: group for group in family_groups(linked[1], 100)}
    rosa = groups["border:6"]
    assert {child for child, _ in rosa.children} >= {"care:2", "care:3"}
    assert "border:7" in rosa.others


def test_the_command_says_the_same_in_words_and_in_json(linked, capsys):
    """Nothing is merged, and that is said."""
    folder = str(linked[1].folder)
    assert main(["families", "together", folder]) == 0
    assert "Nothing is merged" in capsys.readouterr().out
    assert main(["families", "together", folder, "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert {"border:6", "border:7"} in [
        {p["first_id"], p["second_id"]} for p in shown["same_person"]
    ]


def test_a_crowd_of_one_name_is_left_out_of_it_and_counted(tmp_path):
    """Hundreds of rows of one name are not compared with each other, and the run says how many."""
    crowd = [ROSA | {"number": "", "sector": f"S{n}"} for n in range(300)]
    lists = imported_lists(
        tmp_path,
        write_list(tmp_path, "border", "parents", crowd),
        write_list(tmp_path, "care", "children", [HER_CHILD]),
    )
    make_links(lists, tmp_path / "links")
    alike = open_links(tmp_path / "links").manifest["alike"]
    assert (alike["rows_left_out"], alike["on_one_list"]) == (300, 0)


def test_the_same_file_as_two_lists_of_parents_is_refused(tmp_path):
    """Everybody would be there twice, and every link with them."""
    first = write_list(tmp_path, "border", "parents", [ROSA])
    second = write_list(tmp_path, "again", "parents", [ROSA])
    with pytest.raises(BadInput, match="are the same file"):
        imported_lists(tmp_path, first, second)


def test_one_file_may_list_parents_and_children(tmp_path):
    """A list whose rows name both is read once for each, under a name for each."""
    parents, file = write_list(tmp_path, "border", "parents", [ROSA])
    children = tmp_path / "care.toml"
    children.write_text(
        'name = "care"\npeople = "children"\n[field.parent_surnames]\ncolumn = "LAST"\n', "utf-8"
    )
    lists = imported_lists(tmp_path, (parents, file), (children, file))
    assert len(rows_of(lists.table("people"))) == 2
