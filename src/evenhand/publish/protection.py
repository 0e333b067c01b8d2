"""What is said of the disclosure control of a release: its rule, and what it leaves open."""

from __future__ import annotations

from dataclasses import dataclass

from evenhand.publish.tongue import Phrase, Tongue


@dataclass(frozen=True)
class Protection:
    """The rule in words, how far its source was confirmed, and what it does not protect."""

    says: str
    source: str
    mark: str
    does_not_protect: tuple[str, ...]

    def sentences(self, tongue: Tongue) -> tuple[Phrase, ...]:
        """Say what the rule is, where it is from, and how it was tried."""
        mark = tongue.says(f"mark-{'own' if self.mark == 'own rule' else self.mark}")
        source = tongue.phrase(self.source)
        return (
            tongue.phrase(self.says),
            Phrase(tongue.says("marks", says=source.text, mark=mark), source.language),
            Phrase(tongue.says("certificate-is"), tongue.language),
        )
