"""``evenhand request``: the request for discretion of one client, ready for counsel to finish."""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from evenhand.casework.forms import forms, forms_cited
from evenhand.cli.explain import add_case, explained
from evenhand.cli.showing import emit, say, wrapped
from evenhand.cli.words import Subparsers, command
from evenhand.request.as_docx import write_docx
from evenhand.request.as_pdf import write_pdf
from evenhand.request.asking import request_of
from evenhand.request.blanks import BLANKS, open_blanks, read_blanks
from evenhand.request.pages import Pages
from evenhand.request.worksheet import worksheet_of
from evenhand.terms.refusal import BadInput, NoRoom


def add_to(commands: Subparsers, says: str) -> None:
    """Add the command."""
    made = command(
        commands,
        "request",
        says,
        run,
        "Four files: request.pdf and request.docx to file, worksheet.pdf and worksheet.docx to "
        "keep. The request holds what is proven and weighs for the respondent, and nothing else; "
        "what is in brackets is for counsel to fill in or to check.",
    )
    add_case(made)
    made.add_argument(
        "--form",
        required=True,
        choices=forms(),
        metavar="FORM",
        help=f"the form of discretion asked for: {', '.join(forms())}",
    )
    made.add_argument(
        "--fill",
        type=Path,
        metavar="FILE",
        help=f"a TOML file that fills in: {', '.join(BLANKS)} (the others stay in brackets)",
    )
    made.add_argument(
        "--letterhead",
        type=Path,
        metavar="FILE",
        help="a DOCX of the office's own, whose styles, header and footer the DOCX files take",
    )
    made.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="a new folder")


def run(given: argparse.Namespace) -> int:
    """Write the request and the worksheet."""
    if given.out.exists():
        raise BadInput(f"{given.out} is there already.", "Name a folder that is not.")
    blanks = read_blanks(given.fill) if given.fill else {}
    told = _governing(explained(given), given.instrument is not None)
    citation, status = forms_cited()
    form = {"says": forms()[given.form], "citation": citation, "status": status}
    made = {"request": request_of(told, form, blanks), "worksheet": worksheet_of(told, blanks)}
    _write(made, given.out, given.letterhead)
    left = open_blanks(blanks)
    if given.json:
        emit({"folder": str(given.out), "files": sorted(os.listdir(given.out)), "left": left})
    else:
        _print(given.out, left)
    return 0


def _governing(told: dict[str, Any], named: bool) -> Mapping[str, Any]:
    """Keep the guidance that governs on the day, unless counsel named what to rely on."""
    if named:
        return told
    findings = [one for one in told["findings"] if one["in_force"]]
    if not findings:
        raise BadInput(
            f"No shipped guidance was in force on {told['as_of']}.",
            "Name what the request relies on with --instrument, or the day with --as-of.",
        )
    return {**told, "findings": findings}


def _write(made: Mapping[str, Pages], out: Path, letterhead: Path | None) -> None:
    """Write all files or none. Only the account that asked may read them: a client is named."""
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}.") as draft:
            folder = Path(draft) / out.name
            folder.mkdir(mode=0o700)
            for name, pages in made.items():
                write_pdf(pages, folder / f"{name}.pdf")
                write_docx(pages, folder / f"{name}.docx", letterhead)
            for path in folder.iterdir():
                path.chmod(0o600)
            folder.rename(out)
    except OSError as fault:
        raise NoRoom(
            f"{out} cannot be written: {fault.strerror or fault}.", "Name another --out."
        ) from fault


def _print(out: Path, left: list[str]) -> None:
    say(f"{out}/request.pdf, request.docx: to file, once nothing in them is in brackets")
    say(f"{out}/worksheet.pdf, worksheet.docx: for counsel; never filed")
    if left:
        say(wrapped(f"Still to fill in (--fill): {'; '.join(left)}."))
    say(wrapped("Counsel decides what is asked and what is said, and signs."))
