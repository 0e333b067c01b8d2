"""What casework and safeguards say stands in the reader's language, or is marked as English."""

from __future__ import annotations

import re

import pytest

from evenhand.casework.all_acts import ACTS
from evenhand.casework.family_acts import FAMILY_ACTS
from evenhand.casework.person import ROLES
from evenhand.casework.tables import machines
from evenhand.safeguards.answering import NOTHING_OPEN
from evenhand.safeguards.library import shipped
from evenhand.safeguards.state import WORDS
from evenhand.workbench.wording import messages, sources

STATES = [
    state for name in ("case", "stay", "consent") for state in machines()[name].states.values()
]
SAID = {
    "acts": [listed.rule.says for listed in (*ACTS.values(), *FAMILY_ACTS.values())],
    "states": [*(state.name for state in STATES), *(state.says for state in STATES)],
    "roles": list(ROLES),
    "safeguards": [one.title for one in shipped()],
    "how holds stand": [*WORDS.values(), NOTHING_OPEN],
}


@pytest.mark.parametrize("kind", SAID)
def test_everything_a_list_can_say_is_put_over(kind):
    """Each act, state, role and safeguard has its words in every language."""
    assert SAID[kind]
    for path in sources():
        known = messages(path.read_text("utf-8"))
        assert [text for text in SAID[kind] if not known.get(text)] == []


@pytest.fixture
def in_spanish(signed_in, cases):
    """The first Los Angeles case as a reviewer reads it in Spanish."""
    reader = signed_in("reviewer", fresh=True)
    reader.post("/language/", {"language": "es"})
    queue = reader.get("/queue/").content.decode()
    reference = re.search(r'href="(/cases/\w+/)\?', queue)[1]
    return queue, reader.get(reference).content.decode()


def test_a_spanish_page_says_acts_states_and_safeguards_in_spanish(in_spanish):
    """A number keeps its place in a sentence that was put over."""
    queue, case = in_spanish
    assert "Aptitud médica para viajar" in queue
    assert "Medical fitness to travel" not in queue + case
    assert re.search(r"La expulsión debe esperar: hay \d+ retenciones abiertas\.", case)
    assert "asumir un caso" in case
    assert "take a case" not in case


def test_what_nobody_put_over_is_marked_as_english(in_spanish):
    """Questions and refusals stand as their sources have them, for a screen reader to know."""
    _, case = in_spanish
    asked = re.search(r'<ol class="eh-ask">.*?</ol>', case, re.DOTALL)[0]
    assert asked.count("<li>") == asked.count('<li><span lang="en">') > 0
    assert '<span lang="en">A person in the role reviewer may not escalate' in case


def test_an_english_page_marks_nothing(signed_in):
    """English in an English page needs no mark."""
    queue = signed_in("reviewer", fresh=True).get("/queue/").content.decode()
    assert '<span lang="en">' not in queue
