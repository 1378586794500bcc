"""What is theirs, in words."""

from collections.abc import Callable, Sequence
from datetime import date

from governance.leaving import Held, Holdings, Kind, things_of
from governance.people import Person
from handlers.kit.blocks import Block, button, esc
from handlers.kit.words import listing, plural
from storage.unit_of_work import UnitOfWork

LONGEST = 300  # signs of a list of references in a message
WORDS = {
    Kind.ACTIONS: ("action item", "action items", "Who does the action items?"),
    Kind.ASKED: ("item to verify", "items to verify", "Who verifies what was asked for?"),
    Kind.KPIS: ("KPI", "KPIs", "Who answers for the KPIs?"),
    Kind.SESSIONS: ("session", "sessions", "Who calls the sessions?"),
    Kind.ROLES: ("role", "roles", "Who leads, decides or stands in instead?"),
    Kind.RISKS: ("risk", "risks", "Who owns the risks?"),
    Kind.DIGESTS: ("digest of a channel", "digests of channels", "Who keeps the digests of channels?"),
}
ROLES = {
    "sponsor_lead": "account lead of {name}",
    "vendor_lead": "account lead of {name}",
    "sponsor_executive": "executive for {name}",
    "vendor_executive": "executive for {name}",
    "deputy_id": "deputy of {name}",
    "person_id": "a seat in {name}",
    "deputy_for": "a deputy in {name}",
}


def name_of(person: Person) -> str:
    return esc(person.name)


def when(person: Person) -> str:
    """What is said of them, today and in a year."""
    if person.refused_for:
        return "no longer works on this"
    return f"leaves on {_day(person.leaves_on)}" if person.leaves_on else "has left"


def _day(day: date) -> str:
    return f"{day:%-d %B %Y}"


def count(holdings: Holdings) -> str:
    """Such as "3 action items, 2 KPIs and 1 session are"."""
    words = counts(holdings)
    return f"{words} {'is' if len(holdings) == 1 and words.startswith('1 ') else 'are'}"


def counts(holdings: Holdings) -> str:
    """Such as "3 action items, 2 KPIs and 1 session"."""
    return listing([counted(kind, holdings) for kind in holdings])


def counted(kind: Kind, holdings: Holdings) -> str:
    one, many, _ = WORDS[kind]
    return plural(len(holdings[kind] if kind is Kind.ROLES else things_of(holdings, kind)), one, many)


def names(kind: Kind, holdings: Holdings, uow: UnitOfWork) -> str:
    """What people call these things; many of them are cut short."""
    names = _NAMED[kind](holdings, kind, uow)
    shown_ones: list[str] = []
    for name in names:
        if sum(map(len, shown_ones)) + len(name) > LONGEST:
            return f"{', '.join(shown_ones)} and {len(names) - len(shown_ones)} more"
        shown_ones.append(name)
    return ", ".join(shown_ones)


def _ids(holdings: Holdings, kind: Kind, noun: str) -> list[int]:
    things = (its.partition(":") for its in things_of(holdings, kind))
    return [int(ident) for what, _, ident in things if what == noun]


def _items(holdings: Holdings, kind: Kind, uow: UnitOfWork) -> list[str]:
    return [its.reference for its in uow.actions.some(set(_ids(holdings, kind, "action"))).values()]


def _kpis(holdings: Holdings, kind: Kind, uow: UnitOfWork) -> list[str]:
    return [esc(its.name) for its in uow.kpis.some(_ids(holdings, kind, "definition")).values()]


def _sessions(holdings: Holdings, kind: Kind, uow: UnitOfWork) -> list[str]:
    single = [its.reference for its in uow.sessions.some(_ids(holdings, kind, "session"))]
    series = [f"the series {esc(its.title)}" for its in uow.series.some(_ids(holdings, kind, "series")).values()]
    polls = [uow.polls.by_id(ident) for ident in _ids(holdings, kind, "poll")]
    offers = _ids(holdings, kind, "offer")
    points = _ids(holdings, kind, "agenda_item")
    kept = _ids(holdings, kind, "minutes")
    single += [plural(len(points), "point of an agenda", "points of agendas")] if points else []
    single += [plural(len(kept), "draft of minutes", "drafts of minutes")] if kept else []
    asked = [plural(len(offers), "meeting offered", "meetings offered")] if offers else []
    return [*single, *series, *asked, *(f"the question of a time for {esc(its.title)}" for its in polls if its)]


def places_in(places: Sequence[Held], uow: UnitOfWork) -> list[str]:
    """Where somebody led, decided or stood in."""
    return _roles({Kind.ROLES: list(places)}, Kind.ROLES, uow)


def _roles(holdings: Holdings, kind: Kind, uow: UnitOfWork) -> list[str]:
    vendors = uow.vendors.some(set(_ids(holdings, kind, "vendor")))
    people = uow.people.some(set(_ids(holdings, kind, "person")))
    bodies = [uow.bodies.by_id(ident) for ident in _ids(holdings, kind, "body")]
    names = {f"vendor:{ident}": its.name for ident, its in vendors.items()}
    names |= {f"body:{its.id}": its.name for its in bodies if its}
    names |= {f"person:{ident}": its.name for ident, its in people.items()}
    return [ROLES[its.part].format(name=esc(names[its.thing])) for its in holdings[kind]]


def _risks(holdings: Holdings, kind: Kind, uow: UnitOfWork) -> list[str]:
    return [f"R-{ident}" for ident in _ids(holdings, kind, "risk")]


def _digests(holdings: Holdings, kind: Kind, uow: UnitOfWork) -> list[str]:
    found = (uow.schedules.by_id(ident) for ident in _ids(holdings, kind, "schedule"))
    return [f"<#{its.channel}>" for its in found if its]


_NAMED: dict[Kind, Callable[[Holdings, Kind, UnitOfWork], list[str]]] = {
    Kind.ACTIONS: _items,
    Kind.ASKED: _items,
    Kind.KPIS: _kpis,
    Kind.SESSIONS: _sessions,
    Kind.ROLES: _roles,
    Kind.RISKS: _risks,
    Kind.DIGESTS: _digests,
}


def name_button(person: Person) -> Block:
    return button("Name successors", "leaving.form", person.id, style="primary")
