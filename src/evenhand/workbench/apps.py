"""The workbench as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class Workbench(AppConfig):
    """The one application of ours in a site."""

    name = "evenhand.workbench"
    label = "workbench"
    default = True
