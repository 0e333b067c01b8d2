"""Saved views are one's own; assigning many cases is casework's act for each of them."""

from __future__ import annotations

import re


def test_a_view_is_kept_for_its_owner_alone(signed_in):
    """Saved, used, replaced, taken away; nobody else has it."""
    from evenhand.workbench.models import SavedView

    reviewer = signed_in("reviewer")
    address = "/queue/views/?custody=detained&in_court="
    assert reviewer.post(address, {"name": "In custody"}).status_code == 302
    kept = SavedView.objects.get(user__account="reviewer", name="In custody").query
    assert "custody=detained" in kept
    page = reviewer.get("/queue/").content.decode()
    assert ">In custody</a>" in page
    assert "In custody" not in signed_in("second-reviewer").get("/queue/").content.decode()
    signed_in("second-reviewer").post("/queue/views/", {"drop": "In custody"})
    shown = reviewer.get(f"/queue/?{kept}").content.decode()
    assert '<option value="detained" selected>' in shown
    assert reviewer.post("/queue/views/?custody=unknown", {"name": "In custody"}).status_code == 302
    assert "custody=unknown" in SavedView.objects.get(user__account="reviewer").query
    reviewer.post("/queue/views/", {"drop": "In custody"})
    assert "In custody" not in reviewer.get("/queue/").content.decode()
    assert reviewer.post("/queue/views/", {"name": " "}).status_code == 422


def test_each_chosen_case_is_assigned_or_refused_by_itself(signed_in, cases):
    """Of three cases one must not: two are assigned, each by an entry, and the third is named."""
    from evenhand.workbench.access.references import sealed

    supervisor, three = signed_in("supervisor"), cases["Los Angeles"][10:13]
    newark = signed_in("newark-reviewer")
    recused = {"person": "Demo newark reviewer", "reasons": "a relative"}
    at = f"/cases/{sealed(three[1])}/acts/recuse/"
    assert supervisor.post(at, recused).status_code == 302
    answer = supervisor.client.post("/queue/assign/", {
        "case": [sealed(case) for case in three], "person": "Demo newark reviewer",
        "reasons": "they know the court",
    })  # fmt: skip
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "2 of 3 cases assigned" in page
    assert len(re.findall(r"Assigned to Demo newark reviewer by entry \d+", page)) == 2
    assert "must keep out of this case" in page
    seen = [newark.get(f"/cases/{sealed(case)}/").status_code for case in three]
    assert seen == [200, 404, 200]


def test_a_case_that_a_supervisor_may_not_open_is_not_assigned(signed_in, cases):
    """Another office's case in the form is as if it were not there."""
    from evenhand.workbench.access.references import sealed

    case = cases["Newark"][1]
    given = {"case": [sealed(case)], "person": "Demo reviewer", "reasons": "to try"}
    answer = signed_in("supervisor").client.post("/queue/assign/", given)
    assert answer.status_code == 422
    assert case not in answer.content.decode()
    assert signed_in("reviewer").get(f"/cases/{sealed(case)}/").status_code == 404


def test_only_those_who_may_assign_see_the_boxes(signed_in):
    """A reviewer's queue has none, a supervisor's has one for each case."""
    assert "eh-tick" not in signed_in("reviewer").get("/queue/").content.decode()
    page = signed_in("supervisor").get("/queue/").content.decode()
    assert page.count("eh-tick") == len(re.findall(r'scope="row"><a href', page)) > 0
