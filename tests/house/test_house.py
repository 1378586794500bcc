"""The rules of the house that no linter knows."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from statistics import median, quantiles
from string import Formatter

import pytest

import governance
import handlers
from governance.refusals import Refusal

ROOT = Path(__file__).parents[2]
FLOORS = ("bot", "handlers", "storage", "governance")
PACKAGES = (*FLOORS, "sandbox", "validation")
CODE = (*PACKAGES, "tests", "faults", "bench")

Function = ast.FunctionDef | ast.AsyncFunctionDef


def files(*folders: str) -> list[Path]:
    """Our Python files; migrations are Alembic's handwriting."""
    return sorted(
        path for folder in folders for path in (ROOT / folder).rglob("*.py") if "migrations/versions" not in str(path)
    )


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


@cache
def walked(path: Path) -> list[ast.AST]:
    return list(ast.walk(parsed(path)))


def nodes(*folders: str) -> Iterator[tuple[str, ast.AST]]:
    """Everything in these packages, with `folder/file.py:line`'s first part."""
    for path in files(*folders):
        place = str(path.relative_to(ROOT))
        for node in walked(path):
            yield place, node


def calls(*folders: str) -> Iterator[tuple[str, str, ast.Call]]:
    """Every call: the file, the name called, the call."""
    for place, node in nodes(*folders):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name):
            yield place, node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id, node


# --- who commits, who catches --------------------------------------------------------------------------------------------


def test_only_the_unit_of_work_and_the_database_begin_and_commit() -> None:
    found = {place for place, name, _ in calls(*FLOORS) if name in ("begin", "commit", "rollback")}
    assert found <= {"storage/database.py", "storage/unit_of_work.py"}


def test_handlers_are_handed_their_unit_of_work() -> None:
    openers = {"unit_of_work", "Database", "write", "savepoint"}
    opened = [
        f"{place}:{call.lineno}"
        for place, name, call in calls("handlers", "governance")
        if name in openers and not call.args and not _is_of_a_job(call)
    ]
    assert opened == []


def _is_of_a_job(call: ast.Call) -> bool:
    """Background work is handed a way to take short transactions one after the other: `job.unit_of_work()`."""
    its = call.func
    return isinstance(its, ast.Attribute) and isinstance(its.value, ast.Name) and its.value.id == "job"


def test_everything_is_caught_in_three_places_at_most_and_only_at_the_edge() -> None:
    broad = [
        place
        for place, node in nodes(*FLOORS)
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or (isinstance(node.type, ast.Name) and node.type.id == "Exception"))
    ]
    assert len(broad) <= 3
    assert {place.split("/")[0] for place in broad} <= {"bot"}


def test_whoever_catches_everything_there_is_raises_it_again() -> None:
    for place, node in nodes(*FLOORS):
        if isinstance(node, ast.ExceptHandler) and isinstance(node.type, ast.Name) and node.type.id == "BaseException":
            assert isinstance(node.body[-1], ast.Raise), place


# --- refusals ------------------------------------------------------------------------------------------------------------

REFUSALS = {
    name: its
    for found in walk_packages(governance.__path__, "governance.")
    for name, its in vars(import_module(found.name)).items()
    if isinstance(its, type) and issubclass(its, Refusal)
}


def braces(name: str) -> set[str]:
    """The facts a refusal's sentence asks for."""
    return {field for _, field, _, _ in Formatter().parse(REFUSALS[name].__doc__ or "") if field}


@pytest.mark.parametrize("name", REFUSALS)
def test_a_refusal_is_a_sentence_people_can_read(name: str) -> None:
    # `nearest` and `colleague` bring a sentence of their own, or nothing.
    sentence = " ".join((REFUSALS[name].__doc__ or "").split()).removesuffix("{nearest}").removesuffix("{colleague}")
    assert sentence.endswith((".", "?")), sentence
    assert sentence[0].isupper() or sentence[0] == "{"
    assert len(sentence) < 300


def test_every_refusal_is_given_the_facts_its_sentence_asks_for() -> None:
    for place, name, call in calls(*FLOORS):
        if name not in REFUSALS or call.args:
            continue
        given = {keyword.arg for keyword in call.keywords}
        assert None in given or given == braces(name), f"{place}:{call.lineno} {name}"


def test_a_refusal_raised_by_its_bare_name_asks_for_no_facts() -> None:
    for place, node in nodes(*FLOORS):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Name) and node.exc.id in REFUSALS:
            assert braces(node.exc.id) == set(), f"{place}:{node.lineno} {node.exc.id}"


def test_every_refusal_is_used() -> None:
    used = {node.id for _, node in nodes(*FLOORS) if isinstance(node, ast.Name)}
    assert REFUSALS.keys() - used - {"Refusal"} == set()


# --- features ------------------------------------------------------------------------------------------------------------


def test_every_feature_has_its_place_in_the_order_people_meet_them() -> None:
    modules = {path.stem for path in (ROOT / "handlers").glob("*.py")} - {"__init__"}
    packages = {path.parent.name for path in (ROOT / "handlers").glob("*/__init__.py")} - {"kit"}
    assert modules | packages == set(handlers._ORDER)
    assert [feature.name for feature in handlers.registry().features] == list(handlers._ORDER)


def test_a_subject_has_the_same_name_on_every_floor() -> None:
    """A repository belongs to a feature or to a subject of governance; only the house's own have a name to themselves."""
    of_the_house = {"inbox", "outbox", "schedules", "mailboxes"}
    storage = {
        path.stem
        for path in (ROOT / "storage").glob("*.py")
        if any(isinstance(node, ast.ClassDef) and node.name == path.stem.title() for node in parsed(path).body)
    }
    above = {path.stem for floor in ("handlers", "governance") for path in (ROOT / floor).glob("**/*")}
    assert storage - of_the_house - {"database"} <= above
    assert {"actions", "vendors", "sessions", "kpis", "people", "digests"} <= storage


# --- shape ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("folder", CODE)
def test_no_file_is_over_400_lines(folder: str) -> None:
    long = {str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in files(folder)}
    assert {place: lines for place, lines in long.items() if lines > 400} == {}


@pytest.mark.parametrize("folder", PACKAGES)
def test_functions_are_small(folder: str) -> None:
    lengths = [(node.end_lineno or 0) - node.lineno + 1 for place, node in nodes(folder) if isinstance(node, Function)]
    assert median(lengths) <= 8
    assert quantiles(lengths, n=10)[-1] <= 20


@pytest.mark.parametrize("folder", PACKAGES)
def test_every_module_says_who_lives_there(folder: str) -> None:
    assert [str(path) for path in files(folder) if not ast.get_docstring(parsed(path))] == []


# Needs a mail server that not every machine has, and says so.
MAY_SKIP = {"test_imap.py"}


def test_tests_neither_sleep_nor_skip() -> None:
    forbidden = re.compile(r"\btime\.sleep\(|pytest\.skip|mark\.skip|\bxfail\b|unittest\.mock|monkeypatch\.seta")
    for path in files("tests"):
        if path.name in MAY_SKIP:
            continue
        assert not forbidden.search(path.read_text("utf-8")), path


# --- what must not be said -----------------------------------------------------------------------------------------------

TEXTS = {
    ".py",
    ".md",
    ".toml",
    ".txt",
    ".cfg",
    ".yaml",
    ".yml",
    ".json",
    ".csv",
    ".html",
    ".js",
    ".css",
    "",
    ".example",
}
ELSEWHERE = {
    ".git",
    ".venv",
    "build",
    "data",
    "node_modules",
    "__pycache__",
    ".mypy_cache",
    ".ruff_cache",
    ".hypothesis",
}


def texts() -> Iterator[Path]:
    for path in ROOT.rglob("*"):
        inside = path.relative_to(ROOT).parts
        if not ELSEWHERE & set(inside) and path.is_file() and path.suffix in TEXTS:
            yield path


def test_no_file_names_a_machine_or_a_package_index() -> None:
    machines = "|".join(re.escape(f"{its}/") for its in {ROOT, Path.home()})
    indexes = "|".join(
        ["index-" + "url", "artifac" + "tory", r"pypi\." + "org/simple", "nexus" + r"\.", "files.python" + "hosted"]
    )
    forbidden = re.compile(f"(?<![\\w.])({machines})|{indexes}")
    named = {
        f"{path.relative_to(ROOT)}: {found[0]}"
        for path in texts()
        if (found := forbidden.search(path.read_text("utf-8", errors="replace")))
    }
    # The lock is made without naming an index, and says so.
    assert {name for name in named if not name.startswith(("Makefile", "requirements"))} == set()
