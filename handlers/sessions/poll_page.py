"""A guest's own page of a poll on the web, for those who have no Slack: looking changes nothing, only its button does."""

from zoneinfo import ZoneInfo

from governance.people import Act, Person
from governance.polls import Poll, Says, is_open
from handlers.kit.act_pages import without_commands
from handlers.kit.entering import why_not
from handlers.kit.pages import form, page, paragraph, radios
from handlers.kit.requests import Visit
from handlers.sessions.poll_cards import LABELS, span
from handlers.sessions.polling import keep_answers
from handlers.sessions.register import feature
from storage.unit_of_work import UnitOfWork


@feature.page("poll", act=Act.ANSWER_FOR_ONESELF)
def poll_page(visit: Visit, uow: UnitOfWork) -> str | None:
    found = uow.polls.of_secret(visit.secret)
    if found is None or not is_open(found[0], visit.at):
        return None
    poll, guest = found
    person = uow.people.by_id(guest)
    if why := why_not(person, Act.ANSWER_FOR_ONESELF, uow):
        return page("Which times suit you?", paragraph(without_commands(str(why)), said=True))
    if visit.values is not None:
        uow.actor = person
        poll = keep_answers(poll, guest, _said(poll, visit), uow)
    return _page(poll, person, visit, uow)


def _said(poll: Poll, visit: Visit) -> dict[int, Says]:
    """What the form says of the times that are still to come; whatever else is in it is nothing."""
    values = visit.values or {}
    said = {place: values.get(f"time{place}") for place in _to_come(poll, visit)}
    return {place: Says(its) for place, its in said.items() if its in set(Says)}


def _to_come(poll: Poll, visit: Visit) -> list[int]:
    return [place for place, slot in enumerate(poll.slots) if slot.starts_at > visit.at]


def _page(poll: Poll, person: Person, visit: Visit, uow: UnitOfWork) -> str:
    zone, said = person.hours(uow.workspace.zone).zone, poll.answers_of(person.id)
    caller = uow.people.by_id(poll.called_by)
    thanks = [paragraph("Thank you, that is kept. You can change it here at any time.", said=True)]
    return page(
        "Which times suit you?",
        *(thanks if visit.values is not None else []),
        paragraph(f"{poll.title}. {caller.name} asks; you answer as {person.name}."),
        form("Save my answers", *(_question(poll, place, zone, said.get(place)) for place in _to_come(poll, visit))),
    )


def _question(poll: Poll, place: int, zone: ZoneInfo, said: Says | None) -> str:
    choices = [(str(its), label) for its, label in LABELS.items()]
    return radios(f"time{place}", span(poll.slots[place], poll, zone), choices, said)
