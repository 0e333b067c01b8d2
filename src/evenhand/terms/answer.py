"""The three answers to any question about a case: yes, no, cannot tell."""

from __future__ import annotations

from enum import StrEnum


class Answer(StrEnum):
    """What is known of a question: strong Kleene truth, never two-valued.

    ``bool(answer)`` is refused on purpose: a host language that turned *cannot tell* into
    true or false would count an unknown for or against a person.
    """

    YES = "yes"
    NO = "no"
    CANNOT_TELL = "cannot tell"

    def __bool__(self) -> bool:
        raise TypeError("an answer may be 'cannot tell'; compare it with Answer.YES or Answer.NO")

    @classmethod
    def of(cls, value: bool | None) -> Answer:
        """Give the answer that a nullable truth value stands for (``None`` is cannot tell)."""
        if value is None:
            return cls.CANNOT_TELL
        return cls.YES if value else cls.NO
