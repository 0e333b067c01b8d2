"""What is put into a new demonstration's site, so that its pages have something to show.

A linkage of made-up lists, acts of its made-up people, a release that waits for its second person.
A step that is refused is left out and said. It is imported only once a site is open.
"""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from evenhand.cli.acting import clock
from evenhand.cli.making_release import Labels, make_release
from evenhand.docket.lists.importing import import_lists
from evenhand.docket.lists.snapshot import open_lists
from evenhand.engines.duck import connect
from evenhand.families.run import make_links, open_links
from evenhand.measures.answers.answering import answer
from evenhand.measures.handing_in import Asked, gather
from evenhand.measures.library import find
from evenhand.records.synthetic.families.making import make_lists
from evenhand.terms.refusal import Refusal
from evenhand.workbench.accounts.demo import OFFICE
from evenhand.workbench.demonstration import recording
from evenhand.workbench.demonstration.choosing import cases_for_parents
from evenhand.workbench.oversight.holding import hold, printed_by
from evenhand.workbench.queueing import linking
from evenhand.workbench.queueing.loaded import LINKAGE, close_loaded, open_loaded, read_loaded

Tell = Callable[[str], None]
PEOPLE, SEED = 800, 2018  # so few that linking takes seconds, and enough for names to be common
PARENTS = 40  # whose rows are cases of the demonstration's office
MEASURES = ("how-cases-ended", "class-on-record", "discretion-of-ended", "discretion-of-pending")
LABELS = Labels("Demonstration: how cases end", "made-up cases of a demonstration", "evenhand")


def fill(site: Path, demo: Path, tell: Tell) -> None:
    """Fill a demonstration's site that was just made; any other is refused."""
    recording.check_untouched()
    steps: tuple[tuple[str, Callable[[], None]], ...] = (
        ("two agencies' lists of made-up families, linked", lambda: _links(site)),
        ("what its people did", lambda: recording.record_stories(lambda text: tell(f"  {text}"))),
        (
            "a release of measures, proposed",
            lambda: recording.propose_release(_release(site, demo)),
        ),
    )
    for what, step in steps:
        tell(f"Filling the demonstration: {what}")
        try:
            step()
        except Refusal as refusal:
            tell(f"  left out: {refusal.what}")


def _links(site: Path) -> None:
    """Make two lists, link them, and load the links; some parents' rows are cases of the docket."""
    try:
        cases = cases_for_parents(open_loaded(site / "loaded"), OFFICE[1], PARENTS)
    finally:
        close_loaded()
    with tempfile.TemporaryDirectory() as folder:
        at = Path(folder)
        made = make_lists(at / "made", people=PEOPLE, seed=SEED).folder
        named = [(made / f"{name}.toml", made / f"{name}.csv") for name in ("border", "care")]
        import_lists(named, at / "lists")
        make_links(open_lists(at / "lists"), at / "links")
        _say_which(at / "cases.csv", _parents(at / "links", len(cases)), cases)
        linking.load_links(at / "lists", at / "links", at / "cases.csv", site / LINKAGE)


def _parents(links: Path, most: int) -> list[str]:
    """Give parents' rows that have a link: first a few whose link is weak, then as they stand."""
    with connect() as con:
        rows = con.execute(
            f"SELECT parent_id FROM {open_links(links).table} GROUP BY 1 "
            "ORDER BY arg_max(standing, probability), parent_id LIMIT ?",
            [most],
        ).fetchall()
    return [row for (row,) in rows]


def _say_which(at: Path, parents: Sequence[str], cases: Sequence[str]) -> None:
    with at.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("person_id", "case_id"))
        writer.writerows(zip(parents, cases, strict=False))


def _release(site: Path, demo: Path) -> str:
    """Measure the docket, make the measures safe and hold them; gives the release's name."""
    record = printed_by(site)
    governing = read_loaded(site / "loaded").governing.id
    inputs, told = gather(
        Asked(docket=demo / "docket", findings=demo / "findings.parquet", instrument=governing)
    )
    made = make_release(answer(find(MEASURES), inputs), told, LABELS, record.documents)
    return hold(site, made.files, made.release, record, clock()).name
