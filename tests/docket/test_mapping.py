"""Mapping files: what they may say, what is refused, and what Evenhand proposes by itself."""

from __future__ import annotations

import tomllib

import pytest

from evenhand.docket.catalogue import catalogue
from evenhand.docket.mapping import read_mapping
from evenhand.docket.proposing import propose, propose_mapping, written
from evenhand.records.layout import Layout
from evenhand.terms.refusal import BadInput
from tests.support.sheets import mapping, write_csv

GOOD = mapping({"usc_child": "CHILD"})
# A mapping, and what its refusal must say.
WRONG = {
    "a fact that does not exist": (
        mapping({"has_dog": "DOG"}),
        ["there is no fact 'has_dog'", "evenhand facts"],
    ),
    "a judgement": (
        mapping({"compelling_ties": "TIES"}),
        ["'compelling_ties' is a judgement: a person sets it on the case"],
    ),
    "no key": (mapping({}, key=""), ["key is missing"]),
    "no name": (mapping({}, name=""), ["name is missing"]),
    "not TOML": ("name = clients", ["is not TOML"]),
    "a setting that does not exist": (
        mapping({}, colour="RED"),
        ["there is no setting 'colour'", "nationality"],
    ),
    "a setting of a fact that does not exist": (
        mapping({"usc_child": {"column": "CHILD", "ja": ["J"]}}),
        ["fact.usc_child has no setting 'ja'", "column, yes, no and date"],
    ),
    "a column that is a number": (
        mapping({"usc_child": {"column": 3}}),
        ["column = 3 is not a text"],
    ),
    "a key that is a number": (mapping({}, key=3), ["key = 3 is not a text"]),
    "a fact nearly spelled": (
        mapping({"usc child": "CHILD"}).replace("[fact.usc child]", '[fact."usc child"]'),
        ["Did you mean usc_child"],
    ),
    "a fact without a column": ('name = "a"\nkey = "b"\n[fact.usc_child]\nyes = ["J"]', ["column"]),
    "a fact that is no table": ('name = "a"\nkey = "b"\nfact.usc_child = "CHILD"', ["usc_child"]),
    "yes words that are no list": (
        mapping({"usc_child": {"column": "CHILD", "yes": "yes"}}),
        ["yes = 'yes' is not a list"],
    ),
    "unknown words that are no list": (mapping({}, unknown="unk"), ["unknown = 'unk'"]),
    "a word for both yes and no": (
        mapping({"usc_child": {"column": "CHILD", "yes": ["1", "Y"], "no": ["y", "0"]}}),
        ["reads y both as yes and as no"],
    ),
    "a form without a year": (
        mapping({"entered_on": {"column": "ENTRY", "date": "%m/%d"}}),
        ["%m/%d", "gives no year"],
    ),
    "a form that is none": (
        mapping({"entered_on": {"column": "ENTRY", "date": "MM/DD/YYYY"}}),
        ["MM/DD/YYYY"],
    ),
    "a year of two digits": (
        mapping({"born_on": {"column": "ENTRY", "date": "%m/%d/%y"}}),
        ["%m/%d/%y", "two digits of the year", "four digits"],
    ),
    "a record day with a year of two digits": (
        mapping({}, recorded_form="%d-%b-%y"),
        ["%d-%b-%y", "two digits of the year"],
    ),
    "a layout that does not exist": (
        mapping({}) + "\n[file]\npage = 2\n",
        ["[file] has no setting 'page'", "header_row"],
    ),
    "a row that is no number": (
        mapping({}) + '\n[file]\nheader_row = "2"\n',
        ["header_row = '2' cannot be read", "header_row = 3"],
    ),
    "a day of record that is a month": (
        mapping({}, recorded_form="%m/%Y"),
        ["does not give a whole day"],
    ),
}


def refusal(load, path, text: str) -> str:
    """Import with a mapping that must be refused."""
    with pytest.raises(BadInput) as caught:
        load("tabular", path, mapping=text)
    return str(caught.value)


@pytest.fixture
def clients(tmp_path):
    """Give a small file of clients."""
    header = ["ID", "SEEN", "CHILD", "ENTRY", "DOG", "TIES"]
    return write_csv(tmp_path / "clients.csv", header, [(1, "2011-06-01", "Y", "2001", "Y", "Y")])


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_mapping_is_refused_in_words(clients, load, tmp_path, case):
    """A mapping that is wrong is refused, naming the entry; nothing is made."""
    text, words = WRONG[case]
    said = refusal(load, clients, text)
    assert [word for word in words if word not in said] == []
    assert not (tmp_path / "snapshot-1").exists()


def test_a_missing_mapping_file_is_refused_with_the_remedy(clients, load, tmp_path):
    """Without the mapping file, or without any, the refusal says how to get one proposed."""
    with pytest.raises(BadInput, match="evenhand docket map FILE"):
        load("tabular", clients, mapping=tmp_path / "none.toml")
    with pytest.raises(BadInput, match="evenhand docket map"):
        load("tabular", clients)


def test_a_column_the_file_does_not_have_is_refused_by_name(clients, load):
    """A mapping that names a column the file lacks is refused, and the file's columns are shown."""
    said = refusal(load, clients, mapping({"usc_child": "KIDS"}))
    assert "'KIDS'" in said
    assert "'CHILD'" in said


def test_columns_are_found_whatever_their_case(clients, load):
    """A column is found though the mapping writes it in other letters."""
    assert load("tabular", clients, mapping=mapping({"usc_child": "Child"})).known(1)["usc_child"]


def test_a_mapping_is_for_tabular_files_only(court, load, clients):
    """A mapping or a docket beneath, given with the court's files, is refused."""
    folder = court.case(1).proceeding(1).write()
    with pytest.raises(BadInput, match="for tabular files, not for eoir"):
        load("eoir", folder, mapping=GOOD)
    with pytest.raises(BadInput, match="tabular takes one file at a time; 2"):
        load("tabular", [clients, clients], mapping=GOOD)


# A header, and which column each fact is proposed to come from.
HEADERS = [
    (
        ["Case ID", "Intake Date", "Field Office", "Date of last entry", "USC child", "Remarks"],
        {"entered_on": "Date of last entry", "usc_child": "USC child"},
    ),
    (
        ["IDNCASE", "INTERVIEW DATE", "DOB", "Prior Removal", "DV victim?", "Veteran"],
        {
            "born_on": "DOB",
            "previously_removed": "Prior Removal",
            "domestic_violence_victim": "DV victim?",
            "honorably_discharged": "Veteran",
        },
    ),
    (
        ["row_number", "document date", "entered_on", "pregnant", "felony_convictions"],
        {
            "entered_on": "entered_on",
            "pregnant": "pregnant",
            "felony_convictions": "felony_convictions",
        },
    ),
]
CELLS = {"date": "2001-05-31", "count": "2", "yes-no": "TRUE"}


@pytest.mark.parametrize(("header", "facts"), HEADERS, ids=["clinic", "office", "plain"])
def test_a_proposed_mapping_imports(tmp_path, load, header, facts):
    """What is proposed from a header names the right columns, and imports as it stands."""
    known = catalogue()
    cells = {column: CELLS[known[fact].type] for fact, column in facts.items()}
    row = ["7", "2011-06-01", *(cells.get(column, "SEA") for column in header[2:])]
    path = write_csv(tmp_path / "clients.csv", header, [row])
    text = propose_mapping(path, Layout()).text
    proposed = {f: e["column"] for f, e in tomllib.loads(text)["fact"].items()}
    assert proposed == facts
    docket = load("tabular", path, mapping=text)
    assert facts.keys() <= docket.known(7).keys()
    assert docket.notes() == []
    for column in set(header[2:]) - set(facts.values()) - {"Field Office"}:
        assert column in text.splitlines()[-1]


def test_the_mapping_of_the_made_intake_reads_every_column(synthetic):
    """The mapping that comes with a made docket names every column of its file."""
    plan = read_mapping(synthetic.made.folder / "intake.mapping.toml", catalogue())
    header = synthetic.lines("intake.csv")[0].decode().split(",")
    assert sorted(plan.wanted()) == sorted(header)


def proposed(file: str, header: list[str]) -> str:
    """Propose a mapping from a header alone."""
    known = catalogue()
    return written(propose(file, header, known, Layout()), file, header, known, None)


def test_judgements_are_never_proposed():
    """A header that has the very name of a judgement is left unused in the proposal."""
    judged = [fact.name for fact in catalogue().values() if fact.kind == "judged"]
    text = proposed("a.csv", ["id", *judged])
    assert tomllib.loads(text).get("fact", {}).keys().isdisjoint(judged)


def test_a_header_with_quotes_is_proposed_as_it_is():
    """A column whose name holds a quotation mark is proposed in TOML that can be read."""
    header = ["id", 'usc child "minor"', "back\\slash entry date"]
    text = proposed("a.csv", header)
    facts = tomllib.loads(text)["fact"]
    assert facts["usc_child"]["column"] == header[1]
    assert facts["entered_on"]["column"] == header[2]
