"""Made-up removal dockets of any size, in the immigration courts' layout and with its faults."""

from evenhand.records.synthetic.faults import Fault
from evenhand.records.synthetic.making import HEARINGS, TABLES, Made, make

__all__ = ["HEARINGS", "TABLES", "Fault", "Made", "make"]
