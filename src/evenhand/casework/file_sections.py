"""The parts of a case file: for each field that was shared, what the page says, and no more.

Each part names what it takes from an entry. What is not named here (who in the office did it,
notes, grounds, names of rows beyond the child's own) never reaches a page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from evenhand.casework.family import Told
from evenhand.casework.file_words import Words
from evenhand.casework.parental import standing_of
from evenhand.casework.replay import CaseState
from evenhand.review.report.markup import Html, element, joined


@dataclass(frozen=True)
class Shared:
    """What a page is made of: the case, the child, the words, and the details that were opened."""

    state: CaseState
    child: str
    words: Words
    details: Mapping[int, str]  # by the lead's entry

    def told(self, *words: str) -> Iterator[Told]:
        """Give the entries of some words on this child that were not struck."""
        for one in self.state.told:
            counts = one.word in words and one.entry not in self.state.struck
            if counts and self.child in one.said.get("children", ()):
                yield one


Rows = Sequence[tuple[str, object]]
_EVENTS = ("record-separation", "plan-reunification", "halt-reunification",
           "record-reunification", "record-apart")  # fmt: skip
_DAYS = ("separated_on", "reunified_on", "by_day")
_OWN = {"parent-details": ("parent", "attorney"), "child-details": ("child", "sponsor", "relative")}


def facts(rows: Rows) -> Html:
    """Write labels and values as a table."""
    lines = [
        element("tr", element("th", label, scope="row"), element("td", value))
        for label, value in rows
        if value not in ("", None)
    ]
    return element("table", element("tbody", joined(lines)))


def lines(head: Sequence[str], rows: Sequence[Sequence[object]], empty: str) -> Html:
    """Write rows under headings, or the sentence that there is none."""
    if not rows:
        return element("p", empty)
    top = element("tr", *(element("th", text, scope="col") for text in head))
    body = [element("tr", *(element("td", cell) for cell in row)) for row in rows]
    return element("table", element("thead", top), element("tbody", joined(body)))


def section(name: str, shared: Shared) -> Html:
    """Write the part of one field."""
    words = shared.words
    heading = element("h2", words.title(name))
    return element("section", heading, _PARTS[name](shared), aria_label=words.title(name))


def _standing(shared: Shared) -> Html:
    tie, words = shared.state.family.tie(shared.child), shared.words
    judged = {one.entry for one in tie.judged} - shared.state.unread
    days = [one.at[:10] for one in shared.state.told if one.entry in judged]
    relation = tie.relation if tie.standing == "asserted" else ""
    return facts(
        [
            (words.label("standing"), words.word(tie.standing)),
            (words.label("relation"), words.word(relation) if relation else ""),
            (words.label("judged"), ", ".join(days)),
        ]
    )


def _evidence(shared: Shared) -> Html:
    words, tie = shared.words, shared.state.family.tie(shared.child)
    judged = {one.entry for one in tie.judged} - shared.state.unread
    shown = [one.said["proposal"] for one in shared.state.told
             if one.entry in judged and "proposal" in one.said]  # fmt: skip
    # Which facts agree, in words: no name, no date and no number of either list.
    rows = [(line["what"], line["says"]) for line in (shown[-1]["lines"] if shown else ())]
    head = (words.label("what"), words.label("says"))
    table = element("div", lines(head, rows, words.text("no_record")), lang="en")
    return joined([_original(words), table]) if rows else table


def _contact(shared: Shared) -> Html:
    words, tie = shared.words, shared.state.family.tie(shared.child)
    attempts = [one for one in shared.state.family.attempts
                if shared.child in one.said["children"]]  # fmt: skip
    rows = [
        (one.said["tried_at"][:10], words.word(one.said["channel"]), one.said["language"],
         words.word(one.said["outcome"]), one.said.get("next_due", ""))
        for one in attempts
    ]  # fmt: skip
    head = [words.label(name) for name in ("day", "channel", "language", "outcome", "next_due")]
    return joined(
        [
            facts([(words.label("state"), words.word(tie.contact))]),
            lines(head, rows, words.text("no_record")),
            element("p", words.text("relative")),
        ]
    )


def _reunification(shared: Shared) -> Html:
    words, tie = shared.words, shared.state.family.tie(shared.child)
    rows = [
        (next((one.said[name] for name in _DAYS if name in one.said), one.at[:10]),
         words.word(one.word), _by(words, one))
        for one in shared.told(*_EVENTS)
    ]  # fmt: skip
    head = [words.label(name) for name in ("day", "event", "by")]
    return joined(
        [
            facts([(words.label("state"), words.word(tie.reunification))]),
            lines(head, rows, words.text("no_record")),
        ]
    )


def _by(words: Words, one: Told) -> str:
    by = str(one.said.get("by", ""))
    return words.word(by) if one.word == "record-reunification" else by


def _preference(shared: Shared) -> Html:
    words, tie = shared.words, shared.state.family.tie(shared.child)
    found = shared.told("asked-no-answer", "prefers-reunification", "prefers-child-stays")
    rows = [
        (one.said["said_at"][:10], words.word(one.said["wish"]), words.word(one.said["how"]),
         one.said["language"], one.said.get("words", ""))
        for one in found
    ]  # fmt: skip
    head = [words.label(name) for name in ("day", "wish", "how", "language", "words")]
    return joined(
        [
            facts([(words.label("state"), words.word(tie.preference))]),
            lines(head, rows, words.text("no_record")),
            element("p", words.text("silence")),
        ]
    )


def _decision(shared: Shared) -> Html:
    words, kept = shared.words, shared.state.parents.get(shared.child)
    if kept is None:
        return element("p", words.text("no_record"))
    found = standing_of(kept.record)
    choice = kept.record.get("choice", "")
    lacks = element("ul", *(element("li", part) for part in found.lacks), lang="en")
    table = facts(
        [
            (words.label("counts_as"), words.word(found.counts_as)),
            (words.label("choice"), words.word(choice) if choice else ""),
            (words.label("language"), kept.record.get("language", "")),
            (words.label("day"), str(kept.record.get("chosen_at", ""))[:10]),
            (words.label("lacks"), lacks if found.lacks else ""),
        ]
    )
    return joined([_original(words), table]) if found.lacks else table


def _whereabouts(shared: Shared) -> Html:
    words, told = shared.words, shared.state.family.whereabouts
    if told is None or shared.child not in told.said["children"]:
        return element("p", words.text("no_record"))
    return facts(
        [
            (words.label("believed"), words.word(told.said["believed"])),
            (words.label("dated"), told.said.get("dated", told.at[:10])),
        ]
    )


def _details(name: str) -> Callable[[Shared], Html]:
    def part(shared: Shared) -> Html:
        words = shared.words
        rows = [
            (words.word(lead.said["whose"]), words.word(lead.said["kind"]),
             lead.said.get("dated", lead.at[:10]), shared.details[number])
            for number, lead in shared.state.family.leads.items()
            if number in shared.details and lead.said["whose"] in _OWN[name]
        ]  # fmt: skip
        head = [words.label(label) for label in ("whose", "kind", "dated", "detail")]
        return lines(head, rows, words.text("no_record"))

    return part


def _original(words: Words) -> Html:
    return element("p", f"({words.text('original')})")


_PARTS: Mapping[str, Callable[[Shared], Html]] = {
    "standing": _standing,
    "evidence": _evidence,
    "contact": _contact,
    "reunification": _reunification,
    "preference": _preference,
    "decision": _decision,
    "whereabouts": _whereabouts,
    "parent-details": _details("parent-details"),
    "child-details": _details("child-details"),
}
