"""What casework and safeguards say stands in the reader's language, or is marked as English."""

from __future__ import annotations

import datetime as dt
import re
from itertools import product

import pytest

from evenhand.casework.all_acts import ACTS
from evenhand.casework.family_acts import FAMILY_ACTS
from evenhand.casework.next_to_try import ORDER
from evenhand.casework.person import ROLES
from evenhand.casework.rule import DAY, Field, field_value
from evenhand.casework.tables import every_machine, machines
from evenhand.docket.catalogue import catalogue
from evenhand.guidance.library import shipped as guidance
from evenhand.safeguards.answering import NOTHING_OPEN
from evenhand.safeguards.decision import parts
from evenhand.safeguards.library import shipped
from evenhand.safeguards.state import WORDS
from evenhand.terms.refusal import Incomplete, Refusal
from evenhand.workbench.composed import SHAPES, pieces, put_over
from evenhand.workbench.queueing.words import short_of
from evenhand.workbench.wording import messages, sources
from tests.workbench.read_aloud import aloud

STATES = [
    state for name in ("case", "stay", "consent") for state in machines()[name].states.values()
]
FACTS, SAFEGUARDS, INSTRUMENTS = list(catalogue().values()), shipped(), guidance()
CLASSES = [(one.id, of) for one in INSTRUMENTS for of in one.classes.values()]
RULES = [listed.rule for listed in (*ACTS.values(), *FAMILY_ACTS.values())]
SAID = {
    "questions of facts": [fact.asks for fact in FACTS],
    "what safeguards say": [
        text
        for one in SAFEGUARDS
        for text in (one.says, one.unknown.because, one.override.asks, one.override.nobody)
        if text
    ],
    "what clears a hold": [
        text for one in SAFEGUARDS for by in one.clears for text in (by.document, by.says)
    ],
    "classes": [of.says for _, of in CLASSES],
    "classes in short": [short_of(instrument, of.id) for instrument, of in CLASSES],
    "levels of review": [of.review_level for _, of in CLASSES if of.review_level],
    "factors": [factor.says for one in INSTRUMENTS for factor in one.factors.values()],
    "lists": [listed.says for one in INSTRUMENTS for listed in one.lists.values()],
    "shapes of refusals": list(SHAPES),
    "fields of forms": [field.says for rule in RULES for field in rule.fields],
    "what must hold": [
        text for rule in RULES for text in rule.must_hold if "is one of: " not in text
    ],  # those two list the words of the ledger, which stay as the ledger writes them
    "whom to try": list(ORDER),
    "parts of a parent's decision": [part.says for part in parts()],
    "states of everything": [
        text
        for machine in every_machine().values()
        for state in machine.states.values()
        for text in (state.says, *([state.name] if state.name != "none" else []))
    ],
    "acts": [rule.says for rule in RULES],
    "states": [*(state.name for state in STATES), *(state.says for state in STATES)],
    "roles": list(ROLES),
    "safeguards": [one.title for one in SAFEGUARDS],
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


def test_questions_what_clears_a_hold_and_refusals_stand_in_spanish(in_spanish):
    """What a reviewer reads most on a case: none of it is left in English."""
    _, case = in_spanish
    asked = re.search(r'<ol class="eh-ask">.*?</ol>', case, re.DOTALL)[0]
    assert asked.count("<li>") > 0
    assert 'lang="en"' not in asked
    assert "¿" in asked
    assert "certificado de aptitud para viajar" in case
    assert "no puede elevar un caso a la sede central" in case
    assert "may not" not in case


def test_what_nobody_put_over_is_marked_as_english(in_spanish):
    """The title of a document of the United States is no Spanish: a screen reader is told."""
    _, case = in_spanish
    assert re.search(r'<span lang="en">[^<]*ICE[^<]*</span>', case)


def every_refusal():
    """What the tables say to each role in each state in which it may not do an act."""
    for rule in RULES:
        machine = every_machine()[rule.machine]
        for state, role in product(machine.states, ROLES):
            try:
                machine.allowed(rule.act, state, role, rule.says)
            except Refusal as refusal:
                yield from (refusal.what, refusal.remedy)


def test_every_refusal_of_the_tables_has_its_words():
    """Each is composed of pieces, and each piece is put over; no shape is left over in it."""
    from django.utils.translation import override

    said = set(every_refusal())
    assert len(said) > 100
    with override("es"):
        over = {text: pieces(text) for text in said}
    assert [text for text in said if any(a == b for a, b in over[text])] == []
    assert not [text for text in said if any("{" in b or "“" in b for _, b in over[text])]


def test_a_sentence_with_a_piece_that_nobody_put_over_stays_as_it_is():
    """Half a sentence in each language would be read by nobody."""
    from django.utils.translation import override

    with override("es"):
        said = "A person in the role astronomer may not take a case. Ask a supervisor."
        assert pieces(said)[0][1] == "A person in the role astronomer may not take a case."
        assert pieces(said)[1][1] == "Pídalo a alguien de supervisión."
        assert pieces("Entry 12 recorded no stay on this case.")[0][1].startswith(
            "El asiento 12 no registró"
        )


def test_what_a_form_says_of_its_fields_has_its_words():
    """What is missing is named line by line; a wrong answer is told at its field."""
    from django.utils.translation import override

    now = dt.datetime(2012, 1, 13, tzinfo=dt.UTC)
    for rule in RULES:
        if any(field.required for field in rule.fields):
            with pytest.raises(Incomplete) as refused:
                rule.payload({}, now)
            with override("es"):
                said = [*pieces(refused.value.what), *pieces(refused.value.remedy)]
            kept = [a for a, b in said if a == b and " | " not in a]
            assert kept == [], rule.act
    with pytest.raises(Incomplete) as refused:
        field_value(Field("until", "the last day, as the order states it", DAY), "soon", now)
    with override("es"):
        assert put_over(f"{refused.value.what} {refused.value.remedy}") == (
            "«until» no se puede leer como un día, como 2011-10-24. "
            "Dice el último día, como lo dice la orden."
        )


def test_short_words_of_classes_tell_them_apart():
    """In each instrument, and in Spanish as in English, no two classes are called the same."""
    from django.utils.translation import override

    for instrument in INSTRUMENTS:
        short = [short_of(instrument.id, name) for name in instrument.classes]
        with override("es"):
            spanish = [pieces(one)[0][1] for one in short]
        assert len(set(short)) == len(set(spanish)) == len(instrument.classes), instrument.id


@pytest.fixture
def form(signed_in, cases):
    """The form of a fact, as a reviewer reads it in Spanish."""
    reader = signed_in("reviewer", fresh=True)
    reader.post("/language/", {"language": "es"})
    queue = reader.get("/queue/").content.decode()
    reference = re.search(r'href="(/cases/\w+/)\?', queue)[1]
    return reader.get(f"{reference}acts/record-fact/").content.decode()


def test_a_form_asks_in_spanish_and_marks_what_stays_english(form):
    """Labels, what must hold and choices; a word of the ledger's own is marked where it stays."""
    labels = re.findall(r'<label class="usa-label" for="f-[^>]*>(.*?)</label>', form, re.DOTALL)
    assert len(labels) > 4
    assert not [label for label in labels if 'lang="en"' in label]
    assert "El documento que lo muestra, y dónde se guarda" in form
    assert "el hecho está en el catálogo y no es de los que valora una persona" in form
    assert re.search(r'<option value="pregnant"( selected)?>¿Está embarazada la persona\?<', form)
    assert "Is the respondent" not in form


ENGLISH = re.compile(
    r"\b(the|of|and|is|are|not|with|which|was|by|to|from|this|that|has|there|who|until|may|case|hold|"
    r"removal|stay|parent|child|yes|date|decision|record|known|waits|nobody|detained|granted)\b"
)
KEPT = ("withholding of removal", "notice to appear", "not answered", "not yet",
        "fitness-to-travel", "at the latest", "at the earliest", "or, at", "yes, no")  # fmt: skip


def test_no_english_is_read_as_spanish(signed_in):
    """What is read aloud of a Spanish page has no English word, save terms quoted as they are."""
    reader = signed_in("reviewer", fresh=True)
    reader.post("/language/", {"language": "es"})
    queue = reader.get("/queue/").content.decode()
    case = re.search(r'href="(/cases/\w+/)\?', queue)[1]
    pages = ("/queue/", case, f"{case}acts/parent-decision/", f"{case}family/", "/holds/",
             "/holds/?hold=fitness-to-travel", "/stays/", "/second-reviews/",
             "/intake/", "/help/", "/guidance/", "/guidance/safeguards/",
             "/guidance/instruments/ice-2011-11-17/", "/intake/file/")  # fmt: skip
    found = []
    for address in pages:
        answer = reader.get(address)
        assert answer.status_code == 200, address
        for text in aloud(answer.content.decode()):
            plain = text
            for term in KEPT:
                plain = plain.replace(term, "")
            found += [(address, text)] if ENGLISH.search(plain) else []
    assert found == []


def test_an_english_page_marks_nothing(signed_in):
    """English in an English page needs no mark."""
    queue = signed_in("reviewer", fresh=True).get("/queue/").content.decode()
    assert '<span lang="en">' not in queue


def test_what_is_marked_is_not_heard_and_the_rest_is():
    """The reading that the test above rests on: a mark holds inside, and ends where it ends."""
    page = '<p>uno <span lang="en">the <b>case</b></span> dos</p><a title="tres" lang="es">the</a>'
    assert aloud(page) == ["uno", "dos", "tres", "the"]
    assert ENGLISH.search("Removal waits for the case")
    assert not ENGLISH.search("La expulsión espera")
