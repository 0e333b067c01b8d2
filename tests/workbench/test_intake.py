"""Intake: typed facts give what `explain` gives; unknown is an answer; nothing is kept."""

from __future__ import annotations

import html


def test_what_follows_is_what_the_command_line_says(signed_in):
    """The class of each instrument is the one that explaining the same facts gives."""
    from evenhand.docket.catalogue import catalogue
    from evenhand.docket.typed import known_from
    from evenhand.guidance.library import in_force_on
    from evenhand.review.explanation import explain_typed
    from tests.workbench.conftest import AS_OF

    typed = {"pregnant": True, "usc_child": True, "present_since": "1998 at the latest"}
    given = {**dict.fromkeys(catalogue(), ""), "pregnant": "yes", "usc_child": "yes",
             "present_since": "1998 at the latest", "as_of": str(AS_OF)}  # fmt: skip
    answer = signed_in("reviewer").post("/intake/", given)
    assert answer.status_code == 200
    known = known_from([typed], catalogue())[0]
    told = explain_typed(known, typed, in_force_on(AS_OF), AS_OF)
    page = html.unescape(answer.content.decode())
    assert len(told["findings"]) > 1
    for finding in told["findings"]:
        assert f'<p class="eh-class">{finding["says"]}' in page
        for question in finding["decisive_facts"][:8]:
            assert question["asks"] in page


def test_an_answer_that_cannot_be_read_is_marked_at_its_field(signed_in):
    """The sentence stands at the field, the other answers stay, and nothing is explained."""
    given = {"born_on": "long ago", "convictions": "many", "pregnant": "yes", "as_of": "2012-01-13"}
    answer = signed_in("reviewer").post("/intake/", given)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="e-born_on"' in page
    assert 'id="e-convictions"' in page
    assert 'id="e-pregnant"' not in page
    assert "2 answers cannot be read" in page
    assert "eh-finding" not in page
    wrong = signed_in("reviewer").post("/intake/", {"as_of": "tomorrow"})
    assert wrong.status_code == 422
    assert 'id="e-as_of"' in wrong.content.decode()


def test_a_role_is_asked_only_what_it_may_record(signed_in):
    """Of a fact whose mark a role may not record there is no question, and none is read."""
    from evenhand.casework.rights import marks
    from evenhand.docket.catalogue import catalogue

    for role in ("asylum", "medical", "reviewer"):
        page = signed_in(role).get("/intake/").content.decode()
        asked = {fact.name for fact in catalogue().values() if f'name="{fact.name}"' in page}
        assert asked == {
            fact.name
            for fact in catalogue().values()
            if fact.kind == "recorded" and fact.protection in marks(role, "record")
        }
    page = signed_in("asylum").post("/intake/", {"pregnant": "yes", "as_of": "2012-01-13"})
    assert '<th scope="row">pregnant</th>' not in page.content.decode()


def test_nothing_typed_is_kept(signed_in):
    """No entry is made, and the next form is empty."""
    from django.conf import settings

    from evenhand.ledger.opening import opened
    from evenhand.ledger.reading import leaves

    def entries() -> int:
        with opened(settings.PLACE.ledger) as ledger:
            return len(list(leaves(ledger)))

    before = entries()
    signed_in("reviewer").post("/intake/", {"born_on": "1980-01-02", "as_of": "2012-01-13"})
    assert entries() == before
    assert "1980-01-02" not in signed_in("reviewer").get("/intake/").content.decode()
