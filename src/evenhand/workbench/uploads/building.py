"""Builds the site's next loading: what it has now, and the cases of a file that waits.

It runs in a process of its own and shows nothing to anybody: whoever began it puts it in place.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

from evenhand.terms.refusal import NotNow
from evenhand.workbench.queueing.adding import add
from evenhand.workbench.queueing.loaded import QUEUE, read_described
from evenhand.workbench.uploads.checking import counted, read_again
from evenhand.workbench.uploads.waiting import JOB, Waiting

WORK = "work"


def build(folder: Path, part: Path) -> dict[str, Any]:
    """Build it in a folder; gives what is to be described of it."""
    waiting = Waiting(folder, json.loads((folder / JOB).read_text("utf-8")))
    docket = read_again(waiting, part / WORK)
    found, before = counted(docket), waiting.checked
    if any(found[name] != before[name] for name in found):
        raise NotNow(
            f"Cases came on the docket since this file was checked: {found['accepted']:,} rows "
            f"would be accepted now, and {before['accepted']:,} were.",
            "Nothing was taken in. Check the file again, and look at what is rejected.",
        )
    loaded = Path(waiting.job["loaded"])
    described = read_described(loaded)
    like_now(loaded / described["folder"], part)
    add(part, described, docket, waiting.job["sha256"])
    shutil.rmtree(part / WORK)
    return described


def like_now(now: Path, part: Path) -> None:
    """Bring everything over: files that nobody changes by another name for them."""
    for path in sorted(now.rglob("*")):
        to = part / path.relative_to(now)
        if path.is_dir():
            to.mkdir(exist_ok=True)
        elif path.name == QUEUE:
            shutil.copyfile(path, to)
        else:
            os.link(path, to)
