"""What a site is set to: safe for a team by one setting, refused where it would not be."""

from __future__ import annotations

import os
import stat
import subprocess
import sys

import pytest

from evenhand.cli.main import main
from evenhand.terms.refusal import NotReady
from evenhand.workbench.place import open_place
from evenhand.workbench.serving import prepare
from evenhand.workbench.wording import LOCALES, compiled, messages, sources

DATABASE = "postgresql://site:secret@127.0.0.1:5432/evenhand"
TEAM = {"EVENHAND_DATABASE": DATABASE, "EVENHAND_HOSTS": "review.example"}


def test_a_teams_site_passes_the_checklist_without_a_warning(tmp_path):
    """`check --deploy` has nothing to say of a site on PostgreSQL."""
    environ = {
        **os.environ, **TEAM, "EVENHAND_SITE": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "evenhand.workbench.settings",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }  # fmt: skip
    words = [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(words, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout


def test_secrets_are_made_once_and_read_by_their_owner_alone(tmp_path):
    """Two starts have the same secrets; a file that others can read is refused."""
    first, second = open_place(tmp_path, {}), open_place(tmp_path, {})
    kept = tmp_path / "secrets.json"
    assert first.secrets == second.secrets
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert min(map(len, first.secrets.values())) > 60
    kept.chmod(0o644)
    with pytest.raises(NotReady, match="chmod 600"):
        open_place(tmp_path, {})


@pytest.mark.parametrize(
    ("said", "environ", "sentence"),
    [
        ("demo = true", TEAM, "never opened to a team"),
        ("", {"EVENHAND_DATABASE": DATABASE}, "by which names"),
        ("debug = true", {}, "means nothing to a site"),
        ("demo = ", {}, "cannot be read"),
    ],
)
def test_a_setting_that_would_do_harm_is_refused(said, environ, sentence, tmp_path):
    """Each with the sentence that says what to do."""
    (tmp_path / "site.toml").write_text(said, "utf-8")
    with pytest.raises(NotReady, match=sentence):
        open_place(tmp_path, environ)


def test_the_sites_own_database_is_as_careful_as_the_ledger(site):
    """Acknowledged means on the disk, and no guard can be gone around."""
    from django.db import connection

    with connection.cursor() as cursor:
        told = {
            name: cursor.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "foreign_keys", "recursive_triggers")
        }
    assert told == {
        "journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "recursive_triggers": 1,
    }  # fmt: skip


def test_a_site_that_is_not_ready_says_so_and_ends_with_26(tmp_path, capsys):
    """Nothing to make a site of: a sentence with what to do, and its own exit code."""
    words = ["serve", "--site", str(tmp_path / "site"), "--demo", str(tmp_path / "demo")]
    assert main(words) == 26
    assert "evenhand demo" in capsys.readouterr().err


def test_a_port_that_somebody_has_is_said(served, site, capsys):
    """The second server on a port ends at once, with the port in its sentence."""
    port = served.rsplit(":", 1)[1]
    assert main(["serve", "--site", str(site), "--port", port]) == 26
    assert f"Port {port}" in capsys.readouterr().err


def test_the_engine_reads_nothing_but_what_was_loaded(site):
    """A session of the site's process opens no other file and changes no setting."""
    from evenhand.engines.duck import AnyError
    from evenhand.workbench.reading.site import loaded_now

    con = loaded_now().session()
    for statement in (
        f"SELECT * FROM read_text('{site}/secrets.json')",
        f"SELECT * FROM read_blob('{site}/ledger.db')",
        "SET enable_external_access = true",
        f"COPY (SELECT 1) TO '{site}/out.csv'",
        "ATTACH ':memory:' AS other; INSTALL httpfs",
        "DELETE FROM site.queue",
    ):
        with pytest.raises(AnyError):
            con.execute(statement)
    con.close()


def test_every_compiled_translation_is_that_of_its_text():
    """What ships is what the text says: nobody forgot to compile."""
    assert len(sources()) == 1
    for path in sources():
        assert path.with_suffix(".mo").read_bytes() == compiled(path.read_text("utf-8"))


def test_every_word_of_the_pages_is_translated():
    """Each text of a page has its words in every language, with the same names in it."""
    import re

    from tests.workbench.said import said

    said_everywhere = said(LOCALES.parent)
    assert len(said_everywhere) > 100
    for path in sources():
        known = messages(path.read_text("utf-8"))
        assert [text for text in said_everywhere if not known.get(text)] == []
        for text in said_everywhere:
            names = set(re.findall(r"%\((\w+)\)s", text))
            assert set(re.findall(r"%\((\w+)\)s", known[text])) == names


def test_a_process_opens_no_second_site(site, tmp_path):
    """What is meant for one site never reaches another one."""
    with pytest.raises(NotReady, match="already"):
        prepare(tmp_path / "another", lambda text: None)
