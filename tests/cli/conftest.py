"""The command line run in this process, and a small docket with findings to run it on."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from evenhand.cli.main import main
from evenhand.records.synthetic import make
from tests.support.court import Court
from tests.support.forms import write_forms
from tests.support.sheets import mapping, write_csv


@dataclass(frozen=True)
class Ran:
    """What a command gave: its exit code and what it printed."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The one JSON object on standard output; fails if there is anything else."""
        found = json.loads(self.out)
        assert isinstance(found, dict)
        return found


Run = Callable[..., Ran]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command in this process."""

    def ran(*words: object) -> Ran:
        capsys.readouterr()
        try:
            code = main([str(word) for word in words])
        except SystemExit as end:
            code = int(end.code or 0)
        printed = capsys.readouterr()
        return Ran(code, printed.out, printed.err)

    return ran


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with records of every kind, a docket (court), and its findings."""
    folder = tmp_path_factory.mktemp("home")
    make(folder / "records", cases=60, seed=5)
    (folder / "days.toml").write_text("last_arrival = 2011-09-01\n", "utf-8")
    write_forms(folder / "forms.csv", [{}, {"marital_status_descr": "Single"}])
    court = Court(folder / "few")
    for number in (1, 2, 3):
        court.case(number, DATE_OF_ENTRY="2001-05-31").proceeding(number)
    court.write()
    write_csv(
        folder / "office.csv", ["ID", "Interview date", "USC child"], [(1, "2011-06-01", "Y")]
    )
    (folder / "office.toml").write_text(
        mapping({"usc_child": "USC child"}, recorded_on="Interview date")
    )
    (folder / "client.toml").write_text("as_of = 2012-04-03\nusc_child = true\nconvictions = 0\n")
    few = folder / "few"
    assert (
        main(
            [
                "docket",
                "import",
                "eoir",
                str(few),
                "--dated",
                "2012-01-13",
                "--out",
                f"{folder}/docket",
            ]
        )
        == 0
    )
    assert (
        main(["docket", "import", "i213", f"{folder}/forms.csv", "--out", f"{folder}/dated"]) == 0
    )
    found = ["--instrument", "ice-2011-11-17", "--out", f"{folder}/findings.parquet"]
    assert main(["review", f"{folder}/docket", *found]) == 0
    return folder
