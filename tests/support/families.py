"""A family in an office: the samples of each act, and how a tie is brought into each state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from evenhand.casework.attempt import Attempt, Recorded
from evenhand.casework.family import Tie
from evenhand.casework.family_acts import FAMILY_ACTS, Handed
from evenhand.casework.person import Person
from evenhand.casework.possible import Possible
from evenhand.casework.proposal import Proposal
from evenhand.casework.sealing import DetailKey, Keyring
from tests.support.office import Office, person

CHILD, PARENT_ROW, FACTS = "care:44", "border:12", "f" * 32
KEYS = Keyring([DetailKey(b"k" * 32)])
NUMBER = "+502 5555 0100 CANARY"
POSSIBLE = Possible(PARENT_ROW, CHILD, FACTS, "hold", "0.031000", ())


def proposal(facts: str = FACTS, parent: str = PARENT_ROW, child: str = CHILD) -> Proposal:
    """Give a link as it was shown."""
    lines = ({"what": "birth date", "says": "agrees", "bits": "+12.1"},)
    return Proposal(parent, child, facts, "a" * 64, "lists-1", "b" * 64, "0.971000", (), lines)


# Fields with which each act is complete, and what it is handed.
GIVEN: Mapping[str, Mapping[str, str]] = {
    "propose-tie": {},
    "claim-tie": {"child": CHILD, "relation": "mother", "said_by": "parent", "source": "intake"},
    "assert-tie": {"child": CHILD, "relation": "mother"},
    "reject-tie": {"child": CHILD},
    "doubt-tie": {"child": CHILD, "new": "the aunt says that she is not the mother"},
    "record-separation": {"child": CHILD, "separated_on": "2011-05-22", "by": "a border station",
                          "source": "the agency's list"},
    "plan-reunification": {"child": CHILD, "how": "by air", "sees_to_it": "an organization"},
    "halt-reunification": {"child": CHILD},
    "record-reunification": {"child": CHILD, "reunified_on": "2011-12-01", "where": "Guatemala",
                             "by": "an organization", "confirmed_by": "the mother",
                             "source": "her letter"},
    "record-apart": {"child": CHILD, "finding": "a judge, on 2011-06-01, on a report"},
    "record-preference": {"wish": "be with the child", "how": "in writing, signed",
                          "said_at": "2011-12-01T10:00-06:00", "language": "Mam",
                          "interpreter": "interpreter 4", "asked_by": "a social worker"},
    "record-lead": {"detail": NUMBER, "whose": "parent", "kind": "telephone", "source": "a list"},
    "record-whereabouts": {"believed": "removed", "source": "the enforcement list"},
    "attempt-contact": {"tried_at": "2011-12-02T10:00-06:00", "by": "a volunteer",
                        "on_behalf_of": "the committee", "channel": "telephone",
                        "language": "Mam", "outcome": "no answer", "next_due": "2012-01-20"},
    "resume-contact": {"changed": "she moved away", "next_due": "2012-02-01"},
    "withhold": {"covers": "parent-details", "from_whom": "family-member",
                 "because": "fear of harm", "asked_by": "the mother"},
    "lift-withholding": {"taken_back_by": "the mother", "method": "by letter, in Mam"},
    "share": {"child": CHILD, "fields": "standing, contact", "recipient": "steering-committee",
              "to": "an attorney of the committee", "purpose": "find parent",
              "basis": "legal obligation", "agreement": "the court's order",
              "until": "2012-06-30"},
}  # fmt: skip
REACHED = {"outcome": "spoke to the parent", "identity_checked": "yes",
           "checked_how": "by the child's birth date"}  # fmt: skip
CONSENTED = {
    "by": "the mother", "of": "the mother", "what": "her telephone", "to": "the committee",
    "purpose": "find parent", "language": "Mam", "method": "oral", "given_on": "2012-01-02",
    "in_custody": "no", "may_be_found": "parent", "covers": "parent-details",
    "recipient": "steering-committee",
}  # fmt: skip


@dataclass
class Families:
    """An office that also acts on families."""

    office: Office

    def do(
        self,
        act: str,
        who: str | Person,
        case: str,
        *,
        shown: Proposal | None = None,
        links: tuple[Possible, ...] = (POSSIBLE,),
        reasons: str = "Because both lists say so.",
        **given: str,
    ) -> Recorded:
        """Do an act as somebody, with the sample's fields where none are given for them."""
        acting = person(who) if isinstance(who, str) else who
        fields = {**GIVEN[act], **given}
        if act in ("assert-tie", "reject-tie") and shown is None and "evidence" not in given:
            shown = proposal(child=fields["child"])
        attempt = Attempt(self.office.ledger, self.office.clock, acting, case, fields, reasons)
        handed = Handed(shown, KEYS, "links-1", links)
        return FAMILY_ACTS[act].do(attempt, handed)

    def tie(self, case: str, child: str = CHILD) -> Tie:
        """Give the tie of a case to a child, as its entries say."""
        return self.office.state(case).family.tie(child)

    def put(self, act: str, who: str, case: str, **said: Any) -> int:
        """Put an entry on the ledger as if its act had been done."""
        return self.office.put(act, who, case, **said)

    def asserted(self, case: str, child: str = CHILD, relation: str = "mother") -> None:
        """Have two people assert a tie."""
        for who in ("family-tracing 2", "family-tracing 3"):
            self.do("assert-tie", who, case, child=child, relation=relation)

    def rejected(self, case: str, child: str = CHILD) -> None:
        """Have two people reject a tie."""
        for who in ("family-tracing 2", "family-tracing 3"):
            self.do("reject-tie", who, case, child=child)


NOW = {"finding": "they belong together", "relation": "mother", "facts": FACTS}
NOT = {"finding": "they do not belong together", "facts": FACTS}
# The entries that bring a tie into each state: the word, who, what it says.
TIE_INTO: Mapping[str, tuple[tuple[str, str, Mapping[str, str]], ...]] = {
    "none": (),
    "possible": (("claim-tie", "intake 1", {}),),
    "judged-once": (("judge-tie", "family-tracing 2", NOW),),
    "contested": (("judge-tie", "family-tracing 2", NOW),
                  ("second-differs-on-tie", "family-tracing 3", NOT)),
    "asserted": (("judge-tie", "family-tracing 2", NOW),
                 ("second-asserts", "family-tracing 3", NOW)),
    "rejected": (("judge-tie", "family-tracing 2", NOT),
                 ("second-rejects", "family-tracing 3", NOT)),
    "doubted": (("judge-tie", "family-tracing 2", NOW),
                ("second-asserts", "family-tracing 3", NOW), ("doubt-tie", "reviewer 3", {})),
}  # fmt: skip
PART_INTO: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "contact": {
        "no-lead": (), "lead": ("record-lead",), "attempted": ("attempt-failed",),
        "message-left": ("attempt-word-left",), "reached": ("attempt-reached",),
        "declined": ("attempt-declined",), "stopped": ("attempt-unsafe",),
    },
    "reunification": {
        "not-recorded": (), "separated": ("record-separation",),
        "planned": ("record-separation", "plan-reunification"),
        "reunified": ("record-reunification",), "apart": ("record-separation", "record-apart"),
    },
    "preference": {
        "not-asked": (), "no-answer": ("asked-no-answer",),
        "wants-reunification": ("prefers-reunification",),
        "wants-child-to-stay": ("prefers-child-stays",),
    },
}  # fmt: skip


def bring_tie(families: Families, case: str, state: str, child: str = CHILD) -> None:
    """Bring a tie into a state."""
    for word, who, said in TIE_INTO[state]:
        families.put(word, who, case, child=child, parent_row=PARENT_ROW, **said)


def bring_part(families: Families, case: str, part: str, state: str) -> None:
    """Bring one of the three states of an asserted tie into a state."""
    bring_tie(families, case, "asserted")
    for word in PART_INTO[part][state]:
        families.put(word, "supervisor 3", case, children=[CHILD], whose="parent")
