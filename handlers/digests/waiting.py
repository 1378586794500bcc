"""What waits on each company: results that are due, versions to agree to, disputes, action items."""

from collections.abc import Iterator, Sequence

from governance.actions import side
from governance.kpis.agreeing import waits_for
from governance.kpis.breaches import Breach
from governance.kpis.definitions import Definition, Party
from governance.kpis.periods import period_words
from governance.kpis.readings import Reading
from governance.kpis.results import ResultState
from governance.people import Person
from handlers.kit.blocks import cut, esc, one_way
from handlers.kit.requests import Report
from handlers.kit.words import listing, plural
from storage.unit_of_work import UnitOfWork

NAMED = 3
NAME = 60


def what_waits(report: Report, reader: Person | None, uow: UnitOfWork) -> list[str]:
    """A heading and its lines for each company that something waits on; for one reader what waits on their side comes first."""
    proposed, counts = uow.kpis.proposed(report.vendor.id), uow.actions.count_by_side(report.vendor.id)
    silent = [its for breach, its in report.breaches if _wants_words(breach, report)]
    lines: list[str] = []
    for party in _in_order(reader):
        its = [*_of(party, report.readings, proposed), *_comments(party, silent), *_actions(counts.get(party, 0))]
        lines += [f"*Waits on {_called(party, report, reader, uow)}*", *its] if its else []
    return lines


def _in_order(reader: Person | None) -> tuple[Party, Party]:
    first = Party.SPONSOR if reader is None or reader.is_sponsors else Party.VENDOR
    return first, first.other


def _called(party: Party, report: Report, reader: Person | None, uow: UnitOfWork) -> str:
    if reader is not None and party == side(reader):
        return "you and your colleagues"
    return esc(uow.workspace.name if party is Party.SPONSOR else report.vendor.name)


def _of(party: Party, readings: Sequence[Reading], proposed: Sequence[Definition]) -> Iterator[str]:
    late = [its for its in readings if its.awaited and its.definition.reported_by is party]
    for period in sorted({period_words(its.awaited, its.definition.frequency) for its in late if its.awaited}):
        names = [
            its.definition
            for its in late
            if its.awaited and period_words(its.awaited, its.definition.frequency) == period
        ]
        yield f"Report {period}: {_names(names)}"
    if disputed := [its.definition for its in readings if _is_disputed(its) and its.definition.reported_by is party]:
        yield f"Settle the dispute about {_names(disputed)}"
    if asked := [its for its in proposed if waits_for(its) is party]:
        yield f"Agree to, or decline: {_names(asked)}"


def _wants_words(breach: Breach, report: Report) -> bool:
    """Nobody has said yet what happened; to a channel only where it has heard of it."""
    asked = breach.channel_told_at if report.public else breach.channel_at or breach.channel_told_at
    return asked is not None and not breach.comment


def _comments(party: Party, silent: Sequence[Definition]) -> list[str]:
    its = [definition for definition in silent if definition.measured is party]
    return [f"Say what happened: {_names(its)}"] if its else []


def _actions(count: int) -> list[str]:
    return [plural(count, "action item")] if count else []


def _is_disputed(its: Reading) -> bool:
    return its.latest is not None and its.latest.state is ResultState.DISPUTED


def _names(definitions: Sequence[Definition]) -> str:
    names = [esc(one_way(cut(its.name, NAME))) for its in definitions]
    if len(names) > NAMED:
        names = [*names[: NAMED - 1], f"{len(names) - NAMED + 1} more"]
    return listing(names)
