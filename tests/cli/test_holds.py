"""``evenhand holds``: what is printed for a person, and what clearances on file do to it."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from evenhand.safeguards.clearance import Clearance, as_table
from evenhand.safeguards.handbook import markdown
from evenhand.safeguards.inspection import REMOVALS, STATES
from evenhand.safeguards.library import shipped

MOTHER = "as_of = 2011-10-22\npregnant = true\nminor_children_in_us = 2\nappeal_pending = true\n"


@pytest.fixture
def mother(tmp_path):
    """Write the facts of a case in which four holds stand open by what is known."""
    path = tmp_path / "mother.toml"
    path.write_text(MOTHER)
    return path


def test_each_open_hold_is_told_with_text_document_and_role(run, mother):
    """The page for a person names rule and mark, reason, document, role, override."""
    out = " ".join(run("holds", "case", "--facts", mother).out.split())
    assert "Removal must wait: 7 holds stand open." in out
    assert "[BIA Practice Manual 6.2; primary]" in out
    assert "on: pregnant yes" in out
    assert "parental-decision, child #2" in out
    assert "cleared by certificate of fitness to travel (medical)" in out
    assert "overridden by nobody: the stay is the law's" in out
    assert "overridden by headquarters alone" in out
    assert "Not known, and holding nothing up:" in out
    assert "11032.4" not in out  # not in force on that day


def test_a_clearance_on_file_clears(run, mother, tmp_path):
    """A clearance of this case counts, one of another does not, and its entry is named."""
    rows = [
        Clearance("7", "pregnancy", "", "cleared", "41", dt.date(2011, 10, 20)),
        Clearance("7", "fitness-to-travel", "", "overridden", "42", dt.date(2011, 10, 21)),
        Clearance("8", "stay-appeal-pending", "", "cleared", "43", dt.date(2011, 10, 21)),
    ]
    pq.write_table(as_table(rows), tmp_path / "c.parquet")
    made = tmp_path / "docket"
    (tmp_path / "office.csv").write_text("ID,PREG,APPEAL\n7,Y,Y\n")
    (tmp_path / "m.toml").write_text(
        'name = "office"\nkey = "ID"\n[fact.pregnant]\ncolumn = "PREG"\n'
        '[fact.appeal_pending]\ncolumn = "APPEAL"\n'
    )
    imported = run("docket", "import", "tabular", tmp_path / "office.csv", "--mapping",
                   tmp_path / "m.toml", "--dated", "2011-10-22", "--out", made)  # fmt: skip
    assert imported.code == 0
    found = run("holds", "case", made, "7", "--clearances", tmp_path / "c.parquet", "--json").json
    assert [hold["entry"] for hold in found["cleared"]] == ["41"]
    assert [hold["entry"] for hold in found["overridden"]] == ["42"]
    assert "stay-appeal-pending" in [hold["hold"] for hold in found["standing"]]
    ran = run("holds", "run", made, "--clearances", tmp_path / "c.parquet",
              "--out", tmp_path / "h.parquet")  # fmt: skip
    assert ran.code == 0
    rows = pq.read_table(tmp_path / "h.parquet").to_pylist()
    by_hold = {row["hold"]: (row["state"], row["entry"]) for row in rows}
    assert by_hold["pregnancy"] == ("cleared", "41")
    assert by_hold["fitness-to-travel"] == ("overridden", "42")
    assert by_hold["stay-appeal-pending"] == ("open", None)
    assert "not for publication" in ran.out


def test_an_asker_who_may_not_see_all_is_told_so(run, mother):
    """With a narrower sight the answer names what it leaves out, and nothing of it."""
    ran = run("holds", "case", "--facts", mother, "--may-see", "open", "--may-see", "personal")
    assert "leaves out whatever rests on facts marked confidential or medical or victim" in (
        " ".join(ran.out.split())
    )
    assert "pregnan" not in ran.out.lower()


def test_a_safeguard_is_printed_item_by_item(run):
    """Everything a lawyer looks for is on the page: texts, marks, dates, documents, notes."""
    out = " ".join(run("holds", "show", "stay-granted").out.split())
    safeguard = {item.id: item for item in shipped()}["stay-granted"]
    for text in (safeguard.title, safeguard.says, safeguard.when, safeguard.unless,
                 *safeguard.notes, safeguard.unknown.because,
                 *(part.document for part in safeguard.clears),
                 *(source.citation for source in safeguard.sources)):  # fmt: skip
        assert text in out
    assert "a law orders the wait" in out


def test_the_list_is_printed_as_the_documents_have_it(run):
    """--markdown prints the table of docs/safeguards.md."""
    assert run("holds", "list", "--markdown").out == markdown(shipped())


def test_a_check_that_fails_ends_with_the_guidance_code(run, tmp_path):
    """A safeguard of one's own whose example is wrong is told, with exit code 11."""
    for name in ("safeguard.toml", "examples.toml"):
        text = (shipped()[0].folder / name).read_text("utf-8")
        (tmp_path / name).write_text(text.replace('state = "open"', 'state = "not"'))
    ran = run("holds", "check", tmp_path)
    assert ran.code == 11
    assert "3 checks failed" in ran.err
    assert "state is open, not not" in " ".join(ran.out.split())
    assert run("holds", "check", "pregnancy").code == 0


def test_the_inspectors_list_is_printed_by_month_and_office(run, tmp_path):
    """Counts in a table, and how many removals are on the list."""
    removal = {"entry": "1", "case_id": "7", "day": dt.date(2018, 5, 30), "office": "El Paso"}
    state = {"entry": "1", "hold": "parental-decision", "child": "a", "state": "open"}
    pq.write_table(pa.Table.from_pylist([removal], schema=REMOVALS), tmp_path / "r.parquet")
    pq.write_table(pa.Table.from_pylist([state], schema=STATES), tmp_path / "s.parquet")
    words = ("holds", "inspect", tmp_path / "r.parquet", tmp_path / "s.parquet")
    out = run(*words).out
    assert "2018-05" in out
    assert "El Paso" in out
    assert "1 removals on the list." in out
    found = run(*words, "--json").json
    assert found["counts"][0]["without_parental_decision"] == 1
    assert found["listed"][0]["open"] == ["parental-decision"]
