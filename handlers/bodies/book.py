"""The bodies of one vendor, looked up once: their charters with who agreed to them, their people, and when they meet next."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from governance.approvals import Approval, Deed
from governance.bodies import SPONSOR, Body, Charter
from governance.charters import side_that_answers
from governance.people import Act, Person, may, who_can
from governance.refusals import NotYours
from governance.sessions import Kind, Session
from governance.vendors import Vendor
from storage.unit_of_work import UnitOfWork

AHEAD = 60  # sessions in which the next of each kind is looked for


@dataclass(frozen=True, kw_only=True)
class Book:
    """`approvals` are by charter, `people` by id; `coming` is the next session of each kind."""

    vendor: Vendor
    sponsor: str
    bodies: Sequence[Body]
    approvals: Mapping[int, Sequence[Approval]]
    people: Mapping[int, Person]
    coming: Mapping[Kind, Session]

    @property
    def parties(self) -> tuple[str, str]:
        return SPONSOR, f"vendor:{self.vendor.id}"

    def company(self, party: str) -> str:
        return self.sponsor if party == SPONSOR else self.vendor.name

    def other(self, party: str) -> str:
        """The company across the table."""
        return self.company(side_that_answers(party, self.vendor.id))

    def of_kind(self, kind: Kind | None) -> Body | None:
        return next((its for its in self.bodies if its.kind is kind), None)

    def by_id(self, body: int) -> Body | None:
        return next((its for its in self.bodies if its.id == body), None)

    def name_of(self, kind: Kind | None) -> str:
        """What the body of a kind is called, whether there is one or not; nothing for none."""
        its = self.of_kind(kind)
        return its.name if its else (kind.capitalize() if kind else "")

    def answers(self, charter: Charter) -> str:
        """The party a proposed version waits for."""
        given = self.approvals.get(charter.id, ())
        by = next((its.party for its in given if its.deed is Deed.PROPOSED), None)
        who = self.people.get(charter.proposed_by or 0)
        return side_that_answers(by or (who.side if who else SPONSOR), self.vendor.id)

    def waiting_for(self, party: str) -> list[tuple[Body, Charter]]:
        """Every version that this side has not answered."""
        proposed = [(its, its.proposed) for its in self.bodies if its.proposed]
        return [(body, its) for body, its in proposed if self.answers(its) == party]


def open_book(vendor: Vendor, uow: UnitOfWork) -> Book:
    bodies = uow.bodies.of_vendor(vendor.id)
    versions = [its for body in bodies for its in (body.charter, body.proposed) if its]
    return Book(
        vendor=vendor,
        sponsor=uow.workspace.name,
        bodies=sorted(bodies, key=lambda its: list(Kind).index(its.kind)),
        approvals=given_to(versions, uow),
        people=uow.people.some(_people_of(bodies, versions)),
        coming=_next_of_each(uow.sessions.coming(vendor.id, uow.at, most=AHEAD) if bodies else ()),
    )


def given_to(versions: Iterable[Charter], uow: UnitOfWork) -> dict[int, list[Approval]]:
    """Who proposed these versions and agreed to them, by charter."""
    ids = [its.id for its in versions]
    found = uow.approvals.of(map(subject_of, ids)) if ids else {}
    return {its: found.get(subject_of(its), []) for its in ids}


def subject_of(charter: int) -> str:
    """As the record names it."""
    return f"charter:{charter}"


def check_may_keep(by: Person) -> None:
    """Raises NotYours for whoever only looks."""
    if not may(by, Act.KEEP_BODIES):
        raise NotYours(deed=Act.KEEP_BODIES, who=who_can(Act.KEEP_BODIES, by))


def _people_of(bodies: Iterable[Body], versions: Iterable[Charter]) -> set[int]:
    seated = {its.person_id for body in bodies for its in body.seats}
    return seated | {who for its in versions for who in (its.proposed_by, its.answered_by) if who}


def _next_of_each(sessions: Iterable[Session]) -> dict[Kind, Session]:
    found: dict[Kind, Session] = {}
    for its in sessions:
        found.setdefault(its.kind, its)
    return found
