"""Makes two agencies' lists: parents as they were apprehended, children as they were referred."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from evenhand.engines.duck import Connection, connect, literal
from evenhand.records.synthetic import salting
from evenhand.records.synthetic.families.dirt import Dirt, macros
from evenhand.records.synthetic.folder import SIGN, whole
from evenhand.terms.refusal import BadInput

MOST = 5_000_000
SLOTS = 1 << 18  # a name's share of the slots is its share of people
FIRST_DAY = "DATE '2017-07-01'"
BORDER_MAPPING = """# Parents, as the agency that apprehended them lists them. Synthetic.
name = "border"
people = "parents"

[field.number]
column = "A NUMBER"
[field.surnames]
column = "LAST NAME"
[field.given]
column = "FIRST NAME"
[field.born_on]
column = "DOB"
date = "%m/%d/%Y"
[field.sex]
column = "SEX"
[field.country]
column = "COC"
[field.apprehended_on]
column = "APPREHENDED"
date = "%m/%d/%Y"
[field.sector]
column = "SECTOR"
"""
CARE_MAPPING = """# Children, as the agency that cares for them lists them, with the parent each
# child named. Synthetic.
name = "care"
people = "children"

[field.own_id]
column = "CHILD NO"
[field.surnames]
column = "CHILD LAST"
[field.given]
column = "CHILD FIRST"
[field.born_on]
column = "CHILD DOB"
date = "%m/%d/%Y"
[field.parent_number]
column = "PARENT A#"
[field.parent_surnames]
column = "PARENT LAST"
[field.parent_given]
column = "PARENT FIRST"
[field.parent_born_on]
column = "PARENT DOB"
date = "%m/%d/%Y"
[field.parent_sex]
column = "PARENT"
[field.parent_country]
column = "COUNTRY"
[field.referred_on]
column = "REFERRED"
date = "%m/%d/%Y"
[field.sector]
column = "SECTOR"
"""
ABOUT = """{sign}

Two lists of {people:,} rows, seed {seed}. Made by Evenhand. No real person is in them.

border.csv lists parents, care.csv children with the parent whom each child named. truth.csv says
which rows belong together (line numbers of the two files; the header is line 1). Names are drawn
with the frequencies of the U.S. Census (surnames of 2010, first names of 2020) among names borne
mostly by people of Hispanic origin. Each list errs by itself, at assumed rates that stand in the
program's families/rates.toml: see docs/families.md.
"""


@dataclass(frozen=True)
class MadeLists:
    """What was made: the folder, how many rows each list has, how many true pairs there are."""

    folder: Path
    people: int
    seed: int
    pairs: int


def rates() -> dict[str, Any]:
    """Give the stated rates of errors."""
    text = files(__package__).joinpath("rates.toml").read_text("utf-8")
    return tomllib.loads(text)


def make_lists(
    folder: Path,
    *,
    people: int,
    seed: int,
    tell: Callable[[str, int, int], None] = lambda what, done, of: None,
) -> MadeLists:
    """Write two lists of ``people`` rows each, their mappings and the truth into ``folder``.

    The same seed gives the same bytes. Raises BadInput for what cannot be made, NoRoom.
    """
    if not 1 <= people <= MOST:
        raise BadInput(
            f"Lists of {people:,} rows cannot be made.", f"Ask for at least 1 and at most {MOST:,}."
        )
    with whole(folder) as partial, connect() as con:
        pairs = _Lists(con, people, seed, rates()).write(partial, tell)
        (partial / "border.toml").write_text(BORDER_MAPPING, "utf-8")
        (partial / "care.toml").write_text(CARE_MAPPING, "utf-8")
        told = ABOUT.format(sign=SIGN, people=people, seed=seed)
        (partial / "README.txt").write_text(told, "utf-8")
    return MadeLists(folder, people, seed, pairs)


@dataclass
class _Lists:
    con: Connection
    people: int
    seed: int
    rates: dict[str, Any]

    def write(self, folder: Path, tell: Callable[[str, int, int], None]) -> int:
        con = self.con
        con.execute(salting.read("sql/macros.sql"))
        con.execute(macros(self.rates))
        self._names()
        con.execute(self._families())
        steps: tuple[Callable[[], None], ...] = (self._border, self._care)
        for done, step in enumerate(steps):
            tell("making lists", done, len(steps))
            step()
        truth = (
            "SELECT b.line AS parent_row, c.line AS child_row FROM care c JOIN border b "
            "USING (person) ORDER BY 1, 2"
        )
        for table, query in (
            ("border", "SELECT * EXCLUDE (line, person) FROM border ORDER BY line"),
            ("care", "SELECT * EXCLUDE (line, person) FROM care ORDER BY line"),
            ("truth", truth),
        ):
            path = literal(folder / f"{table}.csv")
            con.execute(f"COPY ({query}) TO {path} (FORMAT csv, HEADER)")
        return int(con.execute(f"SELECT count(*) FROM ({truth})").fetchall()[0][0])

    def _names(self) -> None:
        """Fill a table of slots for each kind of name, each name as often as people bear it."""
        for kind, file, sex in (
            ("surname", "surnames.csv", None),
            ("male", "given.csv", "M"),
            ("female", "given.csv", "F"),
        ):
            with files(__package__).joinpath(file).open("r", encoding="utf-8") as handle:
                rows = [row for row in csv.DictReader(handle) if sex in (None, row.get("sex"))]
            total = sum(int(row["count"]) for row in rows)
            upto, filled = 0, []
            for row in rows:
                first = upto * SLOTS // total
                upto += int(row["count"])
                filled.append((row["name"], first, upto * SLOTS // total))
            listed = ", ".join(f"({literal(n)}, {a}, {b})" for n, a, b in filled if b > a)
            self.con.execute(
                f"CREATE TEMP TABLE {kind}s AS SELECT name, unnest(range(a, b)) AS slot "
                f"FROM (VALUES {listed}) AS v(name, a, b)"
            )

    def _drawn(self, source: str, names: dict[str, str]) -> str:
        """Write a source with a drawn name for each column of ``names``, by kind."""
        dirt = Dirt(self.seed, "person", self.rates)
        slots = ", ".join(
            f"CAST(floor({dirt.roll(column)} * {SLOTS}) AS BIGINT) AS slot_{column}"
            for column in names
        )
        joins = "".join(
            f" JOIN {kind}s AS t_{column} ON t_{column}.slot = s.slot_{column}"
            for column, kind in names.items()
        )
        taken = ", ".join(f"t_{column}.name AS {column}" for column in names)
        left = ", ".join(f"slot_{column}" for column in names)
        slotted = f"(SELECT *, {slots} FROM {source})"
        return f"(SELECT s.* EXCLUDE ({left}), {taken} FROM {slotted} s{joins})"

    def _families(self) -> str:
        """Write the table of all parents: also those of whom only a child is listed."""
        dirt = Dirt(self.seed, "person", self.rates)
        child, people = self.rates["children"], self.rates["people"]
        listed = int(self.people * child["parent_on_the_list"])
        hashed = f"mix(xor(i, {salting.number(self.seed, 'people')}::UBIGINT))"
        source = f"(SELECT i, {hashed} AS h FROM range({2 * self.people - listed}) r(i))"
        drawn = self._drawn(
            source,
            {"m1": "male", "m2": "male", "f1": "female", "f2": "female"}
            | {"s1": "surname", "s2": "surname", "s3": "surname"},
        )
        whole_day = (
            f"make_date(1968 + CAST(floor({dirt.roll('year')} * 32) AS INTEGER), "
            f"1 + CAST(floor({dirt.roll('month')} * 12) AS INTEGER), "
            f"1 + CAST(floor({dirt.roll('day')} * 28) AS INTEGER))"
        )
        second = dirt.below("second given", people["second_given"])
        number = f"(i * 48271 + {salting.number(self.seed, 'numbers') % 10**8}) % 100000000"
        return f"""CREATE TEMP TABLE families AS SELECT *,
            CASE WHEN i >= {self.people} THEN 1
                 WHEN sum(kids) OVER (ORDER BY lot, i) - kids >= {listed} THEN 0
                 ELSE least(kids, {listed} - (sum(kids) OVER (ORDER BY lot, i) - kids)) END AS has
            FROM (SELECT i, h, CASE WHEN {dirt.below("sex", people["fathers"])} THEN 'M'
                ELSE 'F' END AS sex, CASE WHEN sex = 'M' THEN m1 ELSE f1 END AS p_g1,
                CASE WHEN NOT {second} THEN '' WHEN sex = 'M' THEN m2 ELSE f2 END AS p_g2,
                s1 AS p_s1, s2 AS p_s2, s3 AS spouse, {whole_day} AS born,
                {dirt.weighted("country", self.rates["countries"])} AS country,
                {dirt.weighted("sector", self.rates["sectors"])} AS sector,
                {FIRST_DAY} + CAST(floor({dirt.roll("apprehended")} * 360) AS INTEGER) AS taken,
                'A' || (200000000 + {number}) AS number,
                {dirt.roll("lot")} + CASE WHEN i >= {self.people} THEN 2 ELSE 0 END AS lot,
                CASE WHEN {dirt.below("siblings", child["siblings"])} THEN 2 ELSE 1 END AS kids
                FROM {drawn})"""

    def _border(self) -> None:
        dirt = Dirt(self.seed, "border", self.rates)
        listed = f"(SELECT * FROM families WHERE i < {self.people})"
        born = dirt.born("born", "born", self.rates["born"]["parents"])
        self.con.execute(
            f"""CREATE TEMP TABLE border AS SELECT 1 + row_number() OVER (ORDER BY i) AS line,
            i AS person, number AS "A NUMBER", p_surnames AS "LAST NAME", p_given AS "FIRST NAME",
            {born} AS "DOB", sex AS "SEX", country AS "COC",
            strftime(taken, '%-m/%-d/%Y') AS "APPREHENDED", sector AS "SECTOR"
            FROM {dirt.named(listed, "p", "sex")}"""
        )

    def _care(self) -> None:
        dirt = Dirt(self.seed, "care", self.rates)
        rate = self.rates["children"]
        child = (
            "(SELECT * REPLACE (mix(xor(h, CAST(7919 * (kid + 1) AS UBIGINT))) AS h) FROM "
            "(SELECT *, unnest(range(CAST(has AS BIGINT))) AS kid FROM families))"
        )
        drawn = self._drawn(child, {"boy": "male", "girl": "female"})
        own = f"""(SELECT *, CASE WHEN {dirt.below("boy", 0.6)} THEN boy ELSE girl END AS c_g1,
            '' AS c_g2, CASE WHEN sex = 'M' THEN p_s1 ELSE spouse END AS c_s1,
            CASE WHEN sex = 'M' THEN spouse ELSE p_s1 END AS c_s2,
            {dirt.below("not named", rate["parent_not_named"])} AS nameless FROM {drawn})"""
        named = dirt.named(dirt.named(own, "p", "sex"), "c", "'M'")
        place = f"CAST(4 + floor({dirt.roll('digit place')} * 6) AS INTEGER)"
        wrong = (
            f"left(number, {place}) || CAST(floor({dirt.roll('digit')} * 10) AS INTEGER) || "
            f"substr(number, {place} + 2)"
        )
        born = dirt.born("born", "born", self.rates["born"]["children"])
        late = f"CAST(4 + floor({dirt.roll('how late')} * 56) AS INTEGER)"
        soon = f"CAST(floor({dirt.roll('how soon')} * 4) AS INTEGER)"
        # Nobody here has a child before 15; the day stands for the child's age at the apprehension.
        oldest = "least(365 * 17, (taken - born) - 365 * 15)"
        age = f"CAST(floor({dirt.roll('age')} * {oldest}) AS INTEGER)"
        countries, sectors = self.rates["countries"], self.rates["sectors"]
        self.con.execute(
            f"""CREATE TEMP TABLE care AS SELECT
            1 + row_number() OVER (ORDER BY {dirt.roll("order")}, i, kid) AS line, i AS person,
            line - 1 AS "CHILD NO", c_surnames AS "CHILD LAST", c_given AS "CHILD FIRST",
            strftime(taken - {age}, '%-m/%-d/%Y') AS "CHILD DOB",
            CASE WHEN nameless OR NOT {dirt.below("number", rate["number_given"])} THEN ''
                 WHEN {dirt.below("number wrong", rate["number_digit_wrong"])} THEN {wrong}
                 ELSE number END AS "PARENT A#",
            CASE WHEN nameless THEN '' ELSE p_surnames END AS "PARENT LAST",
            CASE WHEN nameless THEN '' ELSE p_given END AS "PARENT FIRST",
            CASE WHEN nameless THEN '' ELSE {born} END AS "PARENT DOB",
            CASE sex WHEN 'M' THEN 'father' ELSE 'mother' END AS "PARENT",
            CASE WHEN {dirt.below("no country", rate["country_missing"])} THEN ''
                 WHEN {dirt.below("other country", rate["country_wrong"])}
                 THEN {dirt.weighted("which country", countries)} ELSE country END AS "COUNTRY",
            strftime(taken + CASE WHEN {dirt.below("late", rate["days_off"])} THEN {late}
                ELSE {soon} END, '%-m/%-d/%Y') AS "REFERRED",
            CASE WHEN {dirt.below("other sector", rate["sector_wrong"])}
                 THEN {dirt.weighted("which sector", sectors)} ELSE sector END AS "SECTOR"
            FROM {named}"""
        )
