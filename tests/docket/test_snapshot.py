"""A snapshot: named by its inputs, the same bytes for the same inputs, never changed."""

from __future__ import annotations

import json
import shutil

import pytest

from evenhand.docket.snapshot import open_docket
from evenhand.terms.refusal import BadDocket
from tests.support.sheets import mapping, write_csv
from tests.support.snapshots import Snapshot, imported

HEADER = ["ID", "SEEN", "CHILD"]


def test_the_same_inputs_give_the_same_snapshot(synthetic, tmp_path):
    """Importing the same files twice gives the same name and, byte for byte, the same files."""
    again = imported("eoir", synthetic.made.folder, tmp_path / "again", dated="2012-01-13")
    onto = imported(
        "tabular",
        synthetic.made.folder / "intake.csv",
        tmp_path / "onto",
        mapping=synthetic.made.folder / "intake.mapping.toml",
        onto=again,
    )
    for one, other in ((synthetic.court, again), (synthetic.docket, onto)):
        assert one.docket.snapshot == other.docket.snapshot
        before, after = one.bytes(), other.bytes()
        assert before.keys() == after.keys()
        assert [name for name in before if before[name] != after[name]] == []


def test_where_the_files_lie_does_not_matter(court, load, tmp_path):
    """The same files in another folder give the same name."""
    folder = court.case(1).proceeding(1).write()
    moved = shutil.copytree(folder, tmp_path / "elsewhere")
    assert load("eoir", folder).docket.snapshot == load("eoir", moved).docket.snapshot


def names_differ(*snapshots: Snapshot) -> bool:
    """Say whether all of the snapshots have names of their own."""
    return len({each.docket.snapshot for each in snapshots}) == len(snapshots)


def test_a_changed_input_changes_the_name(court, load):
    """One letter, one row or another day of the docket makes another snapshot."""
    folder = court.case(1).proceeding(1).write()
    first = load("eoir", folder)
    other_day = load("eoir", folder, dated="2012-01-14")
    court.rows["A_TblCase"][0]["NAT"] = "GT"
    letter = load("eoir", court.write())
    row = load("eoir", court.case(2).write())
    assert names_differ(first, other_day, letter, row)


def test_a_changed_mapping_changes_the_name(tmp_path, load):
    """To read the same file with other words for yes makes another snapshot."""
    path = write_csv(tmp_path / "clients.csv", HEADER, [(1, "2011-06-01", "J")])
    words = (["J"], ["K"], ["J", "K"])
    found = [
        load("tabular", path, mapping=mapping({"usc_child": {"column": "CHILD", "yes": list(yes)}}))
        for yes in words
    ]
    assert [docket.known(1).get("usc_child") for docket in found] == [True, None, True]
    assert names_differ(*found)


def test_an_existing_place_is_refused(court, load, tmp_path):
    """A snapshot is never written over: a file, a docket or an empty folder there is refused."""
    folder = court.case(1).proceeding(1).write()
    standing = load("eoir", folder)
    before = standing.bytes()
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("mine")
    for place in (standing.folder, tmp_path / "empty", tmp_path / "file"):
        with pytest.raises(BadDocket, match="exists already"):
            imported("eoir", folder, place)
    assert standing.bytes() == before
    assert list((tmp_path / "empty").iterdir()) == []
    assert (tmp_path / "file").read_text() == "mine"


def test_nothing_but_the_snapshot_is_left(court, load, tmp_path):
    """After an import only the docket stands at its place: no parts, no spilled pages."""
    folder = court.case(1).proceeding(1).write()
    docket = load("eoir", folder)
    assert {path.name for path in tmp_path.iterdir()} == {"court", "snapshot-1"}
    found = {path for path in docket.bytes() if not path.endswith(".parquet")}
    assert found == {"manifest.json"}
    tables = {f"{table}.parquet" for table in [*docket.manifest["tables"], "rejects"]}
    assert tables | found == set(docket.bytes())


def test_the_folders_above_are_made(court, tmp_path):
    """A place in folders that do not exist yet is made with them."""
    folder = court.case(1).proceeding(1).write()
    assert imported("eoir", folder, tmp_path / "a" / "b" / "docket").docket.snapshot


def test_the_manifest_holds_no_place_of_the_machine(synthetic):
    """The manifest names files without their folders, so that it tells nothing of the machine."""
    text = json.dumps(synthetic.docket.manifest)
    assert str(synthetic.made.folder) not in text
    assert str(synthetic.docket.folder.parent) not in text


def edit(folder, **entries: object) -> None:
    """Replace entries of a docket's manifest."""
    path = folder / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **entries}))


DAMAGE = {
    "no manifest": (lambda folder: (folder / "manifest.json").unlink(), "has no manifest.json"),
    "half a manifest": (
        lambda folder: (folder / "manifest.json").write_text('{"format": 1,'),
        "manifest.json is damaged",
    ),
    "another format": (
        lambda folder: edit(folder, format=99),
        "another version",
    ),
    "a manifest of nothing": (
        lambda folder: (folder / "manifest.json").write_text('{"format": 1}'),
        "manifest.json is damaged",
    ),
    "a table missing": (lambda folder: (folder / "cases.parquet").unlink(), "lacks cases"),
    "a source missing": (
        lambda folder: (folder / "sources" / "1-eoir.parquet").unlink(),
        "lacks sources/1-eoir",
    ),
}


@pytest.fixture
def copy(synthetic, tmp_path):
    """Give a copy of a docket, to be damaged."""
    return shutil.copytree(synthetic.court.folder, tmp_path / "docket")


@pytest.mark.parametrize("kind", DAMAGE)
def test_what_is_not_a_whole_docket_is_not_opened(copy, kind):
    """A folder without a whole manifest or one of its tables is refused, saying what is missing."""
    damage, words = DAMAGE[kind]
    damage(copy)
    with pytest.raises(BadDocket, match=words):
        open_docket(copy)


def test_a_docket_of_another_catalogue_is_not_opened(copy):
    """A docket made when the catalogue had other facts is refused: its columns mean others."""
    edit(copy, facts=open_docket(copy).manifest["facts"][:-1])
    with pytest.raises(BadDocket, match="another list of facts"):
        open_docket(copy)


def test_a_case_that_is_not_there_is_refused(synthetic):
    """Asking for a case that the docket does not have says so, and where to look."""
    con = synthetic.docket._con
    with pytest.raises(BadDocket, match=r"has no case 12\.\n.*rejects\.parquet"):
        synthetic.docket.docket.case(con, "12")
