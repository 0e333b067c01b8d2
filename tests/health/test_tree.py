"""The rules of the tree: sizes, names and words, each broken by somebody sooner or later."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "evenhand"
FILES = sorted(SOURCE.rglob("*.py"))
NAMES = [str(path.relative_to(SOURCE)) for path in FILES]
TESTS = sorted((ROOT / "tests").rglob("*.py"))

BANNED = {
    "utils", "util", "helpers", "helper", "common", "misc", "shared", "tools", "core", "base",
    "lib", "managers", "manager", "services", "service", "handlers", "processors",
}  # fmt: skip

# Classes with more than twelve methods, each with the reason why it may. The list only shrinks.
MANY_METHODS = {
    "review/statement.py _Statement": "one method for each stage of the statement",
    "review/finding.py _Case": "one method for each part of a finding, all of one case",
}
# Functions longer than fifty lines, each with the reason why. The list only shrinks.
LONG_FUNCTIONS = {
    "cli/demo.py run": "the demo told in the order in which it happens; 52 lines",
    "docket/intake/i213.py _notes": "a table of what makes a value unusable; 62 lines",
}
LONGEST_FILE = 500
LONGEST_BODY = 50
MOST_METHODS = 12


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def _functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def _body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def _broken(rule: Callable[[Path], object], files: Iterable[Path] = FILES) -> dict[str, object]:
    """Give, by file, what a rule finds wrong; nothing where it finds nothing."""
    found = {str(path.relative_to(ROOT)): rule(path) for path in files}
    return {name: wrong for name, wrong in found.items() if wrong}


def _lines(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


def test_no_file_is_too_long() -> None:
    """A file has 500 lines at most."""
    assert _broken(lambda path: _lines(path) if _lines(path) > LONGEST_FILE else 0) == {}


def _long_functions(path: Path) -> list[str]:
    name = path.relative_to(SOURCE)
    return [f"{name} {f.name}" for f in _functions(path) if _body_lines(f) > LONGEST_BODY]


def test_no_function_is_too_long() -> None:
    """A function has 50 lines at most, its docstring left out, save those on the list."""
    found = {name for names in _broken(_long_functions).values() for name in names}
    assert found == set(LONG_FUNCTIONS)


def test_nine_files_in_ten_are_short() -> None:
    """The aim behind the limit: nine files in ten have fewer than 300 lines."""
    short = [path for path in FILES if _lines(path) < 300]
    assert len(short) >= 0.9 * len(FILES)


def test_functions_are_short_as_a_rule() -> None:
    """The aim behind the limit: half of all functions have 8 lines, nine in ten fewer than 25."""
    lengths = sorted(_body_lines(f) for path in FILES for f in _functions(path))
    assert lengths[len(lengths) // 2] <= 8
    assert lengths[len(lengths) * 9 // 10] < 25


def test_no_module_and_no_folder_has_a_name_that_says_nothing() -> None:
    """A part is called by what it is about; 'utils' and its kind are about nothing."""
    parts = {part for path in FILES for part in path.relative_to(SOURCE).with_suffix("").parts}
    assert parts & BANNED == set()


def test_no_class_has_a_name_that_says_nothing() -> None:
    """No manager, service, handler or helper: such a class is fifty acts behind one name."""
    ending = re.compile(r"(Manager|Service|Handler|Processor|Helper|Util|Utils|Mixin)$")
    found = [node.name for path in FILES for node in ast.walk(_tree(path))
             if isinstance(node, ast.ClassDef) and ending.search(node.name)]  # fmt: skip
    assert found == []


def _says_nothing(path: Path) -> bool:
    said = ast.get_docstring(_tree(path)) or ""
    return not said.split("\n\n")[0].rstrip().endswith(".")


def test_every_module_says_what_it_is() -> None:
    """A module begins with a sentence about itself."""
    assert _broken(_says_nothing) == {}


def _bare_functions(path: Path) -> list[tuple[str, list[str]]]:
    bare = []
    for function in _functions(path):
        arguments = function.args
        given = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        given += [extra for extra in (arguments.vararg, arguments.kwarg) if extra]
        plain = [a.arg for a in given if a.annotation is None and a.arg not in ("self", "cls")]
        if not function.name.startswith("_") and (plain or function.returns is None):
            bare.append((function.name, plain))
    return bare


def test_every_public_function_is_annotated() -> None:
    """Every argument and the result of a public function or method have a type."""
    assert _broken(_bare_functions) == {}


def _classes() -> Iterator[tuple[str, int]]:
    for path, name in zip(FILES, NAMES, strict=True):
        for node in ast.walk(_tree(path)):
            if isinstance(node, ast.ClassDef):
                methods = [n for n in node.body if isinstance(n, ast.FunctionDef)]
                yield f"{name} {node.name}", len(methods)


def test_no_class_does_too_much() -> None:
    """A class has twelve methods at most, save those on the list, with their reasons."""
    large = {name for name, methods in _classes() if methods > MOST_METHODS}
    assert large - set(MANY_METHODS) == set()


def test_the_list_of_large_classes_only_shrinks() -> None:
    """A class that has become small, or is gone, is taken off the list."""
    large = {name for name, methods in _classes() if methods > MOST_METHODS}
    assert set(MANY_METHODS) - large == set()


def _called(node: ast.Call) -> str:
    return ast.unparse(node.func)


def _calls(path: Path) -> list[str]:
    return [_called(node) for node in ast.walk(_tree(path)) if isinstance(node, ast.Call)]


# The two doors through which people come may look at the clock: the second has one file for it.
WEB_CLOCK = SOURCE / "workbench" / "clock.py"
OUTSIDE_CLI = [
    path for path in FILES if path.relative_to(SOURCE).parts[0] != "cli" and path != WEB_CLOCK
]
CLOCK = re.compile(r"(^|\.)(today|now|utcnow|time|time_ns|localtime|gmtime)$")
SQL_CLOCK = re.compile(r"(?i)\b(current_date|current_timestamp|now\(\)|today\(\)|get_current_\w+)")


def test_only_the_doors_ask_what_day_it_is() -> None:
    """Nothing that computes a finding reads the clock: a finding must be repeatable."""
    rule = lambda path: [name for name in _calls(path) if CLOCK.search(name)]  # noqa: E731
    assert _broken(rule, OUTSIDE_CLI) == {}


def test_no_sql_asks_what_day_it_is() -> None:
    """The engine's clock is as forbidden as Python's."""
    assert _broken(lambda path: SQL_CLOCK.findall(path.read_text("utf-8")), OUTSIDE_CLI) == {}


BANNED_CALLS = {
    "eval", "exec", "compile", "__import__", "builtins.eval", "builtins.exec",
    "importlib.import_module", "import_module", "pickle.load", "pickle.loads", "marshal.loads",
    "runpy.run_path", "os.system",
}  # fmt: skip


def test_no_code_is_made_from_text() -> None:
    """Loading guidance runs no code: nothing evaluates, executes, compiles or imports by name."""
    assert _broken(lambda path: BANNED_CALLS & set(_calls(path))) == {}


def _imports(node: ast.AST) -> list[ast.Import | ast.ImportFrom]:
    return [part for part in ast.walk(node) if isinstance(part, ast.Import | ast.ImportFrom)]


def test_no_import_takes_everything() -> None:
    """No star imports: where a name comes from is written down."""
    star = lambda path: [n.lineno for n in _imports(_tree(path)) if n.names[0].name == "*"]  # noqa: E731
    assert _broken(star) == {}


# Imports inside a function, each with the reason why. The list only shrinks.
LATE_IMPORTS: dict[str, str] = {
    "src/evenhand/cli/main.py": "only the command called is imported: the engine takes its time",
    "src/evenhand/cli/site.py": "what Django keeps in tables loads only once a site is open",
    "src/evenhand/ledger/opening.py": "psycopg is slow to load and only installed for a server",
    "src/evenhand/engines/spark.py": "pyspark: most people have none and need none",
    "src/evenhand/families/spark_scoring.py": "Splink's door to Spark opens only with pyspark",
}


def test_imports_stand_at_the_top() -> None:
    """No import hides inside a function, save those on the list."""
    found = _broken(lambda path: [n.lineno for f in _functions(path) for n in _imports(f)])
    assert set(found) == set(LATE_IMPORTS)


def _package_names(path: Path) -> set[str]:
    """Give the names that a package's __init__ hands on from elsewhere."""
    found = set()
    for node in _tree(path).body:
        if isinstance(node, ast.ImportFrom) and node.module:
            own = "evenhand." + ".".join(path.parent.relative_to(SOURCE).parts)
            if not node.module.startswith(own.rstrip(".")):
                found |= {name.name for name in node.names} - {"annotations"}
    return found


def test_no_package_hands_on_another_packages_names() -> None:
    """A package's door opens on its own rooms only, so that layers cannot be walked around."""
    assert _broken(_package_names, [path for path in FILES if path.name == "__init__.py"]) == {}


MARKS = ["TO" + "DO", "FIX" + "ME"]
WRITTEN = [
    path
    for folder in ("src", "tests")
    for path in sorted((ROOT / folder).rglob("*"))
    if path.suffix in {".py", ".toml", ".sql", ".css", ".js", ".md"}
]


@pytest.mark.parametrize("mark", MARKS)
def test_nothing_is_left_for_later(mark: str) -> None:
    """Work that is left stands on the list of work, not in a file."""
    pattern = re.compile(rf"\b{mark}\b")
    assert [str(p.relative_to(ROOT)) for p in WRITTEN if pattern.search(p.read_text("utf-8"))] == []


def test_no_file_names_a_place_on_somebodys_machine() -> None:
    """No file knows where it was written."""
    places = re.compile("/" + r"(work|home/\w+|root|Users)/\w")
    assert [str(p.relative_to(ROOT)) for p in WRITTEN if places.search(p.read_text("utf-8"))] == []


MAKING_FINDINGS = [path for path in FILES if path.parent.name in ("terms", "guidance", "review")]


def _fractions(path: Path) -> list[str]:
    found = []
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            found.append(f"{node.lineno}: {node.value}")
        if isinstance(node, ast.Name) and node.id == "float":
            found.append(f"{node.lineno}: float")
        slash = isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div)
        if slash and not _is_path(getattr(node, "left", None)):
            found.append(f"{node.lineno}: a division")
    return found


def test_no_fraction_enters_a_finding() -> None:
    """What makes findings knows no float: no constant, no conversion, no type, no division."""
    assert _broken(_fractions, MAKING_FINDINGS) == {}


def _is_path(node: ast.expr | None) -> bool:
    """Whether the left side of a slash is a folder rather than a number."""
    return node is not None and bool(re.search(r"folder|path|root|Path|parent", ast.unparse(node)))


DRIVERS = {"duckdb", "pyspark", "sqlite3", "psycopg"}
# The record of what people did keeps its own two databases apart from the engines of the docket.
OWN_DRIVERS = {
    "ledger/stores/sqlite.py": {"sqlite3"},
    "ledger/stores/postgres.py": {"psycopg"},
    "ledger/exporting.py": {"sqlite3"},
}


def _drivers(path: Path) -> set[str]:
    names = [
        name
        for node in _imports(_tree(path))
        for name in (
            [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else [alias.name for alias in node.names]
        )
    ]
    return {name.split(".")[0] for name in names} & DRIVERS


def test_only_engines_knows_a_driver() -> None:
    """No file outside engines imports a database driver, save the ledger's stores and backups."""
    outside = [path for path in FILES if path.relative_to(SOURCE).parts[0] != "engines"]
    assert _broken(_drivers, outside) == {f"src/evenhand/{n}": d for n, d in OWN_DRIVERS.items()}
    assert len(outside) < len(FILES)


def _tests_in(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [function for function in _functions(path) if function.name.startswith("test_")]


def test_every_test_says_what_must_be_true() -> None:
    """Each test has a sentence, so that whoever breaks it knows what they broke."""
    silent = lambda path: [f.name for f in _tests_in(path) if not ast.get_docstring(f)]  # noqa: E731
    assert _broken(silent, TESTS) == {}
    assert sum(len(_tests_in(path)) for path in TESTS) > 100


def _idle_tests(path: Path) -> list[str]:
    functions = {function.name: function for function in _functions(path)}
    return [test.name for test in _tests_in(path) if not _asserts(test, functions, set())]


def test_every_test_can_fail() -> None:
    """Each test asserts something, or expects a refusal, itself or by a function of its file."""
    assert _broken(_idle_tests, TESTS) == {}


def _asserts(
    function: ast.FunctionDef | ast.AsyncFunctionDef,
    functions: dict[str, ast.FunctionDef | ast.AsyncFunctionDef],
    seen: set[str],
) -> bool:
    seen.add(function.name)
    for node in ast.walk(function):
        if isinstance(node, ast.Assert | ast.Raise):
            return True
        if isinstance(node, ast.Call):
            name = _called(node).split(".")[-1]
            if name in ("raises", "check", "parse", "expect", "wait_for"):
                return True
            inner = functions.get(name) if name not in seen else None
            if inner and _asserts(inner, functions, seen):
                return True
    return False
