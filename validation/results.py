"""What a run of the tests said, read from the JUnit file that pytest writes."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

from defusedxml.ElementTree import fromstring

from validation.requirements import Unusable
from validation.suite import Suite

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element


class Outcome(StrEnum):
    """How one case ended."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"


class Where(StrEnum):
    """The database a case was given; NEITHER: it needs none, or brings its own."""

    SQLITE = "SQLite"
    POSTGRES = "PostgreSQL"
    NEITHER = "neither"


@dataclass(frozen=True)
class Case:
    """One example of one test."""

    test: str
    where: Where
    outcome: Outcome
    seconds: float


@dataclass(frozen=True)
class Results:
    """A whole run: when it began, how long it took, and the hash of the file that says so."""

    cases: tuple[Case, ...]
    began: datetime
    seconds: float
    sha256: str


def read(path: Path, suite: Suite) -> Results:
    """The run in this file. Raises Unusable."""
    try:
        content = path.read_bytes()
        run: Element = next(fromstring(content).iter("testsuite"))
        began = datetime.fromisoformat(run.attrib["timestamp"]).astimezone(UTC)
        cases = tuple(_cases(run, {file.removesuffix(".py").replace("/", "."): file for file in suite}))
        return Results(cases, began, float(run.attrib["time"]), hashlib.sha256(content).hexdigest())
    except OSError as error:
        raise Unusable(f"There are no results at {path}.") from error
    except (ParseError, StopIteration, KeyError, ValueError) as error:
        raise Unusable(f"{path.name} is no JUnit file as pytest writes it ({error!r}).") from error


def _cases(run: "Element", files: dict[str, str]) -> Iterator[Case]:
    for its in run.iter("testcase"):
        name, _, example = its.attrib["name"].partition("[")
        yield Case(
            _test(its.attrib["classname"], name, files), _where(example), _outcome(its), float(its.get("time", 0))
        )


def _test(module: str, name: str, files: dict[str, str]) -> str:
    """As pytest names it. A class of tests counts as one test, as it does in the suite."""
    if module in files:
        return f"{files[module]}::{name}"
    outer, _, its = module.rpartition(".")
    return f"{files[outer]}::{its}" if outer in files else f"{module}::{name}"


def _where(example: str) -> Where:
    """An example has its database among the words in its brackets."""
    words = example.removesuffix("]").split("-")
    if "sqlite" in words:
        return Where.SQLITE
    return Where.POSTGRES if "postgres" in words else Where.NEITHER


def _outcome(case: "Element") -> Outcome:
    ends = {its.tag for its in case}
    if ends & {"failure", "error"}:
        return Outcome.FAILED
    return Outcome.SKIPPED if "skipped" in ends else Outcome.PASSED
