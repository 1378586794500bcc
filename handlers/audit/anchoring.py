"""The anchor: each business day the people with the quality role get the record's newest hash, by which they find out later
whether anybody cut the record or wrote it anew. It goes to each of them alone, never to a channel others read."""

from governance.calendar.business_days import is_business_day
from governance.people import Person, Role
from handlers.audit.register import feature
from handlers.kit.blocks import esc, one_way, section
from handlers.kit.deputies import day_of
from handlers.kit.letters import note
from handlers.kit.record import Told, moment_words, short_moment, told_of
from handlers.kit.replies import Message
from handlers.kit.requests import Tick
from handlers.kit.words import plural
from storage.journal import Anchor
from storage.outbox import Kind
from storage.unit_of_work import UnitOfWork

MOST = 20  # erasures named in one anchor


@feature.every("anchors", "30 3 * * *")
def send(tick: Tick, uow: UnitOfWork) -> None:
    anchor = uow.audit.head()
    for person in uow.people.with_role(Role.QUALITY):
        day = day_of(person, uow)
        if anchor.number and is_business_day(day, person.hours(uow.workspace.zone).country):
            _send(person, anchor, uow, once=f"anchor:{day}:{person.id}")


def _send(person: Person, anchor: Anchor, uow: UnitOfWork, *, once: str) -> None:
    """By mail, which lies where whoever has the database has no hand in it; in a direct message where that cannot be."""
    subject = f"Today's anchor of the record of {uow.workspace.name}"
    head, command, keep = _words(person, anchor, uow)
    erased = _erased(person, uow)
    if person.mail and uow.rules.sends_mail:
        letter = note(
            person, subject=subject, words="\n\n".join([head, command, keep, erased]), stamp=uow.at, about=once
        )
        uow.outbox.put(Kind.MAIL, f"mail:{person.mail}", letter, once=once)
    elif person.slack_user:
        blocks = (
            section(f"*Today's anchor of the record*\n{head}"),
            section(f"```{command}```"),
            section(keep),
            section(esc(one_way(erased))),
        )
        payload = Message(blocks).payload() | {"channel": person.slack_user}
        uow.outbox.put(Kind.POST, f"channel:{person.slack_user}", payload, once=once)


def _erased(person: Person, uow: UnitOfWork) -> str:
    """What was erased, the newest first. Whoever has the database can say that of any text, of any day and in any name, so how many
    say so is told each day."""
    found = uow.audit.erasures()
    if not found:
        return "No text of the record was ever erased."
    say = plural(len(found), "entry says", "entries say")
    newest = told_of(found[: -MOST - 1 : -1], (), person.hours(uow.workspace.zone).zone, uow)
    return "\n".join([f"{say} that texts were erased; compare the anchor before. The newest:", *map(_line, newest)])


def _line(its: Told) -> str:
    facts = dict(its.facts)
    when, what = short_moment(its.recorded_at, its.zone), facts["Fields"].replace(",", ", ")
    return f"entry {its.number}, {when}: {what} of entry {facts['Entry']}, by {its.who} ({its.reason})"


def _words(person: Person, anchor: Anchor, uow: UnitOfWork) -> tuple[str, str, str]:
    at = moment_words(uow.at, person.hours(uow.workspace.zone).zone)
    entries = plural(anchor.number, "entry", "entries")
    digest = anchor.hash.hex()
    head = f"On {at} the record (workspace {uow.workspace.id}) has {entries}. The hash of the newest is {digest}."
    command = f"python -m bot audit verify --workspace {uow.workspace.id} --anchor {anchor.number}:{digest}"
    keep = (
        "Keep this where nobody who runs Parley can change it. Whoever runs Parley types the line above, today or in years: "
        f"it says whether any of these {entries} was changed, taken out, cut off or written anew since. "
        "What is recorded after this is held by the next anchor."
    )
    return head, command, keep
