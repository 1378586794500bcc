"""Leaving: what is somebody's, by kind, and to whom it may go."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from governance.people import Person
from governance.refusals import Refusal


class Kind(StrEnum):
    """What can be somebody's. One successor is named for each kind."""

    ACTIONS = "actions"
    ASKED = "asked"
    KPIS = "kpis"
    SESSIONS = "sessions"
    ROLES = "roles"
    RISKS = "risks"
    DIGESTS = "digests"


class NoSuccessor(Refusal):
    """{person} cannot take this over. Choose somebody of the same company who does not leave."""


@dataclass(frozen=True, kw_only=True)
class Held:
    """One thing that is somebody's: `thing` as the record names it (`action:17`), `part` is in what it is theirs."""

    kind: Kind
    thing: str
    part: str


Holdings = Mapping[Kind, list[Held]]


def things_of(holdings: Holdings, kind: Kind) -> list[str]:
    """Each thing once, in the order they were found."""
    return list(dict.fromkeys(its.thing for its in holdings.get(kind, ())))


def check_successor(successor: Person, person: Person) -> Person:
    """Raises NoSuccessor for one of another company, for the one who leaves, and for whoever leaves too."""
    of_one_company = successor.party == person.party and not successor.is_bot
    if not of_one_company or successor.id == person.id or successor.left_at or successor.leaves_on:
        raise NoSuccessor(person=successor.name if of_one_company else "This person")
    return successor
