"""Splink at work: it blocks and scores pairs with the weights that were counted.

The only module that knows Splink. Version 5.0 with DuckDB 2.0 is pinned and tested: Splink writes
one-arrow lambdas in some of its levels, which DuckDB 2 refuses; none of those is used here.
"""

from __future__ import annotations

import logging
from typing import Any

from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from evenhand.engines.duck import Connection
from evenhand.families.blocking import RULES
from evenhand.families.comparing import COMPARED, comparisons
from evenhand.families.preparing import CHILDREN, PARENTS
from evenhand.families.weighing import Weights

CHUNK = 250_000  # children a chunk, for large lists


def score(con: Connection, weights: Weights, least: float, parents: int, children: int) -> None:
    """Make the table ``scored`` (parent_id, child_id, bits, rule) of pairs of ``least`` bits."""
    columns = ", ".join(("unique_id", *COMPARED, *(f"b{n}" for n in range(len(RULES)))))
    api = DuckDBAPI(connection=con)
    tables = []
    # In a link of two tables Splink puts the one whose name comes first on the left.
    for name, of in (("a_parents", PARENTS), ("b_children", CHILDREN)):
        con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT {columns} FROM {of}")
        tables.append(api.register(name, dataset_display_name=name))
    linker = Linker(tables, _settings(weights))
    logging.getLogger("splink").setLevel(logging.ERROR)  # after the linker, which sets it itself
    chunks = -(-max(parents, children) // CHUNK)
    found = linker.inference.predict(
        threshold_match_weight=least,
        num_chunks_right=chunks if chunks > 1 else None,
        warning_mode="never",
    )
    con.execute(
        "CREATE OR REPLACE TEMP TABLE scored AS SELECT unique_id_l AS parent_id, "
        f"unique_id_r AS child_id, match_weight AS bits, CAST(match_key AS INTEGER) AS rule "
        f"FROM {found.physical_name}"
    )
    found.drop_table_from_database_and_remove_from_cache()


def _settings(weights: Weights) -> Any:
    return SettingsCreator(
        link_type="link_only",
        unique_id_column_name="unique_id",
        # Even odds weigh nothing, so that what Splink adds up is the evidence alone. How likely a
        # link is before any evidence is worked out for each child: see `probability`.
        probability_two_random_records_match=0.5,
        blocking_rules_to_generate_predictions=[block_on(f"b{n}") for n in range(len(RULES))],
        comparisons=[_comparison(name, weights) for name in comparisons()],
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=False,
    )


def _comparison(name: str, weights: Weights) -> dict[str, Any]:
    found = comparisons()[name]
    levels: list[dict[str, Any]] = [
        {"sql_condition": found.unless, "label_for_charts": "says nothing", "is_null_level": True}
    ]
    for n, level in enumerate(found.levels):
        last = n == len(found.levels) - 1
        levels.append(
            {
                "sql_condition": "ELSE" if last else level.when,
                "label_for_charts": level.says,
                "m_probability": weights.true[name][n],
                "u_probability": weights.other[name][n],
                "fix_m_probability": True,
                "fix_u_probability": True,
            }
        )
    return {"output_column_name": name, "comparison_levels": levels}
