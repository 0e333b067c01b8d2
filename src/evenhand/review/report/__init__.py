"""The report of a run: one page that a review team reads, with the exact counts of the findings."""

from evenhand.review.report.writing import write_report

__all__ = ["write_report"]
