"""What the site keeps in its own database: accounts, tokens, how far it has followed the ledger."""

from evenhand.workbench.models.followed import CaseNow, Followed
from evenhand.workbench.models.saved_view import SavedView
from evenhand.workbench.models.token import Token
from evenhand.workbench.models.user import User

__all__ = ["CaseNow", "Followed", "SavedView", "Token", "User"]
