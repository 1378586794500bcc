"""Who hears of minutes: both companies where the session was held, the scribe directly; what asks to approve stays right."""

from collections.abc import Sequence
from hashlib import sha256

from governance.events import (
    AddendumAdded,
    ApprovalGiven,
    MinutesCirculated,
    MinutesCommented,
    MinutesFiled,
    MinutesRewritten,
    ScribeNamed,
)
from governance.minutes import State
from governance.people import Person
from handlers.kit import shown
from handlers.kit.approving import said_of
from handlers.kit.blocks import Block, actions, button, context, paragraphs
from handlers.kit.channels import channel_for
from handlers.kit.leads import tell_all
from handlers.kit.replies import Message
from handlers.kit.sittings import started_as
from handlers.minutes.naming import Kept, scribe_mention, the_kept
from handlers.minutes.pdf import send_pdf
from handlers.minutes.register import feature
from handlers.minutes.showing import (
    addendum_line,
    approve_addendum,
    approve_button,
    comment_button,
    edit_button,
    open_button,
    send_button,
)
from handlers.minutes.words import (
    REST,
    companies_of,
    day_words,
    is_cut,
    named,
    people_of,
    rest,
    short,
    waits_words,
    written,
)
from storage.outbox import Kind
from storage.unit_of_work import UnitOfWork

LONG = 600
Where = tuple[str, str | None]


# --- where ---------------------------------------------------------------------------------------------------------------


def held_at(kept: Kept, uow: UnitOfWork) -> Where | None:
    """The thread the session was held in; else the vendor's channel, that of the session's study before others."""
    begun = uow.outbox.said(started_as(kept.session))
    return begun or channel_of(kept, uow)


def channel_of(kept: Kept, uow: UnitOfWork) -> Where | None:
    """Where both companies read: beside the thread, not in it."""
    begun = uow.outbox.said(started_as(kept.session))
    if begun:
        return begun[0], None
    channel = channel_for(kept.session.vendor_id, kept.session.study_id, uow)
    return (channel, None) if channel else None


def _post(where: Where | None, message: Message, once: str, uow: UnitOfWork) -> None:
    if where is None:
        return
    channel, thread = where
    payload = message.payload() | {"channel": channel} | ({"thread_ts": thread} if thread else {})
    uow.outbox.put(Kind.POST, f"channel:{channel}", payload, once=once[:200])


def _rewrite(name: str, message: Message, uow: UnitOfWork) -> None:
    """A message that was posted says how it stands now."""
    said = uow.outbox.said(name)
    if said:
        channel, ts = said
        payload = message.payload() | {"channel": channel, "ts": ts}
        words = sha256(message.text.encode()).hexdigest()[:12]
        once = f"{name}:{uow.at:%Y%m%dT%H%M%S%f}:{words}"
        uow.outbox.put(Kind.UPDATE, f"channel:{channel}", payload, once=once)


def drafted_as(kept: Kept) -> str:
    return f"minutes:{kept.minutes.id}:draft"


def asked_as(kept: Kept) -> str:
    return f"minutes:{kept.minutes.id}:asked"


# --- the draft -----------------------------------------------------------------------------------------------------------


def show_draft(kept: Kept, uow: UnitOfWork) -> None:
    """Where it was held, to read at once; and as a file."""
    where = held_at(kept, uow)
    _post(where, _draft(kept, uow), drafted_as(kept), uow)
    if where:
        comment = f"The minutes of {kept.reference} as a draft."
        send_pdf(kept, where[0], comment, f"{drafted_as(kept)}:pdf", uow, thread=where[1])


def _draft(kept: Kept, uow: UnitOfWork) -> Message:
    head = f"{named(kept.session, uow)}, a draft. {scribe_mention(kept, uow)} edits it; press Comment where something is missing or wrong."
    return _with_content(kept, [head], (comment_button(kept), open_button(kept.session)), uow)


def _with_content(kept: Kept, head: Sequence[str], row: Sequence[Block], uow: UnitOfWork) -> Message:
    content = kept.version.content
    people = people_of(content, uow)
    lines = [*short(content, people, uow), *rest(content, people, companies_of(kept.minutes.vendor_id, uow))]
    more = [context(REST)] if is_cut(content) else []
    return Message((*paragraphs(head), *paragraphs(lines), *more, actions(*row)))


def hand_to_scribe(kept: Kept, uow: UnitOfWork) -> None:
    """What the scribe can do with the draft, in a message of their own."""
    scribe = uow.people.by_id(kept.minutes.scribe_id) if kept.minutes.scribe_id else None
    if scribe is None:
        return
    by_itself = "Without a word from you they go to both companies in one business day."
    lines = [
        f"{named(kept.session, uow)} are drafted. Please read them, edit what is not right and send them.",
        by_itself,
    ]
    row = actions(edit_button(kept), send_button(kept), open_button(kept.session))

    def write(_: Person) -> Message:
        return Message((*paragraphs(lines), row))

    once = f"minutes:{kept.minutes.id}:scribe:{scribe.id}"
    tell_all([scribe], write, _subject(kept), uow, once=once)


@feature.on(ScribeNamed)
def tell_the_new_scribe(event: ScribeNamed, uow: UnitOfWork) -> None:
    kept = the_kept(event.minutes, uow)
    if kept.minutes.state is State.DRAFT:
        hand_to_scribe(kept, uow)
        _rewrite(drafted_as(kept), _draft(kept, uow), uow)


# --- asking both ---------------------------------------------------------------------------------------------------------


@feature.on(MinutesCirculated)
def ask_both(event: MinutesCirculated, uow: UnitOfWork) -> None:
    kept = the_kept(event.minutes, uow)
    where = channel_of(kept, uow)
    if where:
        _post(where, _asking(kept, uow), asked_as(kept), uow)
        return
    _tell_approvers(kept, _asking(kept, uow), "asked", uow)


def _asking(kept: Kept, uow: UnitOfWork) -> Message:
    """What asks both companies, and what that message becomes."""
    its = kept.minutes
    if its.is_filed:
        head = [
            f":white_check_mark: {named(kept.session, uow)}: approved by both companies.",
            *map(said_of, kept.given.values()),
        ]
        return _with_content(kept, head, (open_button(kept.session), _pdf(kept)), uow)
    lead = f"{named(kept.session, uow)}: please approve version {its.version} by {day_words(its.due_on, uow)}, or say what should be different."
    row = (approve_button(kept.session, its), comment_button(kept), open_button(kept.session), _pdf(kept))
    return _with_content(kept, [lead, *map(said_of, kept.given.values()), *waits_words(kept, uow)], row, uow)


def _pdf(kept: Kept) -> Block:
    return button("PDF", "minutes.pdf", kept.reference, label=f"PDF of the minutes of {kept.reference}")


@feature.on(ApprovalGiven)
def show_who_approved(event: ApprovalGiven, uow: UnitOfWork) -> None:
    kind, _, ident = event.about.partition(":")
    if kind == "minutes":
        kept = the_kept(int(ident), uow)
        if not kept.minutes.is_filed:
            _rewrite(asked_as(kept), _asking(kept, uow), uow)


@feature.on(MinutesRewritten)
def tell_of_the_new_version(event: MinutesRewritten, uow: UnitOfWork) -> None:
    """A draft just reads differently; what was sent has to be approved anew."""
    kept = the_kept(event.minutes, uow)
    if kept.minutes.state is State.DRAFT:
        _rewrite(drafted_as(kept), _draft(kept, uow), uow)
        return
    _rewrite(asked_as(kept), _asking(kept, uow), uow)
    by = shown.person(uow.actor) if uow.actor else "Parley"
    lines = [
        f"{by} changed the minutes of *{kept.reference}*: {written(event.reason, LONG)}",
        f"Please approve version {event.version} now.",
        *waits_words(kept, uow),
    ]
    row = (approve_button(kept.session, kept.minutes), open_button(kept.session))
    message = Message((*paragraphs(lines), actions(*row)))
    where = channel_of(kept, uow)
    if where:
        _post(where, message, f"minutes:{kept.minutes.id}:version:{event.version}", uow)
    else:
        _tell_approvers(kept, message, f"version:{event.version}", uow)


@feature.on(MinutesCommented)
def tell_the_scribe(event: MinutesCommented, uow: UnitOfWork) -> None:
    kept, by = the_kept(event.minutes, uow), uow.actor
    scribe = uow.people.by_id(kept.minutes.scribe_id) if kept.minutes.scribe_id else None
    if scribe is None or by is None or scribe.id == by.id:
        return
    line = f"{shown.person(by)} says to the minutes of *{kept.reference}*: {written(event.comment, LONG)}"
    row = actions(edit_button(kept), open_button(kept.session))

    def write(_: Person) -> Message:
        return Message((*paragraphs([line]), row))

    once = f"minutes:{kept.minutes.id}:comment:{uow.at:%Y%m%dT%H%M%S%f}"
    tell_all([scribe], write, _subject(kept), uow, once=once)


# --- approved, and after -------------------------------------------------------------------------------------------------


@feature.on(MinutesFiled)
def tell_that_both_approved(event: MinutesFiled, uow: UnitOfWork) -> None:
    """Who approved and when; with the version they approved as a file."""
    kept = the_kept(event.minutes, uow)
    _rewrite(asked_as(kept), _asking(kept, uow), uow)
    head = f":white_check_mark: {named(kept.session, uow)} are approved by both companies and stay as they are now."
    message = Message((*paragraphs([head, *map(said_of, kept.given.values())]), actions(open_button(kept.session))))
    where, name = channel_of(kept, uow), f"minutes:{kept.minutes.id}:filed"
    if where is None:
        _tell_approvers(kept, message, "filed", uow)
        return
    _post(where, message, name, uow)
    comment = f"The minutes of {kept.reference} as both companies approved them, version {event.version}."
    send_pdf(kept, where[0], comment, f"{name}:pdf", uow, thread=where[1])


@feature.on(AddendumAdded)
def tell_of_the_correction(event: AddendumAdded, uow: UnitOfWork) -> None:
    kept = the_kept(event.minutes, uow)
    its = next(one for one in uow.minutes.addenda(kept.minutes) if one.id == event.addendum)
    lines = [f"{named(kept.session, uow)}: a correction stands beside them now.", addendum_line(its, uow.actor, uow)]
    message = Message((*paragraphs(lines), actions(approve_addendum(kept, its), open_button(kept.session))))
    where = channel_of(kept, uow)
    if where:
        _post(where, message, f"minutes:{kept.minutes.id}:addendum:{its.number}", uow)
    else:
        _tell_approvers(kept, message, f"addendum:{its.number}", uow)


def _tell_approvers(kept: Kept, message: Message, what: str, uow: UnitOfWork) -> None:
    """Where no channel is linked, those who approve hear one by one."""
    once = f"minutes:{kept.minutes.id}:{what}"
    tell_all(kept.approvers.everyone_asked(), lambda _: message, _subject(kept), uow, once=once)


def _subject(kept: Kept) -> str:
    return f"Minutes of {kept.reference} {kept.session.title}"[:150]
