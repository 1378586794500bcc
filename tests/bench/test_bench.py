"""The benchmark still runs: a few rows through every piece that needs no load."""

import os
import shutil
from pathlib import Path

import pytest

from bench import actions, agendas, data, feed, finder, imports, journal, mutants, outbox, preread, report, standing
from governance import people
from governance.people import ALLOWED, Role
from handlers.kit.mapping import measure, read_mapping
from handlers.kit.sheets import read_lines
from storage import keys
from storage.database import Database

SMALL = data.Size(vendors=2, kpis=3, months=4)


@pytest.fixture(autouse=True)
def no_keys() -> None:
    """As in a process of its own: what other tests have locked with is none of the benchmark's business."""
    keys.hold(())


@pytest.mark.at_length
def test_a_small_benchmark_seeds_walks_delivers_and_prints_its_table(tmp_path: Path) -> None:
    seeded, copy = tmp_path / "seeded.db", tmp_path / "copy.db"
    lines = [data.seed(f"sqlite:///{seeded}", SMALL)]
    shutil.copy(seeded, copy)
    env = os.environ | {"DATABASE_URL": f"sqlite:///{seeded}"}
    lines += journal.measure(f"sqlite:///{seeded}", f"sqlite:///{copy}", env, 1)
    lines += actions.measure(seeded, tmp_path, [200, 400], 0.1)
    lines += outbox.measure(f"sqlite:///{seeded}", 16)
    page = report.render([report.Part(lines, 0.0)], "--quick")
    assert "24 results kept" in page
    assert "deliveries/s" in page
    assert "App Home, 5 requests/s, each shown as well, 400 action items" in page
    assert "App Home, in the handler, 400 action items" in page
    assert "for 2 times the items" in page
    assert "wrongly" not in page
    assert "twice" not in page
    assert page.count("\n|") == len(lines) + 2


def test_the_finder_finds_times_and_series_for_the_people_it_is_measured_with() -> None:
    lines = finder.measure(1)
    assert len(lines) == 7
    assert not [line.what for line in lines if "none found" in line.what or " 0 of " in line.what]


def test_the_feed_is_measured_whole(tmp_path: Path) -> None:
    [line] = feed.measure(tmp_path, 40, 1)
    assert line.what.startswith("A calendar feed of 40 sessions, from the database to 0.0 MB of bytes")
    assert "written**" not in line.what
    assert line.met


@pytest.mark.at_length
def test_where_vendors_stand_is_the_same_in_another_database_over_the_raw_numbers(tmp_path: Path) -> None:
    lines = standing.measure(tmp_path, [10, 20], 1)
    assert [line.met for line in lines[:2]] == [True, True]
    assert lines[2].what.startswith("The digest of one vendor of 20, 25 KPIs x 36 months")
    assert "all in the same colours" in lines[1].beside
    assert "for 2 times the vendors" in lines[1].ratio


def test_the_generated_history_is_read_like_a_real_one(tmp_path: Path) -> None:
    imports.write(tmp_path / "history.csv", 300, 73)
    measured = measure(read_lines(tmp_path / "history.csv"), read_mapping(Path(imports.MAPPING)))
    assert measured.read == 300
    assert len(measured.results) > 100


def test_every_vendor_of_the_full_data_has_a_name_of_its_own() -> None:
    assert len(set(data.names(data.Size()))) == data.Size().vendors


# --- mutants -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("group", mutants.GROUPS, ids=lambda its: its.name)
def test_what_is_mutated_and_the_tests_that_are_to_notice_are_there(group: mutants.Group) -> None:
    for code in group.code:
        source = mutants.file_of(code).read_text()
        assert mutants.is_module(code) or f"\ndef {code.rpartition('.')[2]}(" in source, code
    for test in group.tests:
        file, _, name = test.partition("::")
        assert f"def {name}" in (mutants.ROOT / file).read_text(), test


def test_a_flip_changes_one_role_of_one_act_and_every_pair_is_flipped() -> None:
    source, flipped = Path(people.__file__).read_text(), set()
    for flip in mutants.flips():
        if flip.line.strip().startswith("Act."):
            assert source.count(f"{flip.line}\n") == 1
            [(act, roles)] = eval(f"{{{flip.becomes}}}", dict(vars(people))).items()
            [role] = roles ^ ALLOWED[act]
            flipped.add((act, role))
    assert flipped == {(act, role) for act in ALLOWED for role in Role}


def test_an_agenda_and_a_pre_read_are_measured_whole(tmp_path: Path) -> None:
    line = agendas.of_database(Database(f"sqlite:///{tmp_path / 'agendas.db'}"), "SQLite", 50, 1)
    assert line.what.startswith("`session agenda` of a vendor with 50 open things")
    [line] = preread.measure(tmp_path, 1)
    assert line.what.startswith("A full pre-read in the worker (25 KPIs x 24 months")
    assert " MB at its peak" in line.measured
