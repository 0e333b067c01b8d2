"""Intake by file: hand a table in, see how each column is read and each row, then take it in."""

from __future__ import annotations

import csv
import io

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from evenhand.terms.refusal import Refusal
from evenhand.workbench.access.references import sealed
from evenhand.workbench.pages.queue import number_in
from evenhand.workbench.reading import handed_in
from evenhand.workbench.reading.handed_in import LONGEST_MAPPING, PAGE, WrongKind
from evenhand.workbench.reading.handed_in_words import part_of
from evenhand.workbench.reading.site import opened_ledger
from evenhand.workbench.uploads.receiving import LARGEST
from evenhand.workbench.uploads.waiting import Waiting

# What a spreadsheet program would take for a formula if it stood first in a cell.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")


def page(request: HttpRequest) -> HttpResponse:
    """Show the form and what was taken in, or keep and check the file that came."""
    if request.method != "POST":
        return _form(request)
    files = request.FILES  # read here, if nobody has read them before
    if getattr(request, "too_large", False):
        most = f"{LARGEST >> 20} MiB"
        said = _("The file is larger than %(most)s. Divide it, and hand in one part at a time.")
        return _form(request, said % {"most": most}, status=413)
    file, mapping = files.get("file"), files.get("mapping")
    if file is None:
        return _form(request, _("Choose a file: a workbook (.xlsx, .ods) or a CSV."), status=422)
    try:
        words = mapping.read(LONGEST_MAPPING + 1).decode("utf-8") if mapping else ""
    except UnicodeDecodeError:
        return _form(request, "", _("The mapping is no text in UTF-8."), status=422)
    if len(words) > LONGEST_MAPPING:
        return _form(request, "", _("The mapping is too long to be one."), status=422)
    with opened_ledger() as site:
        try:
            kept = handed_in.hand_in(
                site.loaded, site.ledger, request.actor, file.name, file.read(), words
            )
        except Refusal as refusal:
            return _form(request, refusal, status=422)
    return redirect("intake_checked", token=kept.token)


def _form(
    request: HttpRequest, fault: str | Refusal = "", mapping_fault: str = "", status: int = 200
) -> HttpResponse:
    whose = request.GET.get("taken", "")
    with opened_ledger() as site:
        taken = [
            (one, [(case, sealed(case)) for case in one.yours])
            for one in handed_in.taken_files(site.loaded, site.ledger, request.actor, whose)
        ]
    context = {
        "fault": fault, "mapping_fault": mapping_fault, "taken": taken, "whose": whose,
        "most": LARGEST, "waiting": handed_in.waiting_of(request.actor),
    }  # fmt: skip
    return render(request, "intake_file.html", context, status=status)


def checked(request: HttpRequest, token: str) -> HttpResponse:
    """Show what would become of a file; check it anew, take it in, or throw it away."""
    waiting = handed_in.found(request.actor, token)
    if waiting is None:
        raise Http404
    wanted = request.POST.get("do", "")
    try:
        if request.method == "POST" and wanted == "drop":
            waiting.drop()
            messages.success(request, _("The file was thrown away. Nothing of it was kept."))
            return redirect("intake_file")
        if request.method == "POST" and wanted == "take" and waiting.checked:
            return _taken(request, waiting)
        if request.method == "POST" and wanted == "check":
            waiting.map(request.POST.get("mapping", "")[:LONGEST_MAPPING])
        if not waiting.checked:
            handed_in.check(waiting)
    except WrongKind as refusal:
        waiting.drop()
        return _form(request, refusal, status=422)
    except Refusal as refusal:
        return _shown(request, waiting, refusal)
    return _shown(request, waiting)


def _taken(request: HttpRequest, waiting: Waiting) -> HttpResponse:
    with opened_ledger() as site:
        entry = handed_in.take(site.ledger, request.actor, waiting)
    said = _("Recorded as entry %(number)s: the accepted rows of %(file)s are cases now.")
    messages.success(request, said % {"number": entry, "file": waiting.job["name"]})
    answer = redirect("intake_file")
    answer["Location"] += f"?taken={waiting.job['sha256']}#taken"
    return answer


def _shown(request: HttpRequest, waiting: Waiting, refusal: Refusal | None = None) -> HttpResponse:
    found = waiting.checked
    rejects, notes = handed_in.faults(found) if found else ([], [])
    start, noted = number_in(request, "from"), number_in(request, "noted")
    context = {
        "file": waiting, "refusal": refusal, "found": found,
        "described": [(part_of(part), column) for part, column in found.get("described", ())],
        "mapping": waiting.mapping.read_text("utf-8") if waiting.mapping.exists() else "",
        "rejects": rejects[start : start + PAGE], "start": start, "all_rejects": len(rejects),
        "notes": notes[noted : noted + PAGE], "noted": noted, "all_notes": len(notes),
        "page": PAGE,
        "next_rejects": start + PAGE if start + PAGE < len(rejects) else 0,
        "next_notes": noted + PAGE if noted + PAGE < len(notes) else 0,
    }  # fmt: skip
    return render(request, "intake_checked.html", context, status=422 if refusal else 200)


def rejects(request: HttpRequest, token: str) -> HttpResponse:
    """Send every rejected row and every value that counts as unknown, as a file to mend them by."""
    waiting = handed_in.found(request.actor, token)
    if waiting is None or not waiting.checked:
        raise Http404
    held = io.StringIO()
    out = csv.writer(held, quoting=csv.QUOTE_ALL)
    out.writerow(["what", "row", "column", "reason", "what to do", "as it stands"])
    for what, faults in zip(("row", "value"), handed_in.faults(waiting.checked), strict=True):
        for one in faults:
            cells = (what, str(one.row), one.column, one.why, one.remedy, one.words)
            out.writerow([plain(cell) for cell in cells])
    response = HttpResponse("\ufeff" + held.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="rejects.csv"'
    return response


def plain(cell: str) -> str:
    """Write a cell so that no spreadsheet program takes it for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell
