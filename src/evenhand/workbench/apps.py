"""The workbench as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class Workbench(AppConfig):
    """The one application of ours in a site."""

    name = "evenhand.workbench"
    label = "workbench"
    default = True

    def ready(self) -> None:
        """Listen for what allauth tells."""
        from allauth.mfa.signals import authenticator_added

        from evenhand.workbench.accounts.second_factor import passed_by_adding

        authenticator_added.connect(passed_by_adding, dispatch_uid="second step")
