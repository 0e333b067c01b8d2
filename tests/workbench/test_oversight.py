"""Oversight: from a draft to what went out, by two people; and no page says what is not printed."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.support import removals

HOLD_OPEN, REFUSED = removals.MEASURES


@pytest.fixture(scope="module")
def at(held_release: str) -> Callable[..., str]:
    """Give addresses of the release."""
    return lambda more="": f"/oversight/releases/{held_release}/{more}"


def text(browser, address: str, status: int = 200) -> str:
    """Give a page."""
    answer = browser.get(address)
    assert answer.status_code == status, answer.content.decode()
    return answer.content.decode()


def act(browser, at, word: str, **said: str):
    """Send the form of an act on the release."""
    return browser.post(at(f"acts/{word}-release/"), said)


class _Words(HTMLParser):
    """The texts of a page, and those of its attributes that are read out or shown."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data)

    def handle_starttag(self, tag: str, attrs) -> None:
        self.found += [v or "" for k, v in attrs if k in ("title", "alt", "aria-label", "value")]


DAYS_HASHES_PERCENTS = re.compile(
    r"\d{4}-\d\d(-\d\d)?(T[\d:]+)?|\b[0-9a-f]{12,}\b|\b20\d\d\b|\d+[ \u00a0\u202f]?%"
)


def numbers(page: str) -> set[int]:
    """Every whole number that a page says; days, hashes and percents are left out."""
    words = _Words()
    words.feed(page[page.index("<main") : page.index("</main>")])
    said = DAYS_HASHES_PERCENTS.sub(" ", " ".join(words.found))
    return {int(one.replace(",", "")) for one in re.findall(r"(?<![\w.-])\d[\d,]*(?![\w.-])", said)}


def test_what_was_measured_stands_with_its_question_records_and_day(signed_in, at):
    """The first page of an overseer: each measure's question, what came out, of which records."""
    overseer = signed_in("overseer")
    assert overseer.get("/")["Location"] == "/oversight/"
    page = text(overseer, "/oversight/")
    assert "How many removals were recorded while a hold stood open?" in page
    assert "made-up removals of &lt;nobody&gt;" in page
    assert "2012-01-13" in page
    assert f'href="{at()}"' in page
    measure = text(overseer, at(f"measures/{HOLD_OPEN}/"))
    assert measure.count("<svg") >= 2
    assert re.search(r'<svg[^>]* role="img"[^>]* aria-labelledby="[^"]+"><title id="[^"]+">[^<]+'
                     r'</title><desc id="[^"]+">[^<]+</desc>', measure)  # fmt: skip
    assert "<table><caption" in measure
    assert "DHS OIG-21-36" in measure
    assert "<nobody>" not in page + measure
    assert "style=" not in measure
    assert "<script" not in measure[measure.index("<main") :]


def test_no_page_of_an_overseer_says_an_exact_count(signed_in, at):
    """Neither texts nor what is read out hold any count of the inside, in either language."""
    overseer, secret = signed_in("overseer"), removals.inside()
    assert {7, 3, 23, 61, 129} <= secret
    pages = ["/oversight/", "/oversight/lists/", at(), at(f"measures/{HOLD_OPEN}/"),
             at(f"measures/{REFUSED}/")]  # fmt: skip
    for language in ("en", "es"):
        overseer.post("/language/", {"language": language})
        for address in pages:
            page = text(overseer, address)
            if address == at():  # below stand numbers of entries and of cells that were tried
                page = page[: page.index('id="acts"')] + "</main>"
            told = numbers(page)
            if HOLD_OPEN in address:
                assert {340, 170, 60, 15} <= told  # what is printed is there to be found
            assert not told & secret, (address, told & secret)
    overseer.post("/language/", {"language": "en"})
    assert "under 15" in text(overseer, at(f"measures/{HOLD_OPEN}/"))


@contextmanager
def touched(path: Path) -> Iterator[None]:
    """Change one byte of a file for a while."""
    before = path.read_bytes()
    path.write_bytes(before[:-9] + bytes([before[-9] ^ 1]) + before[-8:])
    try:
        yield
    finally:
        path.write_bytes(before)


def without_token(page: str) -> str:
    """Leave out what is different on every page."""
    return re.sub(r'name="(csrfmiddlewaretoken|next)" value="[^"]+"', "", page)


@pytest.mark.parametrize(
    "file", ["release.json", "report.pdf", "data/dictionary.json", "SHA256SUMS"]
)
def test_a_touched_release_is_not_there(file, signed_in, at, held_release, site):
    """One byte: it is on no list, and each of its addresses is answered as if it never was."""
    overseer = signed_in("overseer")
    (folder,) = (site / "releases").glob(f"{held_release}*/")
    title = "Removals of a made-up year"
    assert title in text(overseer, "/oversight/")
    with touched(folder / file):
        assert title not in text(overseer, "/oversight/")
        for more in ("", f"measures/{HOLD_OPEN}/", f"files/{file}", "acts/propose-release/"):
            gone = text(overseer, at(more), 404)
            never = text(overseer, f"/oversight/releases/{'0' * 16}/{more}", 404)
            assert without_token(gone) == without_token(never)
        assert act(overseer, at, "propose", reasons="read").status_code == 404
    assert title in text(overseer, "/oversight/")


def test_a_touched_record_shows_nothing(signed_in, at, site):
    """Who changes the record of what was printed is found out; no release is shown meanwhile."""
    overseer = signed_in("overseer")
    with touched(site / "releases" / "printed.jsonl"):
        assert "is not a record of what was printed" in text(overseer, "/oversight/", 409)
        assert text(overseer, at(), 404)


def test_the_files_are_those_of_the_release(signed_in, at, held_release, site):
    """Each file of the page is sent as it lies in the folder, to be kept; nothing else is sent."""
    supervisor = signed_in("supervisor")
    (folder,) = (site / "releases").glob(f"{held_release}*/")
    offered = re.findall(rf'href="{at("files/")}([^"]+)"', text(supervisor, at()))
    assert {"report.pdf", "es.html", "certificate.json", "SHA256SUMS"} <= set(offered)
    assert {Path(name).suffix for name in offered} >= {".csv", ".parquet", ".pdf"}
    for name in offered:
        answer = supervisor.get(at(f"files/{name}"))
        assert answer.content == (folder / name).read_bytes()
        assert answer["Content-Disposition"].startswith("attachment; ")
        assert answer["X-Content-Type-Options"] == "nosniff"
    for name in (
        "../printed.jsonl",
        f"../{folder.name}.json",
        "data",
        "data/",
        "x.csv",
        "/etc/hosts",
    ):
        assert supervisor.get(at(f"files/{name}")).status_code == 404
    assert signed_in("reviewer").get(at("files/report.pdf")).status_code == 403


def test_two_people_let_a_release_out(signed_in, at, site, held_release):
    """Proposed by one; that one cannot approve; another does; it is issued; all of it on record."""
    overseer, headquarters = signed_in("overseer"), signed_in("headquarters")
    assert "Nobody has proposed it yet." in text(overseer, at())
    assert act(overseer, at, "approve", reasons="read").status_code == 409
    answer = act(overseer, at, "propose", reasons=" ")
    assert answer.status_code == 422
    assert "Reasons are needed to" in answer.content.decode()
    assert act(overseer, at, "propose", reasons="The year is closed.").status_code == 302
    page = text(overseer, at())
    assert "proposed by one person" in page
    assert "The year is closed." in page
    assert "A release needs two people: this person proposed it." in page
    refused = text(overseer, at("acts/approve-release/"), 409)
    assert "A release needs two people: this person proposed it." in refused
    answer = act(overseer, at, "approve", reasons="read again")
    assert answer.status_code == 409
    assert "Ask another overseer, or headquarters." in answer.content.decode()
    supervisor = text(signed_in("supervisor"), at())
    assert "A person in the role supervisor may not" in supervisor
    assert "Approve a release" in text(headquarters, at("acts/approve-release/"))
    assert act(headquarters, at, "approve", reasons="Read in both languages.").status_code == 302
    assert act(overseer, at, "issue").status_code == 422
    assert act(overseer, at, "issue", where="office.example/reports").status_code == 302
    page = text(headquarters, at())
    for said in ("issued to the public", "Demo overseer", "Demo headquarters",
                 "Read in both languages.", "office.example/reports"):  # fmt: skip
        assert said in page
    assert act(headquarters, at, "refuse", reasons="too late").status_code == 409

    from evenhand.casework.releases import release_state
    from evenhand.ledger.opening import opened

    (folder,) = (site / "releases").glob(f"{held_release}*/")
    with opened(str(site / "ledger.db")) as ledger:
        state = release_state(ledger, f"release {folder.name}")
    assert state.state == "issued"
    certificate = (folder / "certificate.json").read_bytes()
    assert state.certificate == hashlib.sha256(certificate).hexdigest()


def test_one_made_elsewhere_is_taken_in(released, tmp_path, capsys):
    """Its files are rebuilt, it is attacked anew, and it is whole in the other site."""
    from evenhand.cli.main import main
    from evenhand.publish.folder import write_folder
    from evenhand.workbench.oversight.holding import held, printed_by

    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "secrets.json").write_text("{}")
    write_folder(tmp_path / "release", released.files)
    given = ["site", "add", str(tmp_path / "release"), "--site", str(tmp_path / "site")]
    assert main(given) == 0
    assert "removals-with-a-hold-open" in capsys.readouterr().out
    (found,) = held(tmp_path / "site")
    assert found.content("report.pdf") == released.files["report.pdf"]
    assert printed_by(tmp_path / "site").names == (found.folder.sums,)
    assert main(given) != 0
    assert len(held(tmp_path / "site")) == 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda files: files.pop("edition.json"), "has no edition.json"),
        (lambda files: files.update({"index.html": b"7 people"}), "are not what their tables give"),
        (lambda files: files.update({"exact.csv": b"7"}), "are not what their tables give"),
        (lambda files: files.update({"certificate.json": b"{}"}), "cannot be read"),
        (lambda files: None, "is in the site already"),
    ],
)  # fmt: skip
def test_what_is_not_taken_in(change, sentence, site, held_release, tmp_path, capsys):
    """With checksums of their own edited files fit together; the way in finds them out."""
    from evenhand.cli.main import main
    from evenhand.publish.folder import SUMS, write_folder

    (folder,) = (site / "releases").glob(f"{held_release}*/")
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != SUMS
    }
    change(files)
    write_folder(tmp_path / "release", files)
    before = (site / "releases" / "printed.jsonl").read_bytes()
    assert main(["site", "add", str(tmp_path / "release"), "--site", str(site)]) != 0
    assert sentence in capsys.readouterr().err
    assert (site / "releases" / "printed.jsonl").read_bytes() == before
    assert len(list((site / "releases").glob("*/"))) == 1


def test_what_could_not_be_made_safe_is_named(site, held_release, signed_in):
    """Each measure with its reason, or with none that names a cell; one that is shown is not."""
    overseer = signed_in("overseer")
    (note,) = (site / "releases").glob(f"{held_release}*.json")
    before = note.read_bytes()
    assert "could not be made safe" not in text(overseer, "/oversight/")
    said = json.loads(before) | {"left_out": {"judges": "Too <many>.", "drift": "", REFUSED: "No"}}
    try:
        note.write_text(json.dumps(said), "utf-8")
        page = text(overseer, "/oversight/")
    finally:
        note.write_bytes(before)
    listed = page[page.index('id="left-out"') : page.index('id="releases"')]
    assert '<code>judges</code>: <span lang="en">Too &lt;many&gt;.</span>' in listed
    assert "<code>drift</code>: some of its cells would show" in listed
    assert REFUSED not in listed


def test_a_backup_holds_the_releases(site, held_release, tmp_path):
    """Restored they are whole, on the same record; one that was touched is not backed up."""
    from evenhand.terms.refusal import NotReady
    from evenhand.workbench.keeping import back_up, restore
    from evenhand.workbench.oversight.holding import held, printed_by

    back_up(site, tmp_path / "backup", {})
    restore(tmp_path / "backup", tmp_path / "site")
    (again,) = held(tmp_path / "site")
    assert (again.name, again.came_on) == (held_release, held(site)[0].came_on)
    assert again.edition == held(site)[0].edition
    assert printed_by(tmp_path / "site").root == printed_by(site).root
    (folder,) = (site / "releases").glob(f"{held_release}*/")
    with touched(folder / "report.pdf"), pytest.raises(NotReady, match="was changed"):
        back_up(site, tmp_path / "another", {})
    assert not (tmp_path / "another").exists()
