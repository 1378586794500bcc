"""`import kpis`: a CSV file as it is, a mapping that says what its columns mean, and a word about every line not used."""

import hashlib
import sys
from collections.abc import Sequence
from pathlib import Path

from tqdm import tqdm

from bot.keys import open_database
from bot.outbound import utc_now
from bot.settings import Settings
from governance.events import Door, HistoryImported
from governance.kpis.numbers import format_value
from governance.kpis.periods import period_words
from governance.kpis.results import Result
from governance.refusals import Refusal
from governance.vendors import Vendor
from handlers.kit.importing import Tally, keep, open_breaches, slices
from handlers.kit.mapping import Mapping, Measurements, measure, read_mapping
from handlers.kit.measuring import Number, reported
from handlers.kit.participants import safe_lines
from handlers.kit.sheets import read_lines
from handlers.kit.words import plural
from storage import workspaces
from storage.database import Database
from storage.unit_of_work import reading, unit_of_work

LONGER_THAN = 1.0  # seconds until a progress bar is worth looking at


class NoSuchWorkspace(Refusal):
    """There is no workspace {number} in this database. There {are}."""


class WhichWorkspace(Refusal):
    """This database has several workspaces: {known}. Say which with --workspace."""


def import_kpis(settings: Settings, file: Path, mapping_file: Path, number: int | None, reason: str = "") -> int:
    """Reads, keeps, names every line it could not use. 0, or 1 when it could not use a single one.

    `reason` says why numbers change that are reported already; without it those are named and left as they are.
    """
    mapping = read_mapping(mapping_file)
    measured = _measure(file, mapping)
    database = open_database(settings)
    try:
        workspace = workspace_for(database, number)
        tally = _keep(database, workspace, file, mapping, measured, reason)
        unexplained = _unexplained(database, workspace, tally)
    finally:
        database.close()
    _report(file, measured, tally, unexplained)
    return 0 if measured.results or not measured.read else 1


def workspace_for(database: Database, number: int | None) -> int:
    """The workspace an import is for: the one that was named, or the only one. The first import may come before Slack."""
    with database.write() as connection:
        known = workspaces.all_of_them(connection)
        if number is not None and number not in {its.id for its in known}:
            raise NoSuchWorkspace(
                number=number, are=", ".join(f"{its.id} ({its.name})" for its in known) or "is none yet"
            )
        if number is None and len(known) > 1:
            raise WhichWorkspace(known=", ".join(f"{its.id} ({its.name})" for its in known))
        return number or (known[0].id if known else workspaces.create(connection, "Not connected to Slack yet"))


def _measure(file: Path, mapping: Mapping) -> Measurements:
    with tqdm(desc="Reading", unit=" lines", delay=LONGER_THAN, file=sys.stderr) as bar:
        return measure(safe_lines(read_lines(file)), mapping, bar.update)


def _keep(
    database: Database, workspace: int, file: Path, mapping: Mapping, measured: Measurements, reason: str
) -> Tally:
    """Slice by slice, so that a bot that is running beside can answer in between."""
    tally = Tally()
    total = len(measured.results)
    with tqdm(desc="Keeping", total=total, unit=" results", delay=LONGER_THAN, file=sys.stderr) as bar:
        for portion in slices(measured.results):
            with unit_of_work(database, workspace, at=utc_now(), door=Door.IMPORT) as uow:
                keep(uow, mapping, portion, tally, reason=reason)
            bar.update(len(portion))
    with unit_of_work(database, workspace, at=utc_now(), door=Door.IMPORT) as uow:
        open_breaches(uow, tally)
        uow.record(
            HistoryImported(
                workspace=workspace,
                file_sha256=hashlib.sha256(file.read_bytes()).hexdigest(),
                lines=measured.read,
                used=measured.read - len(measured.unusable),
                unusable=len(measured.unusable),
            )
        )
    return tally


def _unexplained(database: Database, workspace: int, tally: Tally) -> list[str]:
    """What would have taken the place of a reported number, with nobody to say why."""
    with reading(database, workspace, at=utc_now()) as uow:
        vendors = uow.vendors.some({its.definition.vendor_id for its in tally.unexplained})
        known = reported(tally.unexplained, uow)
    return [_is_reported(its, vendors[its.definition.vendor_id], known[its.place]) for its in tally.unexplained]


def _is_reported(its: Number, vendor: Vendor, before: Result) -> str:
    what = its.definition
    old, new = (format_value(value, what.unit) for value in (before.value, its.figures.value))
    return f"{vendor.name}, {what.code}, {period_words(its.period, what.frequency)}: reported as {old}, not as {new}"


def _report(file: Path, measured: Measurements, tally: Tally, unexplained: Sequence[str]) -> None:
    for unusable in measured.unusable:
        print(f"line {unusable.line}: {unusable.why}")
    for line in unexplained:
        print(f"{line}; left as it is. Say why it changes with --reason.")
    vendors = len({one.vendor for one in measured.results})
    used = measured.read - len(measured.unusable)
    print(f"{file.name}: {plural(measured.read, 'line')} read, {used} used, {len(measured.unusable)} unusable.")
    print(f"{plural(vendors, 'vendor')} ({len(tally.vendors)} new), {plural(tally.results, 'new result')}, ", end="")
    print(
        f"{tally.restated} restated, {tally.unchanged} unchanged, {plural(tally.breaches, 'breach', 'breaches')} opened."
    )
