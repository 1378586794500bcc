"""From made-up results to what may be said of a requirement."""

from pathlib import Path

import pytest

from tests.validation.made_up import (
    BROKE,
    CHANGE,
    DOOR,
    FAILED,
    JOURNAL,
    LINE,
    MACHINE,
    SKIPPED,
    STRANGER,
    SUITE,
    case,
    chapters,
    junit,
    requirement,
)
from validation import results
from validation.requirements import Requirement
from validation.results import Outcome, Where
from validation.tracing import Trace, Verdict, trace


def traced(folder: Path, *cases: str, of: tuple[Requirement, ...] = ()) -> Trace:
    return trace(chapters(*of), SUITE, results.read(junit(folder, *cases), SUITE).cases)


def verdict(of: Trace, number: int = 0) -> Verdict:
    return of.traced[number].verdict


def test_a_requirement_whose_tests_passed_is_shown(tmp_path: Path) -> None:
    found = traced(tmp_path, *map(case, (CHANGE, MACHINE, STRANGER, LINE)))
    assert verdict(found) is Verdict.SHOWN
    assert found.holds


@pytest.mark.parametrize("end", [FAILED, BROKE])
def test_one_failed_case_makes_its_requirement_failed(tmp_path: Path, end: str) -> None:
    found = traced(tmp_path, case(CHANGE, "sqlite"), case(CHANGE, "postgres", end))
    assert verdict(found) is Verdict.FAILED
    assert not found.holds


def test_a_test_that_never_ran_leaves_its_requirement_not_shown(tmp_path: Path) -> None:
    found = traced(tmp_path, case(CHANGE), of=(requirement("REC-01", CHANGE, STRANGER),))
    assert verdict(found) is Verdict.NOT_SHOWN
    assert not found.holds


def test_a_test_that_was_skipped_shows_nothing(tmp_path: Path) -> None:
    found = traced(tmp_path, case(CHANGE, "", SKIPPED))
    assert verdict(found) is Verdict.NOT_SHOWN
    assert found.count(Outcome.SKIPPED) == 1


def test_a_whole_file_stands_for_each_test_in_it(tmp_path: Path) -> None:
    found = traced(tmp_path, case(CHANGE), of=(requirement("REC-01", JOURNAL), requirement("REC-02", DOOR)))
    assert [its.test for its in found.traced[0].tests] == [CHANGE, MACHINE]
    assert found.those(Verdict.NOT_SHOWN) == ["REC-01", "REC-02"]


def test_a_class_of_tests_is_one_test(tmp_path: Path) -> None:
    found = traced(tmp_path, case(CHANGE), case(MACHINE), of=(requirement("REC-01", JOURNAL),))
    assert verdict(found) is Verdict.SHOWN


def test_the_cases_of_a_test_are_counted_by_database(tmp_path: Path) -> None:
    examples = ["sqlite-a", "sqlite-b", "smtp-postgres", "a word", "the sqlite file"]
    (its,) = traced(tmp_path, *(case(CHANGE, example) for example in examples)).traced[0].tests
    assert {where: its.on[where].words for where in Where} == {
        Where.SQLITE: "2 passed",
        Where.POSTGRES: "passed",
        Where.NEITHER: "2 passed",
    }
    assert its.on[Where.SQLITE].seconds == 1.0


def test_what_failed_and_what_was_skipped_is_never_hidden_by_what_passed(tmp_path: Path) -> None:
    cases = [case(CHANGE, "a"), case(CHANGE, "b", FAILED), case(CHANGE, "c", SKIPPED)]
    (its,) = traced(tmp_path, *cases).traced[0].tests
    assert its.on[Where.NEITHER].words == "1 of 3 failed, 1 of 3 skipped"


def test_a_failed_test_that_is_traced_to_no_requirement_counts_too(tmp_path: Path) -> None:
    found = traced(tmp_path, case(CHANGE), case(LINE, "", FAILED))
    assert verdict(found) is Verdict.SHOWN
    assert found.failed_others == [LINE]
    assert not found.holds


def test_a_test_the_suite_no_longer_has_is_kept_among_the_others(tmp_path: Path) -> None:
    gone = "tests.test_gone::test_it_was_here"
    found = traced(tmp_path, case("tests/test_gone.py::test_it_was_here"))
    assert gone in {its.test for its in found.others}
