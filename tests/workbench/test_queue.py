"""The queue: each filter gives the cases it names and no other, counted, in order; and the next."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest

CODED = "ice-2011-11-17"
Row = dict[str, Any]


@pytest.fixture(scope="module")
def loaded(site):
    """What the site shows."""
    from evenhand.workbench.reading.site import loaded_now

    return loaded_now()


@pytest.fixture(scope="module")
def rows(loaded) -> list[Row]:
    """Every case of the queue in its order, with what its findings say, worked out one by one."""
    (coded,) = (one for one in loaded.coded if one.id == CODED)
    con = loaded.session()
    found = con.execute("SELECT * FROM site.queue ORDER BY place")
    names = [column[0] for column in found.description]
    made = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    con.close()

    def among(mask: int, bits: dict[str, int]) -> set[str]:
        return {name for name, bit in bits.items() if mask & bit}

    number = coded.number
    for row in made:
        row["class"] = row[f"class_{number}"]
        row["possible"] = among(row[f"possible_{number}"], coded.classes)
        row["asked"] = among(row[f"decisive_{number}"], coded.facts)
        row["asked"] |= among(row[f"judged_{number}"], coded.judged)
    return made


def within(row: Row, days: int, loaded: Any) -> bool:
    """Whether a case is heard within so many days of the docket's own."""
    last = loaded.day + dt.timedelta(days)
    return row["hearing_on"] is not None and row["hearing_on"] <= last


FILTERS: dict[str, Callable[[Row, Any], bool]] = {
    "office=Los+Angeles": lambda row, _: row["office"] == "Los Angeles",
    "court=NYC": lambda row, _: row["court"] == "NYC",
    "custody=detained": lambda row, _: row["detained"] is True,
    "custody=not-detained": lambda row, _: row["detained"] is False,
    "custody=unknown": lambda row, _: row["detained"] is None,
    "hearing=30": lambda row, loaded: within(row, 30, loaded),
    "hearing=90": lambda row, loaded: within(row, 90, loaded),
    "hearing=none": lambda row, _: row["hearing_on"] is None,
    "outcome=consider-closing": lambda row, _: row["class"] == "consider-closing",
    "possible=both-lists": lambda row, _: "both-lists" in row["possible"],
    "decisive=serious_crime_victim": lambda row, _: "serious_crime_victim" in row["asked"],
    "decisive=public_safety_risk": lambda row, _: "public_safety_risk" in row["asked"],
    "in_court=completed": lambda row, _: row["state"] == "completed",
    "outcome=neither-list&possible=consider-closing&custody=not-detained": lambda row, _: (
        row["class"] == "neither-list"
        and "consider-closing" in row["possible"]
        and row["detained"] is False
    ),
}


def asked_of(program, query: str) -> tuple[list[str], Row]:
    """Give every case that a query lists, in order, with the counts that stand over it."""
    seen: list[str] = []
    after = 0
    while True:
        page = program.get(f"/api/v1/queue/?{query}&after={after}").json()
        seen += [row["case"] for row in page["rows"]]
        after = page["after"]
        if not after:
            return seen, page


@pytest.mark.parametrize("asked", FILTERS)
def test_a_filter_gives_its_cases_in_order_and_counts_them(asked, with_token, rows, loaded):
    """Office, court, custody, hearing, class, possible class, decisive fact, state in court."""
    state = "" if "in_court" in asked else "&in_court=pending"
    meant = [row for row in rows if FILTERS[asked](row, loaded)]
    meant = [row for row in meant if not state or row["state"] == "pending"]
    seen, page = asked_of(with_token("headquarters"), f"instrument={CODED}&{asked}{state}")
    assert meant or asked == "custody=unknown"  # of everybody here custody is known
    assert len(meant) < len(rows)
    assert seen == [row["case_id"] for row in meant]
    assert page["cases"] == len(meant)
    assert page["detained"] == sum(row["detained"] is True for row in meant)
    assert page["soon"] == sum(within(row, 30, loaded) for row in meant)


def test_detained_people_stand_first_then_those_heard_soon(rows):
    """Among each the soonest hearing first, and those without one at the end."""
    key = [(row["detained"] is not True, row["hearing_on"] or dt.date.max) for row in rows]
    assert key == sorted(key)
    assert len({row["detained"] is True for row in rows}) == 2
    assert any(row["hearing_on"] for row in rows)


def test_the_next_case_is_the_first_that_nobody_has_taken_up(signed_in, with_token, rows):
    """From the top of the queue, from a place on, and under the filters; at the end the queue."""
    from evenhand.workbench.access.references import unsealed

    boss = signed_in("headquarters")

    def next_case(query: str) -> str | None:
        to = boss.get(f"/queue/next/?{query}")["Location"]
        found = re.match(r"/cases/(\w+)/", to)
        return unsealed(found[1]) if found else None

    pending = [row for row in rows if row["state"] == "pending"]
    assert next_case("in_court=pending") == pending[0]["case_id"]
    assert next_case(f"in_court=pending&after={pending[0]['place']}") == pending[1]["case_id"]
    here = [row for row in pending if row["office"] == "Newark"]
    assert next_case("in_court=pending&office=Newark") == here[0]["case_id"]
    assert next_case(f"in_court=pending&after={rows[-1]['place']}") is None
    program = with_token("newark-reviewer")
    reference = next(
        row["reference"] for row in program.get("/api/v1/queue/").json()["rows"]
        if row["case"] == here[0]["case_id"]
    )  # fmt: skip
    body = '{"seen": 0, "given": {}, "reasons": ""}'
    took = program.client.post(
        f"/api/v1/cases/{reference}/acts/take/", body, content_type="application/json"
    )
    assert took.status_code == 201, took.content
    assert next_case("in_court=pending&office=Newark") == here[1]["case_id"]


def test_the_filters_name_classes_in_words_and_carry_their_ids(signed_in, with_token, rows):
    """A reviewer reads what a class means, with its count; the address keeps the id."""
    page = signed_in("headquarters", fresh=True).get(f"/queue/?instrument={CODED}")
    text = page.content.decode()
    for name, short in {"both-lists": "both lists are met", "enforcement-priority": "list A is met",
                        "consider-closing": "list B is met and list A is not"}.items():  # fmt: skip
        meant = sum(row["class"] == name and row["state"] == "pending" for row in rows)
        assert f'<option value="{name}">{short} ({meant})</option>' in text
        assert f'<option value="{name}">{short}</option>' in text
        assert f">{name}" not in text
    assert re.search(r"could still be:\s+(both lists are|list [AB] is|neither list is) met", text)
