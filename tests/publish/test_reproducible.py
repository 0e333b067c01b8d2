"""The same edition is the same bytes: whoever builds it, wherever, in whatever order."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from evenhand.publish.building import built
from tests.publish.conftest import protection
from tests.support import editions

ROOT = Path(__file__).parents[2]
PROGRAM = """
import json, sys
from hashlib import sha256
from evenhand.publish.building import built
from tests.publish.conftest import protection
from tests.support import editions
files = built(editions.edition(backwards=True), protection())
json.dump({name: sha256(content).hexdigest() for name, content in files.items()}, sys.stdout)
"""


def _hashes(files: Mapping[str, bytes]) -> dict[str, str]:
    return {n: sha256(c).hexdigest() for n, c in files.items() if n != "certificate.json"}


def test_again_and_in_another_order(release_files: Mapping[str, bytes]) -> None:
    """Built a second time, from tables and rows in the opposite order, every byte is the same."""
    again = built(editions.edition(backwards=True), protection())
    assert _hashes(again) == _hashes(release_files)


def test_on_another_machine(release_files: Mapping[str, bytes], tmp_path: Path) -> None:
    """Another home, zone, language, hash seed, clock and no fonts installed: the same bytes."""
    fonts = tmp_path / "fonts.conf"
    fonts.write_text("<?xml version='1.0'?><fontconfig></fontconfig>", "utf-8")
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
        "PYTHONHASHSEED": "7",
        "HOME": str(tmp_path),
        "TMPDIR": str(tmp_path),
        "USER": "somebody-else",
        "TZ": "Pacific/Auckland",
        "LC_ALL": "C",
        "FONTCONFIG_FILE": str(fonts),
        "SOURCE_DATE_EPOCH": "1234567890",
    }
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=environment, cwd=tmp_path, capture_output=True,
        text=True, check=True,
    )  # fmt: skip
    assert json.loads(ran.stdout) == _hashes(release_files)


def test_nothing_of_this_machine_is_in_the_files(release_files: Mapping[str, bytes]) -> None:
    """No path, no name of the host or of whoever builds is in any file."""
    telling = [os.uname().nodename, str(ROOT), str(Path.home()), os.environ.get("USER") or "\0"]
    for name, content in release_files.items():
        for word in telling:
            if len(word) > 4:
                assert word.encode() not in content, (name, word)
