"""The handbook and help say what the files and tables say, all of it and nothing else."""

from __future__ import annotations

import html

import pytest


def text_of(browser, address: str) -> str:
    """The text of a page, as a person reads it."""
    answer = browser.get(address)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


@pytest.mark.parametrize(
    "id", ["ice-2011-03-02", "ice-2011-06-17", "ice-2011-06-17-victims", "ice-2011-11-17"]
)
def test_an_instruments_page_has_every_item_with_its_citation(id, signed_in):
    """No factor, class, number or note of the file is left out, and each has its mark."""
    from evenhand.guidance.examples import written_examples
    from evenhand.guidance.library import find

    (instrument,) = find([id])
    page = text_of(signed_in("overseer"), f"/guidance/instruments/{id}/")
    items = [*instrument.factors.values(), *instrument.classes.values()]
    for item in items:
        assert f"{item.id}" in page
        assert item.says in page
        assert item.cite.where in page
        assert item.when in page
    for note in instrument.notes:
        assert note in page
    numbers = sum(len(one.values) for one in instrument.parameters.values())
    assert page.count("usa-tag eh-mark-") == len(items) + numbers
    for name, _, _, expect in written_examples(instrument):
        if "factor" not in expect:
            assert name in page


def test_the_safeguards_page_has_every_safeguard(signed_in):
    """Each with what it rests on, what clears it, and who may override it, or why nobody may."""
    from evenhand.safeguards.library import shipped

    page = text_of(signed_in("overseer"), "/guidance/safeguards/")
    for one in shipped():
        assert f'id="{one.id}"' in page
        for source in one.sources:
            assert source.citation in page
        for clearing in one.clears:
            assert clearing.document in page
        assert (one.override.asks or one.override.nobody) in page


def test_help_prints_the_table_of_marks(signed_in):
    """What stands there about a role and a mark is what casework answers."""
    from evenhand.casework.person import ROLES
    from evenhand.casework.rights import MARKS, may
    from evenhand.workbench.reading import who_sees_what

    shown = {
        (one.mark, role): set(verbs) for one in who_sees_what.marks() for role, verbs in one.roles
    }
    assert shown == {
        (mark, role): {verb for verb in ("read", "record", "told") if may(role, verb, mark)}
        for mark in MARKS
        for role in ROLES
    }
    page = text_of(signed_in("intake"), "/help/")
    for mark in MARKS:
        assert f'<th scope="row">{mark}<br>' in page


def test_an_instrument_that_there_is_not(signed_in):
    """A page of nothing is not there."""
    assert signed_in("reviewer").get("/guidance/instruments/nothing/").status_code == 404
