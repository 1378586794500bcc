"""What is asked of the repositories of bodies and agreements, about what is theirs."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from governance.bodies import Charter, Part, Seat, Standing
from governance.sessions import Kind
from storage.unit_of_work import UnitOfWork
from tests.cast import MONDAY
from tests.storage.filled import PERIOD, Full, charter


def proposed(theirs: Full) -> Charter:
    """Their version that waits: each workspace has one body with one."""
    return replace(charter(theirs.body.id, "x", theirs.person), id=theirs.body.id)


ABOUT_SESSIONS: dict[str, Callable[[UnitOfWork, Full], Any]] = {
    "bodies.rename": lambda uow, theirs: uow.bodies.rename(theirs.body, "changed"),
    "bodies.by_id": lambda uow, theirs: uow.bodies.by_id(theirs.body.id),
    "bodies.of_kind": lambda uow, theirs: uow.bodies.of_kind(theirs.vendor, Kind.OPERATIONAL),
    "bodies.of_vendor": lambda uow, theirs: uow.bodies.of_vendor(theirs.vendor),
    "bodies.of_vendors": lambda uow, theirs: uow.bodies.of_vendors([theirs.vendor]),
    "bodies.versions": lambda uow, theirs: uow.bodies.versions(theirs.body.id),
    "bodies.charter": lambda uow, theirs: uow.bodies.charter(proposed(theirs).id),
    "bodies.propose": lambda uow, theirs: uow.bodies.propose(charter(theirs.body.id, "x", theirs.person)),
    "bodies.answer": lambda uow, theirs: uow.bodies.answer(proposed(theirs), Standing.AGREED, theirs.person, MONDAY),
    "bodies.seat": lambda uow, theirs: uow.bodies.seat(
        theirs.body, "sponsor", [Seat(person_id=theirs.person, party="sponsor", part=Part.MEMBER)]
    ),
    "agreements.by_id": lambda uow, theirs: uow.agreements.by_id(theirs.agreement.id),
    "agreements.of_vendor": lambda uow, theirs: uow.agreements.of_vendor(theirs.vendor),
    "agreements.expiring": lambda uow, theirs: uow.agreements.expiring([theirs.vendor], PERIOD),
    "agreements.change": lambda uow, theirs: uow.agreements.change(theirs.agreement, title="changed"),
}
