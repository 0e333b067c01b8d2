"""The folder of a site: where everything it keeps lies, its secrets, and what it was set to.

``site.toml`` says what a person may change; the environment comes before it, so that a deployment
needs no file. Secrets are made at the first start and never leave the folder.
"""

from __future__ import annotations

import json
import os
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from evenhand.terms.refusal import NotReady

SITE, DATABASE = "EVENHAND_SITE", "EVENHAND_DATABASE"
LEDGER, HOSTS = "EVENHAND_LEDGER", "EVENHAND_HOSTS"
_MAY_SAY = {"demo", "database", "ledger", "hosts", "proxies"}
_SECRETS = ("django", "references", "fields")


@dataclass(frozen=True)
class Place:
    """A site's folder and its settings. With ``database`` it is a team's, else one machine's."""

    folder: Path
    demo: bool = False
    database: str = ""
    ledger_at: str = ""
    hosts: tuple[str, ...] = ()
    proxies: int = 0
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def team(self) -> bool:
        """Whether several machines or people over a network use it, so that all is encrypted."""
        return bool(self.database)

    @property
    def ledger(self) -> str:
        """Where the ledger is kept."""
        return self.ledger_at or os.fspath(self.folder / "ledger.db")

    @property
    def key(self) -> Path:
        """The key that signs the ledger's checkpoints."""
        return self.folder / "ledger.db.key"

    @property
    def detail_key(self) -> Path:
        """The key that seals numbers and places where people can be found."""
        return self.folder / "details.key"

    @property
    def checkpoints(self) -> Path:
        """The folder of signed checkpoints."""
        return self.folder / "ledger.db.checkpoints"

    @property
    def loaded(self) -> Path:
        """What `evenhand site load` made, all of it of one docket."""
        return self.folder / "loaded"

    @property
    def static(self) -> Path:
        """The files that browsers fetch, collected with their fingerprints."""
        return self.folder / "static"

    def server(self) -> dict[str, Any]:
        """Take the address of the team's database apart; what follows ``?`` are options of it."""
        told = urlsplit(self.database)
        if told.scheme not in ("postgresql", "postgres") or not told.path.strip("/"):
            raise NotReady(
                f"{DATABASE} is not the address of a PostgreSQL database.",
                "Write it as postgresql://account:password@server:5432/database.",
            )
        options = dict(parse_qsl(told.query))  # such as sslmode, or the folder of a socket as host
        return {
            "NAME": unquote(told.path.strip("/")),
            "USER": unquote(told.username or ""),
            "PASSWORD": unquote(told.password or ""),
            "HOST": options.pop("host", told.hostname or ""),
            "PORT": str(told.port or ""),
            "OPTIONS": options,
        }


def open_place(folder: Path, environ: Mapping[str, str]) -> Place:
    """Read what a site is set to, and its secrets; they are made where there are none."""
    said = _said(folder / "site.toml")
    database = environ.get(DATABASE, said.get("database", ""))
    if database and said.get("demo"):
        raise NotReady(
            "This is a demonstration site, with people whose passwords everybody knows; it is "
            "never opened to a team.",
            "Name another folder with --site, or leave the database out.",
        )
    hosts = environ.get(HOSTS, "").replace(",", " ").split() or said.get("hosts", [])
    if database and not hosts:
        raise NotReady(
            "A team's site must know by which names it is reached.",
            f'Set {HOSTS}, or hosts = ["review.office.example"] in site.toml.',
        )
    return Place(
        folder, bool(said.get("demo")), database, environ.get(LEDGER, said.get("ledger", "")),
        tuple(hosts), int(said.get("proxies", 0)), _secrets(folder / "secrets.json"),
    )  # fmt: skip


def _said(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        said = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise NotReady(f"{path.name} cannot be read: {wrong}.", "Mend it by hand.") from None
    if unknown := sorted(set(said) - _MAY_SAY):
        raise NotReady(
            f"{path.name} says {', '.join(unknown)}, which means nothing to a site.",
            f"It may say: {', '.join(sorted(_MAY_SAY))}.",
        )
    return said


def _secrets(path: Path) -> Mapping[str, str]:
    """Read the secrets, or make them, in a file that only its owner may read."""
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        if path.stat().st_mode & 0o077:
            raise NotReady(
                f"{path} can be read by others on this machine.",
                f"Take their rights away: chmod 600 {path}",
            ) from None
        return dict(json.loads(path.read_text("utf-8")))
    made = {name: secrets.token_urlsafe(64) for name in _SECRETS}
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(made, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    return made
