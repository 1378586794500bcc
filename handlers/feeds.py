"""Calendar feeds: addresses that calendar programs subscribe to, shown once to whoever asked, and stopped by them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from governance.events import FeedOpened
from governance.feeds import AHEAD, BEFORE, Feed, fingerprint, may_read
from governance.people import Act, Person
from governance.refusals import Refusal
from governance.session_series import SessionSeries
from governance.sessions import Session
from governance.vendors import Vendor
from handlers.kit import shown
from handlers.kit.blocks import actions, button, esc, section
from handlers.kit.feature import Feature
from handlers.kit.finding import the_vendor
from handlers.kit.parting import stop_feed
from handlers.kit.replies import ADDRESS, Reply, Say, say
from handlers.kit.requests import Request
from handlers.kit.series_letters import differs
from handlers.kit.words import shortened
from storage.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from handlers.kit.ics import Invite
    from handlers.kit.ics_series import SeriesInvite

feature = Feature("feeds")

VERBS = ("new", "stop")
NAME = "Parley"
HOW = (
    "*Outlook*: Calendar > Add calendar > Subscribe from web.\n"
    "*Google*: Other calendars > + > From URL. Google looks for changes a few times a day.\n"
    "*Apple*: Calendar > File > New Calendar Subscription."
)


class NoPublicAddress(Refusal):
    """I cannot give you a calendar address yet. Ask whoever runs Parley to set PUBLIC_URL, where calendar programs reach it."""


class NotAFeed(Refusal):
    """I do not know what to do with "{words}". Write `me feed`, `me feed new` or `me feed stop`."""


class AskedTwice(Refusal):
    """You asked twice at once, and the address stands in the other answer. `me feed new` gives you another one."""


@feature.command(
    "me feed",
    usage="[new|stop]",
    summary="Your sessions as a calendar to subscribe to; `new` gives it another address.",
    act=Act.SEE_SESSIONS,
)
def own(request: Request, uow: UnitOfWork) -> Reply:
    words = request.text.strip()
    if words and words.lower() not in VERBS:
        raise NotAFeed(words=shortened(words))
    return _answer(words.lower(), None, request, uow)


@feature.command(
    "vendor feed",
    usage="[vendor] [new|stop]",
    summary="All sessions of a vendor as a calendar to subscribe to.",
    act=Act.SEE_SESSIONS,
)
def of_vendor(request: Request, uow: UnitOfWork) -> Reply:
    name, _, verb = request.text.strip().rpartition(" ")
    if verb.lower() not in VERBS:
        name, verb = request.text, ""
    return _answer(verb.lower(), the_vendor(request, uow, name, "/vendor feed <vendor>"), request, uow)


# --- giving and taking addresses -------------------------------------------------------------------------------------


def _answer(verb: str, vendor: Vendor | None, request: Request, uow: UnitOfWork) -> Say:
    feed = uow.feeds.of(request.by.id, vendor.id if vendor else None)
    if verb == "stop":
        return _stopped(feed, vendor, uow)
    if not uow.rules.addresses.public_url:
        raise NoPublicAddress
    if feed and not verb:
        return _known(feed, vendor, request)
    if feed:
        stop_feed(feed, uow)
    return _opened(vendor, request, uow)


def _opened(vendor: Vendor | None, request: Request, uow: UnitOfWork) -> Say:
    # A delivery that comes again has the same key, and so the same address: nobody has to keep it.
    secret = uow.rules.addresses.secret(request.key)
    feed = uow.feeds.add(request.by.id, vendor.id if vendor else None, fingerprint(secret))
    if feed is None:
        raise AskedTwice
    uow.record(FeedOpened(feed=feed.id, person=feed.person_id, vendor=feed.vendor_id))
    return say(
        section(f"Subscribe your calendar to {_what(vendor)} with this address:\n`{ADDRESS}`"),
        section(HOW),
        section("I show it once and keep it nowhere. Whoever has it can read along, so keep it to yourself."),
        _buttons(vendor),
        seed=request.key,
    )


def _known(feed: Feed, vendor: Vendor | None, request: Request) -> Say:
    last = f"was last read {shown.moment(feed.last_read_at, request.zone)}" if feed.last_read_at else "was never read"
    words = (
        f"You have an address for {_what(vendor)} since {shown.moment(feed.made_at, request.zone)}; it {last}. "
        "I showed it once and kept it nowhere. A new address ends the old one."
    )
    return say(section(words), _buttons(vendor))


def _stopped(feed: Feed | None, vendor: Vendor | None, uow: UnitOfWork) -> Say:
    if feed is None or not stop_feed(feed, uow):
        return say(section(f"You have no address for {_what(vendor)}, so there is nothing to stop."))
    return say(section("Stopped: the address leads nowhere now. Remove the subscription from your calendar too."))


def _what(vendor: Vendor | None) -> str:
    return f"all sessions of *{esc(vendor.name)}*" if vendor else "the sessions you are invited to"


def _buttons(vendor: Vendor | None) -> dict[str, object]:
    line = f'vendor feed "{vendor.name}"' if vendor else "me feed"
    return actions(button("New address", "again", f"{line} new"), button("Stop", "again", f"{line} stop"))


# --- what is read there ----------------------------------------------------------------------------------------------


def published(secret: str, uow: UnitOfWork) -> tuple[Feed, bytes] | None:
    """The feed at an address and the calendar that it is now; None where there is none."""
    from handlers.kit.ics_feed import publish  # brings the calendar library along, which most processes never need

    feed = uow.feeds.by_secret(fingerprint(secret))
    if feed is None:
        return None
    owner = uow.people.by_id(feed.person_id)
    if not may_read(owner, feed):
        # An empty calendar takes out of programs what they were once given; where there is none they keep it.
        return feed, publish((), NAME)
    sessions = _sessions(feed, owner, uow)
    vendors = uow.vendors.some({session.vendor_id for session in sessions} | {feed.vendor_id or 0})
    name = f"{vendors[feed.vendor_id].name} ({NAME})" if feed.vendor_id else NAME
    shown_as = _As(vendors, uow.rules.addresses.mail)
    whole = _series(sessions, feed, owner, uow)
    single = [shown_as.session(its) for its in sessions if its.series_id not in whole]
    return feed, publish(single, name, [shown_as.series(*its) for its in whole.values()])


def _sessions(feed: Feed, owner: Person, uow: UnitOfWork) -> list[Session]:
    """Those of the feed that its owner may see today: whoever changed companies brings none along."""
    guest = None if feed.vendor_id else owner.id
    span = uow.at - BEFORE, uow.at + AHEAD
    return uow.sessions.published(*span, guest=guest, vendor=feed.vendor_id or owner.vendor_id)


def _series(
    sessions: Sequence[Session], feed: Feed, owner: Person, uow: UnitOfWork
) -> dict[int | None, tuple[SessionSeries, list[Session]]]:
    """The series these sessions are of, each with its meetings; not those of which somebody comes to single ones only."""
    found = uow.series.some({its.series_id for its in sessions if its.series_id})
    theirs = {its.id: its for its in found.values() if feed.vendor_id or owner.id in its.guests}
    meetings: dict[int | None, list[Session]] = {each: [] for each in theirs}
    for its in uow.sessions.published_of(theirs.keys(), guest=None if feed.vendor_id else owner.id):
        meetings[its.series_id].append(its)
    return {each: (series, meetings[each]) for each, series in theirs.items()}


@dataclass(frozen=True)
class _As:
    """How sessions look in a feed. Their stamp is not when they are read: the same sessions must stay the same bytes."""

    vendors: Mapping[int, Vendor]
    mail: str

    def session(self, its: Session) -> "Invite":
        about = f"{its.reference}. {self._about(its.kind, its.vendor_id)}"
        invite = self._invite(its.uid, its.sequence, its.starts_at.astimezone(ZoneInfo(its.zone)), its.minutes, about)
        return replace(invite, title=its.title, join_link=its.join_link, stamp=its.changed_at or its.starts_at)

    def series(self, its: SessionSeries, meetings: Sequence[Session]) -> "SeriesInvite":
        from handlers.kit.ics_series import Changed, SeriesInvite

        starts, about = its.planned_start(its.first), self._about(its.kind, its.vendor_id)
        whole = self._invite(its.uid, its.sequence, starts, its.minutes, f"{about[:-1]}: {its.recurrence.words()}.")
        changed_at = max(each.changed_at or each.starts_at for each in meetings)
        days = {each.planned_on: each for each in meetings if each.planned_on}
        return SeriesInvite(
            invite=replace(whole, title=its.title, join_link=its.join_link, stamp=changed_at),
            recurrence=its.recurrence,
            until=its.until,
            skipped=its.left_out(days),
            changed=tuple(
                Changed(planned=day, invite=self.session(each)) for day, each in days.items() if differs(each, its)
            ),
            follows=its.follows,
        )

    def _about(self, kind: str, vendor: int) -> str:
        return f"{kind.capitalize()} of both companies about the work of {self.vendors[vendor].name}."

    def _invite(self, uid: str, sequence: int, starts: datetime, minutes: int, about: str) -> "Invite":
        from handlers.kit.ics import Invite

        return Invite(
            uid=uid,
            sequence=sequence,
            stamp=starts,
            starts=starts,
            minutes=minutes,
            title="",
            description=about,
            organizer_name=NAME,
            organizer_mail=self.mail,
            guests=(),
        )
