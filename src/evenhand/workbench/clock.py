"""The clock of the workbench: the one place where it asks what time it is."""

from __future__ import annotations

import datetime as dt


def clock() -> dt.datetime:
    """Give the time of this machine."""
    return dt.datetime.now(dt.UTC)


def this_day() -> dt.date:
    """Give the day on which holds and stays are asked about."""
    return clock().date()
