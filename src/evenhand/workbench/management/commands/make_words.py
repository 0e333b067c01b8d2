"""Writes the compiled translations that ship, after ``django.po`` was changed."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from evenhand.workbench.wording import compile_all


class Command(BaseCommand):
    """Run by whoever changes a translation."""

    help = "compile the translations"
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Compile them."""
        compile_all()
