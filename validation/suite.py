"""The tests there are, read from their files without running them, and the sentences their names are."""

import ast
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

ROOT = Path(__file__).parents[1]

Suite = Mapping[str, tuple[str, ...]]  # every test file with its tests, both as pytest names them


def there(root: Path = ROOT) -> Suite:
    """All test files under `tests/` and the tests in each."""
    return {
        str(path.relative_to(root)): _tests(path, path.relative_to(root))
        for path in sorted((root / "tests").rglob("test_*.py"))
    }


def meant(names: Iterable[str], suite: Suite) -> tuple[str, ...]:
    """The tests that files and names stand for, each once."""
    return tuple(dict.fromkeys(test for name in names for test in suite.get(name, (name,))))


def missing(names: Iterable[str], suite: Suite) -> list[str]:
    """Names that stand for no test there is; a file without tests is one."""
    known = {test for tests in suite.values() for test in tests}
    return [name for name in names if not suite.get(name) and name not in known]


def _tests(path: Path, place: Path) -> tuple[str, ...]:
    return tuple(f"{place}::{name}" for node in ast.parse(path.read_text("utf-8")).body if (name := _name(node)))


def _name(node: ast.stmt) -> str | None:
    """A function, or what Hypothesis makes of a machine: `TestAgreements = Agreements.TestCase`."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
        return node.name
    if isinstance(node, ast.Assign) and isinstance(its := node.targets[0], ast.Name) and its.id.startswith("Test"):
        return its.id
    return None


# What a name in small letters without apostrophes cannot say.
SPELLED = {
    "parley": "Parley", "parleys": "Parley’s", "slack": "Slack", "slacks": "Slack’s", "kpi": "KPI", "kpis": "KPIs",
    "helix": "Helix", "helixs": "Helix’s", "orion": "Orion", "alice": "Alice", "vera": "Vera", "charlie": "Charlie",
    "charlies": "Charlie’s", "warsaw": "Warsaw", "kolkata": "Kolkata", "san francisco": "San Francisco", "irelands": "Ireland’s",
    "monday": "Monday", "tuesday": "Tuesday", "january": "January", "february": "February", "june": "June", "english": "English",
    "outlook": "Outlook", "google": "Google", "exchange": "Exchange", "windows": "Windows", "alembic": "Alembic",
    "utc": "UTC", "http": "HTTP", "https": "HTTPS", "toml": "TOML", "yaml": "YAML", "pdf": "PDF", "json": "JSON", "png": "PNG",
    "sqlite": "SQLite", "postgresql": "PostgreSQL", "imap": "IMAP", "url": "URL", "urls": "URLs",
}  # fmt: skip
_SPELLED = re.compile(rf"\b({'|'.join(SPELLED)})\b")
_OWNS = re.compile(
    r"\b((?:sponsor|company|country|person|deputy|library|today|yesterday|else|somebody|everybody|nobody|anybody)"
    r"|(?:an?|another|that|no) (?:vendor|calendar|file|message|stranger|action|invitation)"
    r"|one (?:meeting)|the vendor(?=s (?!that|to)))s\b"
)


def sentence(test: str) -> str:
    """A test's name as it is read aloud: `tests/x.py::test_a_bad_key_is_told` is "A bad key is told"."""
    name = test.rpartition("::")[2]
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower().removeprefix("test_").replace("_", " ")
    said = _OWNS.sub(r"\1’s", _SPELLED.sub(lambda found: SPELLED[found[0]], words)).replace("ones own", "one’s own")
    return said[:1].upper() + said[1:]
