"""Links are proposed on evidence, at two thresholds, and what they say of themselves holds."""

from __future__ import annotations

import pytest

from evenhand.families.comparing import comparisons
from evenhand.families.run import Asked, make_links, open_links
from evenhand.terms.refusal import BadDocket, BadInput
from tests.families.conftest import PEOPLE
from tests.support.lists import (
    HER_CHILD,
    PARENT,
    ROSA,
    imported_lists,
    rows_of,
    two_lists,
    write_list,
)

OTHERS = [
    ROSA | {
        "number": f"A20000100{n}", "surnames": surname, "given": given,
        "born_on": f"{n + 1}/1{n}/197{n}", "apprehended_on": f"{n + 1}/2/2018",
    }
    for n, (surname, given) in enumerate(
        [("GARCIA LOPEZ", "ANA"), ("PEREZ", "JUAN"), ("LOPEZ DIAZ", "LUZ"), ("RUIZ", "EVA")]
    )
]  # fmt: skip


def link(lists, out="links", **more):
    """Link lists into a folder beside them."""
    folder = lists.folder.parent / out
    make_links(lists, folder, **more)
    return open_links(folder)


def pairs(links, where="true"):
    """Give links as (parent, child): row."""
    return {(r["parent_id"], r["child_id"]): r for r in rows_of(links.table, where=where)}


def test_most_true_pairs_are_proposed_and_few_others(known):
    """On lists of known truth nine true pairs in ten are proposed, and one in fifty is wrong."""
    proposed = {(r["parent_id"], r["child_id"]) for r in known.rows("standing = 'propose'")}
    right = proposed & known.truth
    assert len(right) >= 0.9 * len(known.truth)
    assert len(right) >= 0.98 * len(proposed)


def test_the_hold_reaches_more_parents_than_proposals_do(known):
    """A weak link is enough to hold: more parents with a child are reached, few others held."""
    with_child = {parent for parent, _ in known.truth}
    held = {r["parent_id"] for r in known.rows("standing <> 'rejected'")}
    proposed = {r["parent_id"] for r in known.rows("standing = 'propose'")}
    assert len(held & with_child) >= 0.965 * len(with_child)
    assert held > proposed
    assert len(held - with_child) <= 0.04 * (PEOPLE - len(with_child))


def test_probabilities_are_what_they_say(known):
    """Of pairs called 0.9 to 1.0 at least 88 in 100 are right, and of the doubtful ones fewer."""
    sure = known.rows("probability >= 0.9")
    right = [r for r in sure if (r["parent_id"], r["child_id"]) in known.truth]
    assert len(right) >= 0.88 * len(sure)
    doubtful = known.rows("probability < 0.5")
    said = sum(r["probability"] for r in doubtful) / len(doubtful)
    was = sum((r["parent_id"], r["child_id"]) in known.truth for r in doubtful) / len(doubtful)
    assert abs(said - was) < 0.1


def test_the_calibration_is_written_with_every_run(known):
    """The manifest has bands of pairs with a number that did not serve to count the weights."""
    bands = known.links.manifest["calibration"]
    assert sum(band["pairs"] for band in bands) > 100
    top = bands[-1]
    assert abs(top["said"] - top["right"] / top["pairs"]) < 0.05


def test_probabilities_of_one_childs_candidates_do_not_exceed_one(known):
    """A child's row names one parent: candidates rule each other out."""
    found = rows_of(known.links.table, "child_id, sum(probability) AS total", "true GROUP BY 1")
    assert max(row["total"] for row in found) <= 1 + 1e-9


def test_splink_gives_each_pair_the_sum_of_its_lines(known):
    """The bits that Splink adds up are the weights of the levels told, plus what rarity adds."""
    weights = known.links.manifest["weights"]
    for row in known.rows("true LIMIT 200"):
        lines = sum(
            weights[name][row[name]]["bits"] for name in comparisons() if row[name] >= 0
        ) + sum(row[f"{name}_rare"] for name in ("given", "surnames", "child"))
        assert row["bits"] == pytest.approx(lines, abs=0.06)


def test_the_same_lists_give_the_same_links(known, tmp_path):
    """Linking again gives the same manifest, the fingerprint of the links included."""
    make_links(known.lists, tmp_path / "again")
    assert open_links(tmp_path / "again").manifest == known.links.manifest


WAYS_OF_ERRING = [
    {},
    {"parent_surnames": "CAAL XOL"},
    {"parent_surnames": "Xól-Caal"},
    {"parent_surnames": "XOLCAAL"},
    {"parent_given": "ELENA ROSA", "parent_born_on": "3/4/1985"},
    {"parent_given": "XOL", "parent_surnames": "ROSA", "parent_born_on": "3/4/1985"},
    {"parent_born_on": "1985"},
    {"parent_born_on": "1/1/1985"},
    {"parent_born_on": "3/4/1986"},
    {"parent_born_on": "", "parent_number": "A200000007"},
    {"parent_given": "", "parent_surnames": "", "parent_born_on": "", "surnames": "TZI XOL"},
]


def test_a_true_pair_is_held_through_each_way_of_erring(tmp_path):
    """Surnames in any order, hyphens, sound, swapped names, partial and swapped days: still met."""
    children = [HER_CHILD | said for said in WAYS_OF_ERRING]
    found = rows_of(link(two_lists(tmp_path, [*OTHERS, ROSA], children)).table)
    for row, said in enumerate(WAYS_OF_ERRING, 2):
        candidates = [link for link in found if link["child_id"] == f"care:{row}"]
        best = max(candidates, key=lambda link: link["probability"], default=None)
        assert best is not None, said
        assert best["parent_id"] == "border:6", said


def test_the_same_person_twice_on_a_list_does_not_halve_the_probability(tmp_path):
    """Two rows of one number are one person: both are proposed."""
    lists = two_lists(
        tmp_path, [*OTHERS, ROSA, ROSA], [HER_CHILD | {"parent_number": "A200000001"}]
    )
    found = pairs(link(lists), "standing = 'propose'")
    assert set(found) == {("border:6", "care:2"), ("border:7", "care:2")}


def test_a_child_older_than_the_parent_is_held_and_never_proposed(tmp_path):
    """What cannot be as recorded is not put before people as a tie, and is not lost: it holds."""
    child = HER_CHILD | {"born_on": "1/2/1980", "parent_number": "A200000001"}
    (row,) = pairs(link(two_lists(tmp_path, [*OTHERS, ROSA], [child]))).values()
    assert row["probability"] > 0.5
    assert row["standing"] == "hold"
    assert row["warnings"] == ["the child would be older than the parent, or as old"]


def test_a_list_with_no_dates_is_linked_by_the_rest(tmp_path):
    """Without any day the other comparisons speak, and the days say nothing."""
    columns = {f: c for f, c in PARENT.items() if f not in ("born_on", "apprehended_on")}
    lists = imported_lists(
        tmp_path,
        write_list(tmp_path, "border", "parents", [*OTHERS, ROSA], columns),
        write_list(tmp_path, "care", "children", [HER_CHILD]),
    )
    row = pairs(link(lists))[("border:6", "care:2")]
    assert (row["born"], row["days"]) == (-1, -1)
    assert row["surnames"] >= 0


def test_rows_without_name_or_number_are_counted_not_lost(tmp_path):
    """They cannot be reached by any rule; the run says how many there are."""
    empty = {"sector": "YUMA", "referred_on": "5/22/2018"}
    found = link(two_lists(tmp_path, [*OTHERS, ROSA], [HER_CHILD, empty])).manifest["counts"]
    assert found["children_without_name_or_number"] == 1


def test_a_list_that_can_only_be_counted_is_refused(tmp_path):
    """Without names and numbers nothing can be compared; the refusal says what to ask for."""
    care = write_list(
        tmp_path, "care", "children", [{"age": "7"}], {"age": "AGE", "sector": "SECTOR"}
    )
    border = write_list(tmp_path, "border", "parents", [ROSA])
    with pytest.raises(BadInput, match="neither names nor numbers") as refused:
        link(imported_lists(tmp_path, border, care))
    assert "names or A-numbers" in refused.value.remedy


def test_one_list_alone_is_refused(tmp_path):
    """Two sides are needed."""
    lists = imported_lists(tmp_path, write_list(tmp_path, "border", "parents", [ROSA]))
    with pytest.raises(BadInput, match="no list of children"):
        link(lists)


@pytest.mark.parametrize("at", [(0.5, 0.1), (0, 0.5), (0.1, 1.1)])
def test_thresholds_that_make_no_sense_are_refused(known, tmp_path, at):
    """A hold needs less than a proposal, both between 0 and 1."""
    with pytest.raises(BadInput, match="thresholds"):
        make_links(known.lists, tmp_path / "links", asked=Asked(*at))


def test_links_that_were_changed_are_refused(tmp_path):
    """Links are evidence: a file that is not as written is not read."""
    found = link(two_lists(tmp_path, [*OTHERS, ROSA], [HER_CHILD]))
    path = found.folder / "links.parquet"
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(BadDocket, match="not as it was written"):
        open_links(found.folder)


def test_links_are_never_written_over(known):
    """A folder of links stands; a new run needs a new name."""
    with pytest.raises(BadDocket, match="exists already"):
        make_links(known.lists, known.links.folder)
