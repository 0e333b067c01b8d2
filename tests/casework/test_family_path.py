"""From agencies' lists to the removal that waits: the separated father, by command line."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from evenhand.cli import acting
from evenhand.cli.main import main
from evenhand.terms.span import Span
from tests.support.dockets import docket as cases_with
from tests.support.lists import HER_CHILD, ROSA, write_list

DAY = dt.date(2018, 5, 30)
# Forty fathers of one common name, apprehended in one week: no one of them is likely.
FATHER = {
    "surnames": "PEREZ", "given": "JUAN", "sex": "M", "country": "Honduras", "sector": "El Paso",
    "apprehended_on": "5/20/2018",
}  # fmt: skip
CHILD = {
    "surnames": "PEREZ", "born_on": "7/8/2010", "parent_surnames": "PEREZ", "parent_given": "JUAN",
    "parent_sex": "father", "country": "HONDURAS", "sector": "EL PASO", "referred_on": "5/22/2018",
}  # fmt: skip
WEAK, MOTHER = "care:2", "care:3"
PEOPLE = (("ana", "family-tracing"), ("ben", "family-tracing"), ("cho", "supervisor"))
CLOCKS = ("ledger", "people", "case_words", "case", "family_acts", "family_reading", "families")
Run = Callable[..., tuple[int, dict[str, Any], str]]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lists, links and a docket in which nobody knows of a child, or knows of none."""
    folder = tmp_path_factory.mktemp("families")
    parents = write_list(folder, "border", "parents", [FATHER] * 40 + [ROSA])
    children = write_list(folder, "care", "children", [CHILD, HER_CHILD])
    lists, links = folder / "lists", folder / "links"
    named = [str(path) for pair in (parents, children) for path in ("--list", *pair)]
    assert main(["families", "import", *named, "--out", str(lists)]) == 0
    assert main(["families", "link", str(lists), "--out", str(links)]) == 0
    facts = {"detained": True, "removal_order_outstanding": True}
    cases_with(folder / "court", [("7", facts, DAY),
                                  ("8", {**facts, "minor_children_in_us": Span(0, 0)}, DAY)],
               dated=DAY)  # fmt: skip
    with (folder / "cases.csv").open("w", newline="") as handle:
        csv.writer(handle).writerows(
            [("person_id", "case_id"), ("border:2", "7"), ("border:42", "8")]
        )
    return folder


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command under an account, in the days of the case; gives code, object, complaint."""
    now = [dt.datetime(2018, 5, 30, 9, tzinfo=dt.UTC)]

    def clock() -> dt.datetime:
        now[0] += dt.timedelta(seconds=1)
        return now[0]

    def ran(account: str, *words: object) -> tuple[int, dict[str, Any], str]:
        monkeypatch.setattr(acting, "account", lambda: account)
        for module in (
            "ledger",
            "people",
            "case_words",
            "case",
            "family_acts",
            "family_reading",
            "families",
        ):
            monkeypatch.setattr(f"evenhand.cli.{module}.clock", clock)
        capsys.readouterr()
        code = main([*map(str, words), "--json"])
        printed = capsys.readouterr()
        return code, json.loads(printed.out), printed.err

    return ran


@pytest.fixture
def ledger(run: Run, tmp_path: Path) -> Path:
    """A ledger with people who trace families and one who supervises."""
    place = tmp_path / "ledger.db"
    created = ("--origin", "office.example/ledger", "--name", "root", "--role", "administrator")
    assert run("root", "ledger", "create", place, *created)[0] == 0
    for name, role in PEOPLE:
        admitted = run("root", "people", "admit", place, name, "--account", name, "--as", role)
        assert admitted[0] == 0
    return place


def _standings(made: Path) -> dict[tuple[str, str], str]:
    rows = pq.read_table(made / "links" / "links.parquet").to_pylist()
    return {(row["parent_id"], row["child_id"]): row["standing"] for row in rows}


def _ok(found: tuple[int, dict[str, Any], str]) -> dict[str, Any]:
    assert found[0] == 0, found
    return found[1]


def _parental(holds: Path) -> dict[tuple[str, str], str]:
    rows = pq.read_table(holds).to_pylist()
    return {
        (r["case_id"], r["child"]): r["state"] for r in rows if r["hold"] == "parental-decision"
    }


def test_a_weak_link_holds_a_removal_without_any_ledger(
    run: Run, made: Path, tmp_path: Path
) -> None:
    """One of forty candidates is held, and so is a parent of whom the docket says: no children."""
    assert _standings(made)["border:2", WEAK] == "hold"
    assert _standings(made)["border:42", MOTHER] == "propose"
    children = tmp_path / "children.parquet"
    said = _ok(run("ana", "families", "holds", made / "lists", made / "links", "--cases",
                   made / "cases.csv", "--out", children))  # fmt: skip
    assert (said["cases"], said["children"]) == (2, 2)
    assert len(said["parents_without_a_case"]) == 39
    court, out = made / "court" / "docket", tmp_path / "holds.parquet"
    _ok(run("ana", "holds", "run", court, "--children", children, "--out", out))
    assert _parental(out) == {("7", WEAK): "open", ("8", MOTHER): "open"}
    for case, child in (("7", WEAK), ("8", MOTHER)):
        answer = _ok(run("ana", "holds", "case", court, case, "--children", children))
        held = [(h["hold"], h["child"]) for h in answer["standing"]]
        assert answer["must_wait"]
        assert ("parental-decision", child) in held
    # Without the linkage nothing would have held the one of whom the docket says: no children.
    _ok(run("ana", "holds", "run", court, "--out", tmp_path / "without.parquet"))
    assert _parental(tmp_path / "without.parquet")["8", ""] == "not"


ORAL = (
    "--asked", "yes", "--choice", "stays", "--form", "oral", "--language", "Spanish",
)  # fmt: skip
REMOVAL = (
    "--removed-on", "2018-05-30", "--office", "El Paso", "--carried-out-by", "an officer",
    "--country", "Honduras", "--source", "manifest",
)  # fmt: skip


def test_the_father_who_was_asked_orally(
    run: Run, made: Path, ledger: Path, tmp_path: Path
) -> None:
    """An oral waiver without what was said is missing; the removal is on the list, per child.

    The list, its count and its growth by month and office are printed for an inspector.
    """
    lists, links, court = made / "lists", made / "links", made / "court" / "docket"
    put = _ok(run("ana", "families", "propose", ledger, lists, links, "--cases",
                  made / "cases.csv"))  # fmt: skip
    assert (put["entries"], put["links"], put["known"]) == (2, 2, 0)
    again = _ok(run("ana", "families", "propose", ledger, lists, links, "--cases",
                    made / "cases.csv"))  # fmt: skip
    assert (again["entries"], again["known"]) == (0, 2)
    _ok(run("cho", "case", "parent", ledger, "7", "--child", WEAK, *ORAL))
    shown = _ok(run("cho", "case", "show", ledger, "7", "--purpose", "a removal", "--docket", court,
                    "--as-of", "2018-05-30"))  # fmt: skip
    assert [e["act"] for e in shown["entries"]] == ["propose-tie", "parent-decision"]
    assert shown["entries"][1]["payload"]["counts_as"] == "missing"
    assert ("parental-decision", WEAK) in [(h["hold"], h["child"]) for h in shown["holds"]]
    removed = _ok(run("cho", "case", "remove", ledger, "7", "--docket", court, *REMOVAL))
    assert removed["state"] == "removed"
    _ok(run("cho", "case", "tables", ledger, "--purpose", "the inspector", "--out",
            tmp_path / "out"))  # fmt: skip
    found = _ok(run("cho", "holds", "inspect", tmp_path / "out" / "removals.parquet",
                     tmp_path / "out" / "states.parquet"))  # fmt: skip
    (listed,) = found["listed"]
    assert (listed["case_id"], listed["children_without_decision"]) == ("7", 1)
    assert "parental-decision" in listed["open"]
    (counted,) = found["counts"]
    assert (counted["month"], counted["office"]) == ("2018-05", "El Paso")
    assert (counted["removals"], counted["without_parental_decision"],
            counted["children_without_decision"]) == (1, 1, 1)  # fmt: skip
    # The bulk run over the ledger's own children says the same of the one not removed.
    out = tmp_path / "holds.parquet"
    tables = tmp_path / "out"
    _ok(run("cho", "holds", "run", court, "--children", tables / "children.parquet",
            "--clearances", tables / "clearances.parquet", "--out", out))  # fmt: skip
    assert _parental(out)["8", MOTHER] == "open"


def _judge(run: Run, made: Path, ledger: Path, who: str, act: str) -> dict[str, Any]:
    more = ("--relation", "mother") if act == "assert" else ()
    return _ok(run(who, "families", act, ledger, "8", "--child", MOTHER, *more, "--lists",
                   made / "lists", "--links", made / "links", "--parent-row", "border:42",
                   "--reasons", "seen"))  # fmt: skip


def test_a_link_that_two_rejected_is_not_put_before_people_again(
    run: Run, made: Path, ledger: Path, tmp_path: Path
) -> None:
    """Review leaves it out at once, the next linkage knows it; new facts bring it, and the hold."""
    lists, links, cases = made / "lists", made / "links", made / "cases.csv"
    _ok(run("ana", "families", "propose", ledger, lists, links, "--cases", cases))
    assert _judge(run, made, ledger, "ana", "reject")["ties"][0]["standing"] == "judged-once"
    assert _judge(run, made, ledger, "ben", "reject")["ties"][0]["standing"] == "rejected"
    known = ("--ledger", ledger, "--purpose", "to judge links")
    shown = _ok(run("ana", "families", "review", lists, links, *known))
    assert shown["links"] == []
    assert len(_ok(run("ana", "families", "review", lists, links))["links"]) == 1
    person = _ok(run("ana", "families", "review", lists, links, *known, "--person", MOTHER))
    assert len(person["links"]) == 1
    _ok(run("ana", "families", "link", lists, "--out", tmp_path / "links", *known))
    counts = json.loads((tmp_path / "links" / "manifest.json").read_text("utf-8"))["counts"]
    assert (counts["propose"], counts["rejected"]) == (0, 1)
    parents = write_list(tmp_path, "border", "parents", [FATHER] * 40 + [{**ROSA, "sex": ""}])
    children = write_list(tmp_path, "care", "children", [CHILD, HER_CHILD])
    named = [path for pair in (parents, children) for path in ("--list", *pair)]
    _ok(run("ana", "families", "import", *named, "--out", tmp_path / "lists"))
    _ok(run("ana", "families", "link", tmp_path / "lists", "--out", tmp_path / "new", *known))
    counts = json.loads((tmp_path / "new" / "manifest.json").read_text("utf-8"))["counts"]
    assert (counts["propose"], counts["proposed_again"]) == (1, 1)
    put = _ok(run("ana", "families", "propose", ledger, tmp_path / "lists", tmp_path / "new",
                  "--cases", cases))  # fmt: skip
    assert put["links"] >= 1
    court = made / "court" / "docket"
    shown = _ok(run("cho", "case", "show", ledger, "8", "--purpose", "why", "--docket", court,
                    "--as-of", "2018-06-01"))  # fmt: skip
    assert ("parental-decision", MOTHER) in [(h["hold"], h["child"]) for h in shown["holds"]]


def test_a_family_from_claim_to_case_file(
    run: Run, made: Path, ledger: Path, tmp_path: Path
) -> None:
    """Asserted by two, a number sealed, an attempt, a status, a share and its page in Spanish."""
    key = tmp_path / "details.key"
    _ok(run("ana", "families", "key", key))
    for who in ("ana", "ben"):
        _judge(run, made, ledger, who, "assert")
    lead = tmp_path / "lead.toml"
    lead.write_text('detail = "+504 5550-0100"\nwhose = "parent"\nkind = "telephone"\n'
                    'source = "the consulate"\n', "utf-8")  # fmt: skip
    number = _ok(run("ana", "families", "lead", ledger, "8", "--from", lead, "--key", key))["entry"]
    tried = _ok(run("ana", "families", "attempt", ledger, "8", "--tried-at",
                    "2018-05-30T03:00-06:00", "--by", "a volunteer", "--on-behalf-of",
                    "the committee", "--channel", "telephone", "--lead", number, "--language",
                    "Spanish", "--outcome", "spoke to the parent", "--identity-checked", "yes",
                    "--checked-how", "the child's birth date"))  # fmt: skip
    assert tried["ties"][0]["contact"] == "reached"
    told = _ok(run("cho", "families", "status", ledger, "--purpose", "a filing", "--lists",
                   made / "lists"))  # fmt: skip
    assert told["children"]["lines"]["reached"] == told["children"]["all"] == 1
    assert told["lists"] == {"children": 2, "on_record": 1, "not_on_record": 1}
    months = _ok(run("cho", "families", "report", ledger, "--purpose", "a filing", "--first",
                     "2018-04", "--last", "2018-05"))["months"]  # fmt: skip
    assert [(m["children"], m["reached"], m["unreached"]) for m in months] == [(0, 0, 0), (1, 1, 0)]
    shared = _ok(run("ana", "families", "share", ledger, "8", "--child", MOTHER, "--fields",
                     "standing, evidence, contact", "--recipient", "steering-committee", "--to",
                     "an attorney", "--purpose", "legal aid", "--basis", "legal obligation",
                     "--agreement", "the order", "--until", "2018-12-31"))["entry"]  # fmt: skip
    out = tmp_path / "file.html"
    _ok(run("ana", "families", "file", ledger, "8", "--share", shared, "--language", "es", "--out",
            out))  # fmt: skip
    page = out.read_text("utf-8")
    assert out.stat().st_mode & 0o777 == 0o600
    assert "confirmado por dos personas" in page
    for hidden in ("5550", "ROSA", "XOL", "A200000001"):
        assert hidden not in page
    code, said, _ = run("ana", "families", "file", ledger, "8", "--share", shared, "--out", out)
    assert (code, said["family"]) == (14, "storage")
    opened = _ok(run("ana", "families", "detail", ledger, "8", "--lead", number, "--purpose",
                     "find parent", "--key", key))  # fmt: skip
    assert opened["detail"] == "+504 5550-0100"
    code, said, _ = run("ana", "families", "detail", ledger, "8", "--lead", number, "--purpose",
                        "enforcement", "--key", key)  # fmt: skip
    assert (code, said["family"]) == (18, "permission")
    assert run("cho", "ledger", "verify", ledger)[1]["holds"] is True


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("assert", "L", "8", "--child", MOTHER, "--relation", "mother", "--reasons", "x"), 23),
        (("assert", "L", "8", "--child", MOTHER, "--relation", "mother", "--reasons", "x",
          "--lists", "LISTS"), 10),
        (("lead", "L", "8", "--detail", "1", "--whose", "parent", "--kind", "telephone",
          "--source", "x"), 16),
        (("share", "L", "8", "--child", MOTHER, "--fields", "standing", "--recipient", "court",
          "--to", "x", "--purpose", "court report", "--basis", "consent", "--agreement", "x",
          "--until", "2018-12-31"), 22),
        (("report", "L", "--purpose", "x"), 10),
        (("report", "L", "--purpose", "x", "--first", "2018-05", "--last", "2018-01"), 10),
        (("status", "L", "--purpose", " "), 23),
    ],
)  # fmt: skip
def test_refusals_have_the_code_of_their_family(
    run: Run, ledger: Path, made: Path, words: tuple[str, ...], code: int
) -> None:
    """A script can tell what is missing from what is not possible, and each says what to do."""
    places = {"L": ledger, "LISTS": made / "lists"}
    got, said, complaint = run("ana", "families", *[places.get(word, word) for word in words])
    assert got == code, said
    assert said["remedy"]
    assert said["error"] in complaint


def test_the_published_filings_are_printed_with_what_does_not_add_up(run: Run) -> None:
    """Without any ledger: the sums of the filings, and the three that differ."""
    said = _ok(run("ana", "families", "report", "--published"))["published"]
    assert [one["adds_up"] for one in said].count(False) == 3


def test_a_table_of_cases_that_cannot_be_used_is_refused(
    run: Run, made: Path, tmp_path: Path
) -> None:
    """A person on two cases, an empty cell, a missing column, no file: nothing is guessed."""
    table = tmp_path / "cases.csv"
    for text in ("person_id,case_id\nborder:2,7\nborder:2,8\n", "person_id,case_id\nborder:2,\n",
                 "person,case_id\nborder:2,7\n", ""):  # fmt: skip
        table.write_text(text, "utf-8")
        code, said, _ = run("ana", "families", "holds", made / "lists", made / "links", "--cases",
                            table, "--out", tmp_path / "c.parquet")  # fmt: skip
        assert (code, bool(said["remedy"])) == (10, True), text
    assert not (tmp_path / "c.parquet").exists()
    # Without a table the list's own numbers are cases; this list has none, and so it is said.
    said = _ok(run("ana", "families", "holds", made / "lists", made / "links", "--out",
                   tmp_path / "c.parquet"))  # fmt: skip
    assert (said["cases"], len(said["parents_without_a_case"])) == (0, 41)
