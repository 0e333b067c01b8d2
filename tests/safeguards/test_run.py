"""The holds of a whole docket on disk: the file, its manifest, running it again, refusals."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from evenhand.docket.snapshot import Docket
from evenhand.safeguards import act_facts, run
from evenhand.safeguards.clearance import CHILDREN, EPISODES, SCHEMA, Clearance, as_table
from evenhand.safeguards.library import shipped
from evenhand.safeguards.run import Given, read_given, run_holds
from evenhand.safeguards.state import State
from evenhand.terms.refusal import BadDocket, BadGuidance, BadInput, NoRoom
from evenhand.terms.span import Span
from tests.support.dockets import docket
from tests.support.holding import Asked, Held

DAY = dt.date(2018, 5, 30)
STEP = dt.timedelta(days=1)
ALL = list(shipped())
FACTS = [
    {"pregnant": True, "removal_order_outstanding": True},
    {"minor_children_in_us": Span(2, 2), "appeal_pending": True},
    {"stay_granted": True, "stay_without_effect": True, "discretion_reviewed": True},
    {},
]
CLEARED = Clearance("0", "pregnancy", "", "cleared", "17", DAY)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Docket:
    """Give a docket of four cases."""
    cases = [(str(n), facts, DAY) for n, facts in enumerate(FACTS)]
    return docket(tmp_path_factory.mktemp("docket"), cases, dated=DAY)


def given(**more: pa.Table) -> Given:
    """Give a clearance, a child and an episode, or other tables."""
    tables = {
        "clearances": as_table([CLEARED]),
        "children": pa.table({"case_id": ["1"], "child": ["ana"]}, schema=CHILDREN),
        "episodes": pa.table({"case_id": ["1"], "episode": ["x"]}, schema=EPISODES),
    }
    return Given(**(tables | more))


def test_the_file_holds_what_the_reader_of_one_case_says(made, tmp_path) -> None:
    """From an imported docket too: each row is what the one case gives, in the case's order."""
    done = run_holds(made, ALL, tmp_path / "h.parquet", given=given())
    rows = pq.read_table(done.holds).to_pylist()
    cases = [
        Held(facts, DAY, ["ana"] * (n == 1), [CLEARED] * (n == 0), "x" * (n == 1))
        for n, facts in enumerate(FACTS)
    ]
    found = [tuple(row[column] for column in list(rows[0])[:-1]) for row in rows]
    assert sorted(found, key=lambda row: row[:3]) == sorted(
        Asked(ALL, cases).one_by_one(), key=lambda row: row[:3]
    )
    places = {safeguard.id: safeguard.place for safeguard in ALL}
    order = [(row["case_id"], places[row["hold"]]) for row in rows]
    assert order == sorted(order)
    assert {row["snapshot"] for row in rows} == {made.snapshot}


def test_the_manifest_names_everything_that_went_in(made, tmp_path) -> None:
    """Snapshot, safeguards with versions, what was given in, counts that add up, the digest."""
    out = tmp_path / "h.parquet"
    done = run_holds(made, ALL, out, given=given())
    manifest = json.loads((tmp_path / "h.manifest.json").read_text("utf-8"))
    assert manifest == json.loads(json.dumps(done.manifest))
    assert manifest["snapshot"] == made.snapshot
    assert manifest["cases"] == len(FACTS)
    assert manifest["sha256"] == hashlib.sha256(out.read_bytes()).hexdigest()
    assert [item["version"] for item in manifest["safeguards"]] == [s.full_version for s in ALL]
    total = sum(sum(item["counts"].values()) for item in manifest["safeguards"])
    assert total == pq.read_metadata(out).num_rows
    assert set(manifest["safeguards"][0]["counts"]) == {str(state) for state in State}
    assert {what: item["rows"] for what, item in manifest["given"].items()} == {
        "clearances": 1,
        "children": 1,
        "episodes": 1,
        "act_facts": 0,
    }
    inside = json.loads(pq.read_metadata(out).metadata[b"evenhand_holds"])
    assert inside["facts"] == manifest["facts"]


def test_the_same_run_gives_the_same_bytes(made, tmp_path) -> None:
    """Whatever the order in which clearances are handed in."""
    other = Clearance("1", "fitness-to-travel", "", "cleared", "18", DAY)
    one = run_holds(made, ALL, tmp_path / "1.parquet",
                    given=given(clearances=as_table([CLEARED, other])))  # fmt: skip
    two = run_holds(made, ALL, tmp_path / "2.parquet",
                    given=given(clearances=as_table([other, CLEARED])))  # fmt: skip
    assert one.holds.read_bytes() == two.holds.read_bytes()
    assert one.manifest == two.manifest
    three = run_holds(made, ALL, tmp_path / "3.parquet", given=given())
    assert three.manifest["given"] != one.manifest["given"]


def test_another_day_may_be_asked_about(made, tmp_path) -> None:
    """Asked of a later day, the safeguards of that day are asked."""
    done = run_holds(made, ALL, tmp_path / "h.parquet", as_of=dt.date(2022, 1, 1))
    holds = set(pq.read_table(done.holds)["hold"].to_pylist())
    assert {"postpartum", "nursing"} <= holds
    assert done.manifest["as_of"] == "2022-01-01"


def _of(what: str, rows: list[dict[str, object]]) -> pa.Table:
    schema = {"clearances": SCHEMA, "children": CHILDREN, "episodes": EPISODES,
              "act_facts": act_facts.SCHEMA}[what]  # fmt: skip
    return pa.Table.from_pylist(rows, schema=schema)


ROW = {"case_id": "1", "hold": "pregnancy", "child": "", "state": "cleared", "entry": "1",
       "since": DAY, "until": None, "episode": ""}  # fmt: skip
TOLD = {"case_id": "1", "fact": "stay_granted", "value": True, "since": None, "until": DAY}
# A table given in, and what the refusal says.
BAD = [
    ("clearances", pa.table({"case_id": ["1"]}), "lacks hold"),
    ("clearances", _of("clearances", [{**ROW, "state": "open"}]), "not cleared or overridden"),
    ("clearances", _of("clearances", [{**ROW, "child": "#1"}]), "counted and not listed"),
    ("clearances", _of("clearances", [{**ROW, "entry": ""}]), "with no entry"),
    ("clearances", _of("clearances", [{**ROW, "child": None}]), "with no child"),
    ("clearances", _of("clearances", [{**ROW, "since": None}]), "with no since"),
    ("children", _of("children", [{"case_id": "1", "child": ""}]), "no key of a child"),
    ("children", _of("children", [{"case_id": None, "child": "a"}]), "with no case_id"),
    ("episodes", _of("episodes", [{"case_id": "1", "episode": e} for e in "ab"]), "two of one"),
    ("episodes", pa.table({"case_id": ["1"], "episode": [["x"]]}), "not of its form"),
    ("act_facts", pa.table({"case_id": ["1"]}), "act facts lacks fact"),
    ("act_facts", _of("act_facts", [{**TOLD, "fact": None}]), "with no fact"),
    ("act_facts", _of("act_facts", [{**TOLD, "fact": "entered_on"}]), "not a yes-no fact"),
    ("act_facts", _of("act_facts", [{**TOLD, "since": DAY + STEP}]), "before the first"),
    ("act_facts", _of("act_facts", [TOLD, {**TOLD, "value": None}]), "twice for one day"),
    ("act_facts", _of("act_facts", [TOLD, {**TOLD, "since": DAY, "until": None}]), "twice"),
]


@pytest.mark.parametrize(("what", "table", "says"), BAD, ids=[f"{b[0]}: {b[2]}" for b in BAD])
def test_what_is_given_in_is_looked_at_first(made, tmp_path, what, table, says) -> None:
    """A table that is not what it is said to be is refused, and nothing is written."""
    with pytest.raises(BadInput, match=says) as refused:
        run_holds(made, ALL, tmp_path / "h.parquet", given=given(**{what: table}))
    assert refused.value.remedy
    assert list(tmp_path.iterdir()) == []


def test_the_same_row_twice_changes_nothing(made, tmp_path) -> None:
    """A clearance or a child handed in twice counts once."""
    once = run_holds(made, ALL, tmp_path / "1.parquet", given=given())
    twice = run_holds(
        made,
        ALL,
        tmp_path / "2.parquet",
        given=given(
            clearances=as_table([CLEARED, CLEARED]),
            children=pa.table({"case_id": ["1", "1"], "child": ["ana", "ana"]}, schema=CHILDREN),
        ),
    )
    assert once.holds.read_bytes() == twice.holds.read_bytes()


@pytest.mark.parametrize("value", [True, False, None])
@pytest.mark.parametrize("day", [DAY, DAY + STEP])
def test_an_act_fact_goes_before_the_docket_on_its_days(made, tmp_path, value, day) -> None:
    """Whatever the docket says of the fact; on the day after, the docket says it again."""
    facts = ["stay_granted", "discretion_reviewed", "appeal_pending"]
    told = [act_facts.ActFact(str(n), fact, value, None, DAY) for n in range(4) for fact in facts]
    handed = given(act_facts=act_facts.as_table(told))
    done = run_holds(made, ALL, tmp_path / "h.parquet", given=handed, as_of=day)
    rows = pq.read_table(done.holds).to_pylist()
    cases = [
        Held(
            act_facts.with_act_facts(known, [one for one in told if one.case_id == str(n)], day),
            DAY, ["ana"] * (n == 1), [CLEARED] * (n == 0), "x" * (n == 1),
        )
        for n, known in enumerate(FACTS)
    ]  # fmt: skip
    found = [tuple(row[column] for column in list(rows[0])[:-1]) for row in rows]
    assert (
        sorted(found, key=lambda row: (int(row[0]), *row[1:3]))
        == Asked(ALL, cases, as_of=day).one_by_one()
    )


def test_a_run_that_loses_a_hold_is_stopped(made, tmp_path, monkeypatch) -> None:
    """Each safeguard that is always in force must give a hold for each case, or nothing is kept."""
    whole = run.statement
    lossy = lambda *a, **k: f"SELECT * FROM ({whole(*a, **k)}) OFFSET 1"  # noqa: E731
    monkeypatch.setattr(run, "statement", lossy)
    with pytest.raises(BadDocket, match="pregnancy gave 3 holds for 4 cases"):
        run_holds(made, ALL, tmp_path / "h.parquet", given=given())
    assert list(tmp_path.iterdir()) == []


def test_given_tables_are_read_from_files(tmp_path) -> None:
    """Parquet files of clearances, children and episodes; what is not named is empty."""
    pq.write_table(as_table([CLEARED]), tmp_path / "c.parquet")
    read = read_given(tmp_path / "c.parquet", [], None)
    assert (read.clearances.num_rows, read.children.num_rows, read.episodes.num_rows) == (1, 0, 0)
    with pytest.raises(BadInput, match="There is no file"):
        read_given(tmp_path / "none.parquet", [], None)
    (tmp_path / "text").write_text("case_id,child\n")
    with pytest.raises(BadInput, match="cannot be read as Parquet"):
        read_given(None, [tmp_path / "text"], None)


def test_children_of_several_tables_count_once(tmp_path) -> None:
    """What the ledger and a linkage both name is one child; a table of another form is refused."""
    for name, children in (("ledger", ["ana", "ben"]), ("linkage", ["ben", "cai"])):
        table = pa.table({"case_id": ["1"] * 2, "child": children}, schema=CHILDREN)
        pq.write_table(table, tmp_path / f"{name}.parquet")
    read = read_given(None, [tmp_path / "ledger.parquet", tmp_path / "linkage.parquet"], None)
    assert sorted(read.children["child"].to_pylist()) == ["ana", "ben", "cai"]
    pq.write_table(pa.table({"case": ["1"]}), tmp_path / "odd.parquet")
    with pytest.raises(BadInput, match="lacks case_id, child"):
        read_given(None, [tmp_path / "odd.parquet"], None)


def test_bad_days_leave_nothing_behind(made, tmp_path, monkeypatch) -> None:
    """No folder, one in the way, a damaged docket, no safeguard, a full disk: told, no file."""
    out = tmp_path / "h.parquet"
    with pytest.raises(NoRoom, match="no folder"):
        run_holds(made, ALL, tmp_path / "no" / "h.parquet")
    with pytest.raises(NoRoom, match="is a folder"):
        run_holds(made, ALL, tmp_path)
    with pytest.raises(BadGuidance, match="No safeguard"):
        run_holds(made, [], out)
    torn = Docket(tmp_path / "torn", made.manifest)
    torn.folder.mkdir()
    (torn.folder / "facts.parquet").write_bytes(b"PAR1 not really")
    with pytest.raises(BadDocket, match="cannot be read"):
        run_holds(torn, ALL, out)
    fewer = Docket(made.folder, {**made.manifest, "tables": {"facts": 5}})
    with pytest.raises(BadDocket, match="not those it was made with"):
        run_holds(fewer, ALL, out)
    _full(monkeypatch)
    with pytest.raises(NoRoom, match="could not be written"):
        run_holds(made, ALL, out)
    assert [path.name for path in tmp_path.iterdir()] == ["torn"]


def _full(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the disk be full when the manifest is written, the holds already there."""

    def full(self: Path, *_: object, **__: object) -> int:
        raise OSError(28, "No space left on device", str(self))

    monkeypatch.setattr(Path, "write_text", full)
