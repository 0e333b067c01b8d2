"""A review that cannot be done says so, and leaves nothing half done behind."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from evenhand.docket.snapshot import Docket, open_docket
from evenhand.guidance.library import find
from evenhand.review.placing import manifest_path
from evenhand.review.run import review_docket
from evenhand.terms.refusal import BadDocket, BadGuidance, NoRoom, Refusal
from tests.support.dockets import bare_docket
from tests.support.people import drawn

INSTRUMENTS = find(["ice-2011-11-17", "ice-2011-06-17"])
DAY = dt.date(2011, 12, 5)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Docket:
    """Give a sound docket of two hundred cases."""
    folder = tmp_path_factory.mktemp("sound")
    return bare_docket(folder, drawn(INSTRUMENTS[0], 200, 3, [DAY], later=False))


@pytest.fixture
def copy(sound: Docket, tmp_path: Path) -> Path:
    """Give a copy of the docket, to be damaged."""
    shutil.copytree(sound.folder, tmp_path / "docket")
    return tmp_path / "docket"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Give where findings go: a folder of their own, with earlier findings in it."""
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "findings.parquet").write_bytes(b"earlier findings")
    (folder / "findings.manifest.json").write_bytes(b"earlier manifest")
    return folder / "findings.parquet"


def _left(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(out.parent.iterdir())}


EARLIER = {
    "findings.manifest.json": b"earlier manifest",
    "findings.parquet": b"earlier findings",
}


def test_a_sound_review_replaces_what_was_there(sound: Docket, out: Path) -> None:
    """The refusals below have something to refuse: without a fault the findings are written."""
    review_docket(sound, INSTRUMENTS, out)
    assert set(_left(out)) == set(EARLIER)
    assert json.loads(manifest_path(out).read_text("utf-8"))["cases"] == 200


def test_no_instrument_is_refused(sound: Docket, out: Path) -> None:
    """Without an instrument there is nothing to ask."""
    with pytest.raises(BadGuidance, match="No instrument was named") as refused:
        review_docket(sound, [], out)
    assert "--instrument" in refused.value.remedy
    assert _left(out) == EARLIER


def test_a_folder_that_is_not_there_is_refused(sound: Docket, tmp_path: Path) -> None:
    """The folder for the findings is never made silently."""
    with pytest.raises(NoRoom, match="There is no folder"):
        review_docket(sound, INSTRUMENTS, tmp_path / "nowhere" / "findings.parquet")
    assert not (tmp_path / "nowhere").exists()


DAMAGED: list[tuple[str, str, Callable[[Path], object]]] = [
    ("is not a docket", "no manifest", lambda d: (d / "manifest.json").unlink()),
    ("is damaged", "half a manifest", lambda d: (d / "manifest.json").write_text('{"format": 1,')),
    ("is damaged", "no text", lambda d: (d / "manifest.json").write_bytes(b"\xff\xfe\x00")),
    ("another version", "another format", lambda d: _changed(d, format=2)),
    ("another list of facts", "another catalogue", lambda d: _changed(d, facts=["a"])),
    ("lacks facts", "no facts", lambda d: (d / "facts.parquet").unlink()),
]


def _changed(folder: Path, **entries: object) -> None:
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | entries), "utf-8")


@pytest.mark.parametrize(("says", "damage", "do"), DAMAGED, ids=[what for _, what, _ in DAMAGED])
def test_a_damaged_docket_is_not_opened(
    copy: Path, says: str, damage: str, do: Callable[[Path], object]
) -> None:
    """A docket without its manifest, or without one of its tables, is refused when it is opened."""
    do(copy)
    with pytest.raises(BadDocket, match=says):
        open_docket(copy)


def test_a_docket_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """The refusal says how a docket is made."""
    with pytest.raises(BadDocket, match="evenhand docket import"):
        open_docket(tmp_path / "nowhere")


@pytest.mark.parametrize("text", ["[]", "null", '{"format": 1}'])
def test_a_manifest_of_other_words_is_refused(copy: Path, text: str) -> None:
    """Whatever the manifest says, opening a docket works or is refused."""
    (copy / "manifest.json").write_text(text, "utf-8")
    with pytest.raises(BadDocket):
        open_docket(copy)


def test_a_file_in_place_of_a_docket_is_refused(tmp_path: Path) -> None:
    """Naming a file where a docket's folder is due is refused, not a crash."""
    (tmp_path / "docket").write_text("a file", "utf-8")
    with pytest.raises(BadDocket):
        open_docket(tmp_path / "docket")


def _cut(folder: Path) -> None:
    path = folder / "facts.parquet"
    path.write_bytes(path.read_bytes()[:-200])


def _spoilt(folder: Path) -> None:
    path = folder / "facts.parquet"
    content = bytearray(path.read_bytes())
    content[200:1200] = bytes(1000)
    path.write_bytes(content)


BROKEN: list[tuple[str, Callable[[Path], object]]] = [
    ("its end is cut off", _cut),
    ("it is empty", lambda d: (d / "facts.parquet").write_bytes(b"")),
    ("it is no Parquet", lambda d: (d / "facts.parquet").write_bytes(b"no Parquet at all" * 99)),
    ("it vanishes after opening", lambda d: (d / "facts.parquet").unlink()),
]


def _review_broken(copy: Path, do: Callable[[Path], object], out: Path) -> None:
    docket = open_docket(copy)
    do(copy)
    review_docket(docket, INSTRUMENTS, out)


@pytest.mark.parametrize(("damage", "do"), BROKEN, ids=[what for what, _ in BROKEN])
def test_broken_facts_leave_what_was_there(
    copy: Path, out: Path, damage: str, do: Callable[[Path], object]
) -> None:
    """When the facts cannot be read the earlier findings stand untouched, and nothing else."""
    with pytest.raises(Exception):  # noqa: B017, PT011 - which one is the next test's affair
        _review_broken(copy, do, out)
    assert _left(out) == EARLIER, damage


@pytest.mark.parametrize(("damage", "do"), BROKEN, ids=[what for what, _ in BROKEN])
def test_broken_facts_are_refused_as_a_damaged_docket(
    copy: Path, out: Path, damage: str, do: Callable[[Path], object]
) -> None:
    """A docket whose facts cannot be read is refused as what it is: not as a full disk."""
    with pytest.raises(BadDocket):
        _review_broken(copy, do, out)
    assert damage


def test_facts_that_are_blank_in_the_middle_are_refused(copy: Path, out: Path) -> None:
    """Damage inside the file is refused like damage at its end, and leaves what was there."""
    with pytest.raises(BadDocket):
        _review_broken(copy, _spoilt, out)
    assert _left(out) == EARLIER


def test_a_docket_that_lost_cases_is_refused(copy: Path, out: Path) -> None:
    """Fewer facts than cases: nothing is kept, and the docket is refused as changed."""
    manifest = json.loads((copy / "manifest.json").read_text("utf-8"))
    manifest["tables"]["facts"] += 1
    (copy / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    with pytest.raises(BadDocket, match="not those it was made with"):
        review_docket(open_docket(copy), INSTRUMENTS, out)
    assert _left(out) == EARLIER


def test_an_instrument_named_twice_is_refused_or_asked_once(sound: Docket, out: Path) -> None:
    """Naming an instrument twice is no fault of the docket, and is not told as one."""
    try:
        run = review_docket(sound, [INSTRUMENTS[0], INSTRUMENTS[0]], out)
    except BadGuidance:
        assert _left(out) == EARLIER
    else:
        assert sum(run.counts[INSTRUMENTS[0].id].values()) == 200


def test_a_folder_in_place_of_the_findings_is_refused(sound: Docket, tmp_path: Path) -> None:
    """Where a folder stands no findings can: it is refused, and no manifest is left alone."""
    (tmp_path / "findings.parquet").mkdir()
    with pytest.raises(Refusal):
        review_docket(sound, INSTRUMENTS, tmp_path / "findings.parquet")
    assert [path.name for path in tmp_path.iterdir()] == ["findings.parquet"]


NAMES = ["it's.parquet", "made on 1 May.parquet", "año.parquet", "f[1].parquet", "f*.parquet"]


@pytest.mark.parametrize("name", NAMES)
def test_findings_may_have_any_name(sound: Docket, tmp_path: Path, name: str) -> None:
    """Marks in the name of the findings are only marks, and no part is left beside them."""
    out = tmp_path / name
    run = review_docket(sound, INSTRUMENTS, out)
    assert sum(run.counts[INSTRUMENTS[0].id].values()) == 200
    assert {path.name for path in tmp_path.iterdir()} == {name, manifest_path(out).name}


@pytest.mark.parametrize("name", ["it's", "docket [2011]", "a*b", "año ?"])
def test_a_docket_may_have_any_name(copy: Path, out: Path, name: str) -> None:
    """Marks in the name of a docket's folder are only marks."""
    copy.rename(copy.with_name(name))
    run = review_docket(open_docket(copy.with_name(name)), INSTRUMENTS, out)
    assert sum(run.counts[INSTRUMENTS[0].id].values()) == 200


SCRIPT = """
import resource, sys
from pathlib import Path
from evenhand.docket.snapshot import open_docket
from evenhand.guidance.library import find
from evenhand.review.run import review_docket
from evenhand.terms.refusal import Refusal

docket = open_docket(Path(sys.argv[1]))
room = int(sys.argv[3])
if room:
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
try:
    review_docket(docket, find(["ice-2011-11-17"]), Path(sys.argv[2]))
except Refusal as refused:
    print(type(refused).__name__, refused.what)
    sys.exit(refused.code)
"""


def _in_little_room(docket: Path, out: Path, room: int) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", SCRIPT, str(docket), str(out), str(room)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        timeout=60,
        check=False,
    )


def test_findings_that_do_not_fit_are_refused(sound: Docket, out: Path) -> None:
    """When the findings do not fit, the earlier ones are still there and nothing else is."""
    done = _in_little_room(sound.folder, out, 3_000)
    assert done.returncode == NoRoom.code, done.stderr
    assert "could not be written" in done.stdout
    assert _left(out) == EARLIER


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Give a disk of 64 KiB, where one may be mounted."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if os.geteuid() != 0 or not shutil.which("mount"):
        pytest.skip("only root may mount a small disk")
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("a small disk cannot be mounted here")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


def _try(sound: Docket, disk: Path, left: int) -> bool:
    """Review onto a disk with some KiB left; say whether it was refused, and left all as it was."""
    for path in disk.iterdir():
        path.unlink()
    out = disk / "findings.parquet"
    out.write_bytes(EARLIER["findings.parquet"])
    manifest_path(out).write_bytes(EARLIER["findings.manifest.json"])
    (disk / "ballast").write_bytes(bytes(1024 * (56 - left)))
    try:
        review_docket(sound, INSTRUMENTS, out)
    except NoRoom:
        (disk / "ballast").unlink()
        assert _left(out) == EARLIER
        return True
    assert set(_left(out)) == {*EARLIER, "ballast"}
    assert json.loads(manifest_path(out).read_text("utf-8"))["cases"] == 200
    return False


def test_a_full_disk_leaves_what_was_there(sound: Docket, small_disk: Path) -> None:
    """On a disk without room for the findings the review is refused, and leaves no part."""
    assert _try(sound, small_disk, 0)


def test_a_disk_that_is_full_at_any_moment_leaves_what_was_there(
    sound: Docket, small_disk: Path
) -> None:
    """However much room is left, the review is done whole or refused whole."""
    refused = [_try(sound, small_disk, left) for left in range(0, 52, 4)]
    assert True in refused
    assert False in refused
