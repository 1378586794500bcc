"""A breach with all that belongs to it, found by what people call it. To whoever may not see it, it does not exist."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from governance.actions import ActionItem
from governance.kpis.agreeing import party_of
from governance.kpis.breach_refusals import UnknownBreach
from governance.kpis.breaches import Breach
from governance.kpis.definitions import Definition, Party
from governance.kpis.results import Result, ResultState
from governance.people import Person
from governance.vendors import Vendor
from handlers.kit.loop import loop_lines
from handlers.kit.requests import Request
from handlers.kit.seeing import sees_here
from handlers.kit.words import shortened
from storage.unit_of_work import UnitOfWork

_REFERENCE = re.compile(r"^\s*(?:B[-\u2010-\u2014]?|#)?(\d{1,9})\b[\s,:]*", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Case:
    """A breach, what was agreed, the red result, whose it is, and the action that is to mend it; `loop` is its line from end to end,
    where that is shown."""

    breach: Breach
    definition: Definition
    result: Result
    vendor: Vendor
    reporter: Party
    action: ActionItem | None = None
    loop: str = ""

    @property
    def is_disputed(self) -> bool:
        return self.result.state is ResultState.DISPUTED

    def is_measured(self, person: Person) -> bool:
        """Whether it is their side's work that was measured, so that they are asked for a comment."""
        return party_of(person) is self.definition.measured

    def can_dispute(self, person: Person) -> bool:
        """Whether the number came from the other side, so that theirs may say that it is not right."""
        return not self.is_disputed and party_of(person) is not self.reporter

    def side(self, sponsor: str) -> str:
        """The name of the company whose work was measured."""
        return self._name(self.definition.measured, sponsor)

    def disputer(self, sponsor: str) -> str:
        """The name of the company that the number did not come from."""
        return self._name(self.reporter.other, sponsor)

    def _name(self, party: Party, sponsor: str) -> str:
        return self.vendor.name if party is Party.VENDOR else sponsor


def case_of(breach: Breach, uow: UnitOfWork) -> Case:
    """One breach; every breach has a definition and a result."""
    return cases_of([breach], uow)[0]


def cases_of(breaches: list[Breach], uow: UnitOfWork) -> list[Case]:
    """Several at once."""
    definitions = uow.kpis.some({its.definition_id for its in breaches})
    results = uow.breaches.results({its.result_id for its in breaches})
    vendors = uow.vendors.some({its.vendor_id for its in breaches})
    actions = uow.actions.some({its.action_id for its in breaches if its.action_id})
    senders = uow.people.some({its.submitted_by for its in results.values() if its.submitted_by})
    return [
        Case(
            breach=its,
            definition=definitions[its.definition_id],
            result=results[its.result_id],
            vendor=vendors[its.vendor_id],
            reporter=_reporter(results[its.result_id], definitions[its.definition_id], senders),
            action=actions.get(its.action_id or 0),
        )
        for its in breaches
    ]


def with_loops(cases: Sequence[Case], zone: ZoneInfo, uow: UnitOfWork) -> list[Case]:
    """The same, each with its line."""
    pairs = [(its.breach, its.definition) for its in cases]
    lines = loop_lines(pairs, uow, zone, uow.at.astimezone(zone).date())
    return [replace(its, loop=lines[its.breach.id]) for its in cases]


def _reporter(result: Result, definition: Definition, senders: Mapping[int, Person]) -> Party:
    """The side a number came from: its sender's, or where that is nobody the one that was agreed."""
    sender = senders.get(result.submitted_by or 0)
    return party_of(sender) if sender else definition.reported_by


def take_case(text: str, request: Request, uow: UnitOfWork) -> tuple[Case, str]:
    """The breach named at the front of a text, as B-4, b4 or 4, and what follows."""
    found = _REFERENCE.match(text)
    breach = uow.breaches.by_id(int(found[1])) if found else None
    if found is None or breach is None or not sees_here(breach.vendor_id, request):
        raise UnknownBreach(reference=f"B-{found[1]}" if found else shortened(text.strip()) or "without a number")
    return case_of(breach, uow), text[found.end() :].strip()
