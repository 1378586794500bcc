"""The doctor: what is connected, what is due next, what failed and why."""

from collections.abc import Callable, Sequence
from datetime import datetime

from governance.people import Act, Role
from handlers.kit import shown
from handlers.kit.blocks import Block, cut, esc, header, section
from handlers.kit.feature import Feature
from handlers.kit.replies import Reply, say
from handlers.kit.requests import Request
from handlers.kit.words import plural
from storage.calendars import Standing
from storage.mailboxes import Mailbox, Mailboxes
from storage.unit_of_work import UnitOfWork

feature = Feature("doctor")


@feature.command("vendor doctor", summary="What is connected, what is due next, what failed and why.", act=Act.DIAGNOSE)
def examine(request: Request, uow: UnitOfWork) -> Reply:
    return say(header("How Parley is doing"), *_connected(request, uow), *_due(request, uow), *_failed(request, uow))


def _connected(request: Request, uow: UnitOfWork) -> list[Block]:
    waiting, unknown = uow.outbox.waiting()
    lines = [
        f"Connected to *{esc(uow.workspace.name)}*; {plural(uow.vendors.count(), 'vendor')} known.",
        "Nothing waits to be sent."
        if not waiting
        else f"{plural(waiting, 'message')} {'waits' if waiting == 1 else 'wait'} to be sent.",
    ]
    if unknown:
        lines.append(f"{plural(unknown, 'message')} may or may not have arrived; I look before I say them again.")
    lines += mail_coming_in(uow.mailboxes, lambda at: shown.moment(at, request.zone), esc)
    if request.place.channel and not request.place.direct:
        vendor = request.place.vendor
        lines.append(
            f"This channel belongs to *{esc(vendor.name)}*."
            if vendor
            else "This channel is not linked to a vendor. `/vendor link &lt;vendor&gt;` links it."
        )
    return [section("\n".join([*lines, *map(esc, calendars(uow.calendars.standing())), *_anchors(uow)]))]


_NO_ANCHOR = (
    "Nobody gets the record's daily anchor, which shows later whether the record was changed. "
    "`/vendor people @person quality` names who does."
)


def _anchors(uow: UnitOfWork) -> list[str]:
    """Who hears each day how far the record goes; without anybody, a record written anew would not be noticed."""
    mails = uow.rules.sends_mail
    auditors = [person for person in uow.people.with_role(Role.QUALITY) if person.left_at is None]
    if any(person.slack_user or (person.mail and mails) for person in auditors):
        return []
    return [_NO_ANCHOR]


def calendars(standing: Standing) -> list[str]:
    """How many of people's calendars can be read, and why the others cannot; nothing where there are none."""
    failing = [f"{plural(count, 'calendar')} cannot be read: {why}" for why, count in standing.failing.items()]
    read = [f"{plural(standing.read, 'calendar')} can be read."] if standing.read else []
    not_yet = [f"{plural(standing.not_yet, 'calendar')} not read yet."] if standing.not_yet else []
    return [*read, *not_yet, *failing]


def _due(request: Request, uow: UnitOfWork) -> list[Block]:
    schedules = [its for its in uow.schedules.of_channels("digest") if its.enabled][:5]
    lines = [f"Digest in <#{its.channel}>: {shown.moment(its.next_fire_at, request.zone)}" for its in schedules]
    return [section("\n".join(["*Due next*", *(lines or ["Nothing."])]))]


def _failed(request: Request, uow: UnitOfWork) -> list[Block]:
    late = [
        f"The digest in <#{its.channel}>: {esc(its.trouble)}"
        for its in uow.schedules.of_channels("digest")
        if its.trouble
    ]
    found = [*_lost(uow), *late, *failures(uow.outbox.dead())]
    return [section("\n".join(["*Failed*", *(found or ["Nothing."])]))]


def _lost(uow: UnitOfWork) -> list[str]:
    """Channels in which nothing can be said, or nothing to their vendor, and why."""
    lost = [its for its in uow.vendors.all_links() if its.closed or its.unshared_at]
    vendors = uow.vendors.some({its.vendor_id for its in lost})
    return [f"<#{its.channel}> of *{esc(vendors[its.vendor_id].name)}*: {_LOST[its.closed or '']}" for its in lost]


def mail_coming_in(
    mailboxes: Mailboxes,
    moment: Callable[[datetime], str] = "{:%Y-%m-%d %H:%M} UTC".format,
    safe: Callable[[str], str] = str,
) -> list[str]:
    """Where mail comes from, whether it can be read, and what there was in it."""
    lines = [f"Mail comes in: {safe(its.name)}, {_read(its, moment, safe)}." for its in mailboxes.all()]
    counts = mailboxes.counts()
    if heard := counts.get("heard"):
        strangers = counts.get("from_strangers", 0)
        more = f", {strangers:,} of them from people I do not know" if strangers else ""
        hard = counts.get("too_much_to_read", 0) + counts.get("unusable", 0)
        lines.append(f"{plural(heard, 'mail')} heard{more}{f', {hard:,} that I could not read' if hard else ''}.")
    return lines


def _read(its: Mailbox, moment: Callable[[datetime], str], safe: Callable[[str], str]) -> str:
    last = f"last read {moment(its.read_at)}" if its.read_at else "never read yet"
    return f"{safe(its.trouble)}, {last}" if its.trouble else last


def failures(dead: Sequence[tuple[str, str, str]]) -> list[str]:
    """What could not be said, to whom, why, and what helps."""
    return [f"A {kind.replace('_', ' ')} to {_place(lane)}: {_why(error)}" for lane, kind, error in dead]


_LOST = {
    "archived": "it is archived. Unarchive it, or link another one.",
    "left": "I am not in it. Invite me: `/invite @Parley`.",
    "gone": "it was deleted or cut off, or I was removed from it. Link another one.",
    "": "it is no longer shared. Share it again, or link another one.",
}
_REASONS = {
    "channel_not_found": "I cannot see this channel. Invite me: `/invite @Parley`.",
    "not_in_channel": "I am not in this channel. Invite me: `/invite @Parley`.",
    "is_archived": "the channel is archived. Link another one.",
    "user_not_found": "Slack does not know this person any more.",
    "missing_scope": "a permission is missing. Install the app again from its manifest.",
    "messages_tab_disabled": "direct messages to the app are switched off in its settings.",
}


def _place(lane: str) -> str:
    kind, _, name = lane.partition(":")
    if kind == "channel" and name.startswith(("C", "G")):
        return f"<#{name}>"
    return f"<@{name}>" if name.startswith(("U", "W")) else esc(name)


def _why(error: str) -> str:
    return _REASONS.get(error, esc(cut(error, 200)))
