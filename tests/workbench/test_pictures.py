"""Pictures of every page in the documents: each page has one, small, made of made-up people.

`EVENHAND_PICTURES=docs/images/workbench pytest tests/workbench/test_pictures.py` makes them anew.
"""

from __future__ import annotations

import io
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from evenhand.workbench.access.addresses import addresses
from tests.support.effort import NIGHTLY
from tests.workbench.at_work import at_work, passes_of

ROOT = Path(__file__).resolve().parents[2]
FOLDER, PAGE = ROOT / "docs" / "images" / "workbench", ROOT / "docs" / "workbench-pages.md"
WHERE = os.environ.get("EVENHAND_PICTURES", "")
WIDTH, HIGHEST, LARGEST, TOGETHER = 1280, 1400, 100_000, 3_000_000
COLOURS = 24


@dataclass(frozen=True)
class Picture:
    """One picture: the addresses that it shows, whose session, where, what is clicked there."""

    shows: tuple[str, ...]
    account: str
    path: str
    clicks: tuple[str, ...] = ()
    name: str = ""

    @property
    def file(self) -> str:
        """The name of its file."""
        return f"{self.name or self.shows[0].replace('_', '-')}.png"


FIRST = "main .eh-queue tbody a >> nth=0"
PICTURES = (
    Picture(("account_login",), "", "/accounts/login/"),
    Picture(("queue", "home"), "supervisor", "/queue/"),
    Picture(("case",), "reviewer", "/queue/", (FIRST,)),
    Picture(("act",), "reviewer", "/queue/", (FIRST, ".eh-acts a[href*=record-fact] >> nth=0")),
    Picture(("second_reviews",), "second-reviewer", "/second-reviews/"),
    Picture(("escalations",), "headquarters", "/escalations/"),
    Picture(("stays",), "supervisor", "/stays/?within=any"),
    Picture(("holds",), "supervisor", "/holds/"),
    Picture(("holds",), "supervisor", "/holds/?hold=parental-decision", (), "holds-of-one"),
    Picture(("families",), "family-tracing", "/families/"),
    Picture(("family_links", "family_put_on"), "family-tracing", "/families/links/?show=all",
            ("main details summary >> nth=0",)),
    Picture(("family",), "family-tracing", "/families/", (FIRST,)),
    Picture(("family_act",), "family-tracing", "/families/",
            (FIRST, ".eh-tie .eh-acts a >> nth=0")),
    Picture(("intake",), "intake", "/intake/"),
    Picture(("intake_file",), "intake", "/intake/file/"),
    Picture(("intake_checked",), "intake", "/intake/file/", ("a file",)),
    Picture(("imports",), "headquarters", "/imports/"),
    Picture(("oversight",), "overseer", "/oversight/"),
    Picture(("release",), "overseer", "/oversight/releases/{release}/"),
    Picture(("release_measure",), "overseer",
            "/oversight/releases/{release}/measures/removals-with-a-hold-open/"),
    Picture(("release_act",), "overseer", "/oversight/releases/{release}/acts/propose-release/"),
    Picture(("inspection",), "supervisor", "/oversight/lists/"),
    Picture(("inspection_list",), "headquarters", "/oversight/lists/hold-open/"),
    Picture(("handbook",), "reviewer", "/guidance/"),
    Picture(("handbook_instrument",), "reviewer", "/guidance/instruments/ice-2011-11-17/"),
    Picture(("handbook_safeguards",), "reviewer", "/guidance/safeguards/"),
    Picture(("help",), "reviewer", "/help/"),
    Picture(("audit",), "headquarters", "/audit/"),
    Picture(("people",), "administrator", "/people/"),
    Picture(("people_act",), "administrator", "/people/admit/"),
    Picture(("tokens",), "reviewer", "/tokens/"),
    Picture(("mfa_index",), "reviewer", "/accounts/2fa/"),
    Picture(("account_change_password",), "reviewer", "/accounts/password/change/"),
)  # fmt: skip
# Addresses that no picture shows, with the reason.
NO_PICTURE = {
    "it sends on, or sends a file, and shows no page": (
        "next_case", "find_case", "receipt", "set_language", "health", "queue_views",
        "queue_assign", "revoke_token", "intake_rejects", "mfa_download_recovery_codes",
        "account_logout", "release_file",
    ),
    "a page of the library that keeps accounts, in the site's frame": (
        "account_inactive", "account_reauthenticate", "mfa_authenticate", "mfa_reauthenticate",
        "mfa_activate_totp", "mfa_deactivate_totp", "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes", "mfa_list_webauthn", "mfa_add_webauthn",
        "mfa_reauthenticate_webauthn", "mfa_remove_webauthn", "mfa_edit_webauthn",
    ),
    "only somebody with two roles is asked which; the demonstration has nobody": ("role",),
}  # fmt: skip
TABLE = "\n".join((
    "Case number,Field office,In custody,US citizen child,Arrived in the US,Notes",
    "LA-1001,Los Angeles,no,yes,1998-05-01,spoke Spanish",
    "LA-1002,Los Angeles,yes,no,2009,",
    "NE-2001,Newark,no,yes,2001-02-03,",
    ",Los Angeles,no,yes,2001-02-03,no number yet",
    "LA-1003,Los Angeles,no,perhaps,31.12.1999,",
)) + "\n"  # fmt: skip


def of_a_page(name: str) -> bool:
    """Whether people open an address; those of the API are for programs."""
    return not addresses()[name].scopes and not name.startswith("api_")


def test_every_page_has_a_picture_or_a_reason_why_not():
    """No address is forgotten, and none that is gone is still listed."""
    shown = {name for picture in PICTURES for name in picture.shows}
    excused = {name for names in NO_PICTURE.values() for name in names}
    assert shown & excused == set()
    assert {name for name in addresses() if of_a_page(name)} == shown | excused


def test_every_picture_is_small_and_stands_in_the_documents():
    """A file of its own, 1280 wide, under 100 kB; with words for whoever does not see it."""
    from PIL import Image

    said = dict(re.findall(r"!\[([^\]]{20,})\]\(images/workbench/([a-z0-9-]+\.png)\)",
                           PAGE.read_text("utf-8")))  # fmt: skip
    assert sorted(said.values()) == sorted(picture.file for picture in PICTURES)
    assert sorted(path.name for path in FOLDER.iterdir()) == sorted(said.values())
    sizes = [path.stat().st_size for path in FOLDER.iterdir()]
    assert max(sizes) < LARGEST
    assert sum(sizes) < TOGETHER
    for path in FOLDER.iterdir():
        with Image.open(path) as image:
            assert image.width == WIDTH
            assert image.height <= HIGHEST


@pytest.fixture(scope="module")
def sessions(signed_in, site, cases, of_the_court, held_release, tmp_path_factory):
    """Something on each page, and a session of everybody: made before the browser is opened."""
    with at_work(site, signed_in, cases, of_the_court, tmp_path_factory.mktemp("linkage")):
        yield passes_of(signed_in, {picture.account for picture in PICTURES} - {""})
    shutil.rmtree(site / "waiting", ignore_errors=True)


@pytest.mark.skipif(not (NIGHTLY or WHERE), reason="nightly, or with EVENHAND_PICTURES=FOLDER")
def test_the_pictures_can_be_made(sessions, held_release, chromium, served, tmp_path):
    """Each page opens and gives a picture within the limits; with a folder named, they go there."""
    out = Path(WHERE) if WHERE else tmp_path / "pictures"
    out.mkdir(parents=True, exist_ok=True)
    for picture in PICTURES:
        context = chromium.new_context(viewport={"width": WIDTH, "height": 800}, locale="en")
        context.set_default_timeout(20_000)
        if picture.account:
            where = {"name": "sessionid", "domain": "127.0.0.1", "path": "/"}
            context.add_cookies([{**where, "value": sessions[picture.account]}])
        page = context.new_page()
        assert page.goto(served + picture.path.format(release=held_release)).status == 200
        for click in picture.clicks:
            if click == "a file":
                given = {"name": "clients.csv", "mimeType": "text/csv", "buffer": TABLE.encode()}
                page.set_input_files("#f-file", given)
                page.click("main form button")
                page.wait_for_selector("#columns")
            else:
                page.click(click)
            page.wait_for_load_state()
        small = smaller(page.screenshot(full_page=True))
        assert len(small) < LARGEST, picture.file
        (out / picture.file).write_bytes(small)
        context.close()


def smaller(png: bytes) -> bytes:
    """Give a picture of few colours, cut where a long page goes on."""
    from PIL import Image

    with Image.open(io.BytesIO(png)) as image:
        cut = image.convert("RGB").crop((0, 0, image.width, min(image.height, HIGHEST)))
    held = io.BytesIO()
    cut.quantize(COLOURS, dither=Image.Dither.NONE).save(held, "PNG", optimize=True)
    return held.getvalue()
