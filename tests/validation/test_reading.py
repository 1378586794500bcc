"""Requirements, tests and results as they are read; what cannot be used is named in a sentence."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.validation.made_up import CHANGE, SUITE, case, junit
from validation import requirements, results, suite
from validation.requirements import Unusable

GOOD = """
[[chapter]]
id = "REC"
title = "The record"

[[chapter.requirement]]
id = "REC-01"
sentence = "A change is found."
risk = "high"
harm = "data integrity"
tests = ["tests/test_journal.py"]
"""


def file(folder: Path, text: str) -> Path:
    place = folder / "requirements.toml"
    place.write_text(text, "utf-8")
    return place


def test_a_file_of_requirements_is_read(tmp_path: Path) -> None:
    (chapter,) = requirements.read(file(tmp_path, GOOD))
    assert [its.id for its in chapter.requirements] == ["REC-01"]
    assert chapter.requirements[0].tests == ("tests/test_journal.py",)


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ('"high"', '"dreadful"', "dreadful"),
        ('"data integrity"', '"fame"', "fame"),
        ('id = "REC-01"', 'id = "ACT-01"', "ACT-01 does not belong to chapter REC"),
        ('["tests/test_journal.py"]', "[]", "REC-01 names no test"),
        ("tests =", "test =", "'test'"),
        ("risk =", "risk", "cannot be read"),
    ],
)
def test_what_is_wrong_with_it_is_named(tmp_path: Path, before: str, after: str, says: str) -> None:
    with pytest.raises(Unusable, match=says):
        requirements.read(file(tmp_path, GOOD.replace(before, after)))


def test_an_id_is_given_once(tmp_path: Path) -> None:
    again = GOOD + GOOD[GOOD.index("[[chapter.requirement]]") :]
    with pytest.raises(Unusable, match="REC-01 is there 2 times"):
        requirements.read(file(tmp_path, again))


def test_tests_are_found_in_their_files_without_being_run(tmp_path: Path) -> None:
    place = tmp_path / "tests" / "test_one.py"
    place.parent.mkdir()
    place.write_text(
        "raise SystemExit\ndef test_it() -> None: ...\ndef helper() -> None: ...\nasync def test_so() -> None: ...\n"
        "TestMachine = Machine.TestCase\n"
    )
    its = "tests/test_one.py"
    assert suite.there(tmp_path) == {its: (f"{its}::test_it", f"{its}::test_so", f"{its}::TestMachine")}


def test_a_name_that_stands_for_no_test_is_missing() -> None:
    assert suite.missing(["tests/test_journal.py", CHANGE], SUITE) == []
    assert suite.missing(["tests/test_nowhere.py", f"{CHANGE}_after_all"], SUITE) == [
        "tests/test_nowhere.py",
        f"{CHANGE}_after_all",
    ]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("tests/x.py::test_slacks_own_requests_come_in", "Slack’s own requests come in"),
        ("tests/x.py::test_another_vendors_people_learn_nothing", "Another vendor’s people learn nothing"),
        ("tests/x.py::test_a_kpi_is_found", "A KPI is found"),
        ("tests/x.py::TestAgreements", "Agreements"),
    ],
)
def test_a_tests_name_is_read_aloud(name: str, said: str) -> None:
    assert suite.sentence(name) == said


def test_a_run_knows_when_it_began_in_utc_and_how_long_it_took(tmp_path: Path) -> None:
    found = results.read(junit(tmp_path, case(CHANGE)), SUITE)
    assert found.began == datetime(2026, 11, 23, 9, 0, 0, 500_000, UTC)
    assert found.seconds == 61.5
    assert len(found.sha256) == 64


@pytest.mark.parametrize("content", ["", "no xml", "<testsuites/>", "<testsuites><testsuite/></testsuites>"])
def test_what_are_no_results_is_said(tmp_path: Path, content: str) -> None:
    place = tmp_path / "results.xml"
    place.write_text(content)
    with pytest.raises(Unusable, match="no JUnit file"):
        results.read(place, SUITE)
    with pytest.raises(Unusable, match="There are no results"):
        results.read(tmp_path / "nowhere.xml", SUITE)
