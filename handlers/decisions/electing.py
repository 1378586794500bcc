"""Whose answers count where a decision is sent round: the members of the body, each themselves or by their deputy."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from governance.approvals import Approval, Deed
from governance.bodies import USUAL_CHARTER, Body, Charter, seats_that_count
from governance.decisions import Decision, State, carried_by_mail
from governance.people import Act, Person, may, sees
from governance.sessions import Session
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, kw_only=True)
class Electorate:
    """Those a decision is asked of: `members` by id with their party, `people` they and their deputies, by id."""

    session: Session
    body: Body | None
    members: Mapping[int, str]
    people: Mapping[int, Person]

    @property
    def charter(self) -> Charter:
        return self.body.in_force if self.body else USUAL_CHARTER

    @property
    def name(self) -> str:
        return self.body.name if self.body else self.session.title

    @property
    def asked(self) -> list[Person]:
        return [self.people[who] for who in self.members]

    def member_for(self, person: int) -> int | None:
        """Whose answer somebody gives: their own, or that of the member of their company whose deputy they are."""
        if person in self.members:
            return person
        seat = self.body.seat_of(person) if self.body else None
        deputised = [seat.deputy_for] if seat and seat.deputy_for else []
        deputised += [who for who in self.members if self.people[who].deputy_id == person]
        return next((who for who in deputised if who in self.members and self._are_of_one_side(who, person)), None)

    def _are_of_one_side(self, member: int, person: int) -> bool:
        return person in self.people and self.people[person].party == self.members[member]

    def comes_to(self, given: Iterable[Approval]) -> State | None:
        """What the answers have come to; None while it waits."""
        deeds = self.answers(given)
        yes = {who for who, deed in deeds.items() if deed is Deed.AGREED}
        no = {who for who, deed in deeds.items() if deed is Deed.OBJECTED}
        return carried_by_mail(yes, no, self.members, self.charter, self.session.vendor_id, self.chairs)

    @property
    def chairs(self) -> set[int]:
        """Those who chair, of the members."""
        return set(self.body.chairs() if self.body else ()) & self.members.keys()

    def answers(self, given: Iterable[Approval]) -> dict[int, Deed]:
        """By member, what they said last."""
        said = ((self.member_for(its.person_id), its.deed) for its in given)
        return {who: deed for who, deed in said if who}


def electorate_of(session: Session, uow: UnitOfWork) -> Electorate:
    return electorates([session], uow)[session.id]


def electorates(sessions: Collection[Session], uow: UnitOfWork) -> dict[int, Electorate]:
    """Of several sessions at once, by session."""
    bodies = {(its.vendor_id, its.kind): its for its in uow.bodies.of_vendors({its.vendor_id for its in sessions})}
    attended = uow.attendance.of_all([its.id for its in sessions])
    there = {its.id: attended[its.id].there() if its.id in attended else set() for its in sessions}
    seated = {seat.person_id for body in bodies.values() for seat in body.seats}
    named = {who for its in sessions for who in (*its.guests, *there[its.id])}
    people = uow.people.some(seated | named)
    people |= uow.people.some({its.deputy_id for its in people.values() if its.deputy_id} - people.keys())
    return {its.id: _electorate(its, bodies.get((its.vendor_id, its.kind)), there[its.id], people) for its in sessions}


def asked_in(decisions: Iterable[Decision], uow: UnitOfWork) -> dict[int, Electorate]:
    """By decision that was sent round, those it is asked of."""
    found = list(decisions)
    sessions = {its.id: its for its in uow.sessions.some([its.session_id for its in found if its.session_id])}
    known = electorates(sessions.values(), uow)
    return {its.id: known[its.session_id] for its in found if its.session_id in known}


def _electorate(
    session: Session, body: Body | None, there: Collection[int], people: Mapping[int, Person]
) -> Electorate:
    parties = {who: its.party for who, its in people.items() if _can_answer(its, session.vendor_id)}
    members = seats_that_count(body, session.guests, parties, there)
    able = {who: parties[who] for who in members if who in parties}
    return Electorate(session=session, body=body, members=able, people=people)


def _can_answer(person: Person, vendor: int) -> bool:
    """Whoever is not gone, may note something in sessions, and sees the vendor's matters."""
    return not person.is_gone and may(person, Act.NOTE_IN_SESSIONS) and sees(person, vendor)
