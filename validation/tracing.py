"""From requirement to test to result. A requirement is shown when each test it names passed and none failed."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from validation.requirements import Chapter, Requirement
from validation.results import Case, Outcome, Where
from validation.suite import Suite, meant


class Verdict(StrEnum):
    """What the results say of a requirement."""

    SHOWN = "shown"
    FAILED = "failed"
    NOT_SHOWN = "not shown"


@dataclass
class Tally:
    """How the cases of one test ended on one database."""

    ends: Counter[Outcome] = field(default_factory=Counter)
    seconds: float = 0.0

    def add(self, case: Case) -> None:
        self.ends[case.outcome] += 1
        self.seconds += case.seconds

    @property
    def words(self) -> str:
        """`passed`, `12 passed`, `1 of 12 failed`; skipped ones are never left out."""
        parts = [self._of(Outcome.FAILED)] if self.ends[Outcome.FAILED] else [self._of(Outcome.PASSED)]
        return ", ".join(filter(None, [*parts, self._of(Outcome.SKIPPED)])) or "–"

    def _of(self, outcome: Outcome) -> str:
        count, all_of_them = self.ends[outcome], self.ends.total()
        if count == 0 or all_of_them == 1:
            return str(outcome) if count else ""
        return f"{count} {outcome}" if count == all_of_them else f"{count} of {all_of_them} {outcome}"


Tallies = dict[Where, Tally]


@dataclass(frozen=True)
class Tested:
    """A test with what became of its cases; on a database it did not run on there is nothing."""

    test: str
    on: Tallies

    def count(self, outcome: Outcome) -> int:
        return sum(tally.ends[outcome] for tally in self.on.values())

    @property
    def verdict(self) -> Verdict:
        if self.count(Outcome.FAILED):
            return Verdict.FAILED
        return Verdict.SHOWN if self.count(Outcome.PASSED) else Verdict.NOT_SHOWN


@dataclass(frozen=True)
class Traced:
    """A requirement with the tests that are to show it."""

    requirement: Requirement
    tests: tuple[Tested, ...]

    @property
    def verdict(self) -> Verdict:
        """The worst of its tests: failed, else not shown, else shown."""
        verdicts = {its.verdict for its in self.tests}
        return next(its for its in (Verdict.FAILED, Verdict.NOT_SHOWN, Verdict.SHOWN) if its in verdicts)


@dataclass(frozen=True)
class Trace:
    """Everything: the chapters' requirements traced, and the tests that are traced to none."""

    chapters: tuple[tuple[Chapter, tuple[Traced, ...]], ...]
    others: tuple[Tested, ...]

    @cached_property
    def traced(self) -> tuple[Traced, ...]:
        return tuple(its for _, all_of_it in self.chapters for its in all_of_it)

    @cached_property
    def tests(self) -> dict[str, Tested]:
        """The tests of all requirements, each once."""
        return {tested.test: tested for its in self.traced for tested in its.tests}

    def those(self, verdict: Verdict) -> list[str]:
        """The ids of the requirements with this verdict."""
        return [its.requirement.id for its in self.traced if its.verdict is verdict]

    @property
    def failed_others(self) -> list[str]:
        """Tests that failed and are traced to no requirement."""
        return [its.test for its in self.others if its.verdict is Verdict.FAILED]

    def count(self, outcome: Outcome) -> int:
        """Cases of the whole run that ended so."""
        return sum(its.count(outcome) for its in (*self.tests.values(), *self.others))

    @property
    def holds(self) -> bool:
        """Whether every requirement is shown and no test failed, traced or not."""
        return len(self.those(Verdict.SHOWN)) == len(self.traced) and not self.count(Outcome.FAILED)


def trace(chapters: Iterable[Chapter], suite: Suite, cases: Iterable[Case]) -> Trace:
    """What these cases show. A test that never ran is there, with nothing beside it."""
    seen: dict[str, Tallies] = defaultdict(dict)
    for case in cases:
        seen[case.test].setdefault(case.where, Tally()).add(case)
    found = tuple((chapter, tuple(_traced(its, suite, seen) for its in chapter.requirements)) for chapter in chapters)
    named = {tested.test for _, all_of_it in found for its in all_of_it for tested in its.tests}
    everything = dict.fromkeys([*meant(suite, suite), *seen])
    return Trace(found, tuple(Tested(test, seen.get(test, {})) for test in everything if test not in named))


def _traced(requirement: Requirement, suite: Suite, seen: dict[str, Tallies]) -> Traced:
    tests = meant(requirement.tests, suite)
    return Traced(requirement, tuple(Tested(test, seen.get(test, {})) for test in tests))
