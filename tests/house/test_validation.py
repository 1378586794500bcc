"""The trace cannot rot: whatever people can do is covered by a requirement, and each requirement by tests that are there."""

import pytest

from governance.people import Act
from handlers import registry
from validation import requirements, suite
from validation.requirements import Requirement

EVERY = tuple(requirements.every(requirements.read()))
SUITE = suite.there()


@pytest.mark.parametrize("its", EVERY, ids=lambda its: its.id)
def test_a_requirement_is_a_sentence_with_tests_that_are_there(its: Requirement) -> None:
    assert its.sentence.endswith(".")
    assert len(its.sentence) < 300
    assert its.tests
    assert suite.missing(its.tests, SUITE) == []


def test_every_command_is_covered_by_a_requirement_and_no_other() -> None:
    covered = {name for its in EVERY for name in its.commands}
    assert {command.name for command in registry().commands.values()} == covered


def test_every_act_is_covered_by_a_requirement_and_no_other() -> None:
    assert {act.name for act in Act} == {name for its in EVERY for name in its.acts}


def test_no_requirement_names_a_test_twice() -> None:
    for its in EVERY:
        meant = [test for name in its.tests for test in SUITE.get(name, (name,))]
        assert len(meant) == len(set(meant)), its.id
