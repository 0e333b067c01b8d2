"""Nothing that is given out carries a count that is not printed, in whatever corner of a file."""

from __future__ import annotations

import io
import json
import zlib

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import typst

from evenhand.disclosure import documents
from evenhand.disclosure.bundle import refuse_raw, scan
from evenhand.disclosure.pdf_text import texts
from evenhand.measures.counts import Estimate
from evenhand.terms.refusal import Unsafe
from tests.support.safe import counted, released

CELLS = {
    ("north", "closed"): 3, ("north", "open"): 131, ("north", "other"): 77,
    ("south", "closed"): 46, ("south", "open"): 1237, ("south", "other"): 222,
}  # fmt: skip
TABLE = counted(CELLS, ("court", "outcome"))
RELEASE = released(TABLE)


def _parquet(column: list[int], said: str = "") -> bytes:
    out = io.BytesIO()
    table = pa.table({"count": pa.array(column, pa.int64())})
    pq.write_table(table.replace_schema_metadata({"note": said}), out)
    return out.getvalue()


def _pdf(text: str) -> bytes:
    packed = zlib.compress(f"BT ({text}) Tj ET".encode())
    return b"%PDF-1.7\n1 0 obj<</Length 1>>stream\n" + packed + b"\nendstream endobj"


def _rows_in_parquet() -> bytes:
    """Write a row of which only a text says what its number is of."""
    out = io.BytesIO()
    pq.write_table(pa.table({"place": ["North"], "kind": ["Closed"], "n": ["3"]}), out)
    return out.getvalue()


def _set(text: str) -> bytes:
    """Set a document as publications are set: tagged, in fonts whose codes are no letters."""
    lines = ['#set document(title: "A report", date: none)', '#set text(lang: "en")', text]
    made: bytes = typst.compile(
        "\n".join(lines).encode(), format="pdf", pdf_standards="ua-1", ignore_system_fonts=True
    )
    return made


TABLE_SET = """#table(columns: 3, table.header([Court], [Closed], [Open]),
  [North], [{}], [130], [South], [50], [1,240])"""
TABLE_PAGE = """<table><thead><tr><th>Court<th>Closed</th><th>Open</th></tr></thead><tbody>
<tr><th>North</th><td>{}</td><td>130</td></tr></tbody></table>"""
SENTENCE = "In the court of North, of all the cases that were Closed in the year, there were {}."
LEAKS = {
    "page.html": b"<p>North, Closed: 3 cases</p>",
    "alt.html": b'<img alt="North, Closed: 3 cases">',
    "comment.html": b"<!-- North Closed 3 -->",
    "label.svg": b'<svg><path aria-label="North; Closed: 3"/></svg>',
    "title.svg": b"<svg><title>South, Open 1,237</title></svg>",
    "rows.csv": b"court,outcome,cases\nNorth,Closed,3\n",
    "line.txt": b"77\n131\n3\n46\n1237\n222\n",
    "line.html": b"<td>46</td><td>1,237</td><td>222</td>",
    "chart.json": json.dumps({"data": {"values": [{"cases": 1237}]}}).encode(),
    "named.json": json.dumps({"datasets": {"rows": [{"cases": 46}]}}).encode(),
    "data.parquet": _parquet([50, 1240, 46]),
    "said.parquet": _parquet([50], "South, Closed: 46"),
    "text.pdf": _pdf("North, Closed: 3"),
    "sentence.pdf": _set(SENTENCE.format(3)),
    "table.pdf": _set(TABLE_SET.format(3)),
    "line.pdf": _set("46, 1,237 and 222"),
    "alt.pdf": _set('#rect(width: 1cm)#figure(alt: "North, Closed: 3", [#rect(width: 1cm)])'),
    "table.html": TABLE_PAGE.format(3).encode(),
    "brackets.html": b"<p>North, Closed (3)</p>",
    "title-of-link.html": b'<a data-of="x" name="North Closed 3">x</a>',
    "far.csv": f"court,says,outcome,cases\nNorth,{'long ' * 60},Closed,3\n".encode(),
    "object.json": b'{"rows": [{"at": ["north", "closed"], "low": 3}]}',
    "nested.json": b'{"north": {"closed": 3}}',
    "rows.parquet": _rows_in_parquet(),
    "picture.png": b"\x89PNG 3",
}


@pytest.mark.parametrize("name", LEAKS)
def test_a_raw_count_is_found_wherever_it_hides(name: str) -> None:
    """Text, attribute, comment, data set, column, statistic, metadata, packed stream."""
    found = scan({name: LEAKS[name]}, RELEASE, [TABLE])
    assert found
    assert {seen.file for seen in found} == {name}
    with pytest.raises(Unsafe) as refused:
        refuse_raw({name: LEAKS[name]}, RELEASE, [TABLE])
    for secret in ("1237", "1,237", ": 3", ": 46"):
        assert secret not in str(refused.value)


def test_what_is_built_from_the_safe_table_is_not_stopped() -> None:
    """All texts of the release, its data and its document pass, in every kind of file."""
    lines = [", ".join(row) for table in RELEASE.tables for row in table.rows()]
    drawn = [cell.drawn for table in RELEASE.tables for cell in table.cells if cell.drawn]
    clean = {
        "release.json": documents.text(RELEASE.document).encode(),
        "page.html": "".join(f"<p>{line}</p>" for line in lines).encode(),
        "chart.json": json.dumps({"data": {"values": [{"cases": n} for n in drawn]}}).encode(),
        "rows.csv": "\n".join(lines).encode(),
        "data.parquet": _parquet(drawn),
        "text.pdf": _pdf(" ".join(lines)),
    }
    assert scan(clean, RELEASE, [TABLE]) == ()
    refuse_raw(clean, RELEASE, [TABLE])


@pytest.mark.parametrize(
    "text",
    ["North, Closed: 30", "North, Closed: 1.3", "North, Closed: 3-4", "North, Closed: under 15",
     "North, Closed: shares are of 3%", "North 3", "Northern, Closed: 3"],
)  # fmt: skip
def test_a_number_that_is_no_count_of_the_cell_is_not_stopped(text: str) -> None:
    """Another number, a part of one, a share, a range's end, or another cell's words."""
    for name in ("text.html", "text.csv", "text.json"):
        content = json.dumps([text]) if name.endswith("json") else text
        assert scan({name: content.encode()}, RELEASE, [TABLE]) == ()


def test_a_number_is_read_whole_where_the_stretch_that_is_looked_at_ends() -> None:
    """95% of an interval, cut in the middle, is not the nine of the court beside it."""
    table = counted({("imp",): 9, ("chi",): 40, ("eaz",): 60}, ("court",))
    release = released(table)
    for far in range(60, 100):
        line = f"Imp{' ' * (far - 4)}, 95%; Imp{'.' * far}95% and 96; {'9' * 10}{' ' * far}Imp"
        assert scan({"estimates.csv": line.encode()}, release, [table]) == ()
    assert scan({"estimates.csv": f"Imp{' ' * 70}9".encode()}, release, [table])


def test_numbers_in_the_words_of_a_value_or_a_period_count_nobody() -> None:
    """Five years or more, 1 to 2 years, 2015 and Spanish words for them are no counts."""
    cells = {("north", "2 to 5 years"): 5, ("north", "5 years or more"): 2017,
             ("south", "2 to 5 years"): 70, ("south", "5 years or more"): 80}  # fmt: skip
    table = counted(cells, ("court", "age"))
    release = released(table)
    spanish = {"2 to 5 years": "de 2 a 5 años", "5 years or more": "5 años o más"}
    tongue = lambda said: spanish.get(said.lower(), said)  # noqa: E731
    rows = "North,2 to 5 years,under 15\nNorth,5 years or more,2020\nNorth 2017-01-01 to 2017-12-31"
    also = "North; de 2 a 5 años; under 15\nNorth; 5 años o más; 2020"
    clean = {"rows.csv": rows.encode(), "es.txt": also.encode()}
    assert scan(clean, release, [table], [tongue]) == ()
    raw = {"es.txt": "North; 5 años o más: 2,017".encode()}
    assert scan(raw, release, [table], [tongue])


def test_a_number_that_is_printed_of_something_else_is_still_found() -> None:
    """That 3% were closed in the south does not explain the three of the north."""
    cells = CELLS | {("south", "closed"): 46}
    table = counted(cells, ("court", "outcome"))
    rate = Estimate(
        "closures", "Closed", "cases decided", "2015", 3.0, 2.0, 4.0, "percent", 46, 1459,
        {"court": "south"}, "Wilson interval",
    )  # fmt: skip
    release = released(table, estimates=[rate])
    assert release.estimates[0].drawn == 3
    assert scan({"a.csv": b"South,Closed,3\n"}, release, [table]) == ()
    assert scan({"a.csv": b"North,Closed,3\n"}, release, [table])


def test_a_document_as_it_is_set_is_read_by_its_tags() -> None:
    """The fonts of a document number their glyphs; what is read is letters, table cell by cell."""
    found = texts(_set(SENTENCE.format(3) + "\n\n" + TABLE_SET.format("under 15")))
    assert SENTENCE.format(3) in found.together
    assert "North; Closed; under 15" in found.together
    assert "South; Open; 1,240" in found.together
    assert not found.unreadable
    clean = {"clean.pdf": _set(TABLE_SET.format("under 15"))}
    assert scan(clean, RELEASE, [TABLE]) == ()


def test_a_document_whose_letters_nobody_can_read_is_stopped() -> None:
    """A font without a table of letters could show any number."""
    content = b"BT /f0 9 Tf <00010002> Tj ET"
    made = (
        b"%PDF-1.7\n1 0 obj<</Type/Page/Contents 2 0 R/Resources<</Font<</f0 3 0 R>>>>>>endobj\n"
        b"2 0 obj<</Length " + str(len(content)).encode() + b">>stream\n" + content
        + b"\nendstream endobj\n3 0 obj<</Type/Font/Subtype/Type0>>endobj\n"
    )  # fmt: skip
    (seen,) = scan({"a.pdf": made}, RELEASE, [TABLE])
    assert "cannot be searched" in seen.says


@pytest.mark.parametrize(
    ("text", "stopped"),
    [("La tabla: 8 números no se muestran", False), ("Granted: No 8", True), ("no: 8", True),
     ("Otorgado: no 8", True), ("North; no; 8", False)],
)  # fmt: skip
def test_a_bare_no_is_a_cell_only_beside_its_question_or_alone(text: str, stopped: bool) -> None:
    """A Spanish sentence with "no" in it is no cell's name; an answer to its question is."""
    table = counted({("no",): 8, ("yes",): 120}, ("granted",))
    tongue = lambda said: {"Granted": "Otorgado", "No": "no"}.get(said, said)  # noqa: E731
    found = scan({"es.html": f"<p>{text}</p>".encode()}, released(table), [table], [tongue])
    assert bool(found) == stopped


def test_a_line_in_one_language_is_explained_in_all_that_are_looked_for() -> None:
    """A printed number beside English words is not the count of a code that has no language."""
    of_age = counted({("blm", "old"): 113, ("blm", "new"): 70, ("sea", "old"): 400,
                      ("sea", "new"): 300}, ("court", "age"))  # fmt: skip
    of_end = counted({("blm",): 113, ("sea",): 330, ("tac",): 5}, ("court",), population="ended")
    release = released(of_age, of_end, rule="exact")
    shown = {table.words(c): c.text for table in release.tables for c in table.cells}
    assert (shown["Blm", "Old"], shown["Blm",]) == ("113", "not shown")
    tongue = lambda said: {"Old": "viejo", "New": "nuevo"}.get(said, said)  # noqa: E731
    assert scan({"a.csv": b"Blm,Old,113\n"}, release, [of_age, of_end], [tongue]) == ()
    assert scan({"a.csv": b"Blm,113\n"}, release, [of_age, of_end], [tongue])


def test_the_number_in_a_reason_for_no_number_counts_nobody() -> None:
    """That fewer than 11 people stand on one side of a rate is no count of a court's eleven."""
    table = counted({("blm",): 11, ("sea",): 330}, ("court",))
    rate = Estimate(
        "closures", "Closed", "cases decided", "2015", 3.0, 2.0, 4.0, "percent", 4, 300,
        {"court": "blm"}, "Wilson interval",
    )  # fmt: skip
    release = released(table, estimates=[rate])
    assert "11" in release.estimates[0].why_not
    line = f"Blm,2015,{release.estimates[0].why_not}\n"
    assert scan({"a.csv": line.encode()}, release, [table]) == ()
    assert scan({"a.csv": b"Blm,2015,11\n"}, release, [table])


def test_the_number_in_the_name_of_a_rate_counts_nobody() -> None:
    """Relief granted within 12 years is not the twelve of a court; a 12 beside the court is."""
    table = counted({("blm",): 12, ("sea",): 330}, ("court",))
    rate = Estimate(
        "time", "Ended within 12 years", "begun", "2015", 30.0, 20.0, 40.0, "percent", 90, 300,
        {"court": "sea"}, "Aalen-Johansen",
    )  # fmt: skip
    release = released(table, estimates=[rate])
    assert scan({"a.csv": b"Blm,Ended within 12 years\n"}, release, [table]) == ()
    assert scan({"a.csv": b"Blm,12\n"}, release, [table])


def test_a_label_that_wraps_counts_nobody_and_a_bare_number_still_does() -> None:
    """ "2 to 5" is where "2 to 5 years" wraps; a 2 at the end of a text is a count."""
    cells = {("north", "2 to 5 years"): 60, ("north", "other"): 2, ("south", "other"): 90}
    table = counted(cells, ("court", "age"))
    release = released(table)
    assert scan({"a.txt": b"North, Other, 2 to 5"}, release, [table]) == ()
    assert scan({"a.txt": b"North, Other, 2"}, release, [table])
