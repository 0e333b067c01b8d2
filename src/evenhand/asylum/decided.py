"""The table of claims that is handed to measures: one row for each form of each claim.

Exact and internal: of a claim the law protects even that there is one. Counts leave the house
through disclosure control only.
"""

from __future__ import annotations

import pyarrow as pa

# ``elements`` is empty where a denial names none on the record. Who decided and who recorded it are
# left out: a judge's name as somebody typed it is no code, and nobody is counted by it.
CLAIMS = pa.schema(
    [
        ("entry", pa.string()),
        ("case_id", pa.string()),
        ("family", pa.string()),
        ("form", pa.string()),
        ("filed_on", pa.date32()),
        ("standing", pa.string()),
        ("result", pa.string()),
        ("decided_on", pa.date32()),
        ("elements", pa.list_(pa.string())),
    ]
)
