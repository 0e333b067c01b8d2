"""The ways of linking, each called in a process of its own on the same two made lists."""

from __future__ import annotations

import csv
import logging
import shutil
from pathlib import Path
from typing import Any

from benchmarks.linking.truth import Scored, judged
from benchmarks.measure import peak_mb, timed

# Both sides as plain columns: first words of the names, the day of birth as ISO text.
PLAIN = """SELECT person_id AS id, {p}number AS number,
    split_part(upper(strip_accents({p}given)), ' ', 1) AS given,
    regexp_extract(upper(strip_accents({p}surnames)), '^[A-Z]+') AS surname,
    upper(strip_accents({p}given || ' ' || {p}surnames)) AS name,
    CASE WHEN {p}born_on_low = {p}born_on_high THEN CAST({p}born_on_low AS VARCHAR) END AS born,
    country, sector, {p}sex AS sex FROM {people} WHERE role = '{role}'"""
EXACT = {
    "exact number": "p.number = c.number",
    "exact name and birth date": "p.name = c.name AND p.born = c.born",
    "exact number, or first names and birth date": "p.number = c.number OR "
    "(p.given = c.given AND p.surname = c.surname AND p.born = c.born)",
}


def sides(lists: str) -> tuple[str, str]:
    """Write both sides as SQL over a snapshot of lists."""
    people = f"read_parquet('{lists}/people.parquet')"
    parent = PLAIN.format(p="", people=people, role="parent")
    child = PLAIN.format(p="parent_", people=people, role="child")
    return parent, child.replace("country,", "coalesce(parent_country, country) AS country,")


def evenhand(folder: str) -> dict[str, Any]:
    """Evenhand's own linkage, from the snapshot of lists to the links on disk."""
    from evenhand.docket.lists.snapshot import open_lists
    from evenhand.engines.duck import connect
    from evenhand.families.run import make_links, open_links

    out = Path(folder) / "links"
    shutil.rmtree(out, ignore_errors=True)
    measured = timed(lambda: make_links(open_lists(Path(folder) / "lists"), out))
    measured["peak_mb"] = peak_mb()
    links = open_links(out)
    with connect() as con:
        rows = con.execute(f"SELECT parent_id, child_id, probability FROM {links.table}").fetchall()
    manifest = links.manifest
    notes = {"calibration": manifest["calibration"], "compared": sum(
        block["pairs"] for block in manifest["blocks"])}  # fmt: skip
    return judged(folder, [Scored(*row) for row in rows], measured) | notes


def exact(folder: str, way: str) -> dict[str, Any]:
    """An exact join; every pair it gives counts the same."""
    from evenhand.engines.duck import connect

    parent, child = sides(f"{folder}/lists")
    found: list[tuple[str, str]] = []
    with connect() as con:
        con.execute(f"CREATE TABLE p AS {parent}; CREATE TABLE c AS {child}")
        conditions = EXACT[way].split(" OR ")
        query = " UNION ".join(f"SELECT p.id, c.id FROM p JOIN c ON {on}" for on in conditions)
        measured = timed(lambda: found.extend(con.execute(query).fetchall()))
    measured["peak_mb"] = peak_mb()
    return judged(folder, [Scored(p, c, 1.0) for p, c in found], measured)


def splink(folder: str) -> dict[str, Any]:
    """Splink with the comparisons and the training that its tutorial shows, nothing of ours."""
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    from evenhand.engines.duck import connect

    parent, child = sides(f"{folder}/lists")
    con = connect()
    con.execute("SET lambda_syntax = 'ENABLE_SINGLE_ARROW'")
    con.execute(f"CREATE TABLE p AS SELECT id AS unique_id, * EXCLUDE (id) FROM ({parent})")
    con.execute(f"CREATE TABLE c AS SELECT id AS unique_id, * EXCLUDE (id) FROM ({child})")
    found: list[tuple[str, str, float]] = []

    def work() -> None:
        api = DuckDBAPI(connection=con)
        tables = [api.register(t, dataset_display_name=t) for t in ("p", "c")]
        settings = SettingsCreator(
            link_type="link_only",
            comparisons=[
                cl.NameComparison("given"),
                cl.NameComparison("surname"),
                cl.DateOfBirthComparison("born", input_is_string=True),
                cl.ExactMatch("number"),
                cl.ExactMatch("country"),
                cl.ExactMatch("sector"),
                cl.ExactMatch("sex"),
            ],
            blocking_rules_to_generate_predictions=[
                block_on("number"), block_on("given", "surname"), block_on("born"),
            ],
        )  # fmt: skip
        linker = Linker(tables, settings)
        logging.getLogger("splink").setLevel(logging.ERROR)
        train = linker.training
        train.estimate_probability_two_random_records_match(
            [block_on("number"), block_on("given", "surname", "born")], recall=0.5
        )
        train.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
        train.estimate_parameters_using_expectation_maximisation(block_on("born"))
        train.estimate_parameters_using_expectation_maximisation(block_on("given", "surname"))
        result = linker.inference.predict(threshold_match_probability=0.001).physical_name
        # Which side is left is Splink's affair: parents' ids are those of the list "border".
        pairs = con.execute(
            f"SELECT unique_id_l, unique_id_r, match_probability FROM {result}"
        ).fetchall()
        # Parents' ids are those of the list "border", which comes first.
        found.extend((*sorted(ids), probability) for *ids, probability in pairs)

    measured = timed(work)
    measured["peak_mb"] = peak_mb()
    return judged(folder, [Scored(*row) for row in found], measured)


def recordlinkage(folder: str) -> dict[str, Any]:
    """The library recordlinkage: usual blocks, Jaro-Winkler, its logistic classifier.

    It learns from the pairs of which both rows have a number; its unsupervised classifier (ECM)
    settles on a wrong split of these lists (recall 0), and no comparison with that is worth making.
    """
    import recordlinkage as rl

    from evenhand.engines.duck import connect

    parent, child = sides(f"{folder}/lists")
    with connect() as con:
        left, right = (con.execute(q).df().set_index("id") for q in (parent, child))
    found: list[Scored] = []

    def work() -> None:
        index = rl.Index()
        for on in (["number"], ["born"], ["given", "surname"]):
            index.block(on)
        candidates = index.index(left, right)
        compare = rl.Compare()
        for column in ("given", "surname"):
            compare.string(column, column, method="jarowinkler", label=column)
        for column in ("born", "number", "country", "sector", "sex"):
            compare.exact(column, column, label=column)
        vectors = compare.compute(candidates, left, right)
        known = right["number"].notna().reindex(vectors.index.get_level_values(1)).to_numpy()
        labeled = vectors[known]
        classifier = rl.LogisticRegressionClassifier()
        truth = labeled.index[labeled["number"] == 1]
        classifier.fit(labeled.drop(columns="number"), truth)
        scores = classifier.prob(vectors.drop(columns="number"))
        scores[vectors["number"] == 1] = 1.0
        found.extend(Scored(p, c, float(s)) for (p, c), s in scores.items())

    measured = timed(work)
    measured["peak_mb"] = peak_mb()
    return judged(folder, found, measured)


FEBRL_COLUMNS = {
    "given": "given_name", "surnames": "surname", "born_on": "date_of_birth", "country": "state",
    "sector": "postcode",
}  # fmt: skip


def febrl(folder: str) -> dict[str, Any]:
    """Evenhand's linkage on FEBRL 4, two generated lists of 5,000 with truth: a smoke test."""
    from recordlinkage.datasets import load_febrl4

    from evenhand.docket.lists.importing import import_lists

    place = Path(folder) / "febrl"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    frames = load_febrl4()
    lists = []
    for name, people, prefix, frame in (
        ("border", "parents", "", frames[0]), ("care", "children", "parent_", frames[1]),
    ):  # fmt: skip
        frame[list(FEBRL_COLUMNS.values())].to_csv(place / f"{name}.csv", index=False)
        fields = "".join(
            f"[field.{field if field in ('country', 'sector') else prefix + field}]\n"
            f'column = "{column}"\n' + ('date = "%Y%m%d"\n' if field == "born_on" else "")
            for field, column in FEBRL_COLUMNS.items()
        )
        (place / f"{name}.toml").write_text(f'name = "{name}"\npeople = "{people}"\n{fields}')
        lists.append((place / f"{name}.toml", place / f"{name}.csv"))
    import_lists(lists, place / "lists")
    rows = [{key.split("-")[1]: n for n, key in enumerate(frame.index, 2)} for frame in frames]
    with (place / "truth.csv").open("w", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(("parent_row", "child_row"))
        writer.writerows((row, rows[1][key]) for key, row in rows[0].items())
    return evenhand(str(place))
