"""Splink on Spark: the candidates compared on a cluster, with the same settings and weights.

Which pairs are worth comparing is found on this machine; comparing their letters is what a cluster
can do in parts. Splink's own functions for Spark stand in a file of Java code that comes with it.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from splink import Linker

from evenhand.engines.duck import Connection, literal
from evenhand.families.comparing import COMPARED
from evenhand.families.scoring import SIDES, settings
from evenhand.families.weighing import Weights

# What conditions say in Spark's words. All else means the same on both.
WORDS = {" // ": " DIV ", "jaro_winkler_similarity": "jaro_winkler"}


def score_on_spark(
    con: Connection, session: Any, weights: Weights, least: float, exchange: Path
) -> None:
    """Make ``scored`` as ``scoring.score`` does, by a Spark session.

    ``exchange``: an empty folder that this machine and the cluster both reach.
    """
    from splink.internals.spark.database_api import SparkAPI
    from splink.internals.spark.jar_location import similarity_jar_location

    _hand_over(con, exchange)
    own = session.newSession()
    own.sql(f"ADD JAR {literal(similarity_jar_location())}")
    api: Any = SparkAPI(spark_session=own, break_lineage_method="persist")  # type: ignore[no-untyped-call]
    tables = [
        api.register(own.read.parquet(str(exchange / f"{name}.parquet")), dataset_display_name=name)
        for name, _, _ in SIDES
    ]
    linker = Linker(tables, settings(weights, WORDS))
    logging.getLogger("splink").setLevel(logging.ERROR)
    pairs = api.register(own.read.parquet(str(exchange / "pairs.parquet")))
    linker.table_management.register_blocked_pairs_for_predict(pairs)
    found = linker.inference.predict(warning_mode="never")
    own.sql(
        f"SELECT unique_id_l, unique_id_r, match_weight FROM {found.physical_name}"
    ).write.parquet(str(exchange / "scored"))
    own.catalog.clearCache()
    con.execute(
        "CREATE OR REPLACE TEMP TABLE scored AS SELECT parent_id, child_id, match_weight AS bits, "
        f"rule FROM candidates JOIN read_parquet({literal(exchange / 'scored' / '*.parquet')}) "
        "ON unique_id_l = parent_id AND unique_id_r = child_id "
        f"WHERE match_weight + beside >= {least}"
    )


def _hand_over(con: Connection, exchange: Path) -> None:
    columns = ", ".join(("unique_id", *COMPARED))
    for name, of, end in SIDES:
        con.execute(
            f"COPY (SELECT {columns} FROM {of} WHERE unique_id IN (SELECT {end} FROM candidates)) "
            f"TO {literal(exchange / f'{name}.parquet')} (FORMAT parquet)"
        )
    ends = ", ".join(
        f"'{name}' || '-__-' || {end} AS join_key_{side}"
        for side, (name, _, end) in zip("lr", SIDES, strict=True)
    )
    con.execute(
        f"COPY (SELECT CAST(rule AS VARCHAR) AS match_key, {ends} FROM candidates) "
        f"TO {literal(exchange / 'pairs.parquet')} (FORMAT parquet)"
    )
