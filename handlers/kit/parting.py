"""Parting: what ends when somebody's part ends, whether they were withdrawn, have left, or their last day is over."""

from collections.abc import Sequence
from dataclasses import dataclass

from governance.events import DigestStopped, FeedStopped, IngestTokenRevoked, PlaceVacated
from governance.feeds import Feed
from governance.leaving import Held
from governance.people import Person
from handlers.kit.deputies import keepers
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, kw_only=True)
class Parted:
    """What somebody had that nobody has now: `places` as the record names them, and so many tokens of programs."""

    places: Sequence[Held]
    tokens: int

    def __bool__(self) -> bool:
        return bool(self.places or self.tokens)


def part(person: Person, uow: UnitOfWork) -> Parted:
    """Stops their feeds, tokens and own digests, and takes them out of every place in which they lead, decide or stand in."""
    stop_feeds(person, uow)
    _stop_digests(person, uow)
    tokens = _revoke_tokens(person, uow)
    places = uow.leaving.vacate(person.id)
    for its in places:
        uow.record(PlaceVacated(thing=its.thing, part=its.part, old=person.id))
    if person.id == uow.workspace.administrator:
        _ask_another(person, uow)
    return Parted(places=places, tokens=tokens)


def stop_feeds(person: Person, uow: UnitOfWork) -> None:
    """No calendar of ours is theirs to read any more."""
    for feed in uow.feeds.all_of(person.id):
        stop_feed(feed, uow)


def stop_feed(feed: Feed, uow: UnitOfWork) -> bool:
    """Its address leads nowhere from now on; False when it did not any more."""
    stopped = uow.feeds.stop(feed)
    if stopped:
        uow.record(FeedStopped(feed=feed.id, person=feed.person_id, vendor=feed.vendor_id))
    return stopped


def _stop_digests(person: Person, uow: UnitOfWork) -> None:
    for its in uow.schedules.going_to("digest", [f"mail:{person.id}", person.slack_user or ""]):
        uow.schedules.stop(its.id)
        uow.record(DigestStopped(schedule=its.id, channel=its.channel, vendor=its.vendor_id))


def _revoke_tokens(person: Person, uow: UnitOfWork) -> int:
    tokens = uow.tokens.made_by(person.id)
    for its in tokens:
        uow.tokens.revoke(its)
        uow.record(IngestTokenRevoked(token=its.id, vendor=its.vendor_id))
    return len(tokens)


def _ask_another(person: Person, uow: UnitOfWork) -> None:
    """Another administrator is asked where nobody else is, or else a vendor manager; where there is neither, it stays as it is."""
    if others := [its for its in keepers(uow) if its.id != person.id]:
        uow.appoint(others[0], keep_zone=True)
