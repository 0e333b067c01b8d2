"""A made docket appears as a whole folder or not at all, and only over an earlier made one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from evenhand.terms.refusal import BadInput, NoRoom

SIGN = "Synthetic docket: no real person is in these files."
README = "README.txt"


def refuse_others(folder: Path) -> None:
    """Refuse a folder that holds anything but an earlier synthetic docket."""
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    readme = folder / README
    if readme.is_file() and readme.read_text("utf-8", "replace").startswith(SIGN):
        return
    raise BadInput(
        f"{folder} is not empty and is not an earlier synthetic docket.",
        "Name a new folder, or empty this one yourself.",
    )


def replace(folder: Path, made: Path) -> None:
    """Put a finished folder in its place; an earlier docket there goes only then."""
    old = folder.with_name(f".{folder.name}.old-{os.getpid()}")
    if folder.exists():
        folder.rename(old)
    made.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


@contextmanager
def whole(folder: Path) -> Iterator[Path]:
    """Give a folder to write into, which becomes ``folder`` when all went well, else vanishes."""
    refuse_others(folder)
    partial = folder.with_name(f".{folder.name}.partial-{os.getpid()}")
    try:
        partial.mkdir(parents=True)
        yield partial
        replace(folder, partial)
    except OSError as error:
        raise NoRoom(
            f"{folder} cannot be written ({error.strerror}).", "Choose another folder or make room."
        ) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
