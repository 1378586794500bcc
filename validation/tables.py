"""The pack as a table: a line for each requirement, test and database. No cell is ever taken for a formula."""

from collections.abc import Iterator

from handlers.kit.workbooks import Cell, write_csv
from validation.results import Outcome
from validation.suite import sentence
from validation.tracing import Tested, Trace, Verdict

HEADER = (
    "Requirement", "Chapter", "Sentence", "Risk", "Harm", "Clauses", "Requirement is",
    "Test", "Test says", "Database", "Passed", "Failed", "Skipped", "Result", "Seconds",
)  # fmt: skip
BLANK: tuple[Cell, ...] = ("",) * 7


def table(trace: Trace) -> bytes:
    """The CSV. Tests that are traced to no requirement come last, with nothing in the first columns."""
    return write_csv(HEADER, _rows(trace))


def _rows(trace: Trace) -> Iterator[tuple[Cell, ...]]:
    for chapter, traced in trace.chapters:
        for its in traced:
            one = its.requirement
            what = (one.id, chapter.title, one.sentence, one.risk, one.harm, "; ".join(one.clauses), its.verdict)
            for tested in its.tests:
                yield from (what + cells for cells in _cells(tested))
    for tested in trace.others:
        yield from (BLANK + cells for cells in _cells(tested))


def _cells(tested: Tested) -> Iterator[tuple[Cell, ...]]:
    said = (tested.test, sentence(tested.test))
    if not tested.on:
        yield (*said, "", 0, 0, 0, str(Verdict.NOT_SHOWN), 0)
    for where, tally in tested.on.items():
        ends = tally.ends
        result = next((its for its in (Outcome.FAILED, Outcome.PASSED) if ends[its]), Outcome.SKIPPED)
        counts = (ends[Outcome.PASSED], ends[Outcome.FAILED], ends[Outcome.SKIPPED])
        yield (*said, str(where), *counts, str(result), round(tally.seconds, 3))
