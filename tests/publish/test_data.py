"""The data files: the same rows in both forms, safe in a spreadsheet, every column explained."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.publish.data.columns import DECIMAL, TEXT, Column, DataFile, data_files
from evenhand.publish.data.writing import as_csv, as_parquet
from evenhand.publish.edition import Edition, Told, edit
from tests.support import editions
from tests.support.safe import counted, released

DANGEROUS = "=+-@\t\r\n＝＋－＠"


def _read(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"), newline="")))


@pytest.fixture(scope="module")
def names(release_files: Mapping[str, bytes]) -> list[str]:
    """The data files of the release, without their endings."""
    return sorted(name[5:-4] for name in release_files if name.endswith(".csv"))


def test_both_forms_hold_the_same_rows(
    release_files: Mapping[str, bytes], names: list[str]
) -> None:
    """CSV and Parquet of a table have the same columns and the same values in the same order."""
    assert len(names) >= 4
    for name in names:
        lines = _read(release_files[f"data/{name}.csv"])
        table = pq.read_table(io.BytesIO(release_files[f"data/{name}.parquet"]))
        assert list(lines[0]) == table.column_names
        for line, row in zip(lines, table.to_pylist(), strict=True):
            for column, value in row.items():
                text = line[column].removeprefix("'")
                if value is None:
                    assert text == ""
                elif isinstance(value, str):
                    assert text == value
                else:
                    assert float(text) == value


def test_a_division_named_like_a_column_takes_another_name() -> None:
    """Measures may divide by "state"; no two columns of a file have one name."""
    release = released(
        counted({("gone", "shown"): 40, ("here", "shown"): 90}, ("state", "shown")), rule="dhs"
    )
    told = Told("closures", "How many?", "closed", "decided", "counts")
    (file,) = data_files(edit("A report", editions.VINTAGE, [told], release.tables, ()))
    columns = [column.name for column in file.columns]
    assert len(set(columns)) == len(columns)
    assert columns[:3] == ["state_division_code", "state_division", "shown_division_code"]


def test_every_cell_of_every_table_is_there(
    release_files: Mapping[str, bytes], edition: Edition
) -> None:
    """Each published cell stands in its file with the text of the pages, and nothing more."""
    for table in edition.tables:
        number = [t for t in edition.tables if t.measure == table.measure].index(table) + 1
        lines = _read(release_files[f"data/{table.measure}-{number}.csv"])
        codes = [f"{dimension.name}_code" for dimension in table.dimensions]
        found = {tuple(line[code] for code in codes): line["shown"] for line in lines}
        assert found == {cell.at: cell.text for cell in table.cells}
    shown = [e for e in edition.estimates if e.shown]
    rows = [row for name in release_files if name.endswith("-estimates.csv")
            for row in _read(release_files[name])]  # fmt: skip
    assert sum(row["number"] != "" for row in rows) == len(shown) < len(rows)


def test_no_exact_count_is_in_the_data(release_files: Mapping[str, bytes]) -> None:
    """No exact number that rounding changes is in a data file, nor in Parquet's statistics."""
    exact = {count for t in editions.counts() for count in t.cells["persons"].to_pylist()}
    telling = {count for count in exact if count % 10 and count > 15} | {7, 9}
    for name, content in release_files.items():
        if name.endswith(".csv") and "estimates" not in name:
            values = {
                int(value)
                for line in _read(content)
                for column, value in line.items()
                if value.isdigit() and column == "drawn_at"
            }
            assert not telling & values
        if name.endswith(".parquet"):
            groups = pq.ParquetFile(io.BytesIO(content)).metadata.row_group(0)
            for n in range(groups.num_columns):
                statistics = groups.column(n).statistics
                if statistics is not None and groups.column(n).path_in_schema == "drawn_at":
                    assert not telling & {statistics.min, statistics.max}


def test_parquet_names_no_machine_and_no_time(release_files: Mapping[str, bytes]) -> None:
    """The metadata of a Parquet file say which library wrote it, and nothing else."""
    for name, content in release_files.items():
        if name.endswith(".parquet"):
            found = pq.ParquetFile(io.BytesIO(content)).metadata
            assert found.metadata is None
            assert found.created_by.startswith("parquet-cpp-arrow")


def test_every_column_is_explained(release_files: Mapping[str, bytes], names: list[str]) -> None:
    """The dictionary knows each column of each file, in both languages, and its key is unique."""
    said = json.loads(release_files["data/dictionary.json"])
    assert [table["url"] for table in said["tables"]] == [f"{name}.csv" for name in names]
    for table in said["tables"]:
        lines = _read(release_files[f"data/{table['url']}"])
        columns = table["tableSchema"]["columns"]
        assert [column["name"] for column in columns] == list(lines[0])
        assert all(set(column["dc:description"]) == {"en", "es"} for column in columns)
        assert all(text for c in columns for text in c["dc:description"].values())
        key = table["tableSchema"]["primaryKey"]
        assert len({tuple(line[part] for part in key) for line in lines}) == len(lines)
        for page in ("README.md", "LEEME.md"):
            text = release_files[f"data/{page}"].decode("utf-8")
            assert f"## {table['url']}" in text
            assert all(f"| `{column['name']}` |" in text for column in columns)


@given(st.lists(
    st.text(alphabet=st.sampled_from(DANGEROUS + ' "\',;a1|')).filter(lambda t: "\r" not in t),
    min_size=1, max_size=6,
))  # fmt: skip
@settings(deadline=None)
def test_no_text_is_run_by_a_spreadsheet(texts: list[str]) -> None:
    """Whatever a text holds, its cell begins with nothing that a spreadsheet runs."""
    column = Column("a", TEXT, "column-shown")
    file = DataFile("x", "x", (column,), tuple((text,) for text in texts), ("a",), "", "")
    lines = list(csv.reader(io.StringIO(as_csv(file).decode("utf-8"), newline="")))[1:]
    for text, line in zip(texts, lines, strict=True):
        cell = line[0] if line else ""
        assert not cell.lstrip(" ").startswith(tuple(DANGEROUS))
        assert cell in (text, f"'{text}")
    assert pq.read_table(io.BytesIO(as_parquet(file)))["a"].to_pylist() == texts


def test_a_number_below_nought_stays_a_number() -> None:
    """A negative estimate is a number in CSV, not a text that begins with a minus."""
    file = DataFile("x", "x", (Column("n", DECIMAL, "column-estimate"),), ((-3.0,), (None,)),
                    ("n",), "", "")  # fmt: skip
    assert as_csv(file) == b'n\r\n-3\r\n""\r\n'


def test_files_do_not_depend_on_order(edition: Edition) -> None:
    """Tables given in another order are the same files."""
    assert data_files(editions.edition(backwards=True)) == data_files(edition)
