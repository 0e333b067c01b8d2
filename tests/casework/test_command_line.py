"""The acts by command line: one journey, who one is there, refusals with their codes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from evenhand.cli import acting
from evenhand.cli.main import main
from evenhand.docket.snapshot import Docket
from evenhand.guidance.library import find
from evenhand.review.run import review_docket
from evenhand.terms.span import Span
from evenhand.workbench.oversight.holding import held
from evenhand.workbench.queueing.loaded import FORMAT
from tests.support.dockets import docket as cases_with
from tests.support.office import DAY, DECISION, STAY

FORM = (
    "--form", "settle-or-dismiss", "--what", "close", "--stage", "before the judge",
    "--asked-by", "own motion", "--reasons", "why", "--instrument", "ice-2011-11-17",
)  # fmt: skip
Run = Callable[..., tuple[int, dict[str, Any], str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command under an account of the system; gives its code, its object, its complaint."""

    def ran(account: str, *words: object) -> tuple[int, dict[str, Any], str]:
        monkeypatch.setattr(acting, "account", lambda: account)
        capsys.readouterr()
        code = main([*map(str, words), "--json"])
        printed = capsys.readouterr()
        return code, json.loads(printed.out), printed.err

    return ran


@pytest.fixture
def ledger(run: Run, tmp_path: Path) -> Path:
    """A ledger that the account `root` opened, with three people of other accounts."""
    place = tmp_path / "ledger.db"
    created = ("--origin", "office.example/ledger", "--name", "root", "--role", "administrator")
    assert run("root", "ledger", "create", place, *created)[0] == 0
    for name, role in (("ana", "reviewer"), ("ben", "reviewer"), ("cho", "supervisor"),
                       ("dee", "medical"), ("eve", "headquarters")):  # fmt: skip
        admitted = run("root", "people", "admit", place, name, "--account", name, "--as", role)
        assert admitted[0] == 0, admitted
    return place


def test_a_case_from_taking_to_removal(run: Run, ledger: Path, docket: Docket) -> None:
    """Taken, a fact recorded, determined by two, held, removed; and read, with what it says."""
    at = ("--docket", docket.folder)
    assert run("ana", "case", "take", ledger, "7", *at)[1]["state"] == "taken"
    fact = run("ana", "case", "fact", ledger, "7", "--fact", "pregnant", "--value", "yes",
               "--evidence", "clinic note", "--informant", "physician")[1]  # fmt: skip
    decides = ("--decides", "favourable")
    first = run("ana", "case", "determine", ledger, "7", *at, *FORM, *decides)
    assert first[1]["state"] == "determined"
    second = run("ben", "case", "second", ledger, "7", *at, *FORM, *decides)[1]
    assert (second["act"], second["state"]) == ("second-agrees", "decided-by-office")
    cleared = run("dee", "holds", "clear", ledger, "7", "--hold", "pregnancy", "--document",
                  "medical certificate on travel in this pregnancy", "--dated", "2012-01-02",
                  "--signed-by", "a physician", "--kept", "medical file")  # fmt: skip
    assert cleared[0] == 0, cleared
    removed = run("cho", "case", "remove", ledger, "7", *at, "--removed-on", "2012-01-20",
                  "--office", "Newark", "--carried-out-by", "an officer", "--country", "a country",
                  "--source", "manifest")  # fmt: skip
    assert removed[1]["state"] == "removed"
    shown = run("cho", "case", "show", ledger, "7", "--purpose", "an appeal", *at)[1]
    assert [e["act"] for e in shown["entries"]] == [
        "take", "record-fact", "determine", "second-agrees", "clear-hold", "remove",
    ]  # fmt: skip
    assert shown["findings"][0]["superseded"]["by"] == fact["entry"]
    assert shown["entries"][-1]["payload"]["holds_open"]
    assert run("cho", "ledger", "verify", ledger)[1]["holds"] is True


def test_whoever_types_is_the_owner_of_their_account(
    run: Run, ledger: Path, docket: Docket
) -> None:
    """There is no word for another name: an account not on the register does nothing."""
    code, said, _ = run("mallory", "case", "take", ledger, "7", "--docket", docket.folder)
    assert (code, said["family"]) == (18, "permission")
    assert "register" in said["error"]
    code, said, _ = run("ana", "case", "take", ledger, "7", "--docket", docket.folder,
                        "--role", "supervisor")  # fmt: skip
    assert (code, said["remedy"]) == (18, "Its roles are: reviewer.")


def test_the_account_is_the_systems_and_not_what_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """No variable of the environment makes anybody another person."""
    before = acting.account()
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "mallory")
    assert acting.account() == before != "mallory"


@pytest.mark.parametrize(
    ("words", "code", "family"),
    [
        (("case", "recalendar", "L", "7", "--reasons", "x", "--ordered-by", "immigration judge",
          "--ordered-on", "2012-01-01", "--motion", "joint"), 22, "state"),
        (("case", "close", "L", "7", "--reasons", "x"), 23, "incomplete"),
        (("case", "escalate", "L", "7", "--reasons", "x", "--tried", "x"), 18, "permission"),
        (("case", "account", "L", "7", "--seen", "0", "--event", "e", "--told-by", "court",
          "--source", "s", "--says", "t"), 17, "conflict"),
        (("case", "take", "L", "no such case", "--docket", "D"), 12, "docket"),
    ],
)  # fmt: skip
def test_refusals_have_the_code_of_their_family(
    run: Run, ledger: Path, docket: Docket, words: tuple[str, ...], code: int, family: str
) -> None:
    """A script can tell a wrong state from a missing word, and each says what to do."""
    told = ("--event", "e", "--told-by", "court", "--source", "s", "--says", "t")
    run("ana", "case", "account", ledger, "7", *told)
    places = {"L": ledger, "D": docket.folder}
    given = [places.get(word, word) for word in words]
    got, said, complaint = run("ana", *given)
    assert (got, said["family"]) == (code, family), said
    assert said["remedy"]
    assert said["error"] in complaint


def test_a_parents_decision_is_given_as_a_file(run: Run, ledger: Path, tmp_path: Path) -> None:
    """Its many fields stand in a file that can be read beside the form."""
    record = tmp_path / "decision.toml"
    record.write_text('child = "child-1"\nasked = true\nchoice = "stays"\nform = "oral"\n'
                      "asked_at = 2011-10-20T10:00:00-04:00\n", "utf-8")  # fmt: skip
    code, said, _ = run("cho", "case", "parent", ledger, "7", "--from", record)
    assert (code, said["act"]) == (0, "parent-decision")
    shown = run("cho", "case", "show", ledger, "7", "--purpose", "why")[1]
    assert shown["entries"][0]["payload"]["counts_as"] == "missing"
    code, said, _ = run("cho", "case", "parent", ledger, "7", "--from", record, "--child", "x")
    assert (code, said["family"]) == (10, "input")


def test_what_the_ledger_says_goes_to_the_holds_of_a_docket(
    run: Run, ledger: Path, docket: Docket, tmp_path: Path
) -> None:
    """The tables of all cases are those that `holds run` and `holds inspect` read."""
    run("cho", "case", "remove", ledger, "7", "--docket", docket.folder, "--removed-on",
        "2012-01-20", "--office", "Newark", "--carried-out-by", "o", "--country", "c",
        "--source", "s")  # fmt: skip
    run("cho", "case", "parent", ledger, "8", "--child", "child-1")
    words = [f"--{name.replace('_', '-')}={text}" for name, text in STAY.items()]
    assert (
        run("cho", "case", "stay", "grant", ledger, "9", *words, "--reasons", "so ordered")[0] == 0
    )
    out = tmp_path / "tables"
    made = run("cho", "case", "tables", ledger, "--purpose", "an inspection", "--out", out)[1]
    assert made["rows"]["removals"] == 1
    assert made["rows"]["children"] == 1
    found = run("cho", "holds", "inspect", out / "removals.parquet", out / "states.parquet")[1]
    assert [row["case_id"] for row in found["listed"]] == ["7"]
    holds = tmp_path / "holds.parquet"
    words = {"clearances": "clearances", "children": "children", "act-facts": "act_facts"}
    given = [f"--{word}={out / name}.parquet" for word, name in words.items()]
    code, _, _ = run("cho", "holds", "run", docket.folder, "--out", holds, *given)
    assert code == 0
    stood = {
        (row["case_id"], row["hold"]): row["state"] for row in pq.read_table(holds).to_pylist()
    }
    assert stood["9", "stay-granted"] == "open"
    assert stood["7", "stay-granted"] == "unknown"
    about = [word for word in given if not word.startswith("--children")]
    one = run("cho", "holds", "case", docket.folder, "9", *about)[1]
    assert "stay-granted" in [hold["hold"] for hold in one["standing"]]


def test_what_a_fact_supersedes_is_printed(
    run: Run, ledger: Path, docket: Docket, capsys: pytest.CaptureFixture[str]
) -> None:
    """On the case's page and in its explanation: the old finding, the entries of the new."""
    about = ("--ledger", ledger, "--instrument", "ice-2011-11-17")
    explained = ("explain", docket.folder, "7", *about, "--purpose", "why")
    page = ("case", "show", ledger, "7", "--docket", docket.folder, *about[2:], "--purpose", "why")
    for words in (explained, page):
        [before] = run("cho", *words)[1]["findings"]
        assert (before["class"], before["superseded"]) == ("neither-list", None)
        assert main([*map(str, words)]) == 0
        assert "superseded" not in capsys.readouterr().out
    said = ("--fact", "honorably_discharged", "--value", "yes", "--evidence", "discharge papers",
            "--informant", "family")  # fmt: skip
    number = run("ana", "case", "fact", ledger, "7", *said)[1]["entry"]
    for words in (explained, page):
        [after] = run("cho", *words)[1]["findings"]
        assert after["class"] == "consider-closing"
        assert after["superseded"]["class"] == "neither-list"
        assert after["superseded"]["snapshot"] == docket.snapshot
        assert [one["entry"] for one in after["rests_on"]] == [number]
        assert main([*map(str, words)]) == 0
        printed = " ".join(capsys.readouterr().out.split())
        assert f"on the snapshot alone neither-list, superseded by entry {number}" in printed
        assert f"this one rests on honorably_discharged yes (entry {number})" in printed


ROLES = {"reviewer": "ana", "supervisor": "cho", "medical": "dee", "headquarters": "eve"}
REMOVED = ("--carried-out-by", "an officer", "--country", "a country", "--source", "manifest")


def _settle(run: Run, ledger: Path, docket: Docket, case: str, *but: str) -> None:
    """Clear every hold that stands by the first document that clears it, but those named."""
    at = ("--purpose", "before a removal", "--docket", docket.folder)
    for hold in run("cho", "case", "show", ledger, case, *at)[1]["removal"]["standing"]:
        if hold["hold"] in but:
            continue
        part = next(part for part in hold["clears"] if set(part["roles"]) & set(ROLES))
        who = next(ROLES[role] for role in part["roles"] if role in ROLES)
        words = ("--hold", hold["hold"], "--document", part["document"], "--dated", "2012-01-02",
                 "--signed-by", "an official", "--kept", "the file")  # fmt: skip
        child = ("--child", hold["child"]) if hold["child"] else ()
        cleared = run(who, "holds", "clear", ledger, case, *words, *child)
        assert cleared[0] == 0, cleared


def test_an_inspector_gets_the_lists_from_what_people_recorded(
    run: Run, ledger: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Month and office, the removals with a hold open, those without a parent's decision: by acts.

    One settled in everything, one with a hold open and the parent's decision on record, and two
    without such a decision, in other months and offices; a removal that is struck is on no list.
    """
    known = {"minor_children_in_us": Span(1, 1)}
    none = {"minor_children_in_us": Span(0, 0)}
    places = {"1": none, "2": known, "3": known, "4": known, "5": known}
    rows = [(case, facts, DAY) for case, facts in places.items()]
    made = cases_with(tmp_path / "made", rows, dated=DAY)
    today = acting.clock().date().isoformat()
    _settle(run, ledger, made, "1")
    decision = [f"--{name.replace('_', '-')}={text}" for name, text in DECISION.items()]
    assert run("cho", "case", "parent", ledger, "2", *decision)[0] == 0
    _settle(run, ledger, made, "2", "fitness-to-travel")
    removals = {"1": (today, "Newark"), "2": (today, "Newark"), "3": ("2012-01-20", "Newark"),
                "4": ("2012-01-25", "El Paso"), "5": ("2012-01-26", "El Paso")}  # fmt: skip
    entries = {}
    for case, (day, office) in removals.items():
        words = ("--docket", made.folder, "--removed-on", day, "--office", office, *REMOVED)
        code, said, _ = run("cho", "case", "remove", ledger, case, *words)
        assert code == 0, said
        entries[case] = str(said["entry"])
    struck = run("cho", "case", "strike", ledger, "5", "--entry", entries["5"], "--reasons", "x")
    assert struck[0] == 0, struck
    out = tmp_path / "tables"
    assert run("cho", "case", "tables", ledger, "--purpose", "an inspection", "--out", out)[0] == 0
    lists = ("holds", "inspect", out / "removals.parquet", out / "states.parquet")
    found = run("cho", *lists)[1]
    columns = ("month", "office", "removals", "with_a_hold_open", "without_parental_decision")
    assert [tuple(row[column] for column in columns) for row in found["counts"]] == [
        ("2012-01", "El Paso", 1, 1, 1),
        ("2012-01", "Newark", 1, 1, 1),
        (today[:7], "Newark", 2, 1, 0),
    ]
    with_hold = {row["case_id"]: row["open"] for row in found["listed"] if row["open"]}
    assert set(with_hold) == {"2", "3", "4"}
    assert with_hold["2"] == ["fitness-to-travel"]
    without = [row["case_id"] for row in found["listed"] if row["children_without_decision"]]
    assert sorted(without) == ["3", "4"]
    assert main([*map(str, lists)]) == 0
    printed = capsys.readouterr().out
    first, second = printed.split("Recorded without a documented parental decision: 2")
    assert "Recorded with a hold open: 3" in first
    assert f"entry {entries['2']}  2  {today}  Newark  fitness-to-travel" in first
    assert f"entry {entries['3']}  3  2012-01-20  Newark  1 child" in second
    assert f"entry {entries['4']}  4  2012-01-25  El Paso  1 child" in second
    assert f"entry {entries['2']}" not in second
    assert f"entry {entries['1']} " not in printed
    assert f"entry {entries['5']} " not in printed


def test_the_next_snapshot_by_command_line(
    run: Run, ledger: Path, docket: Docket, tmp_path: Path
) -> None:
    """Carried facts are in the docket, which checks out."""
    run("ana", "case", "judge", ledger, "7", "--fact", "compelling_ties", "--value", "yes",
        "--reasons", "two children here")  # fmt: skip
    at_once = run("cho", "explain", docket.folder, "7", "--ledger", ledger, "--purpose", "why",
                  "--instrument", "ice-2011-11-17")[1]  # fmt: skip
    assert [f["from"][0]["source"] for f in at_once["facts"] if f["fact"] == "compelling_ties"] == [
        "ledger"
    ]
    log = run("cho", "ledger", "log", ledger)[1]["entries"]
    assert log[-1]["act"] == "read"
    out = tmp_path / "next"
    made = run("cho", "case", "carry", ledger, "--onto", docket.folder, "--out", out)[1]
    assert made["sources"][-1] == "ledger"
    assert run("cho", "docket", "check", out)[0] == 0
    told = run("cho", "explain", out, "7", "--instrument", "ice-2011-11-17")[1]
    assert [fact["value"] for fact in told["facts"] if fact["fact"] == "compelling_ties"] == ["yes"]


@pytest.mark.parametrize("words", [("people", "list", "L"), ("case", "acts")])
def test_what_is_printed_for_people(
    ledger: Path, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """Without --json the same is said in words."""
    assert main([str(ledger) if word == "L" else word for word in words]) == 0
    assert "reviewer" in capsys.readouterr().out


def test_a_recorded_fact_is_in_the_next_review(run: Run, ledger: Path, tmp_path: Path) -> None:
    """Recorded, shown at once beside what it supersedes, carried on, and in the next findings."""
    at = cases_with(tmp_path / "made", [("7", {}, DAY), ("8", {}, DAY)], dated=DAY).folder
    why, instrument = ("--purpose", "why"), ("--instrument", "ice-2011-11-17")
    fact = run("ana", "case", "fact", ledger, "7", "--fact", "honorably_discharged", "--value",
               "yes", "--evidence", "DD-214", "--informant", "agency")[1]["entry"]  # fmt: skip
    [finding] = run("ana", "case", "show", ledger, "7", *why, "--docket", at, *instrument)[1][
        "findings"
    ]
    assert (finding["class"], finding["superseded"]["by"]) == ("consider-closing", fact)
    carried = run("cho", "case", "carry", ledger, "--onto", at, "--out", tmp_path / "next")[1]
    [source] = [one for one in carried["inputs"] if one["source"] == "ledger"]
    assert (source["loaded"], source["size"]) == (1, fact + 2)  # the look and the carrying too
    found = {}
    for name, place in (("before", at), ("after", tmp_path / "next")):
        out = tmp_path / f"{name}.parquet"
        assert run("ana", "review", place, *instrument, "--out", out)[0] == 0
        decoded = tmp_path / f"{name}-names.parquet"
        assert run("ana", "findings", "export", out, "--out", decoded)[0] == 0
        found[name] = {row["case_id"]: row["class"] for row in pq.read_table(decoded).to_pylist()}
    assert found["before"] == {"7": "neither-list", "8": "neither-list"}
    assert found["after"] == {"7": "consider-closing", "8": "neither-list"}
    # On the snapshot that knows the fact nothing is superseded any more.
    [now] = run("ana", "case", "show", ledger, "7", *why, "--docket", tmp_path / "next",
                *instrument)[1]["findings"]  # fmt: skip
    assert (now["class"], now["superseded"]) == ("consider-closing", None)
    assert run("ana", "case", "carry", ledger, "--onto", at, "--out", tmp_path / "x")[0] == 18


def test_offices_and_marks_by_command_line(run: Run, ledger: Path, tmp_path: Path) -> None:
    """A person of another office is told of no case; intake hands in what it cannot read."""
    described = [{"office": "Newark"}, {"office": "Atlanta"}]
    made = cases_with(tmp_path / "made", [("7", {}, DAY), ("8", {}, DAY)], described, dated=DAY)
    at, why = ("--docket", made.folder), ("--purpose", "why")
    assert run("root", "people", "admit", ledger, "ike", "--account", "ike", "--as", "intake",
               "--office", "Newark")[0] == 0  # fmt: skip
    listed = run("root", "people", "list", ledger)[1]["people"]
    assert next(one for one in listed if one["name"] == "ike")["offices"] == "Newark"
    refused = [run("ike", "case", "show", ledger, case, *why, *at) for case in ("8", "99")]
    assert refused[0] == refused[1]
    assert refused[0][0] == 18
    pregnant = ("--fact", "pregnant", "--value", "yes", "--evidence", "said so",
                "--informant", "respondent")  # fmt: skip
    assert run("ike", "case", "fact", ledger, "7", *pregnant, *at)[0] == 0
    assert run("ike", "case", "fact", ledger, "8", *pregnant, *at)[0] == 18
    assert run("eve", "case", "assign", ledger, "8", "--person", "ike", "--reasons", "help")[0] == 0
    assert run("ike", "case", "fact", ledger, "8", *pregnant)[0] == 0
    seen = run("ike", "case", "show", ledger, "7", *why, *at)[1]
    assert seen["holds"][-1] == {
        "hold": None, "says": "a safeguard is open; ask reviewer or supervisor or headquarters",
    }  # fmt: skip
    assert "pregnancy" not in [hold["hold"] for hold in seen["holds"]]
    assert "not shown in your role" in seen["findings"][0]["says"]
    explained = run("ike", "explain", made.folder, "7", "--ledger", ledger, *why)[1]
    assert "pregnant" not in [fact["fact"] for fact in explained["facts"]]
    assert run("root", "people", "conflict", ledger, "ike", "7", "--reasons", "kin")[0] == 0
    assert run("ike", "case", "show", ledger, "7", *why, *at) == refused[0]
    again = ("--hold", "pregnancy", "--began-on", "2011-12-01", "--evidence", "a test")
    assert run("dee", "holds", "again", ledger, "8", *again)[0] == 0


@pytest.fixture
def site(ledger: Path, docket: Docket, tmp_path: Path) -> Path:
    """A site that shows the docket, whose ledger this is, as far as measuring asks for it."""
    made = tmp_path / "site"
    (made / "loaded").mkdir(parents=True)
    (made / "secrets.json").write_text("{}")
    (made / "secrets.json").chmod(0o600)
    (made / "site.toml").write_text(f'ledger = "{ledger}"')
    said = {"format": FORMAT, "snapshot": docket.snapshot}
    (made / "loaded" / "loaded.json").write_text(json.dumps(said))
    return made


def test_a_site_is_measured_with_what_its_ledger_says(
    run: Run, ledger: Path, site: Path, docket: Docket, tmp_path: Path
) -> None:
    """In the name of somebody who may read it, which is recorded first; small counts are hidden."""
    review_docket(docket, find(["ice-2011-11-17"]), tmp_path / "findings.parquet")
    for case in ("3", "4", "5"):
        done = run("cho", "case", "remove", ledger, case, "--docket", docket.folder, "--removed-on",
                   "2012-01-20", "--office", "Newark", "--carried-out-by", "an officer",
                   "--country", "a country", "--source", "manifest")  # fmt: skip
        assert done[0] == 0, done
    words = ("site", "measure", docket.folder, tmp_path / "findings.parquet", "--site", site,
             "--measure", "removals-with-a-hold-open")  # fmt: skip
    purpose = ("--purpose", "the quarter's report")
    assert run("ana", *words, *purpose)[0] == 18
    code, said, _ = run("cho", *words)
    assert (code, said["family"]) == (25, "measure")
    assert held(site) == ()
    code, said, _ = run("cho", *words, *purpose)
    assert (code, said["measures"]) == (0, ["removals-with-a-hold-open"])
    assert run("cho", "ledger", "log", ledger)[1]["entries"][-1]["act"] == "read"
    (release,) = held(site)
    assert release.folder.sums == said["sums"]
    texts = {cell.text for table in release.edition.tables for cell in table.cells}
    assert texts == {"under 15"}


def test_a_site_is_measured_by_the_docket_that_it_shows(
    run: Run, site: Path, docket: Docket, tmp_path: Path
) -> None:
    """Another docket is refused by its snapshot, and a folder that is no site by its name."""
    words = ("site", "measure", docket.folder, tmp_path / "findings.parquet", "--site")
    told = site / "loaded" / "loaded.json"
    told.write_text(json.dumps({"format": FORMAT, "snapshot": "another"}))
    code, said, _ = run("cho", *words, site)
    assert (code, said["family"]) == (12, "docket")
    assert docket.snapshot in said["error"]
    code, said, _ = run("cho", *words, tmp_path)
    assert (code, said["family"]) == (26, "site")
