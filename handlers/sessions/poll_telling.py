"""Who hears of a poll: the channel in one message that stays right, and whoever asked when all have answered or time is up."""

from hashlib import sha256

from governance.events import PollAnswered, PollCancelled, PollDecided, PollOpened
from governance.polls import Poll
from handlers.kit.blocks import section
from handlers.kit.replies import Message
from handlers.kit.requests import Tick
from handlers.sessions.poll_cards import asked_as, question, question_to, results
from handlers.sessions.register import feature
from storage import outbox
from storage.unit_of_work import UnitOfWork


@feature.on(PollOpened)
def ask_in_the_channel(event: PollOpened, uow: UnitOfWork) -> None:
    poll = _poll(event.poll, uow)
    for link in uow.vendors.links_of(poll.vendor_id)[:1]:
        payload = question(poll, uow).payload() | {"channel": link.channel}
        uow.outbox.put(outbox.Kind.POST, f"channel:{link.channel}", payload, once=asked_as(poll))
    _tell_each(poll, asked_as(poll), uow)


@feature.on(PollAnswered)
def show_what_was_said(event: PollAnswered, uow: UnitOfWork) -> None:
    poll = _poll(event.poll, uow)
    _rewrite(poll, uow)
    if poll.is_complete:
        _tell_whoever_asked(poll, "Everybody has answered.", uow)


@feature.on(PollDecided)
def show_the_decision(event: PollDecided, uow: UnitOfWork) -> None:
    _show_the_end(_poll(event.poll, uow), uow)


@feature.on(PollCancelled)
def show_that_it_is_off(event: PollCancelled, uow: UnitOfWork) -> None:
    _show_the_end(_poll(event.poll, uow), uow)


def _show_the_end(poll: Poll, uow: UnitOfWork) -> None:
    _rewrite(poll, uow)
    _tell_each(poll, f"{asked_as(poll)}:over", uow)


def _tell_each(poll: Poll, once: str, uow: UnitOfWork) -> None:
    """Where the two companies have no channel yet, each guest who has Slack is asked and told alone."""
    if uow.vendors.links_of(poll.vendor_id):
        return
    for person in uow.people.some(set(poll.guests)).values():
        if person.slack_user:
            payload = question_to(poll, person, uow).payload() | {"channel": person.slack_user}
            uow.outbox.put(outbox.Kind.POST, f"channel:{person.slack_user}", payload, once=f"{once}:{person.id}")


@feature.every("polls", "*/5 * * * *")
def time_is_up(tick: Tick, uow: UnitOfWork) -> None:
    for poll in uow.polls.to_tell(tick.at):
        _tell_whoever_asked(poll, "The time to answer is over.", uow)


def _tell_whoever_asked(poll: Poll, lead: str, uow: UnitOfWork) -> None:
    """Once, whichever comes first."""
    caller = uow.people.by_id(poll.called_by)
    if not uow.polls.mark_told(poll, uow.at) or not caller.slack_user:
        return
    blocks = (section(lead), *results(poll, caller, uow, decides=True))
    payload = Message(blocks).payload() | {"channel": caller.slack_user}
    uow.outbox.put(outbox.Kind.POST, f"channel:{caller.slack_user}", payload, once=f"poll:{poll.id}:result")


def _rewrite(poll: Poll, uow: UnitOfWork) -> None:
    """The message in the channel says how it stands now."""
    said = uow.outbox.said(asked_as(poll))
    if said is None:
        return
    channel, ts = said
    payload = question(poll, uow).payload() | {"channel": channel, "ts": ts}
    # Named by moment and content: an answer taken back is news again, and three at once are said once.
    content = sha256(str(payload["text"]).encode()).hexdigest()[:16]
    once = f"poll:{poll.id}:{uow.at:%Y%m%dT%H%M%S%f}:{content}"
    uow.outbox.put(outbox.Kind.UPDATE, f"channel:{channel}", payload, once=once)


def _poll(poll: int, uow: UnitOfWork) -> Poll:
    found = uow.polls.by_id(poll)
    assert found is not None
    return found
