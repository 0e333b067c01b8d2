"""A linkage in a site: from agencies' lists to a removal that waits, and a tie that two assert."""

from __future__ import annotations

import re
import shutil

import pytest

from evenhand.families.run import make_links, open_links
from tests.support.lists import HER_CHILD, ROSA, two_lists
from tests.support.office import DECISION
from tests.workbench.test_cases import at, ledger_now
from tests.workbench.test_families import do, page_of
from tests.workbench.test_lists import listed

PEDRO = {
    "number": "A200000777", "surnames": "QUISPE MAMANI", "given": "PEDRO", "born_on": "11/2/1979",
    "sex": "M", "country": "Bolivia", "sector": "Laredo", "apprehended_on": "6/2/2018",
}  # fmt: skip
HIS_CHILD = {
    "surnames": "QUISPE", "born_on": "2/3/2012", "parent_number": "",
    "parent_surnames": "QUISPE MAMANI", "parent_given": "PEDRO", "parent_born_on": "2/11/1979",
    "parent_sex": "father", "country": "BOLIVIA", "sector": "LAREDO", "referred_on": "6/4/2018",
}  # fmt: skip
CROWD = [
    ROSA | {"number": f"A2000001{n:02}", "surnames": "GARCIA", "given": "MARIA", "born_on": ""}
    for n in range(30)
]
HIS, HERS, ELSEWHERE, WEAK = "border:32", "border:33", "border:2", "border:3"
HIS_CHILDS, HER_CHILDS, NOBODYS = "care:2", "care:3", "care:4"
OF_NOBODY = HIS_CHILD | {
    "surnames": "GARCIA", "parent_surnames": "GARCIA", "parent_given": "MARIA",
    "parent_born_on": "", "country": "GUATEMALA", "sector": "YUMA", "parent_sex": "mother",
    "referred_on": "5/22/2018",
}  # fmt: skip


@pytest.fixture(scope="module")
def ours(of_the_court):
    """Two cases that no other test touches."""
    return of_the_court


@pytest.fixture(scope="module")
def linked(site, ours, cases, tmp_path_factory):
    """Lists of three children, linked and loaded; which rows are which cases is said in a table."""
    from evenhand.workbench.queueing.loaded import close_loaded

    folder = tmp_path_factory.mktemp("linkage")
    rows = [(HIS, ours[0]), (HERS, ours[1]), (ELSEWHERE, cases["Boston"][0]), (WEAK, ours[5])]
    told = load_into(site, folder, rows)
    yield told, open_links(folder / "links")
    close_loaded()
    shutil.rmtree(site / "linkage")


def load_into(site, folder, rows):
    """Make the lists, link them, and load the links; ``rows`` says which row is which case."""
    from evenhand.workbench.queueing.linking import load_links
    from evenhand.workbench.queueing.loaded import close_loaded

    close_loaded()
    lists = two_lists(folder, [*CROWD, PEDRO, ROSA], [HIS_CHILD, HER_CHILD, OF_NOBODY])
    make_links(lists, folder / "links")
    table = folder / "cases.csv"
    table.write_text("person_id,case_id\n" + "".join(f"{p},{c}\n" for p, c in rows), "utf-8")
    return load_links(lists.folder, folder / "links", table, site / "linkage")


def holds_of(browser, case: str) -> list[str]:
    """Give the holds on a page whose title speaks of a decision."""
    found = re.findall(r'eh-hold"><summary>(.*?) <span', browser.get(at(case)).content.decode())
    return [title for title in found if "decision" in title.lower()]


def test_what_was_loaded_is_counted(linked):
    """Links of cases that are known, and the parents' rows that are none, by name."""
    told, links = linked
    assert told.cases == 4
    assert told.links + len(told.nowhere) >= links.manifest["counts"]["children_with_a_link"]
    assert "border:4" in told.nowhere


def test_no_removal_waits_until_the_links_are_on_record(linked, ours, signed_in):
    """The page says so, and a person may put them there; headquarters may not."""
    tracer, supervisor = signed_in("family-tracing"), signed_in("supervisor")
    shown = tracer.get("/families/links/?show=not-on-record").content.decode()
    assert "not on record yet" in shown
    assert ours[0] in shown
    assert "11/2/1979" not in shown  # the list of links shows words and weights, not the cells
    assert HIS_CHILDS not in "".join(holds_of(supervisor, ours[0]))
    assert "Possible links that are not on record" in page_of(tracer, ours[0])
    assert signed_in("headquarters").post("/families/links/").status_code == 403


def test_the_fathers_hold_from_a_loaded_linkage(linked, ours, signed_in):
    """Put on the case it holds the removal; two assert it on the evidence, blind; the hold stays
    until the parent's decision is documented."""
    case, supervisor = ours[0], signed_in("supervisor")
    first, second = signed_in("family-tracing"), signed_in("second-family-tracing")
    assert first.post("/families/links/").status_code == 302
    (waits_for,) = holds_of(supervisor, case)
    assert HIS_CHILDS in waits_for
    assert case in listed(supervisor, "/holds/?hold=parental-decision&in_court=")
    shown = page_of(first, case)
    assert "both agree, in whatever order" in shown
    assert "differs by swapped day and month" in shown
    assert "border.csv row 32" in shown

    asked = f"family/acts/assert-tie/?child={HIS_CHILDS}"
    form = first.get(at(case, asked)).content.decode()
    assert "2/11/1979" in form
    said = {"child": HIS_CHILDS, "relation": "father", "reasons": "The CANARY: all of it agrees.",
            "shown": re.search(r'name="shown" value="(\w{64})"', form)[1]}  # fmt: skip
    do(first, case, "assert-tie", said)
    for browser in (second, supervisor):
        seen = page_of(browser, case)
        assert "CANARY" not in seen
        assert "judged-once" in seen
        assert "differs by swapped day and month" in seen  # the lists' evidence is for both
    assert case in second.get("/families/links/").content.decode()
    do(second, case, "assert-tie", said)
    assert "<strong>asserted</strong>" in page_of(supervisor, case)
    assert page_of(supervisor, case).count("The CANARY") == 2
    assert "asserted" in second.get("/families/links/?show=settled").content.decode()

    assert len(holds_of(supervisor, case)) == 1
    do_decision(first, case)
    assert holds_of(supervisor, case) == []


def do_decision(browser, case: str) -> None:
    """Record a complete decision of the parent about the child."""
    answer = browser.post(at(case, "acts/parent-decision/"), {**DECISION, "child": HIS_CHILDS})
    assert answer.status_code == 302, answer.content.decode()


def test_a_weak_link_is_enough_to_hold(linked, ours, signed_in):
    """One of thirty women of a common name: not put before people first, and removal waits."""
    case, tracer, supervisor = ours[5], signed_in("family-tracing"), signed_in("supervisor")
    tracer.post(at(case, "family/links/"))
    shown = tracer.get("/families/links/?show=all").content.decode()
    weak = shown[shown.index(WEAK + "<") :].split("</tr>")[0]
    assert "weak: it holds, and is not put first" in weak
    assert float(re.search(r'eh-number">([\d.]+)%', weak)[1]) < 50
    (waits_for,) = holds_of(supervisor, case)
    assert NOBODYS in waits_for


def test_a_rejection_is_kept_and_lifts_what_rested_on_it(linked, ours, signed_in):
    """Two reject on what they were shown; the tie stays on the list of what is settled."""
    case = ours[1]
    first, second = signed_in("family-tracing"), signed_in("second-family-tracing")
    first.post(at(case, "family/links/"))
    children = {row for row in (HIS_CHILDS, HER_CHILDS, NOBODYS) if row in page_of(first, case)}
    assert HER_CHILDS in children
    for browser in (first, second):
        form = browser.get(at(case, f"family/acts/reject-tie/?child={HER_CHILDS}"))
        shown = re.search(r'name="shown" value="(\w{64})"', form.content.decode())[1]
        do(browser, case, "reject-tie", {"child": HER_CHILDS, "shown": shown, "reasons": "Not so."})
    assert "rejected" in first.get("/families/links/?show=settled").content.decode()
    assert "<strong>rejected</strong>" in page_of(first, case)
    before = len(ledger_now())
    first.post(at(case, "family/links/"))
    assert "propose-tie" not in [leaf.act for leaf in ledger_now()[before:]]


def test_a_link_that_says_something_else_now_is_not_judged_unseen(linked, ours, signed_in):
    """What stood on the form must be what the linkage says when it is sent."""
    case, supervisor = ours[1], signed_in("supervisor")
    given = {"child": HER_CHILDS, "new": "an aunt wrote", "reasons": "an aunt wrote"}
    do(supervisor, case, "doubt-tie", given)
    said = {"child": HER_CHILDS, "relation": "mother", "shown": "0" * 64, "reasons": "as shown"}
    answer = signed_in("second-headquarters").post(at(case, "family/acts/assert-tie/"), said)
    assert answer.status_code == 409
    assert b"linked anew since this form was opened" in answer.content


def test_other_offices_links_are_not_there(linked, cases, signed_in):
    """Whoever belongs to one office sees its links alone, and headquarters all of them."""
    theirs = cases["Boston"][0]
    assert (
        theirs not in signed_in("family-tracing").get("/families/links/?show=all").content.decode()
    )
    assert theirs in signed_in("headquarters").get("/families/links/?show=all").content.decode()
    answer = signed_in("family-tracing").post(at(theirs, "family/links/"))
    assert answer.status_code == 404


def test_a_role_that_reads_no_family_sees_no_link(linked, ours, signed_in):
    """Neither in words nor by the rows' names, on the page of a family as elsewhere."""
    for account in ("intake", "medical", "asylum"):
        shown = page_of(signed_in(account), ours[1])
        assert HER_CHILDS not in shown
        assert "XOL" not in shown
        assert signed_in(account).get("/families/links/").status_code == 403


def test_that_links_are_read_is_on_the_record_first(linked, signed_in):
    """One entry `read` for a page of links."""
    before = len(ledger_now())
    assert signed_in("family-tracing").get("/families/links/?show=all").status_code == 200
    assert [leaf.act for leaf in ledger_now()[before:]] == ["read"]


def test_without_a_linkage_the_page_says_how_one_comes_in(site, signed_in):
    """Nothing loaded is told in a sentence, and nothing breaks."""
    from evenhand.workbench.queueing.loaded import close_loaded

    kept = site / "linkage"
    kept.rename(site / "linkage-kept") if kept.exists() else None
    close_loaded()
    try:
        answer = signed_in("family-tracing").get("/families/links/")
        assert answer.status_code == 200
        assert b"evenhand site load-links" in answer.content
        assert signed_in("family-tracing").post("/families/links/").status_code == 409
    finally:
        if (site / "linkage-kept").exists():
            (site / "linkage-kept").rename(kept)
        close_loaded()
