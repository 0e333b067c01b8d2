"""Ties: two people assert or reject, blind to each other; whoever differs, nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from evenhand.casework.admit_person import admit_person
from evenhand.casework.destroy_content import destroy_content
from evenhand.casework.family import family_of
from evenhand.casework.family_reading import rejections
from evenhand.casework.hand_over import all_states
from evenhand.casework.holds_now import holds_now, standing
from evenhand.casework.person import Person
from evenhand.casework.possible import Placed
from evenhand.casework.proposing import propose_all
from evenhand.casework.read_content import read_content
from evenhand.casework.show_case import show_case
from evenhand.terms.refusal import Incomplete, NotAllowed, NotNow
from tests.support.families import CHILD, FACTS, POSSIBLE, Families, proposal
from tests.support.office import DAY, DECISION, DOOR, Office, person
from tests.support.recording import ADMIN

FIRST, SECOND, THIRD = "family-tracing 1", "family-tracing 2", "supervisor 1"


@pytest.fixture(scope="module")
def families(busy_office: Office) -> Families:
    """The office of this file, acting on families."""
    return Families(busy_office)


@pytest.fixture
def child(next_case: Callable[[], str]) -> str:
    """A child of its own for each test: another case's tie to it would count."""
    return f"young:{next_case()}"


@pytest.fixture
def case(next_case: Callable[[], str]) -> str:
    """The number of a case that nobody has touched."""
    return next_case()


def test_one_person_asserts_nothing(families: Families, case: str, child: str) -> None:
    """After the first judgement the tie is not asserted, and the same person cannot make it so."""
    families.do("assert-tie", FIRST, case, child=child)
    assert families.tie(case, child).standing == "judged-once"
    for act in ("assert-tie", "reject-tie"):
        with pytest.raises(NotAllowed, match="twice"):
            families.do(act, FIRST, case, child=child)
    done = families.do("assert-tie", SECOND, case, child=child)
    assert (done.leaf.act, families.tie(case, child).standing) == ("second-asserts", "asserted")


@pytest.mark.parametrize("act", ["assert-tie", "reject-tie"])
def test_the_first_judgement_is_read_by_nobody(
    families: Families, case: str, child: str, act: str
) -> None:
    """Neither its word on the ledger, nor a reading, nor a page tells which way the first went."""
    done = families.do(act, FIRST, case, child=child, reasons="CANARY reasons")
    assert done.leaf.act == "judge-tie"
    office = families.office
    for who in (FIRST, SECOND, THIRD):
        shown = show_case(office.ledger, case, "to judge it", person(who), office.clock)
        said = repr(shown)
        assert "CANARY" not in said
        assert "belong together" not in said
        for part in ("payload", "reasons"):
            with pytest.raises(NotNow, match="nobody reads it"):
                read_content(office.ledger, [done.leaf.number], [part], "why", person(who),
                             office.clock)  # fmt: skip
    families.do(act, SECOND, case, child=child)
    shown = show_case(office.ledger, case, "afterwards", person(THIRD), office.clock)
    assert "CANARY" in repr(shown)


def test_what_was_shown_is_on_record_and_no_cell_of_a_list(
    families: Families, case: str, child: str
) -> None:
    """A judgement names rows, facts, linkage and evidence in words; names stay in the lists."""
    shown = proposal(child=child)
    done = families.do("assert-tie", FIRST, case, child=child, shown=shown)
    families.do("reject-tie", SECOND, case, child=child)
    said = done.after.told[-1].said["proposal"]
    assert said["lines"] == [{"what": "birth date", "says": "agrees", "bits": "+12.1"}]
    assert (said["shown"], said["links"], said["lists"]) == ("b" * 64, "a" * 64, "lists-1")
    assert set(said) == {"parent_row", "child_row", "facts", "links", "lists", "shown",
                         "probability", "warnings", "lines"}  # fmt: skip


def test_a_tie_is_judged_on_evidence_and_with_reasons(
    families: Families, case: str, child: str
) -> None:
    """Neither without reasons, nor without a link or a document, nor on another child's link."""
    with pytest.raises(Incomplete, match="reasons"):
        families.do("assert-tie", FIRST, case, child=child, reasons=" ")
    with pytest.raises(Incomplete, match="about the child care:9"):
        families.do("assert-tie", FIRST, case, child=child, shown=proposal(child="care:9"))
    with pytest.raises(Incomplete, match="evidence"):
        families.do("assert-tie", FIRST, case, child=child, evidence=" ", shown=None)
    families.do("propose-tie", FIRST, case, links=(replace(POSSIBLE, child_row=child),))
    other = proposal(child=child, parent="border:99")
    with pytest.raises(Incomplete, match="border:99"):
        families.do("assert-tie", FIRST, case, child=child, shown=other)
    done = families.do("assert-tie", FIRST, case, child=child, evidence="a birth certificate")
    assert "proposal" not in done.after.told[-1].said


@pytest.mark.parametrize("acts", [("assert-tie", "reject-tie"), ("reject-tie", "assert-tie")])
@pytest.mark.parametrize("settled", ["assert-tie", "reject-tie"])
def test_two_who_differ_leave_it_contested_and_a_third_decides(
    families: Families, case: str, child: str, acts: tuple[str, str], settled: str
) -> None:
    """Both judgements stay, neither of the two settles it, and what a third finds is added."""
    families.do(acts[0], FIRST, case, child=child)
    done = families.do(acts[1], SECOND, case, child=child)
    assert done.leaf.act == "second-differs-on-tie"
    assert families.tie(case, child).standing == "contested"
    for who in (FIRST, SECOND, "family-tracing 3"):
        with pytest.raises(NotAllowed):
            families.do(settled, who, case, child=child)
    families.do(settled, THIRD, case, child=child)
    tie = families.tie(case, child)
    assert tie.standing == {"assert-tie": "asserted", "reject-tie": "rejected"}[settled]
    assert [one.by for one in tie.judged] == [FIRST, SECOND, THIRD]
    assert len({one.finding for one in tie.judged[:2]}) == 2


def test_opposite_ties_of_one_child_are_contested(
    families: Families, next_case: Callable[[], str], child: str
) -> None:
    """A second mother of one child is never asserted beside the first; a father is."""
    one, other, third = next_case(), next_case(), next_case()
    families.asserted(one, child)
    done = families.do("assert-tie", FIRST, other, child=child)
    assert done.leaf.act == "assert-beside-another"
    assert done.after.told[-1].said["beside"] == [one]
    assert (families.tie(one, child).standing, families.tie(other, child).standing) == (
        "asserted", "contested",
    )  # fmt: skip
    with pytest.raises(NotNow, match="on another case"):
        families.do("assert-tie", THIRD, other, child=child)
    families.do("doubt-tie", "reviewer 1", one, child=child)
    families.do("reject-tie", THIRD, one, child=child)
    families.do("assert-tie", THIRD, other, child=child)
    assert (families.tie(one, child).standing, families.tie(other, child).standing) == (
        "rejected", "asserted",
    )  # fmt: skip
    families.asserted(third, child, relation="father")
    assert families.tie(third, child).standing == "asserted"


def test_two_who_assert_opposite_ties_at_once_are_both_kept(
    families: Families, next_case: Callable[[], str], child: str
) -> None:
    """One person names one mother, another another: the later is contested, and none is lost."""
    one, other = next_case(), next_case()
    families.do("assert-tie", FIRST, one, child=child)
    families.do("assert-tie", SECOND, other, child=child)
    assert families.tie(one, child).standing == "judged-once"
    assert families.tie(other, child).standing == "contested"
    # The first one's second person now meets the contested one, and it is for a third to decide.
    families.do("assert-tie", "family-tracing 3", one, child=child)
    assert families.tie(one, child).standing == "contested"
    assert [tie.judged[0].by for tie in (families.tie(one, child), families.tie(other, child))] == [
        FIRST, SECOND,
    ]  # fmt: skip


@pytest.mark.parametrize(("before", "after"), [("asserted", "rejected"), ("rejected", "asserted")])
def test_a_tie_is_doubted_and_settled_and_all_of_it_stays(
    families: Families, case: str, child: str, before: str, after: str
) -> None:
    """Whoever doubts does not settle it; what the two had found can still be read."""
    getattr(families, before)(case, child)
    judged = families.tie(case, child).judged
    families.do("doubt-tie", THIRD, case, child=child, new="a new document")
    assert families.tie(case, child).standing == "doubted"
    act = {"rejected": "reject-tie", "asserted": "assert-tie"}[after]
    with pytest.raises(NotAllowed, match="twice"):
        families.do(act, THIRD, case, child=child)
    families.do(act, "headquarters 1", case, child=child)
    tie = families.tie(case, child)
    assert tie.standing == after
    assert tie.judged[:2] == judged
    assert len(tie.entries) == 4


def test_a_rejected_link_comes_back_on_new_facts_only(
    families: Families, case: str, child: str
) -> None:
    """The same rows saying the same are not proposed again; when a row says more, they are."""
    link = replace(POSSIBLE, child_row=child)
    families.do("propose-tie", FIRST, case, links=(link,))
    families.rejected(case, child)
    with pytest.raises(NotNow, match="new"):
        families.do("propose-tie", FIRST, case, links=(link,))
    states = all_states(families.office.ledger, 10**9)
    kept = [one for one in rejections(states) if one.child_id == child]
    assert [(one.parent_id, one.facts) for one in kept] == [(link.parent_row, FACTS)]
    families.do("propose-tie", FIRST, case, links=(replace(link, facts="0" * 32),))
    tie = families.tie(case, child)
    assert (tie.standing, tie.round) == ("possible", ())
    assert len(tie.judged) == 2
    families.rejected(case, child)
    assert families.tie(case, child).standing == "rejected"


def _parental(families: Families, case: str) -> dict[str, str]:
    office = families.office
    found = holds_now(office.docket, office.state(case), DAY)
    return {h.child: str(h.state) for h in found if h.safeguard.id == "parental-decision"}


def test_a_possible_tie_holds_and_only_a_rejection_by_two_clears(
    families: Families, case: str, child: str
) -> None:
    """A weak link, a claim, one rejection, a dispute and a doubt all hold; two rejections do not.

    New facts make the hold stand again by themselves.
    """
    link = replace(POSSIBLE, child_row=child, probability="0.010001")
    families.do("propose-tie", FIRST, case, links=(link,))
    assert _parental(families, case) == {child: "open"}
    families.do("reject-tie", FIRST, case, child=child)
    assert _parental(families, case) == {child: "open"}
    families.do("reject-tie", SECOND, case, child=child)
    assert _parental(families, case) == {child: "cleared"}
    families.do("doubt-tie", "intake 1", case, child=child)
    assert _parental(families, case) == {child: "open"}
    families.do("reject-tie", THIRD, case, child=child)
    assert _parental(families, case) == {child: "cleared"}
    families.do("propose-tie", FIRST, case, links=(replace(link, facts="1" * 32),))
    assert _parental(families, case) == {child: "open"}


def test_an_asserted_tie_waits_for_the_parents_decision(
    families: Families, case: str, child: str
) -> None:
    """Asserting a tie clears nothing: the decision about this child is still to be documented."""
    families.asserted(case, child)
    assert _parental(families, case) == {child: "open"}
    found = holds_now(families.office.docket, families.office.state(case), DAY)
    assert ("parental-decision", child) in {(h.safeguard.id, h.child) for h in standing(found)}


def test_a_destroyed_judgement_leaves_no_tie_asserted(
    families: Families, case: str, child: str
) -> None:
    """Whose content the law destroyed no longer counts: the tie is possible, and holds again."""
    families.do("claim-tie", "intake 1", case, child=child)
    families.rejected(case, child)
    assert _parental(families, case) == {child: "cleared"}
    office = families.office
    last = families.tie(case, child).judged[-1].entry
    from_the_law = ("the order of a court", "it says so")
    destroy(office, last, *from_the_law)
    assert families.tie(case, child).standing == "judged-once"
    assert _parental(families, case) == {child: "open"}


def destroy(office: Office, number: int, authority: str, reasons: str) -> None:
    """Have the content of an entry destroyed."""
    destroy_content(office.ledger, number, ["payload"], authority, reasons,
                    person("headquarters 1"), office.clock)  # fmt: skip


def test_three_states_move_apart(families: Families, case: str) -> None:
    """A parent is reached while the family is apart and nobody knows what the parent wants."""
    families.asserted(case)
    families.do("record-separation", "intake 1", case)
    families.do("attempt-contact", FIRST, case, outcome="spoke to the parent",
                identity_checked="yes", checked_how="by the child's birth date")  # fmt: skip
    tie = families.tie(case)
    assert (tie.contact, tie.reunification, tie.preference) == ("reached", "separated", "not-asked")
    with pytest.raises(NotNow, match="preference is “not asked”"):
        families.do("plan-reunification", FIRST, case)
    families.do("record-preference", FIRST, case, how="in contact")
    families.do("plan-reunification", FIRST, case)
    families.do("record-reunification", FIRST, case)
    assert families.tie(case).reunification == "reunified"
    assert CHILD in families.office.state(case).family.ties


def test_nobody_is_brought_together_on_a_tie_that_is_only_possible(
    families: Families, case: str, child: str
) -> None:
    """A plan needs two people's assertion; what happened by itself is recorded all the same."""
    families.do("claim-tie", "intake 1", case, child=child)
    families.do("record-separation", "intake 1", case, child=child)
    families.do("record-preference", FIRST, case, child=child)
    with pytest.raises(NotNow, match="tie that is “possible”"):
        families.do("plan-reunification", FIRST, case, child=child)
    families.do("record-reunification", FIRST, case, child=child)
    assert families.tie(case, child).reunification == "reunified"


def test_staying_apart_needs_a_documented_decision_or_a_finding(
    families: Families, case: str, child: str
) -> None:
    """An oral waiver keeps nobody apart, and neither does silence."""
    families.asserted(case, child)
    families.do("record-separation", "intake 1", case, child=child)
    families.office.do("parent-decision", THIRD, case, child=child, asked="yes",
                       choice="stays", form="oral")  # fmt: skip
    with pytest.raises(NotNow, match="No complete record"):
        families.do("record-apart", THIRD, case, child=child, finding="")
    complete = {**DECISION, "child": child, "choice": "stays"}
    families.office.do("parent-decision", THIRD, case, **complete)
    done = families.do("record-apart", THIRD, case, child=child, finding="")
    assert done.after.told[-1].said["decision"] == done.after.parents[child].entry


def test_silence_undoes_no_wish(families: Families, case: str, child: str) -> None:
    """After a wish was recorded, an attempt without answer leaves it as it was."""
    families.asserted(case, child)
    families.do("record-preference", FIRST, case, child=child)
    families.do("record-preference", FIRST, case, child=child, wish="no answer")
    assert families.tie(case, child).preference == "wants-reunification"
    with pytest.raises(NotNow, match="not reached"):
        families.do("record-preference", FIRST, case, child=child, how="in contact")


def test_an_event_struck_as_an_error_no_longer_counts(
    families: Families, case: str, child: str
) -> None:
    """A separation recorded on the wrong case is struck; one with a wrong day is corrected."""
    families.asserted(case, child)
    wrong = families.do("record-separation", "intake 1", case, child=child).leaf.number
    families.office.do("correct", THIRD, case, entry=str(wrong), field="separated_on",
                       value="2011-05-23", evidence="the form")  # fmt: skip
    told = next(one for one in families.office.state(case).told if one.entry == wrong)
    assert told.said["separated_on"] == "2011-05-23"
    families.office.do("strike", THIRD, case, entry=str(wrong))
    assert families.tie(case, child).reunification == "not-recorded"
    state = families.office.state(case)
    assert state.family == family_of(state.told, state.struck)
    assert any(one.entry == wrong for one in families.office.state(case).told)


def test_a_whole_linkage_is_put_on_cases_by_whoever_is_bound_to_no_office(
    families: Families, next_case: Callable[[], str]
) -> None:
    """Who belongs to some offices is told so before anything is written, and not half way."""
    office, (one, other) = families.office, (next_case(), next_case())
    admit_person(office.ledger, f"tess {one}", DOOR, f"tess {one}", ["family-tracing"], ADMIN,
                 office.clock, offices=["Newark"])  # fmt: skip
    bound = Person(f"tess {one}", "family-tracing", DOOR, f"tess {one}")
    found = Placed({case: (replace(POSSIBLE, child_row=f"young:{case}"),) for case in (one, other)},
                   ())  # fmt: skip
    with pytest.raises(NotAllowed, match="some of them only"):
        propose_all(office.ledger, found, "links", bound, office.clock)
    assert office.state(one).head == 0
    done = propose_all(office.ledger, found, "links", person(FIRST), office.clock)
    assert (done.entries, done.links, done.known) == (2, 2, 0)
    again = propose_all(office.ledger, found, "links", person(FIRST), office.clock)
    assert (again.entries, again.known) == (0, 2)
