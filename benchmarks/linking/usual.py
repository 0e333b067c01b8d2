"""Counts the usual shares of comparisons.toml anew: ``python -m benchmarks.linking.usual``.

They are what short lists lean on. Counted on made lists whose seed no benchmark and no test uses,
so that no figure of a benchmark rests on the lists that it is taken from.
"""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from benchmarks.linking.compare import prepared
from benchmarks.linking.truth import true_pairs
from evenhand.docket.lists.snapshot import open_lists
from evenhand.engines.duck import Connection, connect
from evenhand.families import comparing, weighing
from evenhand.families.comparing import comparisons, levels_of
from evenhand.families.preparing import CHILDREN, PARENTS, prepare

SEED = 90_417
PEOPLE = 20_000


def main() -> None:
    """Count, and write the shares into the file."""
    with tempfile.TemporaryDirectory() as scratch, connect() as con:
        place = prepared(Path(scratch), PEOPLE, SEED)
        prepare(con, open_lists(place / "lists"))
        found = shares(con, true_pairs(str(place)))
    path = Path(str(comparing.__file__)).with_name("comparisons.toml")
    path.write_text(written(path.read_text("utf-8"), found), "utf-8")


def shares(con: Connection, truth: set[tuple[str, str]]) -> list[tuple[float, float]]:
    """Give, for every level in the order of the file, its share of true and of random pairs."""
    listed = ", ".join(f"('{parent}', '{child}')" for parent, child in sorted(truth))
    con.execute(f"CREATE TEMP TABLE truth AS FROM (VALUES {listed}) AS t(parent, child)")
    pairs = (
        "(SELECT p.unique_id AS parent_id, c.unique_id AS child_id FROM truth "
        f"JOIN {PARENTS} p ON p.person_id = parent JOIN {CHILDREN} c ON c.person_id = child)"
    )
    names = list(comparisons())
    con.execute(f"CREATE TEMP TABLE of_true AS {levels_of(pairs, PARENTS, CHILDREN, names)}")
    _, drawn = weighing.random_pairs(con)
    told = ", ".join(f"{c.sql} AS {c.name}" for c in comparisons().values())
    con.execute(f"CREATE TEMP TABLE of_random AS SELECT {told} FROM ({drawn})")
    found: list[tuple[float, float]] = []
    for name in names:
        true = weighing.level_counts(con, "of_true", name)
        other = weighing.level_counts(con, "of_random", name)
        found += [
            (t / sum(true), max(o, 0.5) / sum(other)) for t, o in zip(true, other, strict=True)
        ]
    return found


def written(text: str, found: list[tuple[float, float]]) -> str:
    """Give the file's text with the shares put in and the seed named.

    A level to which no true pair came counts as one pair in ten thousand.
    """
    usual, chance = iter([t for t, _ in found]), iter([c for _, c in found])
    text = re.sub(r"(?m)^usual = .*$", lambda _: f"usual = {max(next(usual), 1e-4):.4f}", text)
    text = re.sub(r"(?m)^chance = .*$", lambda _: f"chance = {next(chance):.2e}", text)
    return re.sub(r"\([\d,]+ rows, seed [\d,]+\)", f"({PEOPLE:,} rows, seed {SEED:,})", text)


if __name__ == "__main__":
    main()
