"""A workspace with one of everything, for what must never be seen from another."""

from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import insert

from governance import polls, risks
from governance.actions import ActionItem, Draft, Evidence, State
from governance.agenda import AgendaItem, Outcome
from governance.agreements import Agreement, AgreementKind
from governance.approvals import Approval, Code, Deed
from governance.bodies import Attended, Body, Charter, Presence, Seat
from governance.bodies import Part as SeatPart
from governance.calendar.board import Part
from governance.calendar.busy import nothing_known
from governance.calendar.series import OnHoliday
from governance.calendars import Calendar, Reading
from governance.decisions import Decision
from governance.decisions import State as Decided
from governance.escalations import Level
from governance.events import Door
from governance.feeds import Feed
from governance.kpis import credits
from governance.kpis.breaches import Breach
from governance.kpis.clocks import Case
from governance.kpis.colours import Colour
from governance.kpis.credits import Credit, Invoice
from governance.kpis.definitions import Definition, Direction, Lens, Standing
from governance.kpis.excusals import Excusal
from governance.kpis.periods import Frequency
from governance.kpis.terms import CreditTerms
from governance.leaving import Kind as LeavingKind
from governance.meetings import Meeting as Foreign
from governance.meetings import Method, Offer, Time
from governance.meetings import Stage as OfferStage
from governance.minutes import Minutes
from governance.notes import Note, NoteKind
from governance.one_acts import OneAct
from governance.people import Role
from governance.risks import Risk
from governance.rsvps import Says
from governance.session_series import SessionSeries
from governance.sessions import Kind as SessionKind
from governance.sessions import Session
from governance.tokens import Token, token_hash
from governance.vendors import Status
from storage import outbox, tables, workspaces
from storage.database import Database
from storage.meetings import As, Sent
from storage.outbox import Kind
from storage.session_series import Meeting
from storage.unit_of_work import unit_of_work
from storage.uploads import Stage
from tests.cast import MONDAY

SECRET = "Theirs"
NUMBER = 66.625  # a number nobody else has
PERIOD = date(2026, 10, 1)


@dataclass
class Full:
    """The ids of everything in a workspace that has one of each thing."""

    workspace: int
    person: int
    vendor: int
    study: int
    item: int
    session: int
    definition: int
    terms: int
    result: int
    digest: int
    schedule: Any
    results: list[Any]
    full_item: ActionItem
    step: int
    upload: int
    full_session: Session
    series: SessionSeries
    feed: Feed
    act: OneAct
    calendar: Calendar
    offer: Offer
    poll: polls.Poll
    secret: str
    excusal: Excusal
    token: Token
    full_definition: Definition
    full_breach: Breach
    credit: Credit
    risk: Risk
    code: Code
    note: Note
    carried: AgendaItem
    decision: Decision
    body: Body
    agreement: Agreement
    minutes: Minutes
    point: AgendaItem


def definition(vendor: int, words: str) -> Definition:
    kinds = {"lens": Lens.QUALITY, "direction": Direction.HIGHER, "frequency": Frequency.MONTHLY}
    limits = {"target": 95.0, "red_limit": 90.0, "smallest_denominator": 0.0, "grace_days": 10}
    names = {"code": words, "name": words, "question": words, "unit": "%", "clause": words}
    return Definition(id=0, vendor_id=vendor, version=1, effective_from=PERIOD, **kinds, **limits, **names)  # type: ignore[arg-type]


def charter(body: int, words: str, by: int) -> Charter:
    return Charter(body_id=body, decides=words, why=words, reserved=(words,), proposed_by=by, proposed_at=MONDAY)


def credit_terms(vendor: int, words: str) -> CreditTerms:
    shown = {"currency": words[:3], "clause": words, "effective_from": PERIOD}
    return CreditTerms(id=0, vendor_id=vendor, version=1, at_risk=NUMBER, state=Standing.PROPOSED, **shown)  # type: ignore[arg-type]


def foreign(words: str) -> Foreign:
    time = Time(planned=MONDAY, starts_at=MONDAY + timedelta(days=2), minutes=30)
    facts = {"uid": words, "title": words, "zone": "UTC", "organizer": words, "attendees": (words,)}
    told = {"method": Method.REQUEST, "sequence": 0, "stamp": MONDAY, "whole": True, "repeats": False}
    return Foreign(**facts, **told, times=(time,))  # type: ignore[arg-type]


def sent_by(person: int) -> Sent:
    return Sent(by=person, verified=False, asked_of=person, at=MONDAY)


def result(of: int, vendor: int, number: float) -> dict[str, Any]:
    facts = {"definition_id": of, "vendor_id": vendor, "study_id": None, "period": PERIOD, "value": number}
    more = {"numerator": number, "denominator": 100.0, "colour": Colour.RED, "submitted_at": MONDAY, "imported": False}
    return facts | more


def part(words: str) -> credits.Part:
    return credits.Part(
        result=1, definition=1, name=words, version=1, clause=words, pool="50", share="40", amount="1.00"
    )


def risky(vendor: int, words: str) -> risks.Draft:
    texts = {"cause": words, "event": words, "effect": words, "stems_from": words}
    return risks.Draft(vendor_id=vendor, study_id=None, probability=4, impact=4, **texts)


def approval(subject: str, vendor: int, person: int, words: str) -> Approval:
    texts = {"version": words, "meaning": words, "name": words, "role": words, "company": words, "proof": words}
    facts = {
        "id": 0,
        "deed": Deed.AGREED,
        "study_id": None,
        "party": f"vendor:{vendor}",
        "zone": "UTC",
        "door": "button",
    }
    ids = {"subject": subject, "vendor_id": vendor, "person_id": person}
    return Approval(**facts, **texts, **ids, given_at=MONDAY)  # type: ignore[arg-type]


def mailed_code(person: int, words: str) -> Code:
    return Code(id=0, person_id=person, binding=words, salt=words, seal=words, made_at=MONDAY, tries_left=5)


def fill(database: Database, words: str, number: float) -> Full:
    """A workspace with one of everything, each bearing these words or this number."""
    with database.write() as connection:
        workspace = workspaces.create(connection, words)
    with unit_of_work(database, workspace, at=MONDAY, door=Door.IMPORT) as uow:
        vendor = uow.vendors.add(name=words, service=words, tier=1, status=Status.ACTIVE, sponsor_lead=None)
        assert vendor
        person = uow.people.meet(f"U{words}", f"T{words}", words, Role.VENDOR_LEAD, vendor.id)
        uow.confirmations.hold(person.id, {"text": words}, MONDAY)
        uow.confirmations.join(f"C{words}", [person.id])
        uow.people.learn(f"U{words}", MONDAY, {"handle": words})
        study = uow.vendors.add_study(words, words)
        uow.vendors.link(f"C{words}", vendor.id, study=study.id, zone=None, shared=True)
        uow.leaving.plan(person.id, MONDAY.date())
        uow.leaving.name(person.id, LeavingKind.ACTIONS, person.id)
        uow.channels.note_move(f"C0{words}", f"C{words}")
        draft = Draft(title=words, owner_id=person.id, due_on=PERIOD, source=words)
        item = uow.actions.add(draft, person.id, MONDAY, state=State.PROPOSED, waits_on="vendor", vendor=vendor.id)
        uow.actions.add_evidence(item.id, Evidence(name=words), person.id, MONDAY)
        uow.reminders.snooze(person.id, item.id, MONDAY)
        uow.reminders.keep_news(person.id, item.id, words, MONDAY)
        step = uow.escalations.add(item.id, Level.LEADS, by=None, reason=words, at=MONDAY)
        assert step
        upload = uow.uploads.add(person.id, words, MONDAY)
        uow.uploads.move(upload.id, Stage.READING, Stage.IMPORTING)
        times = {"starts_at": MONDAY + timedelta(days=1), "minutes": 30, "zone": "UTC"}
        session = uow.sessions.add(
            vendor_id=vendor.id, study_id=None, kind=SessionKind.OPERATIONAL, title=words, uid=words, guests=[person.id],
            **times,  # type: ignore[arg-type]
        )  # fmt: skip
        uow.rsvps.doubt([session], person.id, Says.NO)
        their_meeting = foreign(words)
        offer = uow.meetings.offer(their_meeting, {"title": words}, words, sent_by(person.id))
        assert offer
        uow.meetings.decide(offer, OfferStage.TAKEN)
        uow.meetings.add(
            offer,
            their_meeting,
            their_meeting.times,
            [person.id],
            As(vendor_id=vendor.id, kind=SessionKind.OPERATIONAL, called_by=None),
        )
        uow.meetings.offer(replace(their_meeting, sequence=1), {"title": words}, f"{words} 2", sent_by(person.id))
        uow.mailboxes.was_read(words, MONDAY, 1, 1)
        uow.mailboxes.count(words)
        uow.outbox.put(Kind.MAIL, f"mail:{words}", {"title": words}, once=f"mail:{words}")
        if letter := outbox.take(uow.connection, f"mail:{words}", MONDAY):
            outbox.settle(uow.connection, letter, MONDAY, remote_id=f"<{words}>")
        poll, told = uow.polls.add(
            vendor_id=vendor.id, kind=SessionKind.OPERATIONAL, title=words, minutes=30, zone="UTC", called_by=person.id,
            asked_at=MONDAY, deadline=MONDAY, slots=[polls.Slot(starts_at=MONDAY + timedelta(days=1), cost=number)],
            guests={person.id: Part.CHAIR},
        )  # fmt: skip
        defined = uow.kpis.define(definition(vendor.id, words))
        kept_terms = uow.terms.add(credit_terms(vendor.id, words))
        (row,) = uow.results.add([result(defined.id, vendor.id, number)])
        results = list(uow.results.current_in([defined.id]).values())
        place = (defined.id, PERIOD)
        awaited = {"definition_id": defined.id, "vendor_id": vendor.id, "period": PERIOD, "due_on": PERIOD}
        uow.expectations.plan([{**awaited, "owner_id": person.id, "next_reminder_on": PERIOD, "need_reason": words}])
        uow.expectations.keep_draft(vendor.id, person.id, PERIOD, {"1": {"n": words}}, MONDAY)
        uow.cases.keep([(place, Case(subject=words, started_at=MONDAY))])
        excusal = uow.excusals.propose(
            vendor_id=vendor.id, definition_id=defined.id, period=PERIOD, subject=words, starts_at=MONDAY,
            ends_at=MONDAY, reason=words, proposed_by=person.id, proposed_at=MONDAY,
        )  # fmt: skip
        token = uow.tokens.add(vendor.id, words, token_hash(words), person.id)
        assert token
        opened = uow.breaches.open(result=results[0], at=MONDAY, channel_at=MONDAY)
        breach = uow.breaches.by_id(opened or 0)
        assert breach
        breach = uow.breaches.change(breach, action_id=item.id, comment=words)
        assert breach
        uow.agenda.add(vendor.id, words, MONDAY, stems_from=words, by=person.id)
        decision = uow.decisions.add(
            vendor_id=vendor.id, state=Decided.CIRCULATED, outcome=words, raised_by=person.id, raised_at=MONDAY,
            session_id=session.id, due_at=MONDAY, goes_to=SessionKind.OPERATIONAL, question=words, authority=words,
        )  # fmt: skip
        superseded = uow.decisions.add(
            vendor_id=vendor.id, state=Decided.SUPERSEDED, outcome=words, raised_by=person.id, raised_at=MONDAY,
            decided_at=MONDAY, superseded_by=decision.id,
        )  # fmt: skip
        assert superseded.number == decision.number + 1
        body = uow.bodies.add(vendor.id, SessionKind.OPERATIONAL, words, MONDAY)
        assert body
        uow.bodies.propose(charter(body.id, words, person.id))
        uow.bodies.seat(body, "sponsor", [Seat(person_id=person.id, party="sponsor", part=SeatPart.CHAIR)])
        agreement = uow.agreements.add(
            vendor_id=vendor.id, kind=AgreementKind.MASTER, title=words, effective_on=PERIOD, expires_on=PERIOD, kept_at=MONDAY,
            notice_days=0, link=words,
        )  # fmt: skip
        point = uow.agenda.add(vendor.id, words, MONDAY, stems_from=words, by=person.id, session=session.id, link=words)
        assert point
        gone = uow.agenda.add(vendor.id, words, MONDAY, stems_from=f"{words}:gone", session=session.id)
        assert gone
        uow.agenda.close(gone, Outcome.WITHDRAWN, MONDAY)
        uow.agenda.keep_posted(session.id, f"C{words}", words[:64], MONDAY)
        invoice = Invoice(vendor_id=vendor.id, month=PERIOD, amount=Decimal("66.63"), currency="EUR")
        uow.credits.keep_invoice(invoice, person.id, MONDAY)
        credit = uow.credits.add(invoice, number, Decimal("66.62"), [part(words)], MONDAY)
        terms = {"vendor_id": vendor.id, "version": 2, "at_risk": number, "currency": "EUR", "clause": words}
        agreed = terms | {"effective_from": PERIOD, "state": "agreed"}
        uow.connection.execute(insert(tables.credit_terms).values(workspace=workspace, **agreed))
        risk = uow.risks.add(risky(vendor.id, words), MONDAY)
        digest = uow.digests.keep(channel=f"C{words}", vendor=vendor.id, at=MONDAY, colour=words[:8], standing={})
        schedule = uow.schedules.set(
            what="digest", channel=f"C{words}", vendor_id=vendor.id, cron="0 9 * * *", words=words, zone="UTC",
            next_fire_at=MONDAY, by=person.id,
        )  # fmt: skip
        series = uow.series.add(
            vendor_id=vendor.id, study_id=study.id, kind=SessionKind.OPERATIONAL, title=words, first=PERIOD,
            clock=time(9), minutes=30, zone="UTC", rule="FREQ=DAILY", until=None, on_holiday=OnHoliday.KEEP,
            join_link=words, called_by=person.id, uid=f"series of {words}", planned_until=PERIOD, guests=[person.id],
        )  # fmt: skip
        uow.sessions.add_all(series, [Meeting(planned_on=PERIOD, starts_at=MONDAY + timedelta(days=3))])
        [meeting] = uow.sessions.of_series(series.id)
        feed = uow.feeds.add(person.id, None, words)
        assert feed
        link = {"name": "x", "ref": words, "label": words, "title": words, "about": words, "secret_hash": words}
        uow.one_acts.add(
            [link | {"person_id": person.id, "made_at": MONDAY, "expires_at": MONDAY + timedelta(days=14)}]
        )
        act = uow.one_acts.by_secret(words)
        assert act
        uow.calendars.give(person.id, f"https://{words}.example/")
        reading = Reading(
            begins=MONDAY,
            ends=MONDAY + timedelta(days=1),
            told=nothing_known(MONDAY, MONDAY + timedelta(days=1), words),
        )
        calendar = uow.calendars.of(person.id)
        assert calendar
        uow.calendars.keep(calendar, reading, MONDAY, told=False)
        calendar = uow.calendars.of(person.id)
        assert calendar
        here = Attended(session_id=session.id, person_id=person.id, how=Presence.PRESENT, noted_at=MONDAY)
        uow.attendance.note([here])
        note = uow.notes.keep(session.id, NoteKind.RISK, f"risk:{risk.id}", person.id, MONDAY, source=words)
        carried = uow.agenda.add(vendor.id, words, MONDAY, stems_from=f"{words} again")
        assert carried
        uow.agenda.carry_over([carried], None, MONDAY)
        uow.approvals.give([approval(f"credit:{credit.id}", vendor.id, person.id, words)])
        uow.approvals.open_code(mailed_code(person.id, words))
        code = uow.approvals.newest_code(person.id)
        assert code
        minutes = uow.minutes.draft(meeting, {"summary": words}, MONDAY, scribe=person.id, due_on=PERIOD)
        uow.minutes.comment(minutes, words, person.id, MONDAY)
        uow.minutes.add_to(minutes, words, person.id, MONDAY)
        uow.inbox.let_in(words, MONDAY)
        uow.inbox.keep_answer(words, words)
        uow.outbox.put(Kind.POST, f"channel:C{words}", {"text": words}, once=words)
        if letter := outbox.take(uow.connection, f"channel:C{words}", MONDAY):
            outbox.give_up(uow.connection, letter, MONDAY, words)
    return Full(
        workspace, person.id, vendor.id, study.id, item.id, session.id, defined.id, kept_terms.id, row, digest, schedule, results,
        item, step.id, upload.id, meeting, series, feed, act, calendar, offer, poll, told[person.id],
        excusal, token,
        defined, breach, credit, risk, code, note, carried, decision,
        body=body, agreement=agreement, minutes=minutes, point=point,
    )  # fmt: skip
