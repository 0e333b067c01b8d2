"""What list-makers do to a name and a day, as SQL: each error with its rate, seeded by row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from evenhand.engines.duck import literal
from evenhand.records.synthetic.salting import salts

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class Dirt:
    """The errors of one list-maker: rolls of one seed and scope, and the stated rates."""

    seed: int
    scope: str
    rates: Mapping[str, Any]

    def roll(self, column: str) -> str:
        """Write a number from 0 to 1 for a row, another for every column."""
        return f"(draw(h, {salts(self.seed, self.scope, column)}) / 4294967296.0)"

    def below(self, column: str, rate: str | float) -> str:
        """Write that an error strikes; a word is a rate of names."""
        share = self.rates["names"][rate] if isinstance(rate, str) else rate
        return f"{self.roll(column)} < {share}"

    def weighted(self, column: str, weights: Mapping[str, float]) -> str:
        """Write one of some words, by weight."""
        upto, cases = 0.0, []
        for word, weight in weights.items():
            upto += weight
            cases.append(f"WHEN {self.roll(column)} < {upto:.6f} THEN {literal(word)}")
        return f"CASE {' '.join(cases)} ELSE {literal(next(iter(weights)))} END"

    def worded(self, source: str, words: tuple[str, ...], column: str) -> str:
        """Write a source with its words as this list has them: accented, respelled, mistyped.

        Each step is a query of its own, for a macro repeats its arguments wherever it uses them.
        """
        accents = " ".join(
            f"WHEN {literal(a)} THEN {literal(b)}" for a, b in self.rates["accents"].items()
        )
        accented = ", ".join(
            f"CASE WHEN {self.below(f'{column}{w}accent', 0.25)} "
            f"THEN CASE {w} {accents} ELSE {w} END ELSE {w} END AS {w}"
            for w in words
        )
        rolls = ", ".join(
            f"{self.roll(f'{column}{w}{what}')} AS {w}_{what}"
            for w in words
            for what in ("which", "kind", "place", "letter")
        )
        rules = ", ".join(
            f"CASE WHEN {self.below(f'{column}{w}respell', 'respelled')} "
            f"THEN one_of_them(respellings({w}), {w}_which) END AS {w}_rule"
            for w in words
        )
        turned = ", ".join(f"turned({w}, {w}_rule) AS {w}" for w in words)
        places = ", ".join(
            f"CAST(floor({w}_kind * 4) AS INTEGER) AS {w}_kind, "
            f"2 + CAST(floor({w}_place * (length({w}) - 2)) AS INTEGER) AS {w}_place, "
            f"substr('{LETTERS}', 1 + CAST(floor({w}_letter * 26) AS INTEGER), 1) AS {w}_letter"
            for w in words
        )
        typed = ", ".join(
            f"CASE WHEN length({w}) > 2 AND {self.below(f'{column}{w}typo', 'typed_wrong')} "
            f"THEN mistyped({w}, {w}_kind, {w}_place, {w}_letter) ELSE {w} END AS {w}"
            for w in words
        )
        left = ", ".join(f"{w}_{x}" for w in words for x in ("which", "kind", "place", "letter"))
        without = ", ".join(f"{w}_rule" for w in words)
        ruled = f"SELECT *, {rules} FROM (SELECT * REPLACE ({accented}), {rolls} FROM {source})"
        respelled = f"SELECT * EXCLUDE ({without}) REPLACE ({turned}) FROM ({ruled})"
        placed = f"SELECT * REPLACE ({places}) FROM ({respelled})"
        return f"(SELECT * EXCLUDE ({left}) REPLACE ({typed}) FROM ({placed}))"

    def nicknamed(self, of: str, column: str) -> str:
        """Write a given name, or its short form where the person goes by it."""
        cases = " ".join(
            f"WHEN {literal(a)} THEN {literal(b)}" for a, b in self.rates["nicknames"].items()
        )
        nick = self.below(column, "nickname")
        return f"CASE WHEN {nick} THEN CASE {of} {cases} ELSE {of} END ELSE {of} END"

    def named(self, source: str, who: str, sex: str) -> str:
        """Write ``source`` with the columns ``<who>_given`` and ``<who>_surnames``, as listed.

        ``source`` has g1, g2, s1, s2 under ``who``'s prefix; the second of each may be empty.
        """
        g1, g2, s1, s2 = (f"{who}_{part}" for part in ("g1", "g2", "s1", "s2"))
        c = f"{who} "
        arranged = f"""SELECT *,
            {self.nicknamed(g1, c + "nick")} AS n1, {g2} AS n2,
            {self.below(c + "no second given", "second_given_left_out")} AS without_g2,
            {self.below(c + "given swapped", "given_swapped")} AS turn_g,
            {self.below(c + "no second surname", "second_surname_left_out")} AS without_s2,
            {self.below(c + "surnames swapped", "surnames_swapped")} AS turn_s,
            {self.below(c + "moved", "second_surname_among_given")} AS moved FROM {source}"""
        chosen = f"""SELECT *,
            CASE WHEN {g2} = '' OR without_g2 OR NOT turn_g THEN n1 ELSE {g2} END AS a1,
            CASE WHEN {g2} = '' OR without_g2 THEN '' WHEN turn_g THEN n1 ELSE {g2} END AS a2,
            CASE WHEN without_s2 OR NOT turn_s THEN {s1} ELSE {s2} END AS b1,
            CASE WHEN without_s2 THEN '' WHEN turn_s THEN {s1} ELSE {s2} END AS b2
            FROM ({arranged})"""
        moved = "moved AND a2 = '' AND b2 <> ''"
        placed = f"""SELECT * EXCLUDE (a2, b1, b2),
            CASE WHEN {moved} THEN b1 ELSE a2 END AS a2,
            CASE WHEN {moved} THEN b2 ELSE b1 END AS b1,
            CASE WHEN {moved} THEN '' ELSE b2 END AS b2 FROM ({chosen})"""
        worded = self.worded(f"({placed})", ("a1", "a2", "b1", "b2"), c)
        rate = self.rates["names"]
        joined = self.roll(c + "joined")
        hyphen, glue = rate["surnames_hyphenated"], rate["surnames_glued"]
        married = hyphen + glue + rate["married_de"]
        between = (
            f"CASE WHEN {joined} < {hyphen} THEN '-' WHEN {joined} < {hyphen + glue} THEN '' "
            f"WHEN {joined} < {married} AND {sex} = 'F' THEN ' DE ' ELSE ' ' END"
        )
        initial = self.below(c + "initial", "initial_only")
        return f"""(SELECT * EXCLUDE (n1, n2, without_g2, turn_g, without_s2, turn_s, moved,
                a1, a2, b1, b2),
            a1 || CASE WHEN a2 = '' THEN '' WHEN {initial} THEN ' ' || left(a2, 1)
                ELSE ' ' || a2 END AS {who}_given,
            b1 || CASE WHEN b2 = '' THEN '' ELSE {between} || b2 END AS {who}_surnames
            FROM {worded})"""

    def born(self, day: str, column: str, rates: Mapping[str, float]) -> str:
        """Write a day of birth as this list has it: M/D/YYYY, a year alone, or nothing."""
        roll, other = self.roll(column), self.roll(column + " how")
        written = "strftime({}, '%-m/%-d/%Y')".format
        quarter = f"CAST(floor({other} * 4) AS INTEGER)"
        year_off = f"[-2, -1, 1, 2][1 + {quarter}]"
        step = f"[-10, -1, 1, 10][1 + CAST(floor({other} / 0.34 * 4) AS INTEGER)]"
        other_day = f"greatest(1, least(28, day({day}) + {step}))"
        eleven = f"CAST(floor(({other} - 0.34) / 0.33 * 11) AS INTEGER)"
        decade = f"CASE WHEN {other} < 0.83 THEN -10 ELSE 10 END"
        digit = (
            f"CASE WHEN {other} < 0.34 THEN make_date(year({day}), month({day}), {other_day}) "
            f"WHEN {other} < 0.67 "
            f"THEN make_date(year({day}), 1 + (month({day}) + {eleven}) % 12, day({day})) "
            f"ELSE make_date(year({day}) + {decade}, month({day}), day({day})) END"
        )
        forms = {
            "missing": "''",
            "year_only": f"CAST(year({day}) AS VARCHAR)",
            "first_of_january": written(
                f"make_date(year({day}) + CAST(floor({other} * 3) AS INTEGER) - 1, 1, 1)"
            ),
            "swapped": f"CASE WHEN day({day}) <= 12 THEN "
            + written(f"make_date(year({day}), day({day}), month({day}))")
            + f" ELSE {written(day)} END",
            "digit": written(digit),
            "year_off": written(f"make_date(year({day}) + {year_off}, month({day}), day({day}))"),
        }
        upto, cases = 0.0, []
        for kind, form in forms.items():
            upto += rates[kind]
            cases.append(f"WHEN {roll} < {upto:.4f} THEN {form}")
        return f"CASE {' '.join(cases)} ELSE {written(day)} END"


def macros(rates: Mapping[str, Any]) -> str:
    """Write the two things that happen to the letters of a word."""
    respellings = rates["respellings"]
    rules = ", ".join(
        f"{{'f': {literal(a)}, 't': {literal(b)}}}"
        for a, b in zip(respellings["from"], respellings["to"], strict=True)
    )
    fits = "contains(w, r.f) AND (r.f <> 'H' OR starts_with(w, 'H'))"
    return f"""
        CREATE MACRO turned(w, r) AS CASE WHEN r IS NULL THEN w ELSE
            left(w, instr(w, r.f) - 1) || r.t || substr(w, instr(w, r.f) + length(r.f)) END;
        CREATE MACRO one_of_them(found, u) AS
            found[1 + CAST(floor(u * len(found)) AS INTEGER)];
        CREATE MACRO respellings(w) AS list_filter([{rules}], lambda r: {fits});
        CREATE MACRO mistyped(w, kind, i, x) AS CASE kind
            WHEN 0 THEN left(w, i - 1) || substr(w, i + 1)
            WHEN 1 THEN left(w, i - 1) || x || substr(w, i + 1)
            WHEN 2 THEN left(w, i - 1) || substr(w, i + 1, 1) || substr(w, i, 1) || substr(w, i + 2)
            ELSE left(w, i - 1) || x || substr(w, i) END;
    """
