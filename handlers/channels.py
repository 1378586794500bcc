"""Channels change: archived, left, cut off or called otherwise. What Slack says of one is believed, not in what order it says so."""

from dataclasses import replace
from datetime import timedelta

from governance.events import (
    ChannelClosed,
    ChannelMoved,
    ChannelReclaimed,
    ChannelReopened,
    ChannelReshared,
    ChannelUnshared,
)
from governance.people import Act
from governance.refusals import Refusal
from governance.vendors import Closed, Link, Seen, Vendor
from handlers.kit.blocks import Block, actions, button, esc, section
from handlers.kit.confirming import manager_of
from handlers.kit.feature import Feature
from handlers.kit.leads import tell_all
from handlers.kit.replies import Message, Reply, say
from handlers.kit.requests import Request
from handlers.kit.words import listing, plural
from storage.outbox import Kind
from storage.unit_of_work import UnitOfWork

feature = Feature("channels")

# What waited longer for its channel is no news any more.
LONGEST_HELD = timedelta(days=7)
_WHY = {
    Closed.ARCHIVED: ("{channel} is archived, so I can say nothing there.", "Unarchive it in Slack"),
    Closed.LEFT: ("I am not in {channel}, so I can say nothing there.", "Write `/invite @Parley` there"),
    Closed.GONE: (
        "I cannot find {channel} any more: it was deleted or cut off, or I was removed from it.",
        "If it still exists, write `/invite @Parley` there",
    ),
}


class NotAlone(Refusal):
    """Another company reads this channel, so it is not yours alone. End the sharing in Slack first."""


class NotThisChannel(Refusal):
    """This channel belongs to no vendor any more. `/vendor link <vendor>` links it again."""


# --- what Slack says -------------------------------------------------------------------------------------------------


def look(channel: str, uow: UnitOfWork, *, once: str) -> bool:
    """Slack is asked what has become of a channel; False where it is no vendor's, and so nobody's business here."""
    if uow.vendors.link_of(channel) is None:
        return False
    uow.outbox.put(Kind.LEARN, f"learn:{channel}", {"channel": channel}, once=f"learn:{once}"[:200])
    return True


def takes_new_id(old: str, new: str, uow: UnitOfWork, *, once: str) -> None:
    """Slack has given a channel another id; of several changes any may be heard of first."""
    uow.channels.note_move(old, new)
    newest = uow.channels.newest(new)
    for before in uow.channels.linked_before(newest):
        link = uow.vendors.link_of(before)
        assert link is not None
        uow.channels.move(before, newest)
        uow.record(ChannelMoved(vendor=link.vendor_id, old=before, new=newest))
    look(newest, uow, once=once)


def notice(channel: str, seen: Seen, uow: UnitOfWork) -> None:
    """Draws the conclusions of how Slack describes a channel; drawn twice they are the same."""
    link = uow.vendors.link_of(channel)
    if link is None:
        return
    vendor = uow.vendors.by_id(link.vendor_id)
    seen = replace(seen, teams=frozenset(its for its in seen.teams if not uow.workspace.owns(its)))
    _notice_closing(link, vendor, seen, uow)
    if seen.shared is not None:
        _notice_sharing(link, vendor, seen, uow)
        _notice_readers(link, vendor, seen, uow)


def _notice_closing(link: Link, vendor: Vendor, seen: Seen, uow: UnitOfWork) -> None:
    lane = f"channel:{link.channel}"
    if seen.closed:
        uow.outbox.hold(lane)  # each time: an attempt under way may have let it go
    if seen.closed == link.closed:
        return
    uow.channels.keep(link.channel, closed=seen.closed)
    if seen.closed:
        uow.record(ChannelClosed(vendor=vendor.id, channel=link.channel, why=seen.closed))
        _tell(vendor, _closed(link, vendor, seen.closed, uow), seen.closed, link.channel, uow)
        return
    said = uow.outbox.let_go(lane, uow.at - LONGEST_HELD)
    uow.record(ChannelReopened(vendor=vendor.id, channel=link.channel))
    _tell(vendor, [section(_back(link, vendor, said))], "back", link.channel, uow)


def _notice_sharing(link: Link, vendor: Vendor, seen: Seen, uow: UnitOfWork) -> None:
    """A channel that another company read stays one in which less is said, whoever is left in it."""
    if _is_with(vendor, seen, uow):
        uow.channels.keep_sharing(link.channel, shared=True, seen_shared=True, unshared_at=None)
        if link.unshared_at:
            uow.record(ChannelReshared(vendor=vendor.id, channel=link.channel))
            words = f"{_name(link, vendor)} is shared with {esc(vendor.name)} again, and I go on there as before."
            _tell(vendor, [section(words)], "shared", link.channel, uow)
    elif link.unshared_at:
        return
    elif not link.seen_shared and (seen.shared or not link.ext_shared):
        uow.channels.keep_sharing(link.channel, shared=bool(seen.shared), seen_shared=False, unshared_at=None)
    else:
        uow.channels.keep_sharing(link.channel, shared=True, seen_shared=True, unshared_at=uow.at)
        uow.record(ChannelUnshared(vendor=vendor.id, channel=link.channel))
        _tell(vendor, _unshared(link, vendor), "unshared", link.channel, uow)


def _is_with(vendor: Vendor, seen: Seen, uow: UnitOfWork) -> bool:
    """Whether the vendor reads there: another company may, while it does not."""
    theirs = _companies(vendor, uow)
    return bool(seen.shared) and (not theirs or not seen.teams or bool(theirs & seen.teams))


def _companies(vendor: Vendor, uow: UnitOfWork) -> set[str]:
    """The Slack teams and organisations of the vendor's people who are confirmed."""
    people = [its for its in uow.people.of_vendor(vendor.id) if its.confirmed_at and not its.is_guest]
    return {team for its in people for team in (its.slack_team, its.enterprise_id) if team}


def _notice_readers(link: Link, vendor: Vendor, seen: Seen, uow: UnitOfWork) -> None:
    """Another company that comes in is told once, each time it comes."""
    uow.channels.keep_readers(link.channel, ext_shared=bool(seen.shared), reader_teams=seen.teams)
    theirs = _companies(vendor, uow)
    new = seen.teams - link.reader_teams - theirs
    known = uow.people.companies(new)
    # Where nobody of the vendor is known yet, whoever linked the channel is asked about everybody in it.
    others = [its for its in sorted(new) if theirs or its in known]
    if others:
        vendors = uow.vendors.some(set(known.values()))
        names = [f"{vendors[known[its]].name}'s Slack" if its in known else _unknown(its) for its in others]
        _tell(vendor, [section(_read_by(link, vendor, names))], "readers", link.channel, uow)


# --- what the vendor manager hears and does --------------------------------------------------------------------------


def _tell(vendor: Vendor, blocks: list[Block], what: str, channel: str, uow: UnitOfWork) -> None:
    """Once for each time it happens."""
    manager = manager_of(vendor, uow)
    once = f"channel:{channel}:{what}:{uow.at:%Y%m%dT%H%M%S%f}"
    tell_all(
        [manager] if manager else [],
        lambda _: Message(tuple(blocks)),
        f"Slack channel of {vendor.name}",
        uow,
        once=once,
    )


def _name(link: Link, vendor: Vendor) -> str:
    return f"*{esc(vendor.name)}*'s channel <#{link.channel}>"


def _closed(link: Link, vendor: Vendor, why: Closed, uow: UnitOfWork) -> list[Block]:
    what, remedy = _WHY[why]
    digest = "The digest there pauses. " if uow.schedules.of_channel("digest", link.channel) else ""
    count = uow.outbox.waiting_in(f"channel:{link.channel}")
    held = f"{plural(count, 'message')} for it {'waits' if count == 1 else 'wait'}, a week at most. " if count else ""
    other = f"or link another channel: `/vendor link {esc(vendor.name)}` there."
    return [
        section(f"{what.format(channel=_name(link, vendor))} {digest}{held}{remedy} and I go on by myself, {other}")
    ]


def _back(link: Link, vendor: Vendor, said: int) -> str:
    waited = f" {plural(said, 'message')} that waited {'follows' if said == 1 else 'follow'} now." if said else ""
    return f"{_name(link, vendor)} is back, and I go on there.{waited}"


def _unshared(link: Link, vendor: Vendor) -> list[Block]:
    name = esc(vendor.name)
    words = (
        f"{_name(link, vendor)} is no longer shared with {name}: its people do not read it any more. I say nothing to {name} "
        "there, and still nothing that is private to you.\n"
        f"*What to do*: share it again in Slack and I go on; or link another channel with `/vendor link {name}` there; "
        "or say that this one is for you alone from now on."
    )
    return [section(words), actions(button("It is ours alone", "channel.ours", link.channel))]


def _unknown(team: str) -> str:
    return f"another company's Slack ({team})"


def _read_by(link: Link, vendor: Vendor, companies: list[str]) -> str:
    name = esc(vendor.name)
    which = "a company that I do not know to be" if len(companies) == 1 else "companies that I do not know to be"
    return (
        f"{_name(link, vendor)} is read by {which} {name}'s: {esc(listing(companies))}. I say nothing there that is private "
        f"to you, but they read what I say of {name}.\n"
        f"*What to do*: if they are {name}'s people, nothing. If not, end their sharing in Slack, or link another channel "
        f"with `/vendor link {name}` there."
    )


@feature.button("channel.ours", act=Act.KEEP_VENDORS)
def keep_it(request: Request, uow: UnitOfWork) -> Reply:
    link = uow.vendors.link_of(uow.channels.newest(request.ref))
    if link is None:
        raise NotThisChannel
    vendor = uow.vendors.by_id(link.vendor_id)
    if link.ext_shared or (link.shared and link.unshared_at is None):
        raise NotAlone
    if link.shared:
        uow.channels.keep_sharing(link.channel, shared=False, seen_shared=False, unshared_at=None)
        uow.record(ChannelReclaimed(vendor=vendor.id, channel=link.channel))
    words = (
        f"<#{link.channel}> is yours alone now: what I say there of {esc(vendor.name)} may be what only you may know."
    )
    return say(section(words))
