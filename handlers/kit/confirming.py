"""Confirming a vendor's people: who is asked, what a yes and a no do. Nothing here trusts a display name or a mail address."""

from governance.events import PersonConfirmed, PersonRefused
from governance.people import Person
from governance.vendors import Vendor
from handlers.kit import shown
from handlers.kit.blocks import actions, button, esc, section
from handlers.kit.replies import message
from storage.outbox import Kind
from storage.unit_of_work import UnitOfWork


def manager_of(vendor: Vendor, uow: UnitOfWork) -> Person | None:
    """Who confirms a vendor's people: our account lead, else Parley's administrator."""
    ours = uow.people.some({who for who in (vendor.sponsor_lead, uow.workspace.administrator) if who})
    return ours.get(vendor.sponsor_lead or 0) or ours.get(uow.workspace.administrator or 0)


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
        actions(button("Yes, they do", "people.still", about), button("No longer", "people.gone", about)),
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
    held = uow.confirmations.held(person.id)
    if held:
        by = uow.actor.name if uow.actor else uow.workspace.name
        words = (
            f"{esc(by)} has confirmed that you work for *{esc(vendor.name)}*. What you asked me for meanwhile follows."
        )
        _write_to(person, message(section(words)).payload(), f"confirmed:{held[0].id}", uow)
    for act in held:
        payload = {"act": act.arrival, "held_at": act.held_at.isoformat()}
        uow.outbox.put(Kind.HELD, f"held:{person.id}", payload, once=f"held:{act.id}")
    uow.confirmations.forget(person.id)
    return len(held)


def refuse(person: Person, vendor: Vendor, uow: UnitOfWork) -> None:
    """They do not work for the vendor. What they asked for is forgotten, and they are told so if there was something."""
    held = uow.confirmations.held(person.id)
    uow.confirmations.forget(person.id)
    uow.people.refuse(person.id, vendor.id)
    uow.record(PersonRefused(person=person.id, vendor=vendor.id))
    if held:
        by = uow.actor.name if uow.actor else uow.workspace.name
        words = (
            f"{esc(by)} has told me that you do not work for *{esc(vendor.name)}*, so I have not done what you asked me for "
            f"and keep nothing of it. If that is a mistake, your company's account lead can ask {esc(by)}."
        )
        _write_to(person, message(section(words)).payload(), f"refused:{held[0].id}", uow)


def _write_to(person: Person, payload: dict[str, object], once: str, uow: UnitOfWork) -> None:
    if person.slack_user:
        payload = payload | {"channel": person.slack_user}
        uow.outbox.put(Kind.POST, f"channel:{person.slack_user}", payload, once=once)
