"""What is asked of people, and of those who wait to be confirmed, about another workspace."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from governance.people import Role
from storage.unit_of_work import UnitOfWork
from tests.cast import MONDAY
from tests.storage.filled import SECRET, Full

ABOUT_PEOPLE: dict[str, Callable[[UnitOfWork, Full], Any]] = {
    "people.by_id": lambda uow, theirs: uow.people.by_id(theirs.person),
    "people.some": lambda uow, theirs: uow.people.some({theirs.person}),
    "people.by_slack": lambda uow, _: uow.people.by_slack(f"U{SECRET}"),
    "people.of_slack": lambda uow, _: uow.people.of_slack([f"U{SECRET}"]),
    "people.named": lambda uow, _: uow.people.named(SECRET),
    "people.everyone": lambda uow, _: uow.people.everyone(),
    "people.unlisted": lambda uow, _: uow.people.unlisted(),
    "people.of_vendor": lambda uow, theirs: uow.people.of_vendor(theirs.vendor),
    "people.meet": lambda uow, _: uow.people.meet("U0BOB", "T0NORTH", "Bob", Role.MEMBER),
    "people.recognise": lambda uow, theirs: uow.people.recognise(theirs.person, Role.MEMBER, None),
    "people.vendor_of_team": lambda uow, _: uow.people.vendor_of_team(f"T{SECRET}"),
    "people.companies": lambda uow, _: uow.people.companies({f"T{SECRET}"}),
    "people.release": lambda uow, theirs: uow.people.release(theirs.person),
    "people.learn": lambda uow, _: uow.people.learn(f"U{SECRET}", MONDAY, {"name": "Changed"}),
    "people.learned": lambda uow, _: uow.people.learned({f"U{SECRET}"}),
    "people.waiting": lambda uow, theirs: uow.people.waiting(theirs.vendor) + uow.people.waiting(),
    "people.refused": lambda uow, theirs: uow.people.refused(theirs.vendor),
    "people.confirm": lambda uow, theirs: uow.people.confirm(theirs.person, theirs.vendor, MONDAY, None),
    "people.refuse": lambda uow, theirs: uow.people.refuse(theirs.person, theirs.vendor),
    "people.doubt": lambda uow, theirs: uow.people.doubt(theirs.person),
    "people.mark_asked": lambda uow, theirs: uow.people.mark_asked(theirs.person, MONDAY),
    "confirmations.held": lambda uow, theirs: uow.confirmations.held(theirs.person),
    "confirmations.counts": lambda uow, theirs: uow.confirmations.counts([theirs.person]),
    "confirmations.forget": lambda uow, theirs: uow.confirmations.forget(theirs.person),
    "confirmations.forget_before": lambda uow, _: uow.confirmations.forget_before(MONDAY + timedelta(days=1)) - 1,
    "confirmations.asked_for": lambda uow, _: uow.confirmations.asked_for(),
    "confirmations.leave": lambda uow, theirs: uow.confirmations.leave(f"C{SECRET}", theirs.person),
    "confirmations.is_in": lambda uow, theirs: uow.confirmations.is_in([f"C{SECRET}"], theirs.person),
    "confirmations.members": lambda uow, _: uow.confirmations.members([f"C{SECRET}"]),
    "people.claim": lambda uow, _: uow.people.claim(f"{SECRET}@x", "U0NEW", "T", sponsors=False, vendor=None),
    "people.keep_settings": lambda uow, theirs: uow.people.keep_settings(theirs.person, country="PL"),
    "people.set_left": lambda uow, theirs: uow.people.set_left(theirs.person, MONDAY),
    "attendance.of": lambda uow, theirs: uow.attendance.of(theirs.session).lines,
    "attendance.of_all": lambda uow, theirs: uow.attendance.of_all([theirs.session]),
    "attendance.take_off": lambda uow, theirs: uow.attendance.take_off(theirs.session, [theirs.person]),
    "notes.by_id": lambda uow, theirs: uow.notes.by_id(theirs.note.id),
    "notes.of_session": lambda uow, theirs: uow.notes.of_session(theirs.session),
    "notes.about_items": lambda uow, theirs: uow.notes.about_items([theirs.carried.id]),
    "notes.of_things": lambda uow, theirs: uow.notes.of_things([theirs.note.thing]),
    "notes.undo": lambda uow, theirs: uow.notes.undo(theirs.note, MONDAY),
    "people.by_mail": lambda uow, _: uow.people.by_mail({SECRET.lower()}),
}
