"""Oversight: what was measured, the releases that say it, and the two people who let one out."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from evenhand.casework.release_acts import RELEASE_ACTS
from evenhand.ledger.opening import Ledger
from evenhand.terms.refusal import Incomplete, Refusal
from evenhand.workbench.oversight.releases import (
    Release,
    ReleaseAsked,
    act_on_release,
    ledger_now,
    open_acts,
    release_now,
    release_questions,
    releases_now,
)
from evenhand.workbench.oversight.showing import (
    left_out,
    lines_of,
    measured,
    offered,
    promise,
    shown,
)
from evenhand.workbench.pages.act import STATUS
from evenhand.workbench.pages.errors import refused

KINDS = {
    ".csv": "text/csv; charset=utf-8", ".parquet": "application/vnd.apache.parquet",
    ".pdf": "application/pdf", ".json": "application/json",
}  # fmt: skip
ANY_OTHER = "text/plain; charset=utf-8"


def home(request: HttpRequest) -> HttpResponse:
    """Show every measure from the newest release that has it, and how each release stands."""
    try:
        with ledger_now() as ledger:
            found = releases_now(ledger)
    except Refusal as refusal:
        return refused(request, refusal)
    lines = measured(found, language())
    return render(request, "oversight.html", {
        "measures": lines, "releases": found, "left_out": left_out(found, lines),
    })  # fmt: skip


def release(request: HttpRequest, release: str) -> HttpResponse:
    """Show one release: how it stands, what was tried against it, its measures and files."""
    with ledger_now() as ledger:
        found = _found(ledger, release)
        acts = open_acts(ledger, request.actor, found.held)
    tongue = language()
    return render(request, "release.html", {
        "release": found, "held": found.held, "lines": lines_of(found, tongue), "acts": acts,
        "files": offered(found.held, tongue), "certificate": found.held.certificate,
        "promise": promise(found.held, tongue),
    })  # fmt: skip


def measure(request: HttpRequest, release: str, measure: str) -> HttpResponse:
    """Show one measure of a release: the answer, the charts with their tables, the definition."""
    with ledger_now() as ledger:
        found = _found(ledger, release)
    laid = shown(found.held, measure, language())
    if laid is None:
        raise Http404
    return render(request, "release_measure.html", {
        "release": found, "held": found.held, "measure": laid,
    })  # fmt: skip


def download(request: HttpRequest, release: str, file: str) -> HttpResponse:
    """Send a file of a release, as it was published; browsers are told to keep it, not open it."""
    with ledger_now() as ledger:
        found = _found(ledger, release)
    content = found.held.content(file)
    if content is None:
        raise Http404
    kind = next((kind for end, kind in KINDS.items() if file.endswith(end)), ANY_OTHER)
    response = HttpResponse(content, content_type=kind)
    saved = f"{found.held.name}-{file.rpartition('/')[2]}"
    response["Content-Disposition"] = f'attachment; filename="{saved}"'
    return response


def act(request: HttpRequest, release: str, act: str) -> HttpResponse:
    """Show the form of an act on a release, or carry the act out."""
    with ledger_now() as ledger:
        found = _found(ledger, release)
        if act not in RELEASE_ACTS:
            raise Http404
        given = request.POST if request.method == "POST" else request.GET
        asked = release_questions(act, given)
        if request.method == "POST":
            return _done(request, ledger, found, asked)
        acts = {one.act: one.refusal for one in open_acts(ledger, request.actor, found.held)}
    return _form(request, found, asked, acts[act])


def _done(
    request: HttpRequest, ledger: Ledger, found: Release, asked: ReleaseAsked
) -> HttpResponse:
    try:
        number = act_on_release(ledger, request.actor, found.held, asked)
    except Refusal as refusal:
        return _form(request, found, asked, refusal)
    messages.success(request, _("Recorded as entry %(number)s.") % {"number": number})
    return redirect("release", release=found.held.name)


def _form(
    request: HttpRequest, found: Release, asked: ReleaseAsked, refusal: Refusal | None
) -> HttpResponse:
    """Show the form, or where the act is closed to this person now only why."""
    if isinstance(refusal, Incomplete):
        asked = asked.with_faults()
    status = 200 if refusal is None else STATUS.get(type(refusal), 409)
    closed = refusal is not None and request.method != "POST"
    context = {"release": found, "held": found.held, "asked": asked, "refusal": refusal,
               "closed": closed}  # fmt: skip
    return render(request, "release_act.html", context, status=status)


def _found(ledger: Ledger, name: str) -> Release:
    """Give a release; one that was touched is not there, like one that never was."""
    try:
        found = release_now(ledger, name)
    except Refusal:  # the record of what was printed was touched: nothing is there
        found = None
    if found is None:
        raise Http404
    return found


def language() -> str:
    """Give the language that the page is read in."""
    return (get_language() or "en").partition("-")[0]
