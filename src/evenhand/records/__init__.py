"""What agencies gave, as they gave it: every row loaded as text or rejected with its reason."""

from evenhand.records.account import Account, Reject, RejectSink, SourceFile, fingerprint
from evenhand.records.columnar import open_parquet
from evenhand.records.delimited import open_unquoted
from evenhand.records.lines import raw_rows
from evenhand.records.opening import open_any
from evenhand.records.quoted import open_quoted
from evenhand.records.reading import Reading
from evenhand.records.workbook import open_workbook

__all__ = [
    "Account",
    "Reading",
    "Reject",
    "RejectSink",
    "SourceFile",
    "fingerprint",
    "open_any",
    "open_parquet",
    "open_quoted",
    "open_unquoted",
    "open_workbook",
    "raw_rows",
]
