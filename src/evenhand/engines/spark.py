"""Spark sessions with the settings Evenhand relies on, and the store that a session reaches.

pyspark is imported when a session is first asked for: most people have none and need none.
"""

from __future__ import annotations

import contextlib
import socket
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from evenhand.engines.java import java_for_spark
from evenhand.engines.variables import given_to_children
from evenhand.terms.refusal import NoEngine

# A pyspark.sql.SparkSession. Its own type would need pyspark to be installed.
Session = Any

OLDEST, NEWEST = (4, 0), (4, 999)
PATIENCE = 5  # seconds for a master to answer

# What a statement's meaning rests on. They are set on a session of Evenhand's own, beside the one
# it is given, whose settings are left as they are.
MEANING = {
    # Overflow and bad casts stop the review; they never become NULL or another number.
    "spark.sql.ansi.enabled": "true",
    "spark.sql.ansi.doubleQuotedIdentifiers": "true",
    "spark.sql.caseSensitive": "true",
    # ${...} is a text like any other.
    "spark.sql.variable.substitute": "false",
    "spark.sql.session.timeZone": "UTC",
    # Days are days of one calendar, as in every Parquet file; none is moved to the Julian one.
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
    "spark.sql.parquet.datetimeRebaseModeInWrite": "CORRECTED",
    # A damaged or missing file is a fault, and never simply fewer cases.
    "spark.sql.files.ignoreCorruptFiles": "false",
    "spark.sql.files.ignoreMissingFiles": "false",
}
SMALL = {"spark.sql.parquet.compression.codec": "zstd"}
# A review becomes one method of more than 8,000 bytes (which Java will not compile) or of more than
# 64 KB (which does not exist). Expression by expression it is split into small ones. Counting is
# small enough, and quicker in one.
IN_ONE_METHOD = "spark.sql.codegen.wholeStage"
# For a session that Evenhand starts itself.
QUIET = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
}
ALONE = {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}


class SparkFault(Exception):
    """What Spark said when it could not do something, in one line."""


@contextlib.contextmanager
def started(master: str = "local[*]") -> Iterator[Session]:
    """Start a session for one piece of work, on this machine or with a master; ended afterwards.

    Raises NoEngine where pyspark, a fitting Java or the master is missing. Anything else that a
    session needs (memory, credentials of a store) is said in Spark's own ``spark-defaults.conf``.
    """
    builder = _builder()
    _refuse_silent(master)
    with tempfile.TemporaryDirectory(prefix="evenhand-java-") as scratch:
        java = java_for_spark(Path(scratch))
        builder = builder.master(master).appName("evenhand")
        here = master.startswith("local")
        for setting, value in (QUIET | (ALONE if here else {})).items():
            builder = builder.config(setting, value)
        bound = {"SPARK_LOCAL_IP": "127.0.0.1"} if here else {}
        with given_to_children(JAVA_HOME=str(java.home), **bound):
            try:
                with _told():
                    session = builder.getOrCreate()
            except SparkFault as fault:
                raise NoEngine(
                    f"No Spark session with master {master}: {fault}",
                    "Check --master and Spark's own settings (spark-defaults.conf).",
                ) from None
        try:
            yield session
        finally:
            session.stop()


def _builder() -> Any:
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise NoEngine(
            "The package pyspark is not installed.",
            "Install it with: pip install 'evenhand[spark]' (about 600 MB with its Java).",
        ) from None
    return SparkSession.builder


def _refuse_silent(master: str) -> None:
    """Ask a standalone master's port whether anybody is there: Spark itself would try for minutes.

    Other kinds of master (yarn, k8s://) are left to Spark.
    """
    if not master.startswith("spark://"):
        return
    for place in master.removeprefix("spark://").split(","):
        host, _, port = place.rpartition(":")
        try:
            socket.create_connection((host, int(port)), PATIENCE).close()
        except (OSError, ValueError):
            continue
        return
    raise NoEngine(
        f"The master {master} cannot be reached.",
        "Check its address (spark://HOST:PORT), and that this machine may reach it.",
    )


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """Turn whatever the driver raises into one line."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        yield
    except (PySparkException, Py4JError) as error:
        raise SparkFault(_line(error)) from error


def _line(error: Exception) -> str:
    """Give what lies at the bottom of an error, in its first line."""
    java = getattr(error, "java_exception", None)
    while java is not None and java.getCause() is not None:
        java = java.getCause()
    text = str(java.getMessage() if java is not None else error) or type(error).__name__
    return text.strip().splitlines()[0]


class Cluster:
    """A session of Evenhand's own on somebody's Spark, and the files its store keeps."""

    def __init__(self, session: Session) -> None:
        self.version = _fitting(session)
        with _told():
            self._session = session.newSession()
        self._java: Any = self._session.sparkContext._jvm
        self._settle()

    def _settle(self) -> None:
        for setting, value in (MEANING | SMALL).items():
            with contextlib.suppress(SparkFault), _told():
                self._session.conf.set(setting, value)
            if setting in MEANING and self._session.conf.get(setting, "") != value:
                raise NoEngine(
                    f"This Spark does not let {setting} be {value}, on which findings rest.",
                    "Ask who runs it to allow that setting for your session.",
                )

    @property
    def java_version(self) -> str:
        """The version of the driver's Java."""
        return str(self._java.java.lang.System.getProperty("java.version"))

    def rows(self, select: str) -> list[tuple[Any, ...]]:
        """Run a query whose few rows are wanted here."""
        with _told():
            return [tuple(row) for row in self._session.sql(select).collect()]

    def view(self, name: str, address: str) -> None:
        """Let a Parquet file or folder be read under a name."""
        with _told():
            self._session.read.parquet(address).createOrReplaceTempView(name)

    def append(self, select: str, address: str, notes: dict[str, str]) -> None:
        """Write a query's rows as more files of a folder; ``notes`` go with its first column.

        Spark keeps no notes of a whole file, but each file has those of its columns.
        """
        with _told():
            rows = self._session.sql(select)
            rows = rows.withMetadata(rows.columns[0], notes)
            self._session.conf.set(IN_ONE_METHOD, "false")
            try:
                rows.write.mode("append").parquet(address)
            finally:
                self._session.conf.set(IN_ONE_METHOD, "true")

    def text(self, address: str) -> str | None:
        """Read a small file; None if it is not there."""
        if not self.exists(address):
            return None
        with _told():
            found = self._session.read.text(address, wholetext=True).collect()
        return "".join(str(row[0]) for row in found)

    def exists(self, address: str) -> bool:
        """Whether there is a file or a folder."""
        with _told():
            store, path = self._place(address)
            return bool(store.exists(path))

    def put_text(self, address: str, text: str) -> None:
        """Write a small file, in the place of an earlier one, whole or not at all."""
        draft = f"{address}.part-{uuid.uuid4().hex}"
        with _told():
            store, path = self._place(draft)
            out = store.create(path)
            try:
                out.write(bytearray(text.encode()))
            finally:
                out.close()
        self.remove(address)
        self.move(draft, address)

    def move(self, address: str, to: str) -> None:
        """Give a file or folder another name in the same store."""
        with _told():
            store, path = self._place(address)
            if not store.rename(path, self._place(to)[1]):
                raise SparkFault(f"{address} could not be renamed")

    def remove(self, address: str) -> None:
        """Take a file or folder away if it is there."""
        with _told():
            store, path = self._place(address)
            store.delete(path, True)

    def _place(self, address: str) -> tuple[Any, Any]:
        path = self._java.org.apache.hadoop.fs.Path(address)
        settings = self._session.sparkContext._jsc.hadoopConfiguration()
        return path.getFileSystem(settings), path


def _fitting(session: Session) -> str:
    """Give a session's version; raises NoEngine for one that Evenhand does not run on."""
    version = str(session.version)
    if not hasattr(session, "newSession") or "connect" in type(session).__module__:
        raise NoEngine(
            "A Spark Connect session is not supported.",
            "Give a classic SparkSession (docs/engines.md).",
        )
    if not OLDEST <= tuple(int(part) for part in version.split(".")[:2]) <= NEWEST:
        raise NoEngine(
            f"This is Spark {version}; Evenhand needs Spark 4.",
            "On Spark 4 findings are shown to be the same as on DuckDB; on no other.",
        )
    return version
