"""The launcher ./evenhand: what it refuses, what it sets up again, and what it hands over."""

import ast
import errno
import importlib.machinery
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import NoReturn

import pytest

LAUNCHER = Path(__file__).resolve().parents[2] / "evenhand"
PROGRAM = """
import sys
print(sys.argv[1:], sys.prefix)
sys.exit(int(sys.argv[1]) if sys.argv[1:] else 0)
"""
SLOW = """
import importlib.machinery, importlib.util, pathlib, sys, time
sys.dont_write_bytecode = True
loader = importlib.machinery.SourceFileLoader("launcher", {launcher!r})
launcher = importlib.util.module_from_spec(importlib.util.spec_from_loader("launcher", loader))
loader.exec_module(launcher)
make = [launcher.PYTHON, "-m", "venv", "--without-pip", {root!r} + "/.venv"]
wait = [launcher.PYTHON, "-c", "import time; time.sleep(1)"]
launcher.ways = lambda folder, lock: [launcher.Way("slow", [make, wait])]
launcher.prepare(launcher.product(pathlib.Path({root!r})))
"""
DAMAGE = ["{", "[]", "null", '"x"']


@pytest.fixture(scope="module")
def launcher() -> ModuleType:
    """Load the launcher, which has no suffix, without leaving compiled files beside it."""
    loader = importlib.machinery.SourceFileLoader("launcher", str(LAUNCHER))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("launcher", loader))
    before, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        loader.exec_module(module)
    finally:
        sys.dont_write_bytecode = before
    return module


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Make a checkout whose product prints its arguments, and whose locks ask for nothing."""
    root = tmp_path / "check out"
    (root / "src" / "evenhand").mkdir(parents=True)
    (root / "src" / "evenhand" / "__main__.py").write_text(PROGRAM)
    (root / "requirements").mkdir()
    for name in ("run.txt", "test.txt", "bench.txt", "spark-tools.txt", "spark.txt"):
        (root / "requirements" / name).write_text("# nothing\n")
    shutil.copy(LAUNCHER, root / "evenhand")
    return root


@pytest.fixture
def installs(launcher: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Make environments without packages, so that no network is needed; list what was asked."""
    asked: list[str] = []

    def bare(folder: Path, lock: Path) -> list:
        asked.append(lock.name)
        make = [launcher.PYTHON, "-m", "venv", "--without-pip", str(folder)]
        return [launcher.Way("bare", [make])]

    monkeypatch.setattr(launcher, "ways", bare)
    return asked


def fail(fault: BaseException) -> Callable[..., NoReturn]:
    """Stand in for a call that fails in a given way."""

    def call(*_: object, **__: object) -> NoReturn:
        raise fault

    return call


def run(checkout: Path, *arguments: str) -> subprocess.CompletedProcess:
    """Run the checkout's launcher as a user would, from another folder."""
    command = [sys.executable, str(checkout / "evenhand"), *arguments]
    return subprocess.run(command, cwd="/", capture_output=True, text=True, timeout=120)


@pytest.mark.parametrize("version", [(3, 6, 8), (3, 10, 14)])
def test_an_old_python_is_refused_with_a_remedy(launcher, capsys, version):
    """A Python that is too old is named, with the oldest one that will do."""
    with pytest.raises(SystemExit) as ended:
        launcher.refuse_old_python(version)
    assert ended.value.code == launcher.NOT_SET_UP
    printed = capsys.readouterr().err
    assert f"this is Python 3.{version[1]}" in printed
    assert "python3.11" in printed


def test_old_pythons_can_read_the_launcher_as_far_as_the_refusal():
    """The launcher holds no syntax newer than 3.6, else an old Python shows a syntax error."""
    ast.parse(LAUNCHER.read_text(encoding="utf-8"), feature_version=(3, 6))


def test_the_version_is_looked_at_before_anything_newer_is_read():
    """The refusal of an old Python comes before the first class and the first annotation."""
    body = ast.parse(LAUNCHER.read_text(encoding="utf-8")).body
    call = next(i for i, node in enumerate(body) if "refuse_old_python(sys" in ast.unparse(node))
    defined = [node for node in body[:call] if isinstance(node, ast.ClassDef | ast.FunctionDef)]
    assert [node.name for node in defined] == ["refuse_old_python"]


@pytest.mark.parametrize("pip", [(), (22, 0)])
def test_without_a_usable_pip_the_package_to_install_is_named(launcher, monkeypatch, pip):
    """With no uv, no pip of 22.3 or newer and no ensurepip, the sentence says what to install."""
    monkeypatch.setattr(launcher.shutil, "which", lambda name: None)
    monkeypatch.setattr(launcher, "pip_version", lambda: pip)
    monkeypatch.setattr(launcher, "has_ensurepip", lambda: False)
    with pytest.raises(launcher.Refused, match=r"(?s)pip.*apt install python3-pip"):
        launcher.ways(Path("x"), Path("y"))


def test_uv_is_tried_first_and_pip_is_kept_in_reserve(launcher, monkeypatch):
    """With both at hand uv installs, and pip is there should uv fail."""
    monkeypatch.setattr(launcher.shutil, "which", lambda name: "/bin/uv")
    monkeypatch.setattr(launcher, "pip_version", lambda: (23, 0))
    assert [way.name for way in launcher.ways(Path("x"), Path("y"))] == ["uv", "pip"]


def test_every_way_demands_hashes_and_ready_made_builds(launcher):
    """No way to install skips the hashes, and none but Spark's builds a package from source."""
    for lock in sorted((LAUNCHER.parent / "requirements").glob("*.txt")):
        for way in (
            launcher.with_uv("uv", Path("x"), lock),
            launcher.with_pip(Path("x"), lock),
            launcher.with_ensurepip(Path("x"), lock),
        ):
            asked = set(way.commands[-1])
            assert "--require-hashes" in asked
            if lock.name == "spark.txt":
                assert {"--no-build-isolation", "--no-deps"} <= asked
                assert lock.read_text("utf-8").count("==") == 1
            else:
                assert "--only-binary" in asked


@pytest.mark.parametrize("code", [errno.EACCES, errno.EROFS])
def test_a_folder_that_cannot_be_written_is_said_so(launcher, checkout, capsys, monkeypatch, code):
    """Set-up in a read-only folder ends with what is wrong and where to go."""
    monkeypatch.setattr(launcher.Path, "mkdir", fail(OSError(code, os.strerror(code))))
    assert launcher.main(["demo"], checkout) == launcher.NOT_SET_UP
    assert "cannot be written" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("printed", "sentence"),
    [
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS", "hash differs"),
        ("error: Hash mismatch for `duckdb==2.0.0`", "hash differs"),
        ("SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]", "certificate"),
        (
            "WARNING: Retrying after connection broken by 'NewConnectionError'\n"
            "ERROR: No matching distribution found for duckdb==2.0.0",
            "cannot be reached",
        ),
        ("ERROR: No matching distribution found for duckdb==2.0.0", "no ready-made build"),
        ("something new", "something new"),
    ],
)
def test_what_an_installer_prints_becomes_a_sentence(launcher, printed, sentence):
    """Each kind of failure has its own sentence; an unknown one is shown as it was printed."""
    what, remedy = str(launcher.diagnose(printed)).split("\n")
    assert sentence in what
    assert "run the command again" in remedy


def test_a_finished_set_up_is_not_repeated(launcher, checkout, installs):
    """The second use installs nothing."""
    for _ in range(2):
        launcher.prepare(launcher.product(checkout))
    assert installs == ["run.txt"]


def test_a_changed_lock_is_installed_afresh(launcher, checkout, installs):
    """Packages of an older lock are cleared away before the new one is installed."""
    launcher.prepare(launcher.product(checkout))
    leftover = checkout / ".venv" / "old-package"
    leftover.touch()
    (checkout / "requirements" / "run.txt").write_text("# changed\n")
    launcher.prepare(launcher.product(checkout))
    assert installs == ["run.txt", "run.txt"]
    assert not leftover.exists()


def test_line_endings_do_not_change_a_lock(launcher, tmp_path):
    """A checkout with Windows line endings has the same locks."""
    (tmp_path / "a").write_bytes(b"x\ny\n")
    (tmp_path / "b").write_bytes(b"x\r\ny\r\n")
    assert launcher.digest(tmp_path / "a") == launcher.digest(tmp_path / "b")


def test_the_test_tools_are_added_to_what_is_there(launcher, checkout, installs):
    """Tests after a first use add to the environment; the product then needs nothing again."""
    launcher.prepare(launcher.product(checkout))
    kept = checkout / ".venv" / "installed-before"
    kept.touch()
    launcher.prepare(launcher.tests(checkout))
    launcher.prepare(launcher.product(checkout))
    assert installs == ["run.txt", "test.txt", "spark-tools.txt", "spark.txt"]
    assert kept.exists()


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        (["review", "d", "--engine", "spark"], True),
        (["review", "d", "--engine=spark"], True),
        (["bench", "spark"], True),
        (["review", "d", "--engine", "duckdb"], False),
        (["review", "spark", "--engine", "duckdb"], False),
        (["review", "d", "--engine"], False),
        (["bench", "review"], False),
    ],
)
def test_spark_is_installed_only_where_it_is_asked_for(launcher, arguments, wanted):
    """Half a gigabyte is fetched for a command that names Spark, and for no other."""
    assert launcher.wants_spark(arguments) is wanted


def test_spark_is_added_to_what_is_there(launcher, checkout, installs):
    """The first command on Spark adds it; the product then needs nothing again."""
    launcher.prepare(launcher.product(checkout))
    for _ in range(2):
        launcher.prepare(launcher.with_spark(launcher.product(checkout)))
        launcher.prepare(launcher.product(checkout))
    assert installs == ["run.txt", "run.txt", "spark-tools.txt", "spark.txt"]


def test_an_interrupted_set_up_is_done_again(launcher, checkout, installs, monkeypatch):
    """A set-up that was stopped before its stamp counts as none, and its remains are cleared."""
    with monkeypatch.context() as stopped:
        stopped.setattr(launcher, "write_stamp", fail(KeyboardInterrupt()))
        assert launcher.main(["demo"], checkout) == launcher.SIGNAL_STOP
    half = checkout / ".venv" / "half-a-package"
    half.touch()
    launcher.prepare(launcher.product(checkout))
    assert installs == ["run.txt", "run.txt"]
    assert not half.exists()


def test_an_interrupted_addition_is_done_again_from_the_start(
    launcher, checkout, installs, monkeypatch
):
    """An addition that was stopped leaves no stamp, even though the product was complete."""
    launcher.prepare(launcher.product(checkout))
    with monkeypatch.context() as stopped:
        stopped.setattr(launcher, "install", fail(KeyboardInterrupt()))
        with pytest.raises(KeyboardInterrupt):
            launcher.prepare(launcher.tests(checkout))
    assert not launcher.is_ready(launcher.product(checkout))


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_stamp_counts_as_none(launcher, checkout, installs, damage):
    """Whatever is in a damaged stamp, the environment is set up again."""
    launcher.prepare(launcher.product(checkout))
    (checkout / ".venv" / launcher.STAMP).write_text(damage)
    assert not launcher.is_ready(launcher.product(checkout))


def test_a_removed_python_is_noticed(launcher, checkout, installs):
    """An environment whose Python was uninstalled is set up again, not run into an error."""
    launcher.prepare(launcher.product(checkout))
    system_python = checkout / "python"
    system_python.touch()
    link = launcher.interpreter(checkout / ".venv")
    link.unlink()
    link.symlink_to(system_python)
    launcher.write_stamp(launcher.product(checkout))
    assert launcher.is_ready(launcher.product(checkout))
    system_python.unlink()
    assert not launcher.is_ready(launcher.product(checkout))


def test_an_environment_made_by_somebody_else_is_left_alone(launcher, checkout, installs, capsys):
    """A .venv without this launcher's mark is neither used nor cleared."""
    own = checkout / ".venv" / "own-work"
    own.parent.mkdir()
    own.touch()
    assert launcher.main(["demo"], checkout) == launcher.NOT_SET_UP
    assert own.exists()
    assert "not made by this command" in capsys.readouterr().err


def test_rivals_get_an_environment_of_their_own(launcher, checkout, installs):
    """Setting the benchmarks up leaves the product's environment untouched."""
    launcher.prepare(launcher.benchmarks(checkout))
    assert (checkout / ".venv-bench").exists()
    assert not (checkout / ".venv").exists()


def test_a_missing_lock_is_named(launcher, checkout, capsys):
    """An incomplete checkout is told which file it lacks."""
    (checkout / "requirements" / "run.txt").unlink()
    assert launcher.main(["demo"], checkout) == launcher.NOT_SET_UP
    assert "requirements/run.txt is missing" in capsys.readouterr().err


def test_arguments_and_exit_code_pass_through(launcher, checkout, installs):
    """The product gets its arguments as they were typed, and its exit code is the launcher's."""
    launcher.prepare(launcher.product(checkout))
    done = run(checkout, "11", "--a b", "", "test")
    assert done.returncode == 11
    assert done.stdout.startswith("['11', '--a b', '', 'test'] ")
    assert done.stderr == ""


def test_a_moved_checkout_goes_on_working(launcher, checkout, installs):
    """The environment finds the sources by relative path, so the folder may be moved."""
    launcher.prepare(launcher.product(checkout))
    moved = checkout.rename(checkout.with_name("moved"))
    done = run(moved, "0")
    assert done.returncode == 0
    assert str(moved) in done.stdout


def test_other_packages_on_the_path_are_not_used(launcher, checkout, installs, monkeypatch):
    """PYTHONPATH and the current folder cannot put another package before the locked ones."""
    launcher.prepare(launcher.product(checkout))
    elsewhere = checkout / "elsewhere" / "evenhand"
    elsewhere.mkdir(parents=True)
    (elsewhere / "__main__.py").write_text("print('wrong')")
    monkeypatch.setenv("PYTHONPATH", str(elsewhere.parent))
    command = [sys.executable, str(checkout / "evenhand"), "0"]
    done = subprocess.run(command, cwd=elsewhere.parent, capture_output=True, text=True)
    assert "wrong" not in done.stdout


def test_two_first_uses_at_once_set_up_once(checkout):
    """Of two processes one installs; the other waits and finds it done."""
    slow = checkout / "slow.py"
    slow.write_text(SLOW.format(launcher=str(LAUNCHER), root=str(checkout)))
    both = [
        subprocess.Popen([sys.executable, str(slow)], stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    printed = [process.communicate(timeout=60)[1] for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert sum("Set up in" in text for text in printed) == 1
    assert sum("Waiting for another" in text for text in printed) == 1


def test_every_check_runs_and_one_failure_is_enough(launcher, checkout, monkeypatch, capsys):
    """A failed check does not hide the ones after it, and it makes the whole run fail."""
    seen = []

    def passes(python: Path, check: object, root: Path) -> bool:
        seen.append(check.arguments)
        return "mypy" not in check.arguments

    monkeypatch.setattr(launcher, "passes", passes)
    assert launcher.run_tests(Path("python"), checkout, ["-k", "x"]) == 1
    assert len(seen) == 5
    assert seen[-1][-2:] == ["-k", "x"]
    assert "Failed: mypy" in capsys.readouterr().err
