"""Splink at work: it compares the candidates and adds up the weights that were counted.

The only module that knows Splink. Version 5.0 with DuckDB 2.0 is pinned and tested: Splink writes
one-arrow lambdas in some of its levels, which DuckDB 2 refuses; none of those is used here.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from evenhand.engines.duck import Connection
from evenhand.families.comparing import COMPARED, comparisons
from evenhand.families.preparing import CHILDREN, PARENTS
from evenhand.families.weighing import Weights

CHUNK = 1_500_000  # candidates compared at a time
# In a link of two tables Splink puts the one whose name comes first on the left.
SIDES = (("a_parents", PARENTS, "parent_id"), ("b_children", CHILDREN, "child_id"))


def score(con: Connection, weights: Weights, least: float) -> None:
    """Make ``scored`` (parent_id, child_id, bits, rule): the candidates of ``least`` bits or more.

    Counted with what goes beside Splink's sum; ``bits`` is that sum alone.
    Splink keeps no table of what it is given, so a million rows are compared chunk by chunk.
    """
    con.execute(
        "CREATE OR REPLACE TEMP TABLE scored "
        "(parent_id INTEGER, child_id INTEGER, bits DOUBLE, rule UTINYINT)"
    )
    found = int(con.execute("SELECT count(*) FROM candidates").fetchall()[0][0])
    chunks = max(1, -(-found // CHUNK))
    for chunk in range(chunks):
        con.execute(
            "CREATE OR REPLACE TEMP TABLE chunk AS SELECT * FROM candidates "
            f"WHERE child_id % {chunks} = {chunk}"
        )
        _score_chunk(con, weights, least)
    con.execute("DROP TABLE chunk")


def _score_chunk(con: Connection, weights: Weights, least: float) -> None:
    api = DuckDBAPI(connection=con)
    columns = ", ".join(("unique_id", *COMPARED))
    tables = []
    for name, of, end in SIDES:
        con.execute(
            f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT {columns} FROM {of} "
            f"WHERE unique_id IN (SELECT {end} FROM chunk)"
        )
        tables.append(api.register(name, dataset_display_name=name))
    linker = Linker(tables, settings(weights))
    logging.getLogger("splink").setLevel(logging.ERROR)  # after the linker, which sets it itself
    ends = ", ".join(
        f"'{name}' || '-__-' || {end} AS join_key_{side}"
        for side, (name, _, end) in zip("lr", SIDES, strict=True)
    )
    con.execute(
        "CREATE OR REPLACE TEMP TABLE keyed_chunk AS "
        f"SELECT CAST(rule AS VARCHAR) AS match_key, {ends} FROM chunk"
    )
    linker.table_management.register_blocked_pairs_for_predict(api.register("keyed_chunk"))
    found = linker.inference.predict(warning_mode="never")
    con.execute(
        "INSERT INTO scored SELECT parent_id, child_id, match_weight, rule FROM chunk "
        f"JOIN {found.physical_name} ON unique_id_l = parent_id AND unique_id_r = child_id "
        f"WHERE match_weight + beside >= {least}"
    )
    found.drop_table_from_database_and_remove_from_cache()
    for table in ("keyed_chunk", *(name for name, _, _ in SIDES)):
        con.execute(f"DROP TABLE {table}")


def settings(weights: Weights, words: Mapping[str, str] = MappingProxyType({})) -> Any:
    """Give Splink's settings: the comparisons with the weights that were counted.

    ``words``: what conditions say in another way on another engine.
    """
    return SettingsCreator(
        link_type="link_only",
        unique_id_column_name="unique_id",
        # Even odds weigh nothing, so that what Splink adds up is the evidence alone. How likely a
        # link is before any evidence is worked out for each child: see `probability`.
        probability_two_random_records_match=0.5,
        # Splink wants a rule; which pairs are compared, it is told: see `pairing`.
        blocking_rules_to_generate_predictions=[block_on("number")],
        comparisons=[_comparison(name, weights, words) for name in comparisons()],
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=False,
    )


def _comparison(name: str, weights: Weights, words: Mapping[str, str]) -> dict[str, Any]:
    found = comparisons()[name]

    def spelled(condition: str) -> str:
        for word, other in words.items():
            condition = condition.replace(word, other)
        return condition

    levels: list[dict[str, Any]] = [
        {
            "sql_condition": spelled(found.unless),
            "label_for_charts": "says nothing",
            "is_null_level": True,
        }
    ]
    for n, level in enumerate(found.levels):
        last = n == len(found.levels) - 1
        levels.append(
            {
                "sql_condition": "ELSE" if last else spelled(level.when),
                "label_for_charts": level.says,
                "m_probability": weights.true[name][n],
                "u_probability": weights.other[name][n],
                "fix_m_probability": True,
                "fix_u_probability": True,
            }
        )
    return {"output_column_name": name, "comparison_levels": levels}
