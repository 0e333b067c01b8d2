"""``evenhand measure``: what is listed and shown, and what a run prints and leaves."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import subprocess
import sys

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from evenhand.cli.main import main
from evenhand.measures.exact import read_exact
from evenhand.measures.library import shipped
from evenhand.safeguards.inspection import DETERMINATIONS, REMOVALS, STATES

PERIOD = ("--from", "2011-01-01", "--until", "2012-01-01")


@pytest.fixture
def run(capsys):
    """Run a command; gives its exit code and what it printed."""

    def ran(*words: object) -> tuple[int, str, str]:
        code = main([str(word) for word in ("measure", *words)])
        streams = capsys.readouterr()
        return code, streams.out, streams.err

    return ran


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    """Write the ledger's tables: three removals, one with a hold open, one overridden."""
    folder = tmp_path_factory.mktemp("tables")
    removals = [("1", "2"), ("2", "7"), ("3", "8")]
    pq.write_table(
        pa.Table.from_pylist(
            [{"entry": entry, "case_id": case, "day": dt.date(2011, 5, 1), "office": "Denver"}
             for entry, case in removals], schema=REMOVALS,
        ), folder / "removals.parquet",
    )  # fmt: skip
    stood = [("1", "pregnancy", "open"), ("2", "parental-decision", "overridden"),
             ("3", "pregnancy", "cleared")]  # fmt: skip
    pq.write_table(
        pa.Table.from_pylist(
            [{"entry": entry, "hold": hold, "child": "", "state": state}
             for entry, hold, state in stood], schema=STATES,
        ), folder / "states.parquet",
    )  # fmt: skip
    told = {"day": dt.date(2011, 6, 1), "level": "field office", "form": "settle-or-dismiss",
            "instrument": "ice-2011-11-17"}  # fmt: skip
    rows = [
        {**told, "entry": "4", "case_id": "1", "act": "determine", "decides": "refused",
         "class": "consider-closing", "bearing": "for", "first": None},
        {**told, "entry": "5", "case_id": "1", "act": "second-agrees", "decides": "refused",
         "class": "consider-closing", "bearing": "for", "first": "4"},
        {**told, "entry": "6", "case_id": "3", "act": "determine", "decides": "favourable",
         "class": "neither-list", "bearing": "none", "first": None},
    ]  # fmt: skip
    pq.write_table(
        pa.Table.from_pylist(rows, schema=DETERMINATIONS), folder / "determinations.parquet"
    )
    return folder


@pytest.mark.parametrize(("given", "threads"), [(None, "1"), ("4", "4")])
def test_sums_of_models_take_one_thread_unless_told_otherwise(given, threads):
    """Set before the library of numbers is loaded, which is when it looks."""
    asked = (
        "import os, sys; from evenhand.cli.main import main; early = 'numpy' in sys.modules; "
        "main(['measure', 'list']); print(early, os.environ['OPENBLAS_NUM_THREADS'])"
    )
    environment = {k: v for k, v in os.environ.items() if k != "OPENBLAS_NUM_THREADS"}
    if given:
        environment["OPENBLAS_NUM_THREADS"] = given
    ran = subprocess.run([sys.executable, "-c", asked], env=environment, capture_output=True,
                         text=True, check=True)  # fmt: skip
    assert ran.stdout.splitlines()[-1] == f"False {threads}"


@pytest.mark.parametrize("measure", shipped(), ids=lambda measure: measure.id)
def test_all_that_a_measures_file_says_is_shown(run, measure):
    """Question, numerator, denominator, groups, period, estimator, sources and limits."""
    code, out, _ = run("show", measure.id)
    shown = " ".join(out.split())
    assert code == 0
    for text in (
        measure.question, f"counted: {measure.numerator}", f"of: {measure.denominator}",
        f"period: {measure.period}", f"method: {measure.method}",
        f"estimator: {measure.estimator}", f"title: {measure.title}",
        "by: " + "; by ".join(", ".join(group) for group in measure.groups),
        *(f"[{source.status}] {source.says}" for source in measure.sources),
        *(f"cannot show: {limit}" for limit in measure.cannot_show),
    ):  # fmt: skip
        assert text in shown


def test_the_list_has_each_measure_with_its_question(run):
    """Every shipped measure is listed."""
    code, out, _ = run("list")
    assert code == 0
    assert "discretion-of-pending" in out
    assert "question" in out


def test_a_measure_is_shown_with_its_limits(run):
    """Counted of whom, by what, with which source, and what it cannot show."""
    code, out, _ = run("show", "asylum-of-merits")
    assert code == 0
    for words in ("of: the claims decided on their merits", "[secondary]", "cannot show:"):
        assert words in out


def test_a_run_leaves_exact_results_and_prints_sentences(run, docket, tmp_path):
    """The folder holds the counts; on the screen no court and no count under fifteen stands."""
    code, out, _ = run("run", docket.folder, *PERIOD, "--measure", "discretion-of-ended",
                       "--out", tmp_path / "out")  # fmt: skip
    assert code == 0
    assert "under 15 counted" in out
    assert "not for publication" in out
    assert not re.search(r"\b(LOS|DEN|ABC|XYZ)\b", out)
    (result,), told = read_exact(tmp_path / "out")
    assert (result.estimates[0].met, result.estimates[0].rest) == (3, 4)
    assert told["snapshot"] == docket.snapshot


def test_json_says_no_more_than_the_screen(run, docket, tmp_path):
    """One object, with the same sentences and no exact count."""
    code, out, _ = run("run", docket.folder, *PERIOD, "--json", "--measure", "discretion-of-ended",
                       "--out", tmp_path / "out")  # fmt: skip
    found = json.loads(out)
    assert code == 0
    assert set(found["results"][0]) == {"measure", "question", "says", "tables"}
    assert any("under 15" in line for line in found["results"][0]["says"])


def test_without_a_choice_all_are_answered_that_can_be(run, docket, tables, tmp_path):
    """With a docket and the ledger's tables, everything but priority and the earlier release."""
    code, _, _ = run("run", docket.folder, *PERIOD, "--ledger", tables, "--out", tmp_path / "out")
    results, _ = read_exact(tmp_path / "out")
    answered = {result.measure.id for result in results}
    assert code == 0
    assert {"stock-and-flow", "time-to-end", "reviewers-agree"} <= answered
    assert not answered & {"favoured-and-closed", "vanished", "class-on-record"}


@pytest.mark.parametrize(
    ("measure", "met", "of"),
    [
        ("removals-with-a-hold-open", 1, 3),
        ("removals-with-a-hold-overridden", 1, 3),
        ("removals-without-parental-decision", 1, 3),  # an override is no parent's decision
        ("refused-against-the-finding", 2, 3),
    ],
)
def test_the_inspectors_counts_are_those_of_the_ledger(run, docket, tables, tmp_path, measure, met,
                                                       of):  # fmt: skip
    """Removals by what stood when they were recorded, determinations by their findings."""
    run("run", docket.folder, "--ledger", tables, "--measure", measure, "--out", tmp_path / "out")
    (result,), _ = read_exact(tmp_path / "out")
    whole = next(one for one in result.estimates if not one.about)
    assert (whole.met, whole.met + whole.rest) == (met, of)


def test_nothing_to_measure_ends_with_25(run, docket, tmp_path):
    """A period before all cases: a sentence, exit code 25, and no folder left."""
    code, out, err = run("run", docket.folder, "--from", "1980-01-01", "--until", "1981-01-01",
                         "--measure", "discretion-of-ended", "--out", tmp_path / "out")  # fmt: skip
    assert (code, out) == (25, "")
    assert "There is nothing to measure" in err
    assert not (tmp_path / "out").exists()


def test_a_period_without_days_ends_with_25(run, docket, tmp_path):
    """A period that ends before it begins holds nothing."""
    code, _, err = run("run", docket.folder, "--from", "2011-02-01", "--until", "2011-01-01",
                       "--out", tmp_path / "out")  # fmt: skip
    assert code == 25
    assert "no day in it" in err


def test_findings_of_a_later_day_measure_no_outcome(run, docket, tmp_path):
    """What guidance made of a case must be known before its outcome: else there is no number."""
    findings = tmp_path / "findings.parquet"
    assert main(["review", str(docket.folder), "--instrument", "ice-2011-11-17",
                 "--out", str(findings)]) == 0  # fmt: skip
    code, _, err = run("run", docket.folder, *PERIOD, "--findings", findings, "--measure",
                       "low-against-high-closure", "--out", tmp_path / "out")  # fmt: skip
    assert code == 25
    assert "known before its outcome" in " ".join(err.split())


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--measure", "nosuch"), "There is no measure nosuch"),
        (("--ledger", "nowhere"), "There is no folder nowhere"),
        (("--earlier", "nowhere"), "is not a docket"),
        (("--findings", "nowhere.parquet"), "There are no findings"),
    ],
)
def test_what_is_not_there_is_refused(run, docket, tmp_path, words, told):
    """Each thing that is named and missing is named in the refusal."""
    code, _, err = run("run", docket.folder, *words, "--out", tmp_path / "out")
    assert code in (10, 12)
    assert told in err
