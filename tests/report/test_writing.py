"""The report appears whole or not at all, and only of the findings it is asked for."""

from __future__ import annotations

import os
import resource
from dataclasses import replace

import pytest

from evenhand.review.report import write_report
from evenhand.terms.refusal import BadDocket, NoRoom
from tests.report.conftest import imported, thirty_rows


def test_a_missing_folder_is_refused(report, tmp_path):
    """Where the folder is not there the refusal names it and says what to do."""
    with pytest.raises(NoRoom, match="no folder") as refusal:
        write_report(report.docket, report.findings, report.instruments, tmp_path / "x" / "r.html")
    assert refusal.value.remedy


def test_a_read_only_folder_is_refused(report, tmp_path):
    """Where nothing may be written the refusal says so, and nothing is left."""
    folder = tmp_path / "locked"
    folder.mkdir()
    folder.chmod(0o500)
    if os.access(folder, os.W_OK):
        folder = type(tmp_path)("/proc/self")  # the superuser may write anywhere else
    with pytest.raises(NoRoom, match=r"r\.html could not be written"):
        write_report(report.docket, report.findings, report.instruments, folder / "r.html")
    assert not [name for name in os.listdir(folder) if "r.html" in name]


def test_a_full_disk_leaves_the_earlier_report(report, tmp_path):
    """When the disk takes only a part, the report that was there stays and no part remains."""
    out = tmp_path / "r.html"
    out.write_text("earlier")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8192, limits[1]))
    try:
        with pytest.raises(NoRoom, match="untouched"):
            write_report(report.docket, report.findings, report.instruments, out)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert out.read_text() == "earlier"
    assert os.listdir(tmp_path) == ["r.html"]


def test_a_folder_in_its_place_is_refused(report, tmp_path):
    """A folder of the report's name is left alone."""
    (tmp_path / "r.html").mkdir()
    with pytest.raises(NoRoom, match="could not be written"):
        write_report(report.docket, report.findings, report.instruments, tmp_path / "r.html")
    assert os.listdir(tmp_path) == ["r.html"]


def test_findings_of_another_docket_are_refused(report, tmp_path):
    """Findings are never shown beside a docket that they are not about."""
    other = imported(tmp_path, [(row[0], "Other", *row[2:]) for row in thirty_rows()])
    with pytest.raises(BadDocket, match="snapshot"):
        write_report(other, report.findings, report.instruments, tmp_path / "r.html")
    assert not (tmp_path / "r.html").exists()


def test_another_version_of_an_instrument_is_refused(report, tmp_path):
    """Counts made with one version are never shown beside the words of another."""
    changed = [replace(report.instruments[0], version=99)]
    with pytest.raises(BadDocket, match="version"):
        write_report(report.docket, report.findings, changed, tmp_path / "r.html")


def test_an_instrument_that_was_not_asked_is_refused(report, tmp_path):
    """A report on an instrument needs its findings."""
    other = [replace(report.instruments[0], id="another")]
    with pytest.raises(BadDocket, match="no findings of another"):
        write_report(report.docket, report.findings, other, tmp_path / "r.html")
