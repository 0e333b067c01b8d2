"""The folder of a release: written whole or not at all, and read back with every byte checked."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from evenhand.terms.refusal import BadInput, NoRoom

SUMS, CERTIFICATE = "SHA256SUMS", "certificate.json"
_LINE = re.compile(r"([0-9a-f]{64})  ([^\\\n]+)")


@dataclass(frozen=True)
class ReleaseFolder:
    """A folder whose every byte is the one its checksums say.

    ``sums`` is the hash of the list of checksums: it stands for the whole folder. ``files`` has
    the hash of each file by its name.
    """

    path: Path
    sums: str
    certificate: str
    title: str
    files: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)

    def content(self, name: str) -> bytes:
        """Give a file of it by its name, as it was when the folder was opened."""
        try:
            content = (self.path / PurePosixPath(name)).read_bytes() if name in self.files else b""
        except OSError:
            content = b""
        if hashlib.sha256(content).hexdigest() != self.files.get(name):
            raise BadInput(f"The release {self.path.name} has no such file.", "Open it again.")
        return content


def write_folder(out: Path, files: Mapping[str, bytes]) -> None:
    """Write a release, its list of checksums last; it appears whole or not at all."""
    if out.exists():
        raise NoRoom(
            f"{out.name} is there already.", "A release is not changed: choose another --out."
        )
    if not out.parent.is_dir():
        raise NoRoom(f"There is no folder {out.parent}.", "Make it, or choose another --out.")
    part = out.with_name(f".{out.name}.part-{os.getpid()}")
    try:
        for name, content in sorted(files.items()):
            _write(part / PurePosixPath(name), content)
        _write(part / SUMS, checksums(files).encode("utf-8"))
        os.rename(part, out)
    except OSError as error:
        raise NoRoom(
            f"The release {out.name} could not be written: {error.strerror or error}.",
            "Nothing of it was kept. Free some space, or choose another --out.",
        ) from None
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as handle:
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())


def checksums(files: Mapping[str, bytes]) -> str:
    """Give the list of checksums, in the form that ``sha256sum --check`` reads."""
    return "".join(
        f"{hashlib.sha256(content).hexdigest()}  {name}\n"
        for name, content in sorted(files.items())
    )


def open_folder(path: Path) -> ReleaseFolder:
    """Open a release and check every byte; refuses one that was changed, or is none."""
    listed = _listed(path)
    found = {str(f.relative_to(path).as_posix()) for f in path.rglob("*") if not f.is_dir()}
    wrong = sorted(
        name
        for name in {*listed, *(found - {SUMS})}
        if name not in listed or name not in found or _digest(path / name) != listed[name]
    )
    if wrong:
        raise BadInput(
            f"The release {path.name} was changed after it was written: {', '.join(wrong[:5])}.",
            "Publish the measures again; a release is not edited.",
        )
    certificate = listed.get(CERTIFICATE)
    if certificate is None:
        raise BadInput(
            f"The release {path.name} has no certificate.", "Write it with `evenhand publish`."
        )
    said = json.loads((path / "data" / "dictionary.json").read_text("utf-8"))
    sums = _digest(path / SUMS)
    return ReleaseFolder(path, sums, certificate, said["dc:title"]["en"], listed)


def _listed(path: Path) -> dict[str, str]:
    try:
        lines = (path / SUMS).read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise BadInput(
            f"{path.name} is not a release: it has no list of checksums ({SUMS}).",
            "Give the folder that `evenhand publish` wrote.",
        ) from None
    read = [_LINE.fullmatch(line) for line in lines]
    if not all(read):
        raise BadInput(f"The list of checksums of {path.name} is damaged.", "Publish it again.")
    return {found[2]: found[1] for found in read if found}


def _digest(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
