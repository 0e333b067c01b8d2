"""Putting findings and their manifest in place, and finding them after a review was killed."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from pathlib import Path
from typing import Any

from evenhand.review.manifest import as_text, manifest_path


def put(part: Path, out: Path, manifest: dict[str, Any]) -> None:
    """Put both files in place, so that whoever looks at any moment finds old ones or new ones.

    Two files cannot be renamed at once. So the manifest is first laid ready; the findings taking
    their name is what makes the review count; and whoever finds them with a manifest that is not
    theirs takes the one laid ready (``standing``).
    """
    ready, draft = _laid_ready(out), part.with_name(f"{part.name}.manifest")
    try:
        draft.write_text(as_text(manifest), "utf-8")
        for path in (part, draft):
            with path.open("rb") as handle:
                os.fsync(handle.fileno())
        os.replace(draft, ready)
        os.replace(part, out)
        os.replace(ready, manifest_path(out))
    finally:
        draft.unlink(missing_ok=True)


def _laid_ready(findings: Path) -> Path:
    return findings.with_name(f".{manifest_path(findings).name}.ready")


def standing(findings: Path) -> dict[str, Any]:
    """Give the manifest of findings that stand, empty if they have none.

    A review that was killed just after its findings took their name is brought to its end here.
    """
    ready, beside = _laid_ready(findings), manifest_path(findings)
    if ready.is_file():
        if _read(ready).get("sha256") == digest(findings):
            os.replace(ready, beside)
        else:
            ready.unlink()
    return _read(beside)


def _read(manifest: Path) -> dict[str, Any]:
    try:
        found = json.loads(manifest.read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def digest(path: Path) -> str:
    """Give the SHA-256 of a file, or nothing where there is none."""
    if not path.is_file():
        return ""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def make_way(out: Path) -> None:
    """Bring a review that was killed at its last step to its end, and remove what others left.

    What belongs to a live process stays.
    """
    standing(out)
    for left in out.parent.glob(f".{out.name}.part-*"):
        owner = left.name.rpartition(".part-")[2].split("-")[0].split(".")[0]
        if owner.isdigit() and not _lives(int(owner)):
            clear(left)


def clear(*places: Path) -> None:
    """Remove files and folders that may or may not be there."""
    for place in places:
        if place.is_dir():
            shutil.rmtree(place, ignore_errors=True)
        else:
            place.unlink(missing_ok=True)


def _lives(process: int) -> bool:
    if os.name != "posix":
        return True  # elsewhere the same call would end it
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
