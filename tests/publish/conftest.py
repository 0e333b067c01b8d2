"""A made-up edition, and every file of its release."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from evenhand.disclosure.rule import find
from evenhand.publish.building import built
from evenhand.publish.edition import Edition
from evenhand.publish.folder import write_folder
from evenhand.publish.protection import Protection
from tests.report.conftest import browser
from tests.support import editions

__all__ = ["browser"]


def protection() -> Protection:
    """What is said of the rule of the made-up release."""
    rule = find("evenhand")
    return Protection(rule.says, rule.source, rule.mark, rule.does_not_protect)


@pytest.fixture(scope="session")
def edition() -> Edition:
    """The made-up edition."""
    return editions.edition()


@pytest.fixture(scope="session")
def release_files(edition: Edition) -> Mapping[str, bytes]:
    """Every file of the made-up release."""
    return built(edition, protection()) | {"certificate.json": b"{}\n"}


@pytest.fixture(scope="session")
def folder(release_files: Mapping[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The made-up release in its folder."""
    path = tmp_path_factory.mktemp("publish") / "release"
    write_folder(path, release_files)
    return path
