"""A process of its own for a file from outside: with little memory, little time and no secrets."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from evenhand.terms.refusal import BadInput, Refusal
from evenhand.workbench.uploads.building import build
from evenhand.workbench.uploads.checking import check

ANSWER = "answer.json"
SECONDS = 120
MEMORY = 4 << 30
WORKS: Mapping[str, Callable[..., dict[str, Any]]] = {"check": check, "build": build}


def apart(work: str, folder: Path, *places: Path) -> dict[str, Any]:
    """Do a work in another process and give its answer; its refusals are raised here."""
    (folder / ANSWER).unlink(missing_ok=True)
    words = [sys.executable, "-P", "-m", __name__, work, str(folder), *map(str, places)]
    try:
        subprocess.run(
            words, env=_little(os.environ), cwd=folder, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=2 * SECONDS, check=False,
        )  # fmt: skip
        answer: dict[str, Any] = json.loads((folder / ANSWER).read_text("utf-8"))
    except (subprocess.TimeoutExpired, FileNotFoundError, ValueError):
        raise BadInput(
            "This file could not be read to its end: it takes more memory or time than one file "
            "may.",
            "Divide it, or save the sheet as CSV and hand that in.",
        ) from None
    if refusal := answer.get("refusal"):
        kinds = {kind.family: kind for kind in Refusal.__subclasses__()}
        raise kinds.get(refusal["family"], BadInput)(refusal["what"], refusal["remedy"])
    return answer


def _little(environ: Mapping[str, str]) -> dict[str, str]:
    """Give what a process needs to run, and nothing that opens a database."""
    # Never the folder it works in, whose files came from outside: hence -P and whole paths.
    needed = {name: environ[name] for name in ("PATH", "LANG", "LC_ALL", "TMPDIR")
              if name in environ}  # fmt: skip
    return {**needed, "PYTHONPATH": os.pathsep.join(map(os.path.abspath, sys.path))}


def main(words: Sequence[str]) -> int:
    """Do one work, and write its answer."""
    work, folder, *places = words
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.umask(0o077)
    try:
        answer = WORKS[work](Path(folder), *map(Path, places))
    except Refusal as refusal:
        told = {"family": refusal.family, "what": refusal.what, "remedy": refusal.remedy}
        answer = {"refusal": told}
    (Path(folder) / ANSWER).write_text(json.dumps(answer), "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
