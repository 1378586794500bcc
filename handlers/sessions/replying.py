"""Answers that calendars send by mail: each is judged, and what cannot count by itself is asked back in Slack, never believed."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from governance.events import AnswerDoubted, SeriesAnswerDoubted, SeriesAnswered, SessionAnswered, TimeProposed
from governance.people import Person
from governance.rsvps import Answer, Judged, Says, Verdict, judge, leveled
from governance.session_series import SessionSeries
from governance.sessions import Session
from handlers.kit import shown
from handlers.kit.blocks import Block, actions, button, esc, section
from handlers.kit.mail_values import Mail
from handlers.kit.rsvp_mail import is_from
from handlers.sessions.cards import ANSWERS, SAID, buttons
from handlers.sessions.invited import Sent, invitation_for, is_coming
from handlers.sessions.privately import callers, tell, zone_of
from handlers.sessions.series_cards import series_buttons
from storage.unit_of_work import UnitOfWork

MOST_NAMED = 5
Newest = Mapping[datetime | None, tuple[int, datetime]]


@dataclass(frozen=True, kw_only=True)
class Heard:
    """An answer, what it is worth, and the session and the guest it is about: of a series as a whole, the next session.
    `newest` is what the guest said last to each of its times."""

    answer: Answer
    judged: Judged
    sent: Sent
    session: Session
    guest: Person
    mail: Mail
    newest: Newest

    @property
    def is_to_all(self) -> bool:
        return self.judged.about is None and self.sent.invitation.is_series


def take(answer: Answer, mail: Mail, uow: UnitOfWork) -> None:
    """What becomes of one answer; how many there were of each kind is counted."""
    sent = invitation_for(answer.uid, uow)
    if sent is None:
        uow.mailboxes.count(Verdict.OTHER_MEETING.name.lower())
        return
    answer = _naming_its_meeting(answer, mail, sent, uow)
    newest = _newest(answer, sent, uow)
    judged = judge(leveled(answer, sent.invitation), sent.invitation, newest, verified=is_from(mail, answer))
    session = sent.sessions.get(judged.about)
    if session is None:
        uow.mailboxes.count(judged.verdict.name.lower())
        return
    guest = sent.guests.get(answer.mail) if judged.about is None else sent.guest_of(session, answer.mail)
    if judged.verdict is Verdict.OTHER_MEETING:
        outcome = judged.verdict.name
    elif judged.verdict is Verdict.UNINVITED or guest is None:
        outcome = Verdict.UNINVITED.name
        _uninvited(answer, mail, session, uow)
    elif not is_coming(session, uow.at):
        outcome = "too_late"
    else:
        outcome = judged.verdict.name
        heard = Heard(answer=answer, judged=judged, sent=sent, session=session, guest=guest, mail=mail, newest=newest)
        _DEEDS.get(judged.verdict, _nothing)(heard, uow)
    uow.mailboxes.count(outcome.lower())


def _naming_its_meeting(answer: Answer, mail: Mail, sent: Sent, uow: UnitOfWork) -> Answer:
    """The answer to a series, naming the one meeting that the mail of ours was about which it answers."""
    if answer.instance is not None or not sent.invitation.is_series:
        return answer
    letter = _answered(answer, mail, uow)
    days = [start.date() for start in sent.sessions if start]
    return replace(
        answer, instance=next((day for day in days if letter and letter.get("only") == day.isoformat()), None)
    )


def _answered(answer: Answer, mail: Mail, uow: UnitOfWork) -> dict[str, object] | None:
    """What the mail of ours was made of that this one answers."""
    return next((its for its in uow.outbox.mailed(mail.in_reply_to) if its["uid"] == answer.uid), None)


def _newest(answer: Answer, sent: Sent, uow: UnitOfWork) -> Newest:
    guest = sent.guests.get(answer.mail)
    ids = {
        session.id: planned for planned, session in sent.sessions.items() if planned or not sent.invitation.is_series
    }
    said = uow.rsvps.newest(list(ids), guest.id) if guest else {}
    return {ids[session]: _asked(sent, ids[session], *its) for session, its in said.items()}


def _asked(sent: Sent, planned: datetime | None, sequence: int, at: datetime) -> tuple[int, datetime]:
    return min(sequence, sent.invitation.sequences[planned]), at


# --- what is done ------------------------------------------------------------------------------------------------------


def _nothing(_its: Heard, _uow: UnitOfWork) -> None:
    """Older than what we have, or about something else."""


def _count(its: Heard, uow: UnitOfWork) -> None:
    """Kept as a press of the button would be; its moment is the calendar's, so that a later word in Slack beats it."""
    says, at = its.answer.says, min(its.answer.stamp, uow.at)
    if says and uow.sessions.answer(its.session, its.guest.id, says, at):
        uow.record(
            SessionAnswered(session=its.session.id, person=its.guest.id, says=says, sequence=its.session.sequence)
        )


def _doubt(its: Heard, uow: UnitOfWork) -> None:
    """Nothing is believed. The guest is asked; for one without Slack, whoever called the session."""
    says = its.answer.says
    if its.is_to_all and says and not its.answer.proposes:
        _doubt_all(its, says, uow)
        return
    if its.answer.proposes:
        _tell_of_a_doubtful_proposal(its, uow)
        return
    if says is None or _is_old(its, uow) or not uow.rsvps.doubt([its.session], its.guest.id, says):
        return
    event = AnswerDoubted(session=its.session.id, person=its.guest.id, says=says, sequence=its.session.sequence)
    uow.record(event)
    once = f"doubt:{its.session.uid}:{its.session.asked_sequence}:{its.guest.id}:{says}"
    if its.guest.slack_user:
        lead = f":email: A calendar answered in your name: *{SAID[says]}*. I could not verify that it was yours. Is that right?"
        tell(its.guest, [section(f"{lead}\n{_line(its.session, its.guest, uow)}"), _is_it_right(its)], uow, once=once)
        return
    for caller in callers(its.session, uow):
        words = f":email: A mail answers for {shown.person(its.guest)}: *{SAID[says]}*. I could not verify that it is theirs."
        ref = f"{its.session.reference} {its.guest.id} {says}"
        row = actions(button("Take it as their answer", "session.take", ref), button("Ignore", "session.ignore", ref))
        tell(caller, [section(f"{words}\n{_line(its.session, caller, uow)}"), row], uow, once=f"{once}:{caller.id}")


def _is_old(its: Heard, uow: UnitOfWork) -> bool:
    """Whether the guest has said something since, or the same already."""
    said = uow.rsvps.newest([its.session.id], its.guest.id).get(its.session.id)
    if said is None or said[0] < its.session.asked_sequence:
        return False
    return its.answer.stamp <= said[1] or uow.sessions.answers(its.session)[its.guest.id] == its.answer.says


def _is_it_right(its: Heard) -> Block:
    says = its.answer.says
    yes = button("Yes, that is my answer", "session.answer", f"{its.session.reference} {says}", style="primary")
    others = [button(words, "session.answer", f"{its.session.reference} {it}") for it, words in ANSWERS if it != says]
    return actions(yes, *others)


def _ask_again(its: Heard, uow: UnitOfWork) -> None:
    """They said yes or no to a time that is no more."""
    if its.guest.slack_user is None or its.answer.says is None:
        return  # their calendar has the new time, or gets it now
    if its.is_to_all:
        _ask_again_about(_worth(its, uow)[Verdict.OLD_TIME], its, uow)
        return
    lead = f":calendar: You answered *{SAID[its.answer.says]}* to an earlier time. It is at another time now. Will you come?"
    once = f"old:{its.session.uid}:{its.session.asked_sequence}:{its.guest.id}"
    tell(its.guest, [section(f"{lead}\n{_line(its.session, its.guest, uow)}"), *buttons(its.session)], uow, once=once)


def _propose(its: Heard, uow: UnitOfWork) -> None:
    """Whoever called it hears, with the move form a press away."""
    to = its.answer.proposes
    if to is None or to <= uow.at:
        return
    uow.record(TimeProposed(session=its.session.id, person=its.guest.id, starts_at=to))
    for caller in callers(its.session, uow):
        when = shown.moment(to, zone_of(caller, uow))
        words = (
            f":calendar: {shown.person(its.guest)} proposes another time: {when}.\n{_line(its.session, caller, uow)}"
        )
        line = f"session move {its.session.reference} {to:%Y-%m-%d %H:%M} UTC"
        row = actions(
            button("Move it", "again", line), button("Open", "again", f"session show {its.session.reference}")
        )
        once = f"counter:{its.session.uid}:{its.session.sequence}:{its.guest.id}:{to:%Y%m%dT%H%M}:{caller.id}"
        tell(caller, [section(words), row], uow, once=once)


def _tell_of_a_doubtful_proposal(its: Heard, uow: UnitOfWork) -> None:
    to = its.answer.proposes
    if to is None or to <= uow.at or its.guest.slack_user is None:
        return
    host = shown.person(next(iter(callers(its.session, uow)), None))
    when = shown.moment(to, zone_of(its.guest, uow))
    words = f":email: A mail in your name proposes another time: {when}. I could not verify it and told nobody. If it is yours, ask {host}."
    once = f"counter?:{its.session.uid}:{its.session.sequence}:{its.guest.id}"
    tell(its.guest, [section(f"{words}\n{_line(its.session, its.guest, uow)}")], uow, once=once)


# --- to a series as a whole ----------------------------------------------------------------------------------------------


def _one_or_all(its: Heard, uow: UnitOfWork) -> None:
    """The mail it answers tells whether all were meant; where it does not, the guest says so."""
    says, worth = its.answer.says, _worth(its, uow)
    if says is None or not (worth[Verdict.COUNTS] or worth[Verdict.OLD_TIME]):
        return
    letter = _answered(its.answer, its.mail, uow)
    if its.guest.slack_user is None or (letter and not letter.get("changed")):
        _answer_all(its, says, uow)
        return
    lead = f":calendar: Your calendar answered *{SAID[says]}* to *{esc(its.session.title)}*, without saying to which meeting of it."
    every = button("All that are to come", "series.answer", f"{its.session.series_id} {says}", style="primary")
    only = button(f"Only {its.session.reference}", "session.answer", f"{its.session.reference} {says}")
    once = f"series?:{its.answer.uid}:{its.answer.sequence}:{its.answer.stamp:%Y%m%dT%H%M%S}:{its.guest.id}"
    line = _line(its.session, its.guest, uow)
    tell(its.guest, [section(f"{lead}\nThe next is {line}"), actions(every, only)], uow, once=once)


def _worth(its: Heard, uow: UnitOfWork) -> dict[Verdict, list[Session]]:
    """What the answer is worth, were it shown to be the guest's, to each meeting that is still to come for them."""
    found: dict[Verdict, list[Session]] = defaultdict(list)
    for planned, session in its.sent.sessions.items():
        if planned and its.guest.id in session.guests and is_coming(session, uow.at):
            to_it = leveled(replace(its.answer, instance=planned), its.sent.invitation)
            found[judge(to_it, its.sent.invitation, its.newest, verified=True).verdict].append(session)
    return found


def _answer_all(its: Heard, says: Says, uow: UnitOfWork) -> None:
    """To each as if it had been answered alone: what was said later stays, and another time than they saw is asked again."""
    worth, series = _worth(its, uow), uow.series.by_uid(its.answer.uid)
    at = min(its.answer.stamp, uow.at)
    if series and uow.sessions.answer_all(worth[Verdict.COUNTS], its.guest.id, says, at):
        uow.record(SeriesAnswered(series=series.id, person=its.guest.id, says=says, sequence=series.sequence))
    _ask_again_about(worth[Verdict.OLD_TIME], its, uow)


def _ask_again_about(moved: Sequence[Session], its: Heard, uow: UnitOfWork) -> None:
    if not moved or its.guest.slack_user is None or its.answer.says is None:
        return
    said, lines = SAID[its.answer.says], [_line(session, its.guest, uow) for session in moved[:MOST_NAMED]]
    more = [f"and {len(moved) - MOST_NAMED} more"] if len(moved) > MOST_NAMED else []
    lead = f":calendar: You answered *{said}* to earlier times. These are at other times now. Will you come?"
    row = buttons(moved[0]) if len(moved) == 1 else [series_buttons(moved[0].series_id)]
    once = f"old:{its.answer.uid}:{max(session.asked_sequence for session in moved)}:{its.guest.id}:{len(moved)}"
    tell(its.guest, [section("\n".join([lead, *lines, *more])), *row], uow, once=once)


def _doubt_all(its: Heard, says: Says, uow: UnitOfWork) -> None:
    """As with a single meeting, to all of them that the answer could count for."""
    worth, series = _worth(its, uow)[Verdict.COUNTS], uow.series.by_uid(its.answer.uid)
    said = uow.sessions.answers_to(worth)
    them = [session for session in worth if said[session.id][its.guest.id] != says]
    if series is None or not them or not uow.rsvps.doubt(them, its.guest.id, says):
        return
    uow.record(SeriesAnswerDoubted(series=series.id, person=its.guest.id, says=says, sequence=series.sequence))
    once = f"doubt:{series.uid}:{series.sequence}:{its.guest.id}:{says}"
    what = f"to all meetings of *{esc(series.title)}* that are to come"
    if its.guest.slack_user:
        lead = f":email: A calendar answered in your name {what}: *{SAID[says]}*. I could not verify that it was yours. Is that right?"
        tell(its.guest, [section(lead), _are_they_right(series, its.session, says)], uow, once=once)
        return
    ref = f"{series.id} {its.guest.id} {says}"
    row = actions(button("Take it as their answer", "series.take", ref), button("Ignore", "series.ignore", ref))
    words = f":email: A mail answers for {shown.person(its.guest)} {what}: *{SAID[says]}*. I could not verify that it is theirs."
    for caller in callers(its.session, uow):
        tell(caller, [section(words), row], uow, once=f"{once}:{caller.id}")


def _are_they_right(series: SessionSeries, first: Session, says: Says) -> Block:
    yes = button("Yes, that is my answer", "series.answer", f"{series.id} {says}", style="primary")
    only = button(f"Only to {first.reference}", "session.answer", f"{first.reference} {says}")
    others = [button(words, "series.answer", f"{series.id} {it}") for it, words in ANSWERS if it != says]
    return actions(yes, only, *others)


# --- from others -----------------------------------------------------------------------------------------------------------


def _uninvited(answer: Answer, mail: Mail, session: Session, uow: UnitOfWork) -> None:
    """Somebody got the invitation from a guest. Told to whoever called it, once; never a guest by itself."""
    known = uow.people.by_mail({answer.mail}).get(answer.mail)
    said = SAID[answer.says] if answer.says else "something"
    doubt = "" if is_from(mail, answer) else " I could not verify the mail."
    whose = answer.mail if is_from(mail, answer) else "unverified"
    for caller in callers(session, uow):
        # Who works for another vendor is not everybody's to know.
        hidden = known and not caller.is_sponsors and known.vendor_id not in (None, caller.vendor_id)
        who = "Somebody" if hidden else esc(answer.mail)
        words = f":email: {who} is not invited and answered *{said}*.{doubt} `session invite` makes them a guest."
        row = actions(button("Open", "again", f"session show {session.reference}"))
        once = f"crasher:{session.uid}:{whose}:{caller.id}"[:200]
        tell(caller, [section(f"{words}\n{_line(session, caller, uow)}"), row], uow, once=once)


def _line(session: Session, reader: Person, uow: UnitOfWork) -> str:
    return f"*{session.reference}* {shown.session_line(session, zone_of(reader, uow))}"


_DEEDS: dict[Verdict, Callable[[Heard, UnitOfWork], None]] = {
    Verdict.COUNTS: _count,
    Verdict.UNVERIFIED: _doubt,
    Verdict.OLD_TIME: _ask_again,
    Verdict.PROPOSES: _propose,
    Verdict.ONE_OR_ALL: _one_or_all,
}
