"""The request for discretion and the worksheet: what may stand in each, and how it is written."""

from __future__ import annotations

import datetime as dt
import json
import stat
import zipfile

import docx
import pikepdf
import pytest

from evenhand.casework.forms import forms, forms_cited
from evenhand.cli.main import main
from evenhand.docket.catalogue import catalogue
from evenhand.docket.typed import known_from
from evenhand.guidance.library import shipped
from evenhand.request.as_docx import write_docx
from evenhand.request.as_pdf import write_pdf
from evenhand.request.asking import letters, request_of
from evenhand.request.blanks import BLANKS, read_blanks
from evenhand.request.pages import Heading, Pages, Paragraph, Points, Rows
from evenhand.request.worksheet import worksheet_of
from evenhand.review.explanation import explain_typed
from evenhand.terms.refusal import BadInput, NoRoom
from tests.support.people import drawn

DAY = dt.date(2012, 4, 3)
FORM = {"says": forms()["settle-or-dismiss"], "citation": forms_cited()[0], "status": "secondary"}
MEMOS = ("ice-2011-06-17", "ice-2011-11-17")
INSTRUMENTS = [one for one in shipped() if one.id in MEMOS]
# A mother who sells on the street: one citizen child, no conviction, not detained.
STREET_VENDOR = {"usc_child": True, "convictions": 0, "detained": False}
# Detained, pregnant, two citizen children; missed a voluntary departure of 1998.
PREGNANT_MOTHER = {"pregnant": True, "usc_child": True, "missed_voluntary_departure": True}


def explained(typed: dict[str, object], *, as_of: dt.date = DAY):
    """Explain typed facts under the memoranda of June and November 2011."""
    return explain_typed(known_from([typed], catalogue())[0], typed, INSTRUMENTS, as_of)


def text(pages: Pages) -> str:
    """Give all words of a document."""
    words = [pages.title]
    for block in pages.blocks:
        match block:
            case Heading(told) | Paragraph(told):
                words.append(told)
            case Points():
                words += [*block.marks, *block.points]
            case Rows():
                words += [
                    block.caption,
                    *block.columns,
                    *(cell for row in block.rows for cell in row),
                ]
    return "\n".join(words)


def section(pages: Pages, heading: str) -> str:
    """Give the words under one heading."""
    blocks = list(pages.blocks)
    first = blocks.index(Heading(heading)) + 1
    rest = next((n for n in range(first, len(blocks)) if isinstance(blocks[n], Heading)), None)
    return text(Pages("", "", blocks[first:rest]))


def test_the_street_vendors_request_names_her_child_with_its_citation():
    """The reported street vendor: her citizen child is stated, cited and given an exhibit."""
    told = text(request_of(explained(STREET_VENDOR), FORM, {}))
    assert (
        "The respondent has a child who is a United States citizen or permanent resident "
        "(factor 12: child [check]). Exhibit A." in told
    )
    assert "Exhibit A.\n[name of the document], on: Does the respondent have a child who is" in told
    assert "in this form: settle or dismiss a proceeding" in told


def test_facts_still_to_be_shown_are_on_the_worksheet():
    """What the vendor could still show, with where the guidance names it, decisive facts first."""
    sheet = worksheet_of(explained(STREET_VENDOR), {})
    shown = section(sheet, "Facts still to be shown")
    assert "Since when has the respondent lived in the United States?" in shown
    assert "list B, item 4 [check]" in shown
    assert "national security" not in shown.replace("national-security", "national security")


@pytest.mark.parametrize(
    ("typed", "asked_with", "kept_inside"),
    [
        (PREGNANT_MOTHER, "is pregnant or nursing", "voluntary departure"),
        ({"usc_child": True, "gang_member": True}, "citizen or permanent resident", "gang member"),
        (
            {"trafficking_victim": True, "serious_crime_victim": False},
            "victim of domestic violence, of trafficking",
            "another serious crime in the United States?",
        ),
        ({"usc_child": True, "previously_removed": True}, "family ties", "was removed before"),
    ],
    ids=["pregnant mother", "gang", "one of three kinds of victim", "removed before"],
)
def test_only_what_weighs_for_the_respondent_is_in_the_request(typed, asked_with, kept_inside):
    """What weighs against is told to counsel, who decides whether and how to address it."""
    told = explained(typed)
    request, sheet = text(request_of(told, FORM, {})), text(worksheet_of(told, {}))
    assert asked_with in request
    assert kept_inside.lower() not in request.lower()
    assert kept_inside.lower() in sheet.lower()


def test_no_case_makes_a_request_that_speaks_against_the_respondent():
    """Over drawn cases: no factor that weighs against, and no unknown one, is in a request."""
    met_against = 0
    for instrument in INSTRUMENTS:
        for facts, day in drawn(instrument, 150, 7, [DAY], later=False):
            told = explain_typed(facts, list(facts), [instrument], day)
            finding = told["findings"][0]
            try:
                request = text(request_of(told, FORM, {}))
            except BadInput:
                assert not [f for f in finding["yes"] if f["weighs"] == "for"]
                continue
            for factor in finding["yes"]:
                assert (factor["weighs"] == "for") == (
                    f"The respondent {factor['says']} (" in request
                )
                met_against += factor["weighs"] == "against"
            for factor in finding["cannot_tell"]:
                assert f"The respondent {factor['says']} (" not in request
    assert met_against > 20


def test_every_fact_that_carries_a_factor_gets_one_exhibit():
    """An exhibit for each fact that carries a yes, none for a fact the yes could do without."""
    typed = {"usc_child": True, "usc_spouse": False, "present_since": dt.date(1990, 1, 1)}
    request = request_of(explained(typed), FORM, {})
    listed = section(request, "Exhibits")
    assert "Since when has the respondent lived" in listed
    assert "have a child who is a United States citizen" in listed
    assert "husband or wife" not in listed
    assert "1990-01-01" in section(request, "What weighs for the respondent")


def test_a_protected_fact_needs_the_clients_consent():
    """A medical fact in a request is named on the worksheet as protected."""
    todo = section(worksheet_of(explained(PREGNANT_MOTHER), {}), "Before the request can be filed")
    assert "Is the respondent pregnant?” is medical: have the client's consent" in todo


def test_a_place_nobody_compared_is_marked_and_listed():
    """A citation that is not confirmed in the document carries a mark, and its status inside."""
    told = explained(STREET_VENDOR)
    assert "factor 12: child [check]" in text(request_of(told, FORM, {}))
    assert "factor 12: child (secondary)" in text(worksheet_of(told, {}))


def test_without_anything_in_favour_there_is_no_request():
    """Nothing proven for the respondent: a sentence that says what to do, and no document."""
    with pytest.raises(BadInput, match="Nothing that weighs for the respondent is on the record"):
        request_of(explained({}), FORM, {})


def test_guidance_not_in_force_must_be_spoken_to():
    """A memorandum that counsel names though it did not govern stands in brackets."""
    told = text(request_of(explained(STREET_VENDOR, as_of=dt.date(2016, 1, 4)), FORM, {}))
    assert "[It was not in force on 2016-01-04: say why it is relied on, or take it out.]" in told


def test_blanks_are_filled_in_or_stay_in_brackets(tmp_path):
    """What counsel gives stands in the request; what is not given is in brackets and is listed."""
    fill = tmp_path / "fill.toml"
    fill.write_text('respondent = "R. S."\na_number = "000 000 000"\n', "utf-8")
    given = read_blanks(fill)
    told = explained(STREET_VENDOR)
    request = text(request_of(told, FORM, given))
    assert "R. S." in request
    assert BLANKS["respondent"] not in request
    assert BLANKS["attorney"] in request
    todo = section(worksheet_of(told, given), "Before the request can be filed")
    assert "Fill in: name of counsel." in todo
    assert "Fill in: A-number." not in todo


@pytest.mark.parametrize(
    ("written", "words"),
    [('nmae = "x"', "fills in what is no blank: nmae"), ("respondent = ", "cannot be read")],
)
def test_a_file_of_blanks_that_is_wrong_is_refused(tmp_path, written, words):
    """A word that is no blank, or a file that is not TOML, is named."""
    (tmp_path / "fill.toml").write_text(written, "utf-8")
    with pytest.raises(BadInput, match=words):
        read_blanks(tmp_path / "fill.toml")


def test_letters_go_on_after_z():
    """The exhibits after Z are AA, AB."""
    first = [letter for letter, _ in zip(letters(), range(54), strict=False)]
    assert [first[n] for n in (0, 25, 26, 27, 52)] == ["A", "Z", "AA", "AB", "BA"]


def test_the_pdf_is_tagged_and_the_same_again(tmp_path):
    """PDF/UA: tagged, with its language and title; the same bytes from the same text."""
    pages = worksheet_of(explained(PREGNANT_MOTHER), {})
    for name in ("a.pdf", "b.pdf"):
        write_pdf(pages, tmp_path / name)
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()
    with pikepdf.open(tmp_path / "a.pdf") as made:
        assert "/StructTreeRoot" in made.Root
        assert str(made.Root.Lang).startswith("en")
        assert "pdfuaid:part" in str(made.open_metadata())
        assert str(made.docinfo["/Title"]) == pages.title


def test_the_word_file_holds_the_same_words_and_no_authors(tmp_path):
    """Every word of the document is in the DOCX, tables have header rows, nobody is named."""
    pages = worksheet_of(explained(PREGNANT_MOTHER), {})
    write_docx(pages, tmp_path / "w.docx", None)
    made = docx.Document(str(tmp_path / "w.docx"))
    words = "\n".join(p.text for p in made.paragraphs)
    cells = "\n".join(c.text for t in made.tables for r in t.rows for c in r.cells)
    for line in text(pages).splitlines():
        assert line in words or line in cells
    assert all("w:tblHeader" in table.rows[0]._tr.xml for table in made.tables)
    assert (made.core_properties.author, made.core_properties.last_modified_by) == ("", "")


def test_a_letterhead_keeps_its_header(tmp_path):
    """The office's own DOCX gives header and styles; a file that is none is refused."""
    own = docx.Document()
    own.sections[0].header.paragraphs[0].text = "Clinic letterhead"
    own.save(str(tmp_path / "own.docx"))
    pages = request_of(explained(STREET_VENDOR), FORM, {})
    write_docx(pages, tmp_path / "r.docx", tmp_path / "own.docx")
    made = docx.Document(str(tmp_path / "r.docx"))
    assert made.sections[0].header.paragraphs[0].text == "Clinic letterhead"
    (tmp_path / "bad.docx").write_text("no zip", "utf-8")
    with pytest.raises(BadInput, match="is not a Word document"):
        write_docx(pages, tmp_path / "r2.docx", tmp_path / "bad.docx")


def asked(tmp_path, *words: str) -> int:
    """Run the command on the street vendor's typed facts."""
    (tmp_path / "client.toml").write_text(
        "as_of = 2012-04-03\nusc_child = true\nconvictions = 0\ndetained = false\n", "utf-8"
    )
    facts = ["--facts", str(tmp_path / "client.toml")]
    return main(["request", *facts, "--form", "settle-or-dismiss", *words])


def test_the_command_writes_four_files_for_one_account_only(tmp_path, capsys):
    """Two documents, each as PDF and DOCX, readable by who asked; what is left is said."""
    assert asked(tmp_path, "--out", str(tmp_path / "out"), "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["files"] == ["request.docx", "request.pdf", "worksheet.docx", "worksheet.pdf"]
    assert "name of counsel" in told["left"]
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o700
    for path in (tmp_path / "out").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert zipfile.is_zipfile(tmp_path / "out" / "request.docx")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["client.toml", "out"]


def test_the_command_overwrites_nothing_and_leaves_nothing_half_done(tmp_path, capsys):
    """A folder that is there is refused; a refused letterhead leaves no folder."""
    (tmp_path / "out").mkdir()
    assert asked(tmp_path, "--out", str(tmp_path / "out")) == BadInput.code
    assert "is there already" in capsys.readouterr().err
    letterhead = ["--letterhead", str(tmp_path / "client.toml")]
    assert asked(tmp_path, "--out", str(tmp_path / "new"), *letterhead) == BadInput.code
    assert not (tmp_path / "new").exists()
    assert asked(tmp_path, "--out", "/proc/nowhere/out") == NoRoom.code
