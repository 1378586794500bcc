"""Meetings that somebody else's calendar keeps: what a mail or a file tells of one is put to a person, never taken over by itself."""

from collections.abc import Mapping
from datetime import datetime

from governance.events import Door, MeetingOffered, Words
from governance.meetings import Meeting, Method, News, Offer, Stage, news
from governance.people import Act, Person, Role, may, sees
from governance.sessions import Session
from handlers.kit import shown
from handlers.kit.blocks import Block, actions, button, cut, esc, section
from handlers.kit.mail_values import Mail, digest_of, meeting_json, meeting_of
from handlers.kit.requests import Job
from handlers.kit.words import plural
from handlers.sessions.privately import callers, tell, zone_of
from handlers.sessions.register import feature
from handlers.sessions.replying import take
from storage.meetings import Sent
from storage.unit_of_work import UnitOfWork

MOST_DOUBTFUL = 5
SHOWN = 5


@feature.mail(act=Act.ANSWER_FOR_ONESELF)
def hear(mail: Mail, uow: UnitOfWork) -> None:
    """Answers to what we sent, then what the mail tells of others' meetings."""
    for answer in mail.answers:
        take(answer, mail, uow)
    sender = uow.people.by_mail({mail.sender}).get(mail.sender) if mail.meetings else None
    for meeting in mail.meetings:
        if sender is None or sender.role is Role.STRANGER:
            uow.mailboxes.count("offered_by_a_stranger")
        elif uow.rsvps.invited_under(meeting.uid) or meeting.organizer == uow.rules.addresses.mail.lower():
            uow.mailboxes.count("ours_come_back")
        else:
            _hear_of(meeting, sender, mail.verified, uow)


@feature.work("sessions.meeting", door=Door.DIRECT, calendar=True)
def read_file(job: Job) -> None:
    """A calendar file somebody sent in a direct message: they are asked themselves."""
    with job.unit_of_work() as uow:
        sender = uow.people.by_id(job.payload["person"])
        words = _trouble(job, sender, uow)
        if words is None:
            words = _asked_about(meeting_of(job.payload["read"]["meetings"][0]), sender, uow)
        if words:
            tell(sender, [section(words)], uow, once=f"meeting:{job.payload['upload']}")


def _trouble(job: Job, sender: Person, uow: UnitOfWork) -> str | None:
    read, upload = job.payload.get("read"), uow.uploads.by_id(job.payload["upload"])
    name = esc(cut(upload.name, 100)) if upload else "that file"
    if job.payload.get("trouble"):
        return f"I could not fetch {name}: {esc(job.payload['trouble'])}. Please send it again."
    if read is None:
        return f"I cannot read {name}: it is too much. Export the one meeting alone and send me that."
    if not read["meetings"]:
        why = next(iter(read["unusable"]), "There is no meeting in it.")
        return f"I cannot adopt what is in {name}. {esc(why)}"
    if not may(sender, Act.SCHEDULE_SESSIONS):
        return (
            "A session is scheduled by the sponsor's people or your account lead. Ask one of them to send me the file."
        )
    return None


def _asked_about(meeting: Meeting, sender: Person, uow: UnitOfWork) -> str | None:
    """Why the sender is not asked, None when they are."""
    if uow.rsvps.invited_under(meeting.uid) or meeting.organizer == uow.rules.addresses.mail.lower():
        return "I keep that meeting myself and sent it to its guests. `session list` shows it."
    held = _held(meeting, uow)
    if held and not _may_tell(sender, held):
        return "There is no meeting in it that you could adopt."
    if held and not _is_news(meeting, held, uow):
        return f"I have that meeting already, as *{min(held.values(), key=_number).reference}*. Nothing in it is new."
    if not held and meeting.method is Method.CANCEL:
        return "That meeting is cancelled, so there is nothing to adopt."
    _put(meeting, sender, sender, True, held, uow)
    return None


def _hear_of(meeting: Meeting, sender: Person, verified: bool, uow: UnitOfWork) -> None:
    held = _held(meeting, uow)
    if held and not _may_tell(sender, held):
        uow.mailboxes.count("offered_by_a_stranger")
    elif (held and not _is_news(meeting, held, uow)) or (not held and meeting.method is Method.CANCEL):
        uow.mailboxes.count("nothing_new")
    elif not verified and uow.meetings.doubtful() >= MOST_DOUBTFUL:
        uow.mailboxes.count("too_many_in_doubt")
    elif asked := _who_decides(meeting, sender, held, uow):
        _put(meeting, sender, asked, verified, held, uow)


def _held(meeting: Meeting, uow: UnitOfWork) -> Mapping[datetime, Session]:
    adopted = uow.meetings.known(meeting.uid)
    return uow.meetings.held(adopted) if adopted else {}


def _may_tell(sender: Person, held: Mapping[datetime, Session]) -> bool:
    """A meeting of one vendor is nobody's of another."""
    return all(sees(sender, session.vendor_id) for session in held.values())


def _is_news(meeting: Meeting, held: Mapping[datetime, Session], uow: UnitOfWork) -> bool:
    return bool(news(meeting, held, uow.at) or guests_changed(meeting, held, uow))


def guests_changed(
    meeting: Meeting, held: Mapping[datetime, Session], uow: UnitOfWork
) -> tuple[set[int], set[int]] | None:
    """Who of those we know is new in a whole meeting, and who is in it no more; None when nobody is."""
    coming = [session for session in held.values() if session.starts_at > uow.at]
    if not coming or not meeting.whole or meeting.method is Method.CANCEL:
        return None
    told = {person.id for person in known_in(meeting, coming[0].vendor_id, uow)}
    now = {who for session in coming for who in session.guests}
    return (told - now, now - told) if told and told != now else None


def known_in(meeting: Meeting, vendor: int, uow: UnitOfWork) -> list[Person]:
    """The people of a meeting whom we know as the sponsor's or this vendor's."""
    known = uow.people.by_mail(meeting.everybody).values()
    return [person for person in known if person.is_sponsors or person.vendor_id == vendor]


def _who_decides(meeting: Meeting, sender: Person, held: Mapping[datetime, Session], uow: UnitOfWork) -> Person | None:
    """Who adopted it; of a new one, the account lead of the vendor it seems to be about; else the administrator."""
    if held:
        return next(iter(callers(next(iter(held.values())), uow)), None)
    vendor = vendor_of(meeting, sender, uow)
    lead = uow.vendors.by_id(vendor).sponsor_lead if vendor else None
    people = uow.people.some({who for who in (lead, uow.workspace.administrator) if who})
    return next(
        (people[who] for who in (lead, uow.workspace.administrator) if who in people and people[who].slack_user), None
    )


def vendor_of(meeting: Meeting, sender: Person, uow: UnitOfWork) -> int | None:
    """The one vendor whose people are in it; a vendor's person speaks of their own only."""
    if sender.vendor_id is not None:
        return sender.vendor_id
    found = {person.vendor_id for person in uow.people.by_mail(meeting.everybody).values() if person.vendor_id}
    return found.pop() if len(found) == 1 else None


# --- the question ------------------------------------------------------------------------------------------------------


def _put(
    meeting: Meeting, sender: Person, asked: Person, verified: bool, held: Mapping[datetime, Session], uow: UnitOfWork
) -> None:
    """Kept until somebody decides. The same told twice is asked once."""
    sent = Sent(by=sender.id, verified=verified, asked_of=asked.id, at=uow.at)
    offer = uow.meetings.offer(meeting, meeting_json(meeting), digest_of(meeting), sent)
    if offer is None or offer.state is not Stage.ASKED:
        uow.mailboxes.count("nothing_new")
        return
    event = MeetingOffered(
        meeting=offer.adopted_id,
        offer=offer.id,
        method=meeting.method,
        title=Words(meeting.title),
        by=sender.id,
        verified=int(verified),
    )
    uow.record(event)
    blocks = _change(meeting, sender, asked, offer, held, uow) if held else _first(meeting, sender, asked, offer, uow)
    tell(asked, blocks, uow, once=f"offer:{offer.id}")


def _first(meeting: Meeting, sender: Person, asked: Person, offer: Offer, uow: UnitOfWork) -> list[Block]:
    times = [its for its in meeting.times if its.starts_at > uow.at]
    more = f" and {plural(len(times) - 1, 'more meeting')} in the next twelve months" if len(times) > 1 else ""
    when = shown.moment(times[0].starts_at, zone_of(asked, uow))
    lead = f":calendar: {_whose(sender, asked)} *{esc(meeting.title)}*: {when}{more}.{doubt(offer, sender)}"
    ask = (
        "Shall I keep it as a session? Invites stay in its organiser's calendar; I remind, collect answers and list it."
    )
    adopt = button("Adopt it", "session.adopt", offer.id, style="primary")
    return [section(f"{lead}\n{ask}"), actions(adopt, button("Leave it", "session.leave", offer.id))]


def _whose(sender: Person, asked: Person) -> str:
    return "You sent me" if sender.id == asked.id else f"{shown.person(sender)} invited me to"


def doubt(offer: Offer, sender: Person) -> str:
    """Said wherever somebody decides."""
    if offer.verified:
        return ""
    return f"\n:warning: I could not verify that the mail is from {shown.person(sender)}. Ask them before you say yes."


def _change(
    meeting: Meeting, sender: Person, asked: Person, offer: Offer, held: Mapping[datetime, Session], uow: UnitOfWork
) -> list[Block]:
    lines = _told(news(meeting, held, uow.at), meeting, asked, uow)
    if guests := guests_changed(meeting, held, uow):
        people = uow.people.some(guests[0] | guests[1])
        lines += [f"New: {shown.person(people[who])}" for who in sorted(guests[0])][:SHOWN]
        lines += [f"No longer in it: {shown.person(people[who])}" for who in sorted(guests[1])][:SHOWN]
    lead = f":calendar: The calendar of *{esc(meeting.title)}* says that it changed ({shown.person(sender)}).{doubt(offer, sender)}"
    take_over = button("Take it over", "session.take_over", offer.id, style="primary")
    row = actions(take_over, button("Leave it as it is", "session.leave", offer.id))
    return [section("\n".join([lead, *lines])), row]


def _told(its: News, meeting: Meeting, asked: Person, uow: UnitOfWork) -> list[str]:
    """What is different, the first few of each kind by name."""
    zone = zone_of(asked, uow)
    moved = [
        f"*{session.reference}* {shown.moment(session.starts_at, zone)} → {shown.moment(time.starts_at, zone)}, {time.minutes} minutes"
        for session, time in its.moved
    ]
    off = [f"*{session.reference}* {shown.moment(session.starts_at, zone)} is cancelled" for session in its.cancelled]
    new = [f"New: {shown.moment(time.starts_at, zone)}, {time.minutes} minutes" for time in its.added]
    named = [f"Its title is *{esc(meeting.title)}* now, or its link another"] if its.renamed else []
    return [line for lines in (moved, off, new, named) for line in _shortened(lines)]


def _shortened(lines: list[str]) -> list[str]:
    return lines if len(lines) <= SHOWN else [*lines[:SHOWN], f"and {len(lines) - SHOWN} more"]


def _number(session: Session) -> int:
    return session.number
