"""Import and rejects: counts that add up, every row with its reason, words for those who may."""

from __future__ import annotations

import re

import pytest

from evenhand.docket.importing import import_records
from evenhand.docket.snapshot import open_docket
from tests.workbench.conftest import AS_OF

SECRET = "a sentence about an illness"


@pytest.fixture(scope="module")
def with_rejects(site, tmp_path_factory):
    """The site's docket as if it were one of which 120 rows could not be loaded."""
    import dataclasses

    from django.conf import settings

    from evenhand.workbench.queueing import loaded
    from evenhand.workbench.reading.site import loaded_now

    folder = tmp_path_factory.mktemp("rejects")
    lines = ["CASE,NOTE", *(f"{n},fine" for n in range(30)), *([f",{SECRET}"] * 120)]
    (folder / "office.csv").write_text("\n".join(lines) + "\n", "utf-8")
    (folder / "office.toml").write_text('name = "office"\nkey = "CASE"\n', "utf-8")
    loaded.close_loaded()
    import_records("tabular", [folder / "office.csv"], folder / "docket",
                   mapping=folder / "office.toml", dated=AS_OF)  # fmt: skip
    there = loaded_now()
    made = open_docket(folder / "docket")
    kept = there.docket.folder / "rejects.parquet"
    before = kept.read_bytes()
    loaded.close_loaded()
    kept.write_bytes((made.folder / "rejects.parquet").read_bytes())
    there = loaded_now()
    manifest = {**there.docket.manifest, "inputs": made.manifest["inputs"]}
    docket = dataclasses.replace(there.docket, manifest=manifest)
    loaded._open[settings.PLACE.loaded] = dataclasses.replace(there, docket=docket)
    yield made
    loaded.close_loaded()
    kept.write_bytes(before)


def test_counts_add_up_and_every_rejected_row_is_on_one_page(with_rejects, signed_in):
    """150 read, 30 loaded, 120 rejected; the pages list each of the 120 once, with its reason."""
    reviewer, found, address = signed_in("reviewer"), [], "/imports/"
    while address:
        page = reviewer.get(address).content.decode()
        assert "150 rows were read: 30 loaded and 120 rejected." in page
        found += re.findall(
            r'<th scope="row">office.csv</th><td>(\d+)</td><td lang="en">([^<]+)', page
        )
        following = re.search(r'rel="next" href="([^"#]+)', page)
        address = f"/imports/{following[1]}".replace("&amp;", "&") if following else ""
    assert [int(row) for row, _ in found] == list(range(32, 152))
    assert {reason for _, reason in found} == {"no case number (CASE is empty)"}


@pytest.mark.parametrize("account", ["reviewer", "supervisor", "intake", "asylum"])
def test_the_words_of_a_row_are_not_for_everybody(account, with_rejects, signed_in):
    """Neither for a role that misses a mark, nor for people of some offices, even if asked for."""
    page = signed_in(account).get("/imports/?words=yes").content.decode()
    assert "no case number" in page
    assert SECRET not in page


def test_who_reads_the_words_is_recorded_first(with_rejects, signed_in):
    """Headquarters sees them when it asks, and the audit says so; not when it does not ask."""
    headquarters = signed_in("headquarters")
    assert SECRET not in headquarters.get("/imports/").content.decode()
    assert SECRET in headquarters.get("/imports/?words=yes").content.decode()
    assert "look over the rows that were not loaded" in headquarters.get("/audit/").content.decode()


def test_counts_that_do_not_add_up_are_refused(with_rejects, signed_in, monkeypatch):
    """A row that is neither loaded nor rejected: the page says so and shows no number."""
    from evenhand.workbench.reading.site import loaded_now

    inputs = [{**item, "loaded": 29} for item in with_rejects.manifest["inputs"]]
    monkeypatch.setitem(loaded_now().docket.manifest, "inputs", inputs)
    answer = signed_in("reviewer").get("/imports/")
    assert answer.status_code == 409
    assert "do not add up" in answer.content.decode()
