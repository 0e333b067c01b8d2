"""Claims to protection in an office: samples of each act, and how a claim comes into each state."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.support.office import Office

ALL_FORMS = "asylum, withholding, CAT"
FILED = {"forms": "asylum", "filed_on": "2011-03-01", "before": "immigration judge",
         "document": "the application, file 1"}  # fmt: skip
DENIED = {"result": "denied", "decided_on": "2011-06-01", "judge": "judge 2", "elements": "nexus",
          "document": "the decision, file 2"}  # fmt: skip
APPEALED = {"appealed_on": "2011-06-20", "by": "respondent", "document": "the notice, file 3"}
ON_APPEAL = {"result": "dismissed", "decided_on": "2011-12-01", "decided_by": "the Board",
             "document": "the Board's decision, file 4"}  # fmt: skip
CONSENT = {
    "permits": "facts without identity", "by": "the mother, for herself", "language": "Spanish",
    "purpose": "public reporting", "method": "written and signed", "given_on": "2011-08-01",
    "in_custody": "no", "document": "file 5",
}  # fmt: skip
SHARED = {"what": "facts without identity", "to": "a reporter", "purpose": "public reporting",
          "until": "2012-06-30"}  # fmt: skip
GIVEN: Mapping[str, Mapping[str, str]] = {
    "file-claim": FILED,
    "decide-claim": DENIED,
    "appeal-claim": APPEALED,
    "decide-appeal": ON_APPEAL,
    "withdraw-appeal": {"withdrawn_on": "2011-07-01", "by": "counsel", "document": "file 6"},
    "withdraw-claim": {"withdrawn_on": "2011-12-20", "by": "the respondent",
                       "how": "before the judge", "interpreter": "interpreter 4",
                       "document": "file 7"},
    "reopen-claim": {"reopened_on": "2011-12-30", "by": "the Board", "document": "file 8"},
    "consent-on-claim": CONSENT,
    "withdraw-claim-consent": {"by": "the mother", "withdrawn_on": "2011-12-01",
                               "method": "by telephone"},
    "share-claim": SHARED,
}  # fmt: skip
# The entries by which a claim comes into each state, after its filing.
INTO: Mapping[str, tuple[tuple[str, Mapping[str, Any]], ...]] = {
    "pending": (),
    "decided": (("decide-claim", DENIED),),
    "under-appeal": (("decide-claim", DENIED), ("appeal-claim", APPEALED)),
    "final": (("decide-claim-finally", DENIED),),
    "withdrawn": (("withdraw-claim", GIVEN["withdraw-claim"]),),
}
BY = "supervisor 2"


def put_claim(
    office: Office, case: str, state: str, who: str = BY, forms: str = "asylum", **filed: Any
) -> int:
    """Put a claim on the ledger and bring it into a state; gives the entry of its filing."""
    names = [name.strip() for name in forms.split(",")]
    number = office.put("file-claim", who, case, **{**FILED, **filed, "forms": names})
    for word, said in INTO[state]:
        listed = {"elements": ["nexus"]} if "elements" in said else {}
        office.put(word, who, case, **{**said, **listed, "forms": names, "claim": number})
    return number
