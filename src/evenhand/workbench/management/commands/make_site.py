"""Makes the site's tables, files, ledger and, for a demonstration, its people."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from evenhand.workbench import making


class Command(BaseCommand):
    """Run by `evenhand serve` and `evenhand site make`."""

    help = "make the site's own part"
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it."""
        making.make_tables()
        making.collect_files()
        making.make_ledger()
