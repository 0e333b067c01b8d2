"""A release needs two people, and what they agreed on is these bytes and no others."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import count

import pytest

from evenhand.casework.approve_release import RULE, approve_release
from evenhand.casework.destroy_content import destroy_content
from evenhand.casework.dismiss_person import dismiss_person
from evenhand.casework.issue_release import issue_release
from evenhand.casework.person import ROLES, Person
from evenhand.casework.propose_release import propose_release
from evenhand.casework.refuse_release import refuse_release
from evenhand.casework.releases import Folder, ReleaseAttempt, machine, release_state, releases
from evenhand.ledger.leaf import Leaf
from evenhand.ledger.reading import entry
from evenhand.terms.refusal import Incomplete, NotAllowed, NotNow, Refusal
from tests.support.office import Office, person
from tests.support.recording import ADMIN

ACTS = {
    "propose-release": propose_release,
    "approve-release": approve_release,
    "refuse-release": refuse_release,
    "issue-release": issue_release,
}
# Who may do what in which state, written down a second time: the state it leads to.
ALLOWED = {
    "propose-release": {"not-proposed": "proposed", "refused": "proposed"},
    "approve-release": {"proposed": "approved"},
    "refuse-release": {"proposed": "refused", "approved": "refused"},
    "issue-release": {"approved": "issued"},
}
MAY = ("overseer", "headquarters")
INTO = {
    "not-proposed": (),
    "proposed": ("propose-release",),
    "approved": ("propose-release", "approve-release"),
    "refused": ("propose-release", "refuse-release"),
    "issued": ("propose-release", "approve-release", "issue-release"),
}
FIRST, SECOND, THIRD = "headquarters 2", "headquarters 3", "overseer 1"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.fixture(scope="module")
def folders() -> Iterator[Folder]:
    """Give folders that nobody has seen."""
    return (Folder(_hash(f"sums {n}"), _hash(f"certificate {n}"), f"Title {n}") for n in count())


def do(office: Office, act: str, who: str | Person, folder: Folder, **given: str) -> Leaf:
    """Do an act as somebody, with everything it asks for."""
    said = {"reasons": "Read in both languages.", "where": "office.example/reports"} | given
    acting = person(who) if isinstance(who, str) else who
    return ACTS[act](ReleaseAttempt(office.ledger, office.clock, acting, folder, **said))


def bring(office: Office, folder: Folder, state: str) -> None:
    """Bring a release into a state by the acts of two people."""
    for act in INTO[state]:
        do(office, act, FIRST if act == "propose-release" else SECOND, folder)
    assert release_state(office.ledger, folder.subject).state == state


def _tried(office: Office, act: str, who: str, folder: Folder) -> Refusal | None:
    """Try an act; gives what stands against it, in which case nothing was written."""
    before = release_state(office.ledger, folder.subject)
    refused = None
    try:
        do(office, act, who, folder)
    except (NotAllowed, NotNow) as refusal:
        refused = refusal
    if refused is not None:
        assert refused.remedy
        assert release_state(office.ledger, folder.subject) == before, "a refused act wrote"
    return refused


@pytest.mark.parametrize("act", ACTS)
def test_who_may_do_what_in_which_state(
    act: str, busy_office: Office, folders: Iterator[Folder]
) -> None:
    """In each state each role may do what the table says, to the state it says, and no more."""
    for state in INTO:
        for role in ROLES:
            folder = next(folders)
            bring(busy_office, folder, state)
            refused = _tried(busy_office, act, f"{role} 1", folder)
            to = ALLOWED[act].get(state) if role in MAY else None
            assert (refused is None) == (to is not None), (act, state, role, refused)
            now = release_state(busy_office.ledger, folder.subject).state
            assert now == (state if to is None else to)


def test_the_table_says_no_more() -> None:
    """Every move of the table is tried above, and what went out is never taken back."""
    moves = {(m.act, start): m.to for m in machine().moves for start in m.starts}
    assert moves == {(act, s): to for act, table in ALLOWED.items() for s, to in table.items()}
    assert {role for m in machine().moves for role in m.who} == set(MAY)
    assert set(machine().states) == set(INTO)


def test_nobody_approves_what_they_proposed(busy_office: Office, folders: Iterator[Folder]) -> None:
    """The second person is another person, in whatever role and under whatever account."""
    folder = next(folders)
    do(busy_office, "propose-release", FIRST, folder)
    with pytest.raises(NotAllowed, match="needs two people"):
        do(busy_office, "approve-release", FIRST, folder)
    with pytest.raises(NotAllowed, match="belongs to another person"):
        do(busy_office, "approve-release",
           Person(SECOND, "headquarters", "test", f"account of {FIRST}"), folder)  # fmt: skip
    do(busy_office, "approve-release", SECOND, folder)


def test_whoever_proposed_again_is_the_first_person(
    busy_office: Office, folders: Iterator[Folder]
) -> None:
    """After a refusal another may propose; then it is that one who cannot approve."""
    folder = next(folders)
    bring(busy_office, folder, "refused")
    do(busy_office, "propose-release", SECOND, folder)
    assert _tried(busy_office, "approve-release", SECOND, folder) is not None
    assert _tried(busy_office, "approve-release", FIRST, folder) is None


def test_another_byte_is_another_release(busy_office: Office, folders: Iterator[Folder]) -> None:
    """What was approved is the folder with these checksums: a changed one nobody has proposed."""
    folder = next(folders)
    bring(busy_office, folder, "approved")
    changed = Folder(_hash("changed"), folder.certificate, folder.title)
    refused = _tried(busy_office, "issue-release", THIRD, changed)
    assert refused is not None
    assert "The release is “not proposed”" in refused.what


def test_the_entry_names_the_certificate(busy_office: Office, folders: Iterator[Folder]) -> None:
    """The entry of the release holds both hashes, the title and the place; `releases` lists it."""
    folder = next(folders)
    do(busy_office, "propose-release", THIRD, folder, reasons="The quarter is closed.")
    do(busy_office, "approve-release", FIRST, folder)
    leaf = do(busy_office, "issue-release", SECOND, folder, where=" office.example/2012 ")
    said = entry(busy_office.ledger, leaf.number).value("payload")
    assert said == {
        "sums": folder.sums, "certificate": folder.certificate, "title": folder.title,
        "where": "office.example/2012",
    }  # fmt: skip
    (found,) = [r for r in releases(busy_office.ledger) if r.subject == folder.subject]
    assert found == release_state(busy_office.ledger, folder.subject)
    assert (found.state, found.certificate, found.title) == ("issued", folder.certificate,
                                                             folder.title)  # fmt: skip
    assert [(s.act, s.by) for s in found.steps] == [
        ("propose-release", THIRD), ("approve-release", FIRST), ("issue-release", SECOND),
    ]  # fmt: skip
    assert found.steps[0].reasons == "The quarter is closed."


@pytest.mark.parametrize(
    ("act", "state", "given", "asks"),
    [
        ("propose-release", "not-proposed", {"reasons": " "}, "Reasons are needed"),
        ("approve-release", "proposed", {"reasons": ""}, "Reasons are needed"),
        ("refuse-release", "proposed", {"reasons": ""}, "Reasons are needed"),
        ("issue-release", "approved", {"where": "  "}, "say also: where"),
    ],
)
def test_what_must_be_said(
    act: str, state: str, given: dict[str, str], asks: str, busy_office: Office,
    folders: Iterator[Folder],
) -> None:  # fmt: skip
    """An act without its reasons, or a release without its place, is not recorded."""
    folder = next(folders)
    bring(busy_office, folder, state)
    with pytest.raises(Incomplete, match=asks):
        do(busy_office, act, THIRD, folder, **given)
    assert release_state(busy_office.ledger, folder.subject).state == state


@pytest.mark.parametrize("wrong", ["", "A" * 64, "0" * 63])
def test_what_is_no_hash_is_no_release(wrong: str, busy_office: Office) -> None:
    """A release is named by two hashes; anything else is refused before it is written."""
    for folder in (Folder(wrong, "0" * 64, "t"), Folder("0" * 64, wrong, "t")):
        with pytest.raises(Incomplete, match="named by the hashes"):
            do(busy_office, "propose-release", FIRST, folder)


def test_of_two_people_at_once_one_is_told(office: Office, folders: Iterator[Folder]) -> None:
    """Whoever approves while another refuses is told, and nothing of theirs is written."""
    folder = next(folders)
    bring(office, folder, "proposed")
    attempt = ReleaseAttempt(office.ledger, office.clock, person(SECOND), folder, "I read it.")
    state, move = attempt.begin(RULE)
    do(office, "refuse-release", THIRD, folder)
    with pytest.raises(Refusal) as told:
        attempt.write(move, state)
    assert told.value.code == 17
    assert release_state(office.ledger, folder.subject).state == "refused"


def test_a_destroyed_name_stops_the_release(office: Office, folders: Iterator[Folder]) -> None:
    """If the law has the proposer's name destroyed, nobody can be shown to be another person."""
    folder = next(folders)
    leaf = do(office, "propose-release", THIRD, folder)
    destroy_content(office.ledger, leaf.number, ["who"], "an order of a court", "It was ordered.",
                    person(FIRST), office.clock)  # fmt: skip
    with pytest.raises(NotNow, match="destroyed by law"):
        do(office, "approve-release", FIRST, folder)


def test_whoever_is_dismissed_releases_nothing(office: Office, folders: Iterator[Folder]) -> None:
    """The register is asked at every step, not only at the first."""
    folder = next(folders)
    bring(office, folder, "approved")
    dismiss_person(office.ledger, THIRD, "Left the office.", ADMIN, office.clock)
    with pytest.raises(NotAllowed):
        do(office, "issue-release", THIRD, folder)
