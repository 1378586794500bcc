"""Confirming a vendor's people: who is asked, what a yes and a no do. Nothing here trusts a display name or a mail address."""

from datetime import timedelta

from governance.events import LeavingCancelled, PersonConfirmed, PersonRefused, PersonReturned, PersonWithdrawn, Words
from governance.people import Person
from governance.vendors import Vendor
from handlers.kit import shown
from handlers.kit.blocks import actions, button, esc, section, without_marks
from handlers.kit.deputies import first_there
from handlers.kit.letters import note
from handlers.kit.replies import message
from storage.confirmations import Held
from storage.outbox import Kind
from storage.unit_of_work import UnitOfWork

# A message that waited longer for its person to be confirmed is no news any more; mails, such as invites, go out all the same.
LONGEST_HELD = timedelta(days=7)


def manager_of(vendor: Vendor | None, uow: UnitOfWork) -> Person | None:
    """Who confirms a vendor's people and hears of what becomes of it: the first who is there of our account lead, Parley's
    administrator, another one, and the vendor managers."""
    return first_there((vendor.sponsor_lead if vendor else None, uow.workspace.administrator), uow)


def manager_name(vendor: Vendor, uow: UnitOfWork) -> str:
    """What the vendor's people are told of who confirms them."""
    manager = manager_of(vendor, uow)
    return manager.name if manager else uow.workspace.name


def ask_manager(person: Person, once: str, uow: UnitOfWork) -> None:
    """Asks the vendor manager about somebody who waits, once; `once` names what they did to be asked about."""
    vendor = uow.vendors.by_id(person.vendor_id or 0)
    manager = manager_of(vendor, uow)
    if manager is None or manager.slack_user is None or not uow.people.mark_asked(person.id, uow.at):
        return
    about = f"{person.id}:{vendor.id}"
    question = f"Do they work for *{esc(vendor.name)}*? Until you say so, I hold what they ask me for."
    words = message(
        section(
            f"*{shown.person(person)}*, who uses {esc(whose_slack(person, uow))}, wants to work with me. {question}"
        ),
        actions(button("Yes, confirm", "people.confirm", about, style="primary"), button("No", "people.refuse", about)),
    )
    _write_to(manager, words.payload(), f"newcomer:{once}"[:200], uow)


def ask_whether_gone(person: Person, why: str, uow: UnitOfWork) -> None:
    """Asks the vendor manager whether somebody whose part seems over is gone; until then they wait to be confirmed again."""
    vendor = uow.vendors.by_id(person.vendor_id or 0)
    manager = manager_of(vendor, uow)
    if manager is None or manager.slack_user is None or not uow.people.mark_asked(person.id, uow.at):
        return
    about = f"{person.id}:{vendor.id}"
    words = message(
        section(f"{why} Do they still work for *{esc(vendor.name)}*? Until you say so, I hold what they ask me for."),
        actions(
            button("No longer", "people.withdraw", about, style="primary"),
            button("They still do", "people.confirm", about),
        ),
    )
    _write_to(manager, words.payload(), f"gone:{person.id}:{uow.at:%Y%m%dT%H%M%S%f}", uow)


def ask_whether_still(person: Person, once: str, uow: UnitOfWork) -> None:
    """Asks the vendor manager about somebody who is in none of the vendor's channels any more."""
    vendor = uow.vendors.by_id(person.vendor_id or 0)
    manager = manager_of(vendor, uow)
    if manager is None:
        return
    name, about = esc(vendor.name), f"{person.id}:{vendor.id}"
    words = message(
        section(
            f"{shown.person(person)} is in none of *{name}*'s channels any more. Do they still work for *{name}*? Until you say "
            "no, I go on as before."
        ),
        actions(button("Yes, they do", "people.still", about), button("No longer", "people.withdraw", about)),
    )
    _write_to(manager, words.payload(), f"gone:{once}"[:200], uow)


def whose_slack(person: Person, uow: UnitOfWork) -> str:
    """Whose Slack somebody uses, as far as that is known: `Helix Clinical's Slack`."""
    if uow.workspace.owns(person.slack_team, person.enterprise_id):
        return f"{uow.workspace.name}'s Slack"
    its = uow.people.vendor_of_team(person.slack_team, person.enterprise_id) if person.slack_team else None
    if its:
        return f"{uow.vendors.by_id(its).name}'s Slack"
    return f"another company's Slack ({person.slack_team})" if person.slack_team else "a Slack that is not known"


def confirm(person: Person, vendor: Vendor, uow: UnitOfWork) -> int:
    """From now on they work for the vendor. What they asked for meanwhile is done next, in order; how much that is."""
    uow.people.confirm(person.id, vendor.id, uow.at, uow.actor.id if uow.actor else None)
    uow.record(PersonConfirmed(person=person.id, vendor=vendor.id))
    if person.left_at:
        uow.people.set_left(person.id, None)
        uow.record(PersonReturned(person=person.id))
    if person.leaves_on:
        uow.leaving.forget(person.id)
        uow.record(LeavingCancelled(person=person.id))
    for lane in lanes_of(person):
        uow.outbox.confirmed(lane, uow.at - LONGEST_HELD)
    held = uow.confirmations.held(person.id)
    if held:
        words = f"{esc(_actor(uow))} has confirmed that you work for *{esc(vendor.name)}*. What you asked me for meanwhile follows."
        _write_to(person, message(section(words)).payload(), f"confirmed:{held[0].id}", uow)
    for act in held:
        payload = {"act": act.arrival, "held_at": act.held_at.isoformat()}
        uow.outbox.put(Kind.HELD, f"held:{person.id}", payload, once=f"held:{act.id}")
    uow.confirmations.forget(person.id)
    return len(held)


def refuse(person: Person, vendor: Vendor, uow: UnitOfWork) -> None:
    """They do not work for the vendor. What they asked for is forgotten, and they are told so if there was something."""
    held = _take_away(person, vendor, uow)
    uow.record(PersonRefused(person=person.id, vendor=vendor.id))
    if held:
        by = esc(_actor(uow))
        words = (
            f"{by} has told me that you do not work for *{esc(vendor.name)}*, so I have not done what you asked me for "
            f"and keep nothing of it. If that is a mistake, your company's account lead can ask {by}."
        )
        _write_to(person, message(section(words)).payload(), f"refused:{held[0].id}", uow)


def withdraw(person: Person, vendor: Vendor, reason: Words, uow: UnitOfWork) -> None:
    """They work for the vendor no longer, and are told so in a kind sentence. Who listens to the event ends their part."""
    _take_away(person, vendor, uow)
    uow.record(PersonWithdrawn(person=person.id, vendor=vendor.id, reason=reason))
    words = (
        f"{esc(_actor(uow))} has told me that you no longer work on the matters of *{esc(vendor.name)}* and "
        f"{esc(uow.workspace.name)}, so I write to you about them no more. Thank you for your work."
    )
    once = f"withdrawn:{person.id}:{uow.at:%Y%m%dT%H%M%S%f}"
    if person.slack_user:
        _write_to(person, message(section(words)).payload(), once, uow)
    elif person.mail:
        said = note(person, subject=f"Your work on {vendor.name}", words=without_marks(words), stamp=uow.at, about=once)
        uow.outbox.put(Kind.MAIL, f"mail:{person.mail}", said, once=once, answers=True)


def withdrawn_words(person: Person, vendor: Vendor, by: Person) -> str:
    """What whoever withdrew somebody reads."""
    name = esc(vendor.name)
    back = f" `/vendor confirm {name}` is the way back." if by.is_sponsors else ""
    return f"{shown.person(person)} no longer works for *{name}* and hears nothing more of it. The reason is on the record.{back}"


def _take_away(person: Person, vendor: Vendor, uow: UnitOfWork) -> list[Held]:
    """To Parley they are a stranger now, and nothing that waited for them is said; what they had asked for."""
    held = uow.confirmations.held(person.id)
    uow.confirmations.forget(person.id)
    uow.people.refuse(person.id, vendor.id)
    for lane in lanes_of(person):
        uow.outbox.refused(lane)
    return held


def _actor(uow: UnitOfWork) -> str:
    return uow.actor.name if uow.actor else uow.workspace.name


def lanes_of(person: Person) -> list[str]:
    """Where letters to somebody go."""
    slack = [f"channel:{person.slack_user}"] if person.slack_user else []
    return [*slack, *([f"mail:{person.mail}"] if person.mail else [])]


def _write_to(person: Person, payload: dict[str, object], once: str, uow: UnitOfWork) -> None:
    if person.slack_user:
        payload = payload | {"channel": person.slack_user}
        uow.outbox.put(Kind.POST, f"channel:{person.slack_user}", payload, once=once, answers=True)
