"""A run of the linkage: reads a snapshot of lists, writes the links with how they came about."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from evenhand import __version__
from evenhand.docket.lists.rejections import Rejection
from evenhand.docket.lists.snapshot import Lists
from evenhand.engines.duck import Connection, DiskError, connect, literal
from evenhand.engines.duck import version as duckdb_version
from evenhand.engines.spark import Session
from evenhand.families.comparing import comparisons
from evenhand.families.linking import Linked, Scorer, link
from evenhand.families.preparing import CHILDREN, PARENTS
from evenhand.families.spark_scoring import score_on_spark
from evenhand.families.standing import HOLD, PROPOSE, decide_standing
from evenhand.terms.refusal import BadDocket, BadInput, NoRoom

FORMAT = 2
KIND = "links"
MEMORY = 4 << 30  # what a linkage may have unless told otherwise; the rest goes to disk


@dataclass(frozen=True)
class Asked:
    """What a linkage was asked: its two thresholds, and how many pairs a blocking rule may make."""

    hold: float = HOLD
    propose: float = PROPOSE
    room: int | None = None
    memory_limit: str | None = None

    def check(self) -> None:
        """Refuse thresholds that make no sense."""
        if not 0 < self.hold <= self.propose <= 1:
            raise BadInput(
                f"The thresholds {self.hold} (hold) and {self.propose} (propose) cannot be used.",
                "Both lie above 0 and at most at 1, and hold is the lower: a missed child is worse "
                "than a delay.",
            )


def make_links(
    lists: Lists,
    out: Path,
    *,
    asked: Asked = Asked(),
    rejections: Sequence[Rejection] = (),
    session: Session | None = None,
    tell: Callable[[str, int, int], None] = lambda what, done, of: None,
) -> dict[str, Any]:
    """Propose links between the lists' parents and children; gives the manifest written.

    ``rejections``: pairs that people found not to belong together, on which facts. Raises
    BadInput for lists that cannot be compared, BadDocket if ``out`` exists, NoRoom. With a Spark
    ``session`` the candidates are weighed there, through a folder beside ``out``.
    """
    asked.check()
    if out.exists():
        raise BadDocket(
            f"{out} exists already, and links are never changed.", "Name a new folder with --out."
        )
    with _whole(out) as folder:
        con = connect(asked.memory_limit, temp=folder / "spill")
        try:
            linked = link(con, lists, asked.hold, asked.room, _scorer(session, folder), tell)
            decide_standing(con, asked.hold, asked.propose, rejections)
            manifest = _written(con, folder, lists, asked, linked, rejections, session)
            if session is not None:
                shutil.rmtree(folder / "exchange")
        except DiskError as error:
            raise NoRoom(
                f"The links could not be made: {str(error).splitlines()[0]}",
                "Nothing was kept. Free some space, or choose another --out.",
            ) from None
        finally:
            con.close()
            shutil.rmtree(folder / "spill", ignore_errors=True)
    return manifest


def _scorer(session: Session | None, folder: Path) -> Scorer | None:
    if session is None:
        return None
    exchange = folder / "exchange"
    exchange.mkdir()
    return lambda con, weights, least: score_on_spark(con, session, weights, least, exchange)


@contextmanager
def _whole(out: Path) -> Iterator[Path]:
    """Give a folder that takes the name ``out`` when all went well, and else vanishes."""
    folder = out.with_name(f".{out.name}.part-{os.getpid()}-{secrets.token_hex(4)}")
    try:
        folder.mkdir(parents=True)
        yield folder
        if out.exists():
            raise BadDocket(f"{out} was made by another run meanwhile.", "Name a new folder.")
        folder.rename(out)
    except OSError as error:
        raise NoRoom(
            f"{out} could not be written: {error.strerror or error}.", "Choose another folder."
        ) from None
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _written(
    con: Connection,
    folder: Path,
    lists: Lists,
    asked: Asked,
    linked: Linked,
    rejections: Sequence[Rejection],
    session: Session | None,
) -> dict[str, Any]:
    path = folder / "links.parquet"
    con.execute(
        "COPY (SELECT * FROM standing ORDER BY child_id, probability DESC, parent_id) "
        f"TO {literal(path)} (FORMAT parquet, COMPRESSION zstd)"
    )
    con.execute(
        "COPY (SELECT * FROM alike ORDER BY first_id, second_id) "
        f"TO {literal(folder / 'alike.parquet')} (FORMAT parquet, COMPRESSION zstd)"
    )
    manifest: dict[str, Any] = {
        "kind": KIND,
        "format": FORMAT,
        "lists": lists.snapshot,
        "thresholds": {"hold": asked.hold, "propose": asked.propose},
        "rejections": _fingerprint(rejections),
        "parents": linked.parents,
        "children": linked.children,
        "children_with_a_parent_on_the_list": round(linked.share, 4),
        "trained_on": linked.weights.trained_on,
        "weights": {
            name: [
                {
                    "says": level.says,
                    "bits": round(linked.weights.bits(name, n), 2),
                    "true": round(linked.weights.true[name][n], 6),
                    "other": round(linked.weights.other[name][n], 8),
                }
                for n, level in enumerate(comparison.levels)
            ]
            for name, comparison in comparisons().items()
        },
        "compared": linked.compared,
        "blocks": [asdict(block) for block in linked.blocks],
        "calibration": [asdict(band) for band in linked.calibration],
        "counts": _counts(con),
        "alike": asdict(linked.alike),
        "sha256": _sha256(path),
        "alike_sha256": _sha256(folder / "alike.parquet"),
        "made_by": {
            "evenhand": __version__,
            "splink": version("splink"),
            "duckdb": duckdb_version(),
        }
        | ({"spark": str(session.version)} if session is not None else {}),
    }
    text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
    (folder / "manifest.json").write_text(text, "utf-8")
    return manifest


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _fingerprint(rejections: Sequence[Rejection]) -> dict[str, Any]:
    text = json.dumps([asdict(rejection) for rejection in rejections], sort_keys=True)
    return {"given": len(rejections), "sha256": hashlib.sha256(text.encode()).hexdigest()}


def _counts(con: Connection) -> dict[str, int]:
    """Count what came of it: links by standing, people concerned, rows that no rule could reach."""
    names = (
        "propose", "hold", "rejected", "proposed_again", "parents_held", "children_with_a_link",
        "odd_ages",
    )  # fmt: skip
    found = con.execute(
        "SELECT count(*) FILTER (standing = 'propose'), count(*) FILTER (standing = 'hold'), "
        "count(*) FILTER (standing = 'rejected'), count(*) FILTER (rejected_before), "
        "count(DISTINCT parent_id) FILTER (standing <> 'rejected'), "
        "count(DISTINCT child_id) FILTER (standing <> 'rejected'), "
        "count(*) FILTER (len(warnings) > 0) FROM standing"
    ).fetchall()[0]
    counts = dict(zip(names, map(int, found), strict=True))
    for table, what in ((PARENTS, "parents"), (CHILDREN, "children")):
        silent = "gk1 IS NULL AND sk1 IS NULL AND kin1 IS NULL AND number IS NULL"
        rows = con.execute(f"SELECT count(*) FROM {table} WHERE {silent}").fetchall()
        counts[f"{what}_without_name_or_number"] = int(rows[0][0])
    return counts


@dataclass(frozen=True)
class Links:
    """Opened links, with their manifest."""

    folder: Path
    manifest: dict[str, Any]

    @property
    def table(self) -> str:
        """Write the links as a source for SELECT."""
        return f"read_parquet({literal(self.folder / 'links.parquet')})"

    @property
    def alike(self) -> str:
        """Write the rows that may be one person as a source for SELECT."""
        return f"read_parquet({literal(self.folder / 'alike.parquet')})"


def open_links(folder: Path) -> Links:
    """Open links; raises BadDocket if they are missing, damaged or something else."""
    remedy = "Make them with `evenhand families link`."
    try:
        manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        raise BadDocket(f"{folder} holds no links: it has no manifest.json.", remedy) from None
    except (json.JSONDecodeError, UnicodeDecodeError):
        raise BadDocket(f"{folder}/manifest.json is damaged.", remedy) from None
    if not isinstance(manifest, dict) or manifest.get("kind") != KIND:
        raise BadDocket(f"{folder} is not a folder of links.", remedy)
    if manifest.get("format") != FORMAT:
        raise BadDocket(f"{folder} was made by another version of Evenhand.", remedy)
    for name, digest in (("links", "sha256"), ("alike", "alike_sha256")):
        path = folder / f"{name}.parquet"
        if not path.exists() or _sha256(path) != manifest[digest]:
            raise BadDocket(f"{path} is missing, or not as it was written.", remedy)
    return Links(folder, manifest)
