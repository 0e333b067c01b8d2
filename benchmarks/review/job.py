"""What every way of reviewing is given: the docket, the day, the instrument, where to write."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from evenhand.docket.snapshot import Docket, open_docket
from evenhand.guidance.instrument import Instrument
from evenhand.guidance.library import find
from evenhand.review.codes import Codes, codes_of

AS_OF = dt.date(2012, 1, 13)
INSTRUMENT = "ice-2011-11-17"
# Cut-off days of that instrument on that day.
BORN_LATER_IS_MINOR = dt.date(1994, 1, 13)
BORN_EARLIER_IS_OVER_65 = dt.date(1947, 1, 13)
THREE_YEARS_AGO = dt.date(2009, 1, 13)
FIVE_YEARS_AGO = dt.date(2007, 1, 13)
TEN_YEARS_AGO = dt.date(2002, 1, 13)
ARRIVAL_AGE = 16
WRITE = "FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880"


@dataclass(frozen=True)
class Job:
    """One review to be done by one way."""

    docket_folder: Path
    out: Path

    @cached_property
    def docket(self) -> Docket:
        """The docket."""
        return open_docket(self.docket_folder)

    @property
    def cases(self) -> int:
        """How many cases it has."""
        return int(self.docket.manifest["tables"]["facts"])

    @property
    def facts(self) -> Path:
        """Its facts file."""
        return self.docket_folder / "facts.parquet"

    @cached_property
    def instrument(self) -> Instrument:
        """The instrument."""
        return find([INSTRUMENT])[0]

    @cached_property
    def codes(self) -> Codes:
        """The code table: every way writes the same bits."""
        return codes_of(self.instrument)
