"""Runs the command line: ``python -m evenhand``."""

from evenhand.cli.main import main

raise SystemExit(main())
