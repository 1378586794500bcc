"""A whole delivery history, dirt and all: read, every line that cannot be used named, and a digest for each of its vendors.

`make history FILE=<csv>` does the same with a history of your own and prints every digest.
"""

import csv
import os
from collections import Counter, defaultdict
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bench import imports
from bot.imports import import_kpis
from governance.kpis.readings import Verdict
from storage.unit_of_work import reading
from tests.cast import ALICE
from tests.running import Running

LINES = 1_200
MAPPING = Path(imports.MAPPING)


@pytest.fixture
def history(tmp_path: Path) -> Path:
    """The history that was asked for, or one like it."""
    if os.environ.get("HISTORY"):
        return Path(os.environ["HISTORY"])
    imports.write(tmp_path / "history.csv", LINES, imports.VENDORS)
    return tmp_path / "history.csv"


def counted(history: Path) -> dict[tuple[str, date], Counter[str]]:
    """Deliveries and those on time by vendor and month, counted here in the plainest way there is."""
    months: dict[tuple[str, date], Counter[str]] = defaultdict(Counter)
    with history.open(encoding="utf-8-sig", newline="") as file:
        for line in csv.DictReader(file.read().splitlines()):
            due, done = (_day(line[name]) for name in ("Scheduled Delivery Date", "Delivered to Client Date"))
            if due and done:
                months[" ".join(line["Vendor"].split()), due.replace(day=1)].update(all=1, on_time=done <= due)
    return months


def _day(words: str) -> date | None:
    try:
        return datetime.strptime(words.strip(), "%d-%b-%y").date()
    except ValueError:
        return None


@pytest.mark.timeout(600)
def test_every_vendor_of_a_history_has_its_months_and_its_digest(parley: Running, history: Path, capsys) -> None:
    assert import_kpis(parley.parley.settings, history, MAPPING, None) == 0
    told = capsys.readouterr().out
    expected = counted(history)
    names = {vendor for vendor, _ in expected}
    assert f"{len(names)} vendors" in told
    assert f"{len(expected):,} new results" in told
    assert told.count("\nline ") + told.startswith("line ") == _unusable(told)

    with reading(parley.database, parley.parley.house.workspace or 0, at=datetime.now(UTC)) as uow:
        vendors = {its.name: its.id for its in uow.vendors.everyone()}
        kept = {
            (name, result.period): (result.denominator, result.numerator)
            for name, ident in vendors.items()
            for _, results in uow.kpis.trends(ident, 1_000)
            for result in results
        }
        verdicts: dict[int, Verdict] = uow.kpis.verdicts(parley.watch().date())
    assert set(vendors) == names
    assert kept == {key: (count["all"], count["on_time"]) for key, count in expected.items()}

    for name in sorted(names):
        page = parley.say(f"digest preview for {name}", by=ALICE, via="direct")
        assert f"SLA digest: {name}" in page, page
        assert verdicts[vendors[name]].reason in page
        if os.environ.get("HISTORY"):
            with capsys.disabled():
                print(f"\n{page}\n")


def _unusable(told: str) -> int:
    """How many lines the import says it could not use."""
    [last] = [line for line in told.splitlines() if line.endswith(" unusable.")]
    return int(last.split(", ")[-1].split()[0].replace(",", ""))
