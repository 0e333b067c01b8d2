"""The lists that values are drawn from: codes by weight, courts with their towns and judges."""

from __future__ import annotations

import csv
import datetime
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import accumulate, groupby

from evenhand.engines.duck import Connection, literal
from evenhand.records.synthetic.salting import read

SLOTS = 1024
FIRST_DAY = datetime.date(1900, 1, 1)
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
Lists = dict[str, list[object]]


def rows(name: str) -> list[dict[str, str]]:
    """Read a table of this package, without the lines that say where it comes from."""
    lines = [line for line in read(name).splitlines() if not line.startswith("#")]
    return list(csv.DictReader(lines))


def by_weight(weights: Mapping[object, float]) -> list[object]:
    """Share out 1024 slots by weight, at least one to each value that has any."""
    weights = {value: weight for value, weight in weights.items() if weight > 0}
    total = sum(weights.values())
    sizes = {value: max(1, round(SLOTS * weight / total)) for value, weight in weights.items()}
    sizes[max(sizes, key=lambda value: sizes[value])] += SLOTS - sum(sizes.values())
    return [value for value, size in sizes.items() for _ in range(size)]


def day_number(day: datetime.date) -> int:
    """Number a day; January 1, 1900 is 1."""
    return (day - FIRST_DAY).days + 1


def weighted_lists() -> Lists:
    """Read the codes and the counts that are drawn by weight."""
    lists: Lists = {}
    for name, codes in tomllib.loads(read("data/codes.toml")).items():
        lists[name] = by_weight({c: w for c, w in codes.items() if c not in ("source", "shape")})
    for name, counts in tomllib.loads(read("data/counts.toml")).items():
        lists[name] = by_weight({int(count): weight for count, weight in counts.items()})
    return lists


def nationality_lists() -> Lists:
    """Read the nationalities, with the language recorded most often with each."""
    table = rows("data/nationalities.csv")
    weights: dict[object, float] = {n: float(row["weight"]) for n, row in enumerate(table, 1)}
    return {
        "nationality_slots": by_weight(weights),
        "nationality": [row["nationality"] for row in table],
        "language": [row["language"] for row in table],
    }


def end_to_end(groups: Sequence[Sequence[object]]) -> tuple[list[object], ...]:
    """Lay groups end to end: the places where they start, their sizes, and all members."""
    sizes = [len(group) for group in groups]
    starts = [end - size + 1 for end, size in zip(accumulate(sizes), sizes, strict=True)]
    return list(starts), list(sizes), [member for group in groups for member in group]


def judge_codes(seats: Sequence[int]) -> list[list[str]]:
    """Invent judges for each court: Z, a digit and a sign, a form that no real judge's code has."""
    codes: Iterator[str] = (f"Z{tens}{ones}" for tens in DIGITS[:10] for ones in DIGITS)
    return [[next(codes) for _ in range(count)] for count in seats]


def quoted(text: str) -> str:
    """Write a text as a cell of a comma separated file."""
    return f'"{text}"' if "," in text else text


def court_lists() -> Lists:
    """Read the courts: their codes, offices, hearing locations, judges and the towns around."""
    courts, places = rows("data/courts.csv"), rows("data/places.csv")
    towns = [[town for town in places if town["court"] == court["court"]] for court in courts]
    lists: Lists = {
        "court_code": [court["court"] for court in courts],
        "office": [quoted(court["office"]) for court in courts],
    }
    for name, column in (("court_free", "weight"), ("court_held", "held")):
        lists[name] = by_weight({n: float(court[column]) for n, court in enumerate(courts, 1)})
    groups: dict[str, Sequence[Sequence[object]]] = {
        "location": [court["locations"].split("|") for court in courts],
        "judge": judge_codes([int(court["seats"]) for court in courts]),
        "town": towns,
    }
    for name, group in groups.items():
        lists[f"{name}_first"], lists[f"{name}_count"], lists[name] = end_to_end(group)
    flat = [town for group in towns for town in group]
    del lists["town"]
    return lists | {f"town_{part}": [t[part] for t in flat] for part in ("city", "state", "zip3")}


def spelling_list() -> list[object]:
    """Spell what an office notes: 64 ways to say unknown, then 64 of yes, then 64 of no."""
    unknown = [""] * 44 + ["unk"] * 8 + ["?"] * 5 + ["N/A"] * 5 + ["(b)(6)"] * 2
    yes, no = ["Y"] * 56 + ["yes"] * 6 + ["YES"] * 2, ["N"] * 56 + ["no"] * 6 + ["NO"] * 2
    return [*unknown, *yes, *no]


def write(values: Sequence[object]) -> str:
    """Write a list of numbers or texts as SQL; repeated values as runs, which parse faster."""
    told = [str(value) if isinstance(value, int) else literal(value) for value in values]
    if len(set(told)) * 2 > len(told):
        return f"[{', '.join(told)}]"
    runs = [(value, len([*run])) for value, run in groupby(told)]
    return f"flatten([{', '.join(f'list_resize([{v}], {count}, {v})' for v, count in runs)}])"


@cache
def fixed_lists() -> tuple[str, ...]:
    """Write the statements that give a connection the lists which are the same for every docket."""
    lists = weighted_lists() | nationality_lists() | court_lists()
    lists["said"] = spelling_list()
    lists["two_digits"] = [f"{number:02d}" for number in range(100)]
    return tuple(f"SET VARIABLE {name} = {write(values)}" for name, values in lists.items())


def load_lists(con: Connection, more: Lists) -> None:
    """Give a connection every list, so that ``item`` and ``pick`` find them by name."""
    for statement in fixed_lists():
        con.execute(statement)
    for name, values in more.items():
        con.execute(f"SET VARIABLE {name} = {write(values)}")
