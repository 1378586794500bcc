"""Charters as people write them: what can stand in one, who is asked about it, and who may sit where."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from governance.bodies import MOST_DAYS, SPONSOR, Body, Charter, Part, Seat
from governance.refusals import Refusal
from governance.sessions import Kind

MOST_PEOPLE = 50
LONGEST_NAME = 120
LONGEST_DECIDES = 1000
MOST_RESERVED = 20
LONGEST_RESERVED = 100
_LIMIT = re.compile(r"(?:[0-9]{1,3}(?:[, \u00a0\u202f'][0-9]{3}){1,3}|[0-9]{1,12})(?:\.[0-9]{1,2})?")
# What the parties have to have agreed on; a reason, a name and the numbers of the version are beside it.
TERMS = (
    *("meets", "of_sponsor", "of_vendor", "chairs", "heads", "limit", "currency", "reserved", "decides"),
    *("pre_read_days", "minutes_days", "escalates_to"),
)


class UnknownBody(Refusal):
    """{vendor} has no body called "{name}".{known} `session body {vendor} new {name}` sets one up, if that is a
    kind of session."""


class NoSuchBody(Refusal):
    """That body is not here. `session body` shows those there are."""


class WhichKind(Refusal):
    """What kind of body is "{said}"? It is one of: {kinds}."""


class HasThatBody(Refusal):
    """{vendor} has a body of that kind already: {name}. `session body {vendor} {name}` shows it."""


class SetUpAlready(Refusal):
    """{vendor} has its usual bodies. `session body {vendor}` shows them; `session body {vendor} new` sets up another one."""


class NothingWaitsForYou(Refusal):
    """Nothing of this waits for your company any more. `session body` shows how it stands now."""


class YoursToWaitFor(Refusal):
    """Your company proposed this, so {company} answers it. `session body` shows it when they have."""


class NothingChanged(Refusal):
    """Nothing in it is different from now, so there is nothing to propose. Change something, or close the form."""


class HasThatName(Refusal):
    """{vendor} has a body called {name} already. Give this one another name."""


class NotACount(Refusal):
    """I cannot use "{said}" here. Write a whole number from {least} to {most}."""


class NotALimit(Refusal):
    """I cannot read "{said}" as an amount. Write it like 50,000 or 50,000.00, or leave it empty for no limit."""


class TooManyMatters(Refusal):
    """Name at most {most} matters, a line each and each of at most {longest} characters."""


class GoesUpToItself(Refusal):
    """A body cannot go up to itself. Choose the one above it, or none."""


class GoesInACircle(Refusal):
    """{above} goes up to {kind} in the end, so the two would send each other round in a circle. Choose another one, or none."""


class NotYourSide(Refusal):
    """{person} is not of your company. Each side names its own people; {company} names theirs."""


class WaitsToBeConfirmed(Refusal):
    """{person} still waits to be confirmed, so they cannot have a seat yet. Leave them out for now, and name them later."""


class SitsAlready(Refusal):
    """{person} has a seat of their own, so they cannot stand in for {other}. Choose somebody who has none."""


class StandsInAlready(Refusal):
    """{person} cannot stand in for both {one} and {other}: in a session they would count once. Choose one of the two."""


def take_count(said: str, least: int, most: int) -> int:
    """A whole number between the two."""
    words = said.strip()
    if not (words.isascii() and words.isdigit() and len(words) < 6 and least <= int(words) <= most):
        raise NotACount(said=words[:40], least=least, most=most)
    return int(words)


def take_days(said: str) -> int:
    return take_count(said, 0, MOST_DAYS)


def take_limit(said: str) -> Decimal | None:
    """An amount as people write it, a comma parting thousands; None, no limit, where nothing is written."""
    words = said.strip()
    if words and not _LIMIT.fullmatch(words):
        raise NotALimit(said=words[:40])
    return Decimal(re.sub(r"[^\d.]", "", words)) if words else None


def take_matters(text: str) -> tuple[str, ...]:
    """What a body never decides, a matter a line."""
    matters = tuple(dict.fromkeys(its for line in text.splitlines() if (its := " ".join(line.split()).strip("•-., "))))
    if len(matters) > MOST_RESERVED or any(len(its) > LONGEST_RESERVED for its in matters):
        raise TooManyMatters(most=MOST_RESERVED, longest=LONGEST_RESERVED)
    return matters


def same_terms(one: Charter, other: Charter) -> bool:
    """Whether two versions say the same."""
    return all(getattr(one, name) == getattr(other, name) for name in TERMS)


def with_terms(charter: Charter, terms: Mapping[str, object]) -> Charter:
    return replace(charter, **terms)  # type: ignore[arg-type]


# --- the way up ----------------------------------------------------------------------------------------------------------


def check_way_up(kind: Kind, above: Kind | None, bodies: Iterable[Body]) -> None:
    """Raises GoesUpToItself, or GoesInACircle where the ways up that hold or are proposed lead back."""
    if above is kind:
        raise GoesUpToItself
    if above is not None and kind in _reached(above, bodies):
        raise GoesInACircle(above=above.with_article.capitalize(), kind=kind.with_article)


def _reached(begin: Kind, bodies: Iterable[Body]) -> set[Kind]:
    """Wherever one comes from there: a proposal that is agreed to later must close no circle either."""
    ways: dict[Kind, set[Kind]] = {
        body.kind: {its.escalates_to for its in (body.charter, body.proposed) if its and its.escalates_to}
        for body in bodies
    }
    reached, ahead = set[Kind](), [begin]
    while ahead:
        its = ahead.pop()
        if its not in reached:
            reached.add(its)
            ahead += ways.get(its, ())
    return reached


# --- seats ---------------------------------------------------------------------------------------------------------------


def seats_for(
    party: str, chairs: Sequence[int], members: Sequence[int], deputies: Iterable[tuple[int, int]]
) -> list[Seat]:
    """One side's seats, each person's once: whoever chairs is no member beside it, and who has a seat stands in for nobody.
    `deputies` are pairs: who stands in, and for whom."""
    seats = {who: Seat(person_id=who, party=party, part=Part.CHAIR) for who in chairs}
    for who in members:
        seats.setdefault(who, Seat(person_id=who, party=party, part=Part.MEMBER))
    holders = set(seats)
    for who, other in deputies:
        if other in holders:
            seats.setdefault(who, Seat(person_id=who, party=party, part=Part.DEPUTY, deputy_for=other))
    return list(seats.values())


def check_deputies(seats: Sequence[Seat], deputies: Iterable[tuple[int, int]], names: Mapping[int, str]) -> None:
    """Raises SitsAlready or StandsInAlready for a deputy whose seat would not be the one that was meant."""
    by_person = {its.person_id: its for its in seats}
    for who, other in deputies:
        its = by_person.get(who)
        if its is None or other not in by_person:
            continue
        if its.part is not Part.DEPUTY:
            raise SitsAlready(person=names[who], other=names[other])
        if its.deputy_for not in (other, None):
            raise StandsInAlready(person=names[who], one=names[its.deputy_for or 0], other=names[other])


def too_few(body: Body, charter: Charter) -> dict[str, tuple[int, int]]:
    """By party, how many places the rule asks for and how many are named, where these are fewer; a hint, for sides name their
    people one after the other. Empty while nobody is named at all: then whoever is invited counts."""
    if not body.seats:
        return {}
    members = list(body.members().values())
    asked = {SPONSOR: charter.of_sponsor, f"vendor:{body.vendor_id}": charter.of_vendor}
    named = {party: (least, members.count(party)) for party, least in asked.items()}
    return {party: its for party, its in named.items() if its[1] < its[0]}


def same_seats(one: Iterable[Seat], other: Iterable[Seat]) -> bool:
    return set(one) == set(other)


def side_that_answers(proposed_by: str, vendor: int) -> str:
    """The party that has to agree to what the other one proposed."""
    return f"vendor:{vendor}" if proposed_by == SPONSOR else SPONSOR
