"""What can be done about a row or a value of a file that cannot be used, by the reason it has."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _


def remedy_of(reason: str) -> str:
    """Say what to do; a reason begins with its stable key."""
    for key, remedy in _REMEDIES.items():
        if reason.startswith(key):
            return str(remedy)
    return ""


def part_of(name: str) -> str:
    """Say what a setting of a mapping reads of a row beside its facts."""
    return str(_PARTS.get(name, name))


_PARTS = {
    "key": _("the number of the case"),
    "recorded_on": _("the day of the record"),
    "office": _("the field office"),
    "court": _("the court"),
    "nationality": _("the nationality"),
    "language": _("the language"),
    "sex": _("the sex"),
    "state": _("how the case stands in court"),
    "judge": _("the judge"),
    "represented": _("whether the person is represented"),
    "custody": _("the custody"),
}
_REMEDIES = {
    "blank line": _("Take the empty line out from between the rows."),
    "too many fields": _(
        "Put a value that holds the separator in quotes, and leave nothing beside the last column."
    ),
    "too few fields": _("Give the row as many cells as the header has."),
    "stray carriage return": _("Save the file anew, with one kind of line end."),
    "undecodable": _(
        "Save the file in UTF-8, or say below [file] in the mapping how it is written: encoding."
    ),
    "open quote": _("Close the quote; write a quote within a value twice."),
    "broken quotes": _("Close the quote; write a quote within a value twice."),
    "no case number": _("Write the number of the case in that column."),
    "no record date": _(
        "Write the day as 2012-04-03, or say in the mapping how days are written: recorded_form."
    ),
    "unusable number": _(
        "A number has up to 40 letters, digits, blanks and . _ : / - and begins with one of the "
        "first two."
    ),
    "already a case": _(
        "Open the case, and record there what is new, each fact with its evidence."
    ),
    "not yours to take in": _(
        "Write one of your offices in that column; otherwise somebody bound to no office takes it "
        "in."
    ),
    "unreadable": _(
        "It counts as unknown. Write yes or no, a day as 2012-04-03, a number as 2; or say in the "
        "mapping how it is written."
    ),
    "redacted": _("It counts as unknown: the file blacks it out."),
    "after the record": _(
        "It counts as unknown: the day lies after the day the record stands for. Check both."
    ),
    "conflicting": _(
        "It counts as unknown: rows of this case say different things. Make them agree."
    ),
}
