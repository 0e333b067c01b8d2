"""The table of a demonstration: on which kind of case its made-up people do what, and say what.

Everything said is made up and says so. Kinds of which there are few cases stand first, for a case
is given to the first story that it fits. Days are counted from that on which the site is made.
"""

from __future__ import annotations

from collections.abc import Mapping

from evenhand.workbench.demonstration.story import (
    LIKELY,
    LINKED_CHILD,
    LINKED_RELATION,
    UNLIKELY,
    At,
    Day,
    Entry,
    Kind,
    Said,
    Story,
    by,
)

CLOSING, PRIORITY, NEITHER = "consider-closing", "enforcement-priority", "neither-list"
CHILD = "demonstration-child"
FILE = "demonstration file"
FOR = {"form": "settle-or-dismiss", "decides": "favourable", "stage": "before the judge",
       "asked_by": "own motion", "what": "move to close the case administratively"}  # fmt: skip
AGAINST = FOR | {"decides": "refused", "what": "go on with the case"}
STAY: Mapping[str, Said] = {
    "ordered_by": "immigration judge", "ordered_at": At(-40), "communicated_at": At(-40),
    "boarding_completed_at": "not yet", "document": f"{FILE}: order",
}  # fmt: skip
REMOVAL: Mapping[str, Said] = {
    "removed_on": Day(0), "office": "Los Angeles", "country": "a country",
    "carried_out_by": "a made-up officer", "source": f"{FILE}: manifest",
}  # fmt: skip
ASKED: Mapping[str, Said] = {
    "asked": "yes", "asked_by": "a made-up officer", "asked_at": At(-9),
    "asked_where": "Los Angeles", "language": "Spanish",
}  # fmt: skip
TRIED = {"by": "Demo family tracing", "on_behalf_of": "the field office",
         "channel": "telephone", "language": "Spanish"}  # fmt: skip

STORIES = (
    Story("a claim to protection, denied, with an appeal pending",
          Kind(hold="protection-claim"), (
        by("asylum", "file-claim", forms="asylum", filed_on=Day(-400),
           before="immigration judge", document=f"{FILE}: application"),
        by("asylum", "decide-claim", claim=Entry("file-claim"), result="denied",
           decided_on=Day(-60), judge="a made-up judge", elements="nexus",
           document=f"{FILE}: decision"),
        by("asylum", "appeal-claim", claim=Entry("file-claim"), appealed_on=Day(-45),
           by="respondent", document=f"{FILE}: notice of appeal"),
    )),
    Story("two agree, and the case is closed on a joint motion", Kind(CLOSING), (
        by("reviewer", "take"),
        by("reviewer", "determine", "a factor of the memorandum is on record.", **FOR),
        by("second-reviewer", "second", "the same factor, found independently.", **FOR),
        by("reviewer", "close", "the judge granted the joint motion.", motion="joint",
           ordered_by="immigration judge", ordered_on=Day(-2), respondent_position="agreed"),
    )),
    Story("two refuse against the finding, and say why", Kind(CLOSING), (
        by("second-reviewer", "take"),
        by("second-reviewer", "determine", "the letter on file weighs more here.", **AGAINST,
           departs_because="Demonstration: a letter on file speaks against closing."),
        by("reviewer", "second", "I find the same on the letter.", **AGAINST,
           departs_because="Demonstration: the same letter."),
    )),
    Story("a refusal that waits for its second person", Kind(PRIORITY), (
        by("second-reviewer", "take"),
        by("second-reviewer", "determine", "a priority, and nothing on record outweighs it.",
           **AGAINST),
    )),
    Story("a parent's complete decision about one child", Kind(hold="parental-decision"), (
        by("family-tracing", "parent-decision", child=CHILD, **ASKED, interpreter="none needed",
           explained=f"{FILE}: form, version 2", explained_at=At(-9),
           reunification_offered="yes", reunification_how="on the same flight",
           choice="with me", chosen_at=At(-8), form="signed", carried_out="yes"),
    )),
    Story("a parent's decision that lacks most of what it needs",
          Kind(hold="parental-decision"), (
        by("reviewer", "parent-decision", child=CHILD, **ASKED, choice="stays", form="oral"),
    )),
    Story("a removal recorded with a hold open", Kind(hold="parental-decision"), (
        by("intake", "remove", **REMOVAL),
    )),
    Story("a hold overridden by two, then a removal", Kind(hold="fitness-to-travel"), (
        by("supervisor", "ask-override", "the flight leaves before a physician can be seen.",
           hold="fitness-to-travel", done=f"{FILE}: a nurse was asked for"),
        by("headquarters", "agree-override", "asked and answered the same day.",
           hold="fitness-to-travel"),
        by("supervisor", "remove", **REMOVAL),
    )),
    Story("an override that waits for headquarters", Kind(hold="fitness-to-travel"), (
        by("supervisor", "ask-override", "no physician is to be had this week.",
           hold="fitness-to-travel", done=f"{FILE}: two clinics were called"),
    )),
    Story("a pregnancy that keeps a removal waiting", Kind(), (
        by("medical", "record-fact", fact="pregnant", value="yes", informant="physician",
           evidence=f"{FILE}: clinic's note", evidence_dated=Day(-12)),
    )),
    Story("a pregnancy, and the certificate that clears its hold", Kind(), (
        by("intake", "record-fact", fact="pregnant", value="yes", informant="respondent",
           evidence=f"{FILE}: intake form", evidence_dated=Day(-30)),
        by("medical", "clear-hold", hold="pregnancy", dated=Day(-3), kept=FILE,
           document="medical certificate on travel in this pregnancy",
           signed_by="a made-up physician"),
    )),
    Story("a fact that would decide the case, recorded", Kind(decisive="usc_child"), (
        by("second-reviewer", "take"),
        by("second-reviewer", "record-fact", fact="usc_child", value="yes", informant="family",
           evidence=f"{FILE}: birth certificate", evidence_dated=Day(-90)),
    )),
    Story("a favourable determination that waits for its second person", Kind(NEITHER), (
        by("reviewer", "take"),
        by("reviewer", "determine", "what is on file weighs for it.", **FOR),
    )),
    Story("two determinations that agree", Kind(NEITHER), (
        by("second-reviewer", "take"),
        by("second-reviewer", "determine", "what is on file weighs for it.", **FOR),
        by("reviewer", "second", "found independently, and the same.", **FOR),
    )),
    Story("two who do not agree, for the supervisor to settle", Kind(NEITHER), (
        by("reviewer", "take"),
        by("reviewer", "determine", "letters on file weigh for it.", **FOR),
        by("second-reviewer", "second", "the letters on file are old.", **AGAINST),
    )),
    Story("a disagreement before headquarters", Kind(NEITHER), (
        by("second-reviewer", "take"),
        by("second-reviewer", "determine", "letters on file weigh for it.", **FOR),
        by("reviewer", "second", "what is on file weighs against it.", **AGAINST),
        by("supervisor", "escalate", "both hold to what they found.",
           tried=f"{FILE}: both were heard together"),
    )),
    Story("a stay about to expire", Kind(hold="final-order"), (
        by("reviewer", "grant-stay", "as the judge ordered.", **STAY, until=Day(5)),
    )),
    Story("a stay further off, due to be looked at before", Kind(hold="final-order"), (
        by("supervisor", "grant-stay", "as the judge ordered.", **STAY, until=Day(240),
           review_on=Day(25)),
    )),
    Story("a case of another office's reviewer, assigned to it", Kind(), (
        by("supervisor", "assign", "the family lives there.", person="Demo newark reviewer"),
        by("newark-reviewer", "take"),
    )),
    Story("a case that somebody works on", Kind(), (by("reviewer", "take"),)),
    Story("a child whom a parent named, and attempts to reach the parent", Kind(), (
        by("intake", "claim-tie", child=CHILD, relation="mother", said_by="parent",
           source=f"{FILE}: intake form", said_on=Day(-30)),
        by("family-tracing", "record-separation", child=CHILD, separated_on=Day(-200),
           by="a made-up sector", source=f"{FILE}: the sector's list"),
        by("family-tracing", "record-lead", detail="000-000-0000", whose="parent",
           kind="telephone", source=FILE, dated=Day(-30), language="Spanish"),
        by("family-tracing", "attempt-contact", tried_at=At(-20), **TRIED,
           lead=Entry("record-lead"), outcome="no answer", next_due=Day(-10)),
        by("family-tracing", "attempt-contact", tried_at=At(-10), **TRIED,
           lead=Entry("record-lead"), outcome="left word", next_due=Day(-1)),
    )),
    Story("a link of the lists that one person judged", Kind(link=LIKELY, office=""), (
        by("family-tracing", "propose-tie"),
        by("family-tracing", "assert-tie", "the evidence as shown speaks for it.",
           child=LINKED_CHILD, relation=LINKED_RELATION),
    )),
    Story("a link of the lists that two people asserted", Kind(link=LIKELY, office=""), (
        by("second-family-tracing", "propose-tie"),
        by("second-family-tracing", "assert-tie", "the evidence as shown speaks for it.",
           child=LINKED_CHILD, relation=LINKED_RELATION),
        by("family-tracing", "assert-tie", "found independently, and the same.",
           child=LINKED_CHILD, relation=LINKED_RELATION),
        by("family-tracing", "record-whereabouts", child=LINKED_CHILD, believed="removed",
           source=f"{FILE}: the sector's list", dated=Day(-100)),
    )),
    Story("a link of the lists that waits for its first judgement",
          Kind(link=LIKELY, office=""), (by("family-tracing", "propose-tie"),)),
    Story("a weak link that two people rejected", Kind(link=UNLIKELY, office=""), (
        by("family-tracing", "propose-tie"),
        by("family-tracing", "reject-tie", "the evidence as shown is too weak.",
           child=LINKED_CHILD),
        by("second-family-tracing", "reject-tie", "too little agrees to rest a tie on.",
           child=LINKED_CHILD),
    )),
)  # fmt: skip
