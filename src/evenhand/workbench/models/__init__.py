"""What the site keeps in its own database: accounts, and how far it has followed the ledger."""

from evenhand.workbench.models.followed import CaseNow, Followed
from evenhand.workbench.models.user import User

__all__ = ["CaseNow", "Followed", "User"]
