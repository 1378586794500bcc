"""Leaving: what is somebody's, by kind, and to whom it may go."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from governance.people import Act, Person, may
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
    """{person} cannot take this over. Choose somebody of the same company who works with me already, does more than read, and
    does not leave."""


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


def can_follow(successor: Person, person: Person) -> bool:
    """Whether somebody can take over what is another's: a colleague who is there and stays, and does more than read."""
    of_one_company = successor.party == person.side and not successor.is_bot
    stays = successor.is_there and successor.leaves_on is None
    return of_one_company and stays and successor.id != person.id and may(successor, Act.KEEP_ACTIONS)


def check_successor(successor: Person, person: Person) -> Person:
    """Raises NoSuccessor for whoever cannot take over what is this person's."""
    if not can_follow(successor, person):
        raise NoSuccessor(person=successor.name if successor.party == person.side else "This person")
    return successor
