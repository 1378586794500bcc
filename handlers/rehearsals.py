"""Introducing Parley to a vendor: until somebody of the sponsor does, its channel and its people hear nothing, and the vendor
manager rehearses. Then there is one welcome."""

from governance.events import VendorIntroduced, VendorLinked
from governance.people import Act
from governance.refusals import IntroducedAlready
from governance.vendors import Vendor
from handlers.kit import shown
from handlers.kit.blocks import Block, actions, button, esc, section
from handlers.kit.feature import Feature
from handlers.kit.finding import the_vendor
from handlers.kit.replies import Message, Reply, say
from handlers.kit.requests import Request
from handlers.kit.words import listing, plural
from storage.outbox import Kind
from storage.unit_of_work import UnitOfWork

feature = Feature("rehearsals")

KEPT = "I keep what you type to me and links to messages, never the messages themselves."


@feature.command(
    "vendor introduce",
    usage="<vendor>",
    summary="End the rehearsal: welcome the vendor's people, who hear from me from then on.",
    act=Act.KEEP_VENDORS,
)
def introduce(request: Request, uow: UnitOfWork) -> Reply:
    vendor = the_vendor(request, uow, request.text, "/vendor introduce <vendor>")
    if not uow.vendors.introduce(vendor.id, request.at):
        raise IntroducedAlready(vendor=vendor.name)
    uow.record(VendorIntroduced(vendor=vendor.id))
    channels = [f"<#{link.channel}>" for link in uow.vendors.links_of(vendor.id)]
    where = (
        f"I say hello in {listing(channels)}." if channels else "They hear from me once there is something for them."
    )
    return say(section(f"*{esc(vendor.name)}*'s people can work with me now. {where}"))


@feature.on(VendorIntroduced)
def welcome_everywhere(event: VendorIntroduced, uow: UnitOfWork) -> None:
    vendor = uow.vendors.by_id(event.vendor)
    for link in uow.vendors.links_of(vendor.id):
        _welcome(vendor, link.channel, uow)


@feature.on(VendorLinked)
def welcome_one_more(event: VendorLinked, uow: UnitOfWork) -> None:
    """A channel of a vendor that knows Parley already hears who it is."""
    vendor = uow.vendors.by_id(event.vendor)
    if vendor.introduced_at:
        _welcome(vendor, event.channel, uow)


def _welcome(vendor: Vendor, channel: str, uow: UnitOfWork) -> None:
    """Once a channel: who brought Parley, what it keeps, one thing to do and one button."""
    payload = Message(tuple(_words(vendor, uow))).payload() | {"channel": channel}
    uow.outbox.put(Kind.POST, f"channel:{channel}", payload, once=f"linked:{vendor.id}:{channel}")


def _words(vendor: Vendor, uow: UnitOfWork) -> list[Block]:
    who = f"Hello, I am Parley. {shown.person(uow.actor)} has brought me here for the work of *{esc(vendor.name)}*."
    what = f"I keep the action items, sessions and SLA results of both companies. {KEPT}"
    how = "Anyone here can write `@Parley status` or `@Parley help`, here or to me directly, and press the buttons on my messages."
    thing, label, line = _thing_to_do(vendor, uow)
    return [
        section(f"{who} {what}"),
        section(how),
        section(f"*One thing to do first*: {thing}"),
        actions(button(label, "again", line, style="primary")),
    ]


def _thing_to_do(vendor: Vendor, uow: UnitOfWork) -> tuple[str, str, str]:
    """What waits for the vendor's side, the weightiest first: in words, on a button, and what the button asks."""
    asked = [its for its in uow.kpis.asked([vendor.id]) if its.vendor_by is None]
    if asked:
        count = plural(len(asked), "KPI is", "KPIs are")
        return f"{count} proposed. Please see whether you agree.", "See what is proposed", "sla agreements"
    theirs = uow.actions.count_by_side(vendor.id).get("vendor", 0)
    if theirs:
        count = plural(theirs, "action item waits", "action items wait")
        return f"{count} for you. Please see whether that is right.", "See them", "action list"
    return "see where we stand.", "Show the status", "vendor status"
