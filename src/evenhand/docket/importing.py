"""Importing records: chooses the adapter, and puts the finished snapshot in its place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from evenhand.docket.building import Building
from evenhand.docket.catalogue import catalogue
from evenhand.docket.intake.beside import Beside
from evenhand.docket.intake.eoir import import_eoir
from evenhand.docket.intake.i213 import import_i213
from evenhand.docket.intake.ledger import import_ledger
from evenhand.docket.intake.tabular import import_tabular
from evenhand.docket.mapping import read_mapping
from evenhand.docket.snapshot import open_docket
from evenhand.engines.duck import DiskError, is_interrupt, usual_memory
from evenhand.ledger.opening import Ledger
from evenhand.terms.refusal import BadInput, NoRoom

Tell = Callable[[str, int, int], None]


def import_records(
    source: str,
    files: Sequence[Path],
    out: Path,
    *,
    mapping: Path | None = None,
    onto: Path | None = None,
    dated: dt.date | None = None,
    beside: Beside | None = None,
    memory: int | None = None,
    tell: Tell = lambda what, done, of: None,
    notice: Callable[[str], None] = lambda text: None,
) -> dict[str, Any]:
    """Import records of one source into a new snapshot at ``out``; gives its manifest.

    ``mapping`` is for tabular files, ``onto`` the docket whose cases they are about, ``beside``
    the cases that they must not be about. ``memory`` is what the process may have, in bytes.
    ``tell`` hears of progress, ``notice`` sentences about what an import that was killed has
    left. Raises BadInput, BadDocket, NoRoom or Unaccounted;
    nothing is left at ``out`` then.
    """
    _refuse_unfitting(source, files, mapping, onto, dated)

    def adapt(building: Building) -> dict[str, Any]:
        if source == "eoir":
            return import_eoir(building, files, dated)
        building.begin()
        if source == "i213":
            return import_i213(building, files[0])
        assert mapping is not None
        plan = read_mapping(mapping, catalogue())
        base = open_docket(onto) if onto else None
        return import_tabular(building, files[0], plan, base, dated, beside)

    return _built(Building(out, memory or usual_memory(), tell=tell, notice=notice), adapt)


def import_recorded(
    ledger: Ledger,
    upto: int,
    onto: Path,
    out: Path,
    notice: Callable[[str], None] = lambda text: None,
) -> dict[str, Any]:
    """Bring what people recorded on a ledger, up to an entry, onto a docket's cases."""
    base = open_docket(onto)

    def adapt(building: Building) -> dict[str, Any]:
        building.begin()
        return import_ledger(building, ledger, upto, base)

    return _built(Building(out, notice=notice), adapt)


def _built(made: Building, adapt: Callable[[Building], dict[str, Any]]) -> dict[str, Any]:
    try:
        with made as building:
            return building.finish(adapt(building))
    except DiskError as error:
        raise NoRoom(
            f"The snapshot could not be written: {str(error).splitlines()[0]}",
            "Nothing was kept. Free some space, or choose another --out.",
        ) from None
    except OSError as error:
        raise NoRoom(
            f"The snapshot could not be written: {error.strerror or error}.",
            "Nothing was kept. Free some space, or choose another --out.",
        ) from None
    except RuntimeError as error:
        if is_interrupt(error):
            raise KeyboardInterrupt from None
        raise


def _refuse_unfitting(
    source: str,
    files: Sequence[Path],
    mapping: Path | None,
    onto: Path | None,
    dated: dt.date | None,
) -> None:
    if dated and (source == "i213" or onto):
        raise BadInput(
            "--dated has no effect here: the records, or the docket built on, have their day.",
            "Leave it out.",
        )
    if source == "tabular" and mapping is None:
        raise BadInput(
            "A tabular file needs a mapping that says which column is which fact.",
            f"Let one be proposed: evenhand docket map {files[0]} > mapping.toml",
        )
    if source != "tabular" and (mapping or onto):
        raise BadInput(
            f"--mapping and --onto are for tabular files, not for {source}.", "Leave them out."
        )
    if source != "eoir" and len(files) > 1:
        raise BadInput(
            f"{source} takes one file at a time; {len(files)} were named.",
            "Import one, and the next onto it (tabular: --onto DOCKET), or each by itself.",
        )
