"""Intake by file: what is shown before, what is taken in, and what an office's file may not do."""

from __future__ import annotations

import hashlib
import html
import io
import re
import shutil
import zipfile

import openpyxl
import pytest

HEADER = "Case number,Field office,In custody,Citizen child,Children,Arrived"
ROWS = (
    "LA-1001,Los Angeles,no,yes,2,1998-05-01",
    "LA-1002,Los Angeles,yes,no,none at all,2009",
    "NE-2001,Newark,no,yes,1,2001-02-03",
    ",Los Angeles,no,yes,1,2001-02-03",
    "LA-1003,Los Angeles,no,perhaps,0,31.12.1999",
    "=cmd|' /C calc'!A1,Los Angeles,no,yes,1,2001",
    "LA-1004,Los Angeles,no,yes,1,2001,one cell too many",
)
MAPPING = """
name = "office"
key = "Case number"
office = "Field office"
[fact.detained]
column = "In custody"
[fact.usc_child]
column = "Citizen child"
[fact.present_since]
column = "Arrived"
"""


def csv_of(*rows: str, end: str = "") -> bytes:
    """Write rows under the header; ``end`` makes a file of other bytes."""
    return ("\n".join((HEADER, *rows)) + f"\n{end}").encode()


def handed(browser, content: bytes, name: str = "office.csv", mapping: str = MAPPING):
    """Hand a file in; gives the answer."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    given = {"file": SimpleUploadedFile(name, content)}
    if mapping:
        given["mapping"] = SimpleUploadedFile("mapping.toml", mapping.encode())
    return browser.client.post("/intake/file/", given)


def checked(browser, *given, **more) -> tuple[str, str]:
    """Hand a file in; gives where its check stands, and the page."""
    answer = handed(browser, *given, **more)
    assert answer.status_code == 302, text(answer)
    return answer["Location"], text(browser.get(answer["Location"]))


def text(answer) -> str:
    """Give a page's text as a person reads it."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


@pytest.fixture(scope="module")
def cases_before(site):
    """How many cases the site has; afterwards it is as it was."""
    from django.conf import settings

    from evenhand.workbench.queueing.loaded import close_loaded
    from evenhand.workbench.reading.site import loaded_now

    before = settings.PLACE.loaded.with_name("loaded-before")
    shutil.copytree(settings.PLACE.loaded, before)
    yield loaded_now().cases
    close_loaded()
    shutil.rmtree(settings.PLACE.loaded)
    before.rename(settings.PLACE.loaded)


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    """A process of its own takes a second to begin: most tests do the same work in this one."""
    from evenhand.workbench.queueing.loaded import close_loaded
    from evenhand.workbench.reading import handed_in
    from evenhand.workbench.uploads.apart import WORKS

    def here(work, *places):
        close_loaded()
        return WORKS[work](*places)

    monkeypatch.setattr(handed_in, "apart", here)


@pytest.fixture(scope="module")
def taken(cases_before, signed_in):
    """A file that was checked and taken in: where its check stood, that page, the answer."""
    browser = signed_in("intake")
    where, page = checked(browser, csv_of(*ROWS))
    faults = text_of_csv(browser.get(f"{where}rejects.csv"))
    nothing_yet = len_of_docket()
    answer = browser.client.post(where, {"do": "take"}, follow=True)
    return where, page, faults, nothing_yet, answer


def text_of_csv(answer) -> str:
    assert answer["Content-Type"].startswith("text/csv")
    return answer.content.decode()


def len_of_docket() -> int:
    from evenhand.workbench.reading.site import loaded_now

    return loaded_now().cases


def test_the_page_shows_each_column_and_the_fate_of_each_row(taken):
    """Rows read are accepted plus rejected; columns with what could be read; what is not read."""
    _, page, _, _, _ = taken
    assert "7 rows were read: 3 would be accepted, as 3 cases, and 4 rejected" in page
    assert "Case number the number of the case" in page
    assert "In custody detained" in page
    assert "Citizen child usc_child" in page
    assert "Children not read" in page


def test_each_reject_says_row_column_reason_and_what_to_do(taken):
    """Another office's row, one without a number, one that is no number, one with a cell over."""
    _, page, _, _, _ = taken
    assert re.search(r" 4 Field office .* not yours to take in .* Write one of your offices", page)
    assert re.search(r" 5 Case number .* no case number .* Write the number of the case", page)
    assert re.search(r" 7 Case number .* unusable number .* up to 40 letters", page)
    assert re.search(r" 8 - .* too many fields .* Put a value that holds the separator", page)
    # A value that cannot be read does not cost the row: it counts as unknown, and is shown.
    assert re.search(r" 6 Citizen child perhaps unreadable It counts as unknown", page)
    assert re.search(r" 6 Arrived 31.12.1999 unreadable", page)


def test_no_cell_of_the_rejects_is_a_formula(taken):
    """What a spreadsheet program would run when the list of rejects is opened, it shows."""
    _, _, faults, _, _ = taken
    assert "\"'=cmd|" in faults
    assert not re.search(r'(^|,|")[=+@-]', faults.replace('"-"', ""))


def test_nothing_is_on_file_before_it_is_taken_in(taken, cases_before):
    """The check makes no case; taking in makes exactly those that were announced."""
    _, _, _, nothing_yet, answer = taken
    assert nothing_yet == cases_before
    assert len_of_docket() == cases_before + 3
    assert "the accepted rows of office.csv are cases now" in text(answer)
    for case in ("LA-1001", "LA-1002", "LA-1003"):
        assert case in text(answer)


def test_its_cases_are_cases_like_all_others(taken, signed_in):
    """They are found, have a page with facts and their rows, findings and acts; other offices' are
    not there."""
    from evenhand.workbench.access.references import sealed

    reviewer = signed_in("reviewer")
    page = text(reviewer.get(f"/cases/{sealed('LA-1002')}/"))
    assert "office.csv" in page
    assert "row 3" in page
    assert "What the guidance makes of it" in page
    took = reviewer.client.post(f"/cases/{sealed('LA-1002')}/acts/take/", {}, follow=True)
    assert "Recorded as entry" in text(took)
    assert signed_in("newark-reviewer").get(f"/cases/{sealed('LA-1002')}/").status_code == 404
    assert reviewer.get(f"/cases/{sealed('NE-2001')}/").status_code == 404


def test_they_stand_in_the_queue_where_they_belong(taken):
    """The detained one among the detained, by number; no other case has another place."""
    from evenhand.workbench.reading.site import loaded_now

    con = loaded_now().session()
    rows = con.execute(
        "SELECT case_id, detained IS TRUE, hearing_on, place FROM site.queue ORDER BY place"
    ).fetchall()
    con.close()
    assert len({place for *_, place in rows}) == len(rows)
    key = [
        (not detained, day is None, str(day), len(case), case) for case, detained, day, _ in rows
    ]
    assert key == sorted(key)
    assert any(case == "LA-1002" and detained for case, detained, *_ in rows)


def tight(queue) -> None:
    """Leave no room between the places of a queue."""
    from evenhand.engines.duck import connect, literal

    con = connect()
    con.execute(f"ATTACH {literal(queue)} AS made")
    con.execute("CREATE TEMP TABLE q AS SELECT * REPLACE (row_number() OVER (ORDER BY place) "
                "AS place) FROM made.queue; DELETE FROM made.queue; "
                "INSERT INTO made.queue FROM q")  # fmt: skip
    con.close()


def test_where_there_is_no_room_every_case_gets_a_new_place(taken, tmp_path):
    """A queue as tight as it gets takes files in: the order holds, and the shelves say the same."""
    from django.conf import settings

    from evenhand.docket.importing import import_records
    from evenhand.docket.snapshot import open_docket
    from evenhand.workbench.queueing import adding
    from evenhand.workbench.queueing.loaded import close_loaded
    from evenhand.workbench.queueing.placing import alone, generation, put
    from evenhand.workbench.reading.site import loaded_now
    from evenhand.workbench.uploads.building import like_now
    from tests.workbench.conftest import AS_OF

    before, out = loaded_now(), settings.PLACE.loaded.resolve()
    close_loaded()
    described = dict(before.described)
    with alone(out), generation(out) as part:
        like_now(before.folder, part)
        tight(part / "queue.duckdb")
        for file in ("a", "b"):
            rows = [f"{file}-{n},Los Angeles,yes,no,0,2001" for n in range(9)]
            (tmp_path / f"{file}.csv").write_bytes(csv_of(*rows))
            (tmp_path / "m.toml").write_text(MAPPING, "utf-8")
            import_records("tabular", [tmp_path / f"{file}.csv"], tmp_path / file,
                           mapping=tmp_path / "m.toml", dated=AS_OF)  # fmt: skip
            adding.add(part, described, open_docket(tmp_path / file), file)
        assert described["numbering"] != before.numbering
        put(part, out, described)
    loaded = loaded_now()
    con = loaded.session()
    rows = con.execute(
        "SELECT detained IS TRUE, hearing_on, case_id, place FROM site.queue ORDER BY place"
    ).fetchall()
    key = [(not one, day is None, str(day), len(case), case) for one, day, case, _ in rows]
    assert key == sorted(key)
    assert len({place for *_, place in rows}) == len(rows) == loaded.cases
    for *_, case, place in rows:
        told = con.execute(
            f"SELECT place FROM {loaded.shelf(case).table('queue')} WHERE case_id = ?", [case]
        ).fetchall()
        assert told == [(place,)], case
    con.close()
    close_loaded()
    with alone(out), generation(out) as part:
        like_now(before.folder, part)
        put(part, out, before.described)


def test_the_same_file_is_not_taken_in_twice(taken, signed_in):
    """By nobody and under no name; and cases that are there already are no cases again."""
    again = handed(signed_in("headquarters"), csv_of(*ROWS), name="another name.csv")
    assert again.status_code == 422
    assert "This very file was taken in before" in text(again)
    where, page = checked(signed_in("intake"), csv_of(*ROWS[:2], end="\n"))
    assert "2 rows were read: 0 would be accepted" in page
    assert "already a case" in page
    assert signed_in("intake").client.post(where, {"do": "take"}).status_code == 422


def test_a_bound_person_is_not_told_of_another_offices_number(taken, signed_in, cases):
    """A row with the number of another office's case is answered like a row of another office."""
    other = cases["Newark"][0]
    row = f"{other},Los Angeles,no,yes,1,2001"
    _, page = checked(signed_in("intake"), csv_of(row))
    assert "not yours to take in" in page
    assert "already a case" not in page
    _, page = checked(signed_in("headquarters"), csv_of(row))
    assert "already a case" in page


def test_the_import_page_accounts_for_it(taken, signed_in):
    """The file stands among the inputs with its counts, and its rejects among the rejects."""
    page = text(signed_in("reviewer").get("/imports/?file=office.csv"))
    assert re.search(r"office\.csv tabular, \S+ \S+ 7 3 4", page)
    assert "not yours to take in" in page


def test_who_is_at_work_is_not_disturbed_by_what_is_loaded(taken, cases_before):
    """What was loaded meanwhile is seen by the next request; one that had begun goes on."""
    from django.conf import settings

    from evenhand.workbench.queueing.placing import alone, generation, put
    from evenhand.workbench.reading.site import loaded_now
    from evenhand.workbench.uploads.building import like_now

    before = loaded_now()
    began = before.session()
    out = settings.PLACE.loaded.resolve()
    with alone(out), generation(out) as part:
        like_now(before.folder, part)
        put(part, out, before.described)
    assert loaded_now().folder == part
    for loaded, con in ((before, began), (loaded_now(), loaded_now().session())):
        assert con.execute("SELECT count(*) FROM site.queue").fetchone() == (cases_before + 3,)
        shelf = loaded.shelf("LA-1001")
        assert con.execute(f"SELECT count(*) FROM {shelf.table('cases')}").fetchone() == (3,)
        con.close()


def test_of_two_who_load_one_waits(taken):
    """While one takes in, another is told so, and nothing is half made."""
    from django.conf import settings

    from evenhand.terms.refusal import NotNow
    from evenhand.workbench.queueing.placing import alone

    out = settings.PLACE.loaded
    with alone(out), pytest.raises(NotNow, match="at this moment"), alone(out):
        raise AssertionError


def test_a_docket_loaded_anew_keeps_what_was_taken_in(taken, site, cases_before):
    """The cases are read from the kept file again; a lost file is told and not passed over."""
    from django.conf import settings

    from evenhand.terms.refusal import NotReady
    from evenhand.workbench.loading import load_site
    from evenhand.workbench.queueing.loaded import close_loaded
    from evenhand.workbench.reading.site import loaded_now

    demo = site.parent / "demo"
    close_loaded()
    load_site(demo / "docket", demo / "findings.parquet", lambda text: None)
    assert loaded_now().cases == cases_before + 3
    assert "LA-1003" in loaded_now().taken[0].cases
    close_loaded()
    kept = settings.PLACE.folder / "taken"
    kept.rename(kept.with_name("lost"))
    try:
        with pytest.raises(NotReady, match="is gone from taken/"):
            load_site(demo / "docket", demo / "findings.parquet", lambda text: None)
    finally:
        kept.with_name("lost").rename(kept)


def test_a_backup_holds_what_was_taken_in(taken, site, tmp_path):
    """A site made of a backup has the files that its ledger says were taken in."""
    from evenhand.ledger.opening import opened
    from evenhand.workbench.keeping import back_up, restore
    from evenhand.workbench.uploads.kept import kept_files

    back_up(site, tmp_path / "backup", {})
    restore(tmp_path / "backup", tmp_path / "again")
    with opened(str(tmp_path / "again" / "ledger.db")) as ledger:
        (file,) = kept_files(tmp_path / "again", ledger)
    assert file.file.read_bytes() == csv_of(*ROWS)
    assert set(file.offices) == {"LOS", "Los Angeles"}


def test_without_a_mapping_one_is_proposed_and_can_be_mended(site, signed_in):
    """The proposal stands in a field; what is wrong in it is said at the field; then it holds."""
    browser = signed_in("headquarters")
    rows = [row.replace("LA-1", "LA-5") for row in ROWS[:2]]
    where, page = checked(browser, csv_of(*rows), name="../../etc/clients.csv", mapping="")
    assert "clients.csv" in page
    assert "etc" not in page
    assert "2 rows were read: 2 would be accepted" in page
    wrong = browser.post(where, {"do": "check", "mapping": MAPPING.replace("usc_child", "kin")})
    assert wrong.status_code == 422
    assert 'id="e-mapping"' in wrong.content.decode()
    assert "there is no fact 'kin'" in text(wrong)
    mended = browser.post(where, {"do": "check", "mapping": MAPPING})
    assert "2 rows were read: 2 would be accepted" in text(mended)
    assert browser.client.post(where, {"do": "drop"}, follow=True).status_code == 200
    assert browser.get(where).status_code == 404


def test_a_file_that_waits_is_its_owners_alone(site, signed_in):
    """Neither page nor rejects open to another person, and nothing lies open on the disk."""
    from django.conf import settings

    where, _ = checked(signed_in("intake"), csv_of(ROWS[0], end="  "))
    for path in (where, f"{where}rejects.csv"):
        assert signed_in("headquarters").get(path).status_code == 404
    folder = settings.PLACE.folder / "waiting"
    assert folder.stat().st_mode & 0o077 == 0
    assert signed_in("intake").client.post(where, {"do": "drop"}).status_code == 302


def test_a_role_takes_in_only_what_it_may_record(site, signed_in):
    """A column of a fact that the role may not record is refused, by name, and the file waits."""
    mapping = f'{MAPPING}[fact.pregnant]\ncolumn = "Children"\n'
    where, page = checked(signed_in("asylum"), csv_of(*ROWS[:1]), mapping=mapping)
    assert "Your role may not record pregnant, marked medical" in page
    assert signed_in("asylum").client.post(where, {"do": "take"}).status_code == 422


def workbook(**parts: bytes) -> bytes:
    """Write a small workbook with a formula, and further parts."""
    book = openpyxl.Workbook()
    for row in (HEADER.split(","), ["LA-9001", "Los Angeles", "no", "yes", "=1+1", "2001"]):
        book.active.append(row)
    held = io.BytesIO()
    book.save(held)
    with zipfile.ZipFile(held, "a", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return held.getvalue()


def test_a_workbook_is_read_and_its_formulas_are_not(site, signed_in):
    """A cell with a formula says what was stored in it, here nothing; the page says how many."""
    _, page = checked(signed_in("headquarters"), workbook(), name="clients.xlsx")
    assert "1 rows were read: 1 would be accepted" in page
    assert "1 cell holds a formula" in page


BOMB = {"xl/media/image1.bin": b"\0" * (101 << 20)}
WRONG = {
    "macros": (lambda: workbook(**{"xl/vbaProject.bin": b"x"}), "holds macros"),
    "a bomb": (lambda: workbook(**BOMB), "unpacks to more than 100 MiB"),
    "a size that is not true": (lambda: lying(), "cannot be unpacked"),
    "an archive": (lambda: zipped(), "is an archive of files"),
    "cut off": (lambda: workbook()[:-40], "cannot be unpacked"),
    "an old workbook": (lambda: b"\xd0\xcf\x11\xe0" + b"x" * 600, "of an old kind"),
    "packed": (lambda: b"\x1f\x8b\x08\x00" + b"x" * 60, "neither a workbook nor a text"),
}


def lying() -> bytes:
    """Write a workbook with a part of two million bytes that says it has ten."""
    size = 2_000_003
    told = workbook(**{"xl/media/image1.bin": b"\0" * size})
    return told.replace(size.to_bytes(4, "little"), (10).to_bytes(4, "little"))


def zipped() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as packed:
        packed.writestr("notes.txt", "no workbook")
    return held.getvalue()


@pytest.mark.parametrize("what", WRONG)
def test_what_is_no_plain_table_is_refused(what, tmp_path):
    """Macros, bombs, archives, damage, old and packed kinds: each with its sentence, its remedy."""
    from evenhand.docket.intake.from_outside import check_kind
    from evenhand.terms.refusal import BadInput

    make, sentence = WRONG[what]
    path = tmp_path / "given.xlsx"
    path.write_bytes(make())
    with pytest.raises(BadInput) as refused:
        check_kind(path)
    assert sentence in refused.value.what
    assert refused.value.remedy


def test_a_wrong_kind_is_told_at_the_field_and_not_kept(site, signed_in):
    """The sentence stands at the file's field, and no file waits after it."""
    from django.conf import settings

    from evenhand.workbench.uploads.waiting import all_of

    before = len(all_of(settings.PLACE.folder, "medical"))
    answer = handed(signed_in("medical"), workbook(**{"xl/vbaProject.bin": b"x"}), name="a.xlsm")
    assert answer.status_code == 422
    assert re.search(r'id="e-file"[^>]*>a.xlsm holds macros', answer.content.decode())
    assert len(all_of(settings.PLACE.folder, "medical")) == before


def test_a_size_too_large_is_told_before_anything_is_read(site, signed_in):
    """More than 8 MiB: the page says so, at the field."""
    answer = handed(signed_in("medical"), b"x" * ((8 << 20) + 1))
    assert answer.status_code == 413
    assert "larger than 8 MiB" in text(answer)


def test_no_other_page_takes_a_file(site, signed_in, nobody):
    """What is sent as a file to another page, or by nobody, is kept nowhere, and refused."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    for browser, path in ((signed_in("intake"), "/intake/"), (nobody, "/intake/file/")):
        given = {"as_of": "2012-01-13", "file": SimpleUploadedFile("a.csv", csv_of(*ROWS))}
        answer = browser.client.post(path, given)
        assert not answer.wsgi_request.FILES
    assert handed(signed_in("overseer"), csv_of(*ROWS)).status_code == 403


def test_a_wrong_encoding_is_told_row_by_row(site, signed_in):
    """A row that is no UTF-8 is rejected with the word to put in the mapping; with it, it reads."""
    content = csv_of("LA-7001,Los Angeles,no,sí,1,2001").decode().encode("latin-1")
    where, page = checked(signed_in("headquarters"), content)
    assert "1 rows were read: 0 would be accepted" in page
    assert "undecodable" in page
    assert "encoding" in page
    mapping = f'{MAPPING}[file]\nencoding = "cp1252"\n'
    mended = signed_in("headquarters").post(where, {"do": "check", "mapping": mapping})
    assert "1 rows were read: 1 would be accepted" in text(mended)


def test_what_is_shown_is_escaped(site, signed_in):
    """Markup in names, columns and cells is text on the page."""
    bad = "<script>alert(1)</script>"
    content = f"Case number,Field office,{bad}\n,Los Angeles,{bad}\n".encode()
    mapping = 'name = "x"\nkey = "Case number"\noffice = "Field office"\n'
    answer = handed(signed_in("headquarters"), content, f"{bad}.csv", mapping)
    assert bad not in signed_in("headquarters").get(answer["Location"]).content.decode()


def test_what_the_ledger_takes(site):
    """The ledger takes one entry for a file, whose rows add up, and at least one accepted."""
    from django.conf import settings

    from evenhand.casework.take_in import Counted, check_not_taken_in, take_in
    from evenhand.ledger.opening import opened
    from evenhand.terms.refusal import NotNow, Unaccounted
    from evenhand.workbench.accounts.people import DOOR, register_now
    from evenhand.workbench.clock import clock

    person = register_now().person(DOOR, "headquarters", None)
    told = Counted("a.csv", hashlib.sha256(b"other").hexdigest(), "0" * 64, 3, 1, 1, 1)
    with opened(settings.PLACE.ledger) as ledger:
        with pytest.raises(Unaccounted):
            take_in(ledger, told, ["detained"], person, clock)
        check_not_taken_in(ledger, told.sha256)
        none = Counted("a.csv", told.sha256, "0" * 64, 3, 0, 3, 0)
        with pytest.raises(NotNow, match="No row"):
            take_in(ledger, none, ["detained"], person, clock)
