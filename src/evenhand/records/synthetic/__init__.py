"""Made-up removal dockets of any size, in the immigration courts' layout and with its faults."""

from evenhand.records.synthetic.faults import Fault
from evenhand.records.synthetic.making import TABLES, Made, make

__all__ = ["TABLES", "Fault", "Made", "make"]
