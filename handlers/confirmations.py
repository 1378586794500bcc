"""Confirmations: a sponsor's person says who works for a vendor, all at once when a channel is linked, later comers one by one."""

from collections.abc import Callable, Sequence

from governance.events import Door
from governance.people import Act, Person
from governance.refusals import Empty, NobodyToConfirm, NotAskedForAnyMore, NotTheirsAnyMore
from governance.roles import LONGEST_REASON, check_withdrawal
from governance.vendors import Vendor
from handlers.kit import shown
from handlers.kit.blocks import Block, actions, button, choices, context, cut, esc, field, header, section, text_input
from handlers.kit.confirming import confirm, refuse, whose_slack, withdraw, withdrawn_words
from handlers.kit.feature import Feature
from handlers.kit.finding import the_vendor
from handlers.kit.replies import Form, Reply, Show, message, say
from handlers.kit.requests import Job, Request
from handlers.kit.words import listing, plural
from storage.outbox import Kind
from storage.unit_of_work import UnitOfWork

feature = Feature("confirmations")

# So many people fit in Slack's menu, and so many with their buttons in a message that is still read.
MENU, SHOWN, MOST_BLOCKS = 100, 10, 48


@feature.command(
    "vendor confirm",
    usage="[vendor]",
    summary="Who waits for you to say that they work for a vendor.",
    act=Act.CONFIRM_PEOPLE,
)
def who_waits(request: Request, uow: UnitOfWork) -> Reply:
    if request.text.strip() or request.place.vendor:
        vendors = [the_vendor(request, uow, request.text, "/vendor confirm <vendor>")]
    else:
        waited_for = {its.vendor_id for its in uow.people.waiting() if its.vendor_id} | uow.confirmations.asked_for()
        vendors = list(uow.vendors.some(waited_for).values())
    alone = bool(request.text.strip() or request.place.vendor)
    blocks = [block for vendor in vendors for block in _standing(vendor, uow, alone=alone)]
    if not blocks:
        raise NobodyToConfirm(whom=f" for {vendors[0].name}" if vendors else "")
    if len(blocks) > MOST_BLOCKS:
        blocks = [
            *blocks[:MOST_BLOCKS],
            context("There are more. `/vendor confirm <vendor>` shows those of one vendor."),
        ]
    return say(*blocks)


def _standing(vendor: Vendor, uow: UnitOfWork, *, alone: bool) -> list[Block]:
    """Who waits for one vendor, with buttons; whom the sponsor has said no to; and of one `alone`, who works for it."""
    candidates, refused = _candidates(vendor, uow), uow.people.refused(vendor.id)
    held = uow.confirmations.counts([its.id for its in candidates])
    waiting = [its for its in candidates if its.awaits or its.id in held]
    several = [actions(_open_button(vendor))] if len(candidates) > 1 or len(candidates) > len(waiting) else []
    rows = [block for its in waiting[:SHOWN] for block in _row(its, vendor, held.get(its.id, 0), uow)]
    more = [context(f"And {len(waiting) - SHOWN} more.")] if len(waiting) > SHOWN else []
    noes = [
        section(f"{shown.person(its)}: you said no.", button=button("Confirm", "people.confirm", _ref(its, vendor)))
        for its in refused[:SHOWN]
    ]
    theirs = _working(vendor, uow) if alone else []
    count = plural(len(waiting), "person waits", "people wait")
    title = header(f"{count} for {vendor.name}" if waiting or not theirs else f"People of {vendor.name}")
    return [title, *rows, *more, *several, *noes, *theirs] if rows or noes or several or theirs else []


def _working(vendor: Vendor, uow: UnitOfWork) -> list[Block]:
    """Who works for a vendor, each with the button that ends it; and whose last day is over, who may be back."""
    people = [its for its in uow.people.of_vendor(vendor.id) if not (its.is_bot or its.awaits)]
    gone = [its for its in people if its.left_at and its.slack_user is None]
    here = [its for its in people if its.left_at is None]
    rows = [
        section(shown.person(its), button=button("No longer", "people.withdraw", _ref(its, vendor)))
        for its in here[:SHOWN]
    ]
    back = [
        section(f"{shown.person(its)} has left.", button=button("Back again", "people.confirm", _ref(its, vendor)))
        for its in gone[:SHOWN]
    ]
    line = f"And {len(here) - SHOWN} more: `/vendor people @person nobody because ...` ends somebody's part."
    return [*rows, *([context(line)] if len(here) > SHOWN else []), *back]


def _row(person: Person, vendor: Vendor, held: int, uow: UnitOfWork) -> list[Block]:
    asked = f" {plural(held, 'thing they asked for is', 'things they asked for are')} held." if held else ""
    ref = _ref(person, vendor)
    yes, no = button("Yes, confirm", "people.confirm", ref, style="primary"), button("No", "people.refuse", ref)
    return [section(f"{shown.person(person)} uses {esc(whose_slack(person, uow))}.{asked}"), actions(yes, no)]


def _ref(person: Person, vendor: Vendor) -> str:
    return f"{person.id}:{vendor.id}"


# --- one by one ------------------------------------------------------------------------------------------------------


@feature.button("people.confirm", act=Act.CONFIRM_PEOPLE)
def say_yes(request: Request, uow: UnitOfWork) -> Reply:
    person, vendor = _asked_about(request, uow, _may_be_confirmed)
    held = confirm(person, vendor, uow)
    next_ = f" I do now what they asked for meanwhile: {plural(held, 'thing')}." if held else ""
    return say(
        section(f"{shown.person(person)} works for *{esc(vendor.name)}*, as you have confirmed.{next_}"), replace=True
    )


@feature.button("people.refuse", act=Act.CONFIRM_PEOPLE)
def say_no(request: Request, uow: UnitOfWork) -> Reply:
    person, vendor = _asked_about(request, uow, _may_be_confirmed)
    if not person.awaits and not uow.confirmations.held(person.id):
        raise NotAskedForAnyMore(person=person.name, vendor=vendor.name)
    refuse(person, vendor, uow)
    return say(
        section(
            f"{shown.person(person)} does not work for *{esc(vendor.name)}*, as you say. I do nothing for them. "
            f"`/vendor confirm {esc(vendor.name)}` is the way back."
        ),
        replace=True,
    )


@feature.button("people.still", act=Act.CONFIRM_PEOPLE)
def say_still(request: Request, uow: UnitOfWork) -> Reply:
    person, vendor = _asked_about(request, uow, _works_for)
    return say(section(f"{shown.person(person)} works for *{esc(vendor.name)}* still, as you say."), replace=True)


def _asked_about(request: Request, uow: UnitOfWork, fits: Callable[[Person, Vendor], bool]) -> tuple[Person, Vendor]:
    """Whom the button is about, as they are at the moment of the click."""
    person, vendor = _named(request.ref, uow)
    if person is None or vendor is None or not fits(person, vendor):
        raise NotAskedForAnyMore(
            person=person.name if person else "Nobody", vendor=vendor.name if vendor else "a vendor"
        )
    return person, vendor


def _named(ref: str, uow: UnitOfWork) -> tuple[Person | None, Vendor | None]:
    who, _, whose = ref.partition(":")
    person = uow.people.some({int(who)}).get(int(who)) if who.isdigit() else None
    vendor = uow.vendors.some({int(whose)}).get(int(whose)) if whose.isdigit() else None
    return person, vendor


def _works_for(person: Person, vendor: Vendor) -> bool:
    return person.vendor_id == vendor.id


def _may_be_confirmed(person: Person, vendor: Vendor) -> bool:
    """Those who wait for this vendor, and strangers; nobody of ours or of another vendor, who is confirmed already, or who has left.
    Of those without Slack whoever was withdrawn from it, or whose last day is over."""
    if person.is_bot or person.is_sponsors:
        return False
    if person.slack_user is None:
        return person.refused_for == vendor.id or (person.left_at is not None and person.vendor_id == vendor.id)
    if person.slack_team is None or person.left_at:
        return False
    return (person.awaits and person.vendor_id == vendor.id) or person.vendor_id is None


# --- no longer -------------------------------------------------------------------------------------------------------


@feature.button("people.withdraw", act=Act.CONFIRM_PEOPLE)
def ask_why(request: Request, uow: UnitOfWork) -> Reply:
    person, vendor = _working_one(request.ref, uow)
    words = f"{shown.person(person)} no longer works for *{esc(vendor.name)}*: what they may do and hear ends now."
    why = field("reason", "Why?", text_input(lines=True, most=LONGEST_REASON), hint="It goes on the record.")
    return Show(
        form=Form(
            name="people.withdraw",
            title="No longer",
            submit="End it",
            blocks=(section(words), why),
            memo={"about": request.ref},
        )
    )


@feature.form("people.withdraw", act=Act.CONFIRM_PEOPLE)
def end_it(request: Request, uow: UnitOfWork) -> Reply:
    person, vendor = _working_one(str(request.values["about"]), uow)
    withdraw(person, vendor, check_withdrawal(person, request.required("reason"), by=request.by), uow)
    return say(section(withdrawn_words(person, vendor, request.by)))


def _working_one(ref: str, uow: UnitOfWork) -> tuple[Person, Vendor]:
    """Whom the button is about, who works for the vendor at the moment of the click, confirmed or not."""
    person, vendor = _named(ref, uow)
    if person is None or vendor is None or person.vendor_id != vendor.id:
        raise NotTheirsAnyMore(person=person.name if person else "Nobody", vendor=vendor.name if vendor else "a vendor")
    return person, vendor


# --- all at once -----------------------------------------------------------------------------------------------------


@feature.work("confirmations.ask", door=Door.SLACK)
def ask_who_linked(job: Job) -> None:
    """A linked channel's members are known now: whoever linked it is asked who of them works for the vendor, once."""
    channel, linker = job.payload["channel"], job.payload["linked_by"]
    with job.unit_of_work() as uow:
        link, by = uow.vendors.link_of(channel), uow.people.by_id(linker)
        here = [its.id for user in job.payload["members"] if (its := uow.people.by_slack(user))]
        uow.confirmations.join(channel, here)
        if link is None or by.slack_user is None:
            return
        vendor = uow.vendors.by_id(link.vendor_id)
        asked = [its for its in _candidates(vendor, uow) if its.id in here]
        if asked:
            words = message(*_question(asked, channel, vendor)).payload() | {"channel": by.slack_user}
            uow.outbox.put(Kind.POST, f"channel:{by.slack_user}", words, once=f"confirm:{channel}:{vendor.id}")


def _question(asked: Sequence[Person], channel: str, vendor: Vendor) -> list[Block]:
    count = plural(len(asked), "person of another company is", "people of another company are")
    ask = f"Please confirm who works for *{esc(vendor.name)}*."
    return [
        section(f"{count} in <#{channel}>. {ask} Until then I hold what they ask me for."),
        actions(_open_button(vendor, style="primary")),
    ]


def _open_button(vendor: Vendor, style: str | None = None) -> Block:
    return button("Confirm people", "people.choose", vendor.id, style=style)


@feature.button("people.choose", act=Act.CONFIRM_PEOPLE)
def choose(request: Request, uow: UnitOfWork) -> Reply:
    vendor = uow.vendors.by_id(int(request.ref))
    people = _candidates(vendor, uow)
    if not people:
        raise NobodyToConfirm(whom=f" for {vendor.name}")
    return Show(form=_form(people, vendor, uow))


def _candidates(vendor: Vendor, uow: UnitOfWork) -> list[Person]:
    """Who may be confirmed: those who use the vendor's Slack first, then others in its channels whom nobody has said no to."""
    waiting = uow.people.waiting(vendor.id)
    here = uow.confirmations.members([link.channel for link in uow.vendors.links_of(vendor.id)])
    others = [its for its in here if its.vendor_id is None and its.refused_for != vendor.id]
    return [*waiting, *(its for its in others if _may_be_confirmed(its, vendor))]


def _form(people: Sequence[Person], vendor: Vendor, uow: UnitOfWork) -> Form:
    pairs = [(str(its.id), cut(f"{its.name}, {_from(its, uow)}", 75)) for its in people[:MENU]]
    theirs = [str(its.id) for its in people[:MENU] if _uses_slack_of(its, vendor, uow)]
    rest = f" These are {MENU} of {len(people)}: press the button again for the others." if len(people) > MENU else ""
    hint = "Chosen already: who uses the Slack of their account lead. Take out whom you do not know." if theirs else ""
    menu = field(
        "people", f"Who works for {cut(vendor.name, 100)}?", choices(pairs, theirs), hint=f"{hint}{rest}".strip()
    )
    return Form(
        name="people.confirm", title="Confirm people", submit="Confirm", blocks=(menu,), memo={"vendor": vendor.id}
    )


def _from(person: Person, uow: UnitOfWork) -> str:
    return f"{'a guest in ' if person.is_guest else ''}{whose_slack(person, uow)}"


def _uses_slack_of(person: Person, vendor: Vendor, uow: UnitOfWork) -> bool:
    return not person.is_guest and uow.people.vendor_of_team(person.slack_team or "", person.enterprise_id) == vendor.id


@feature.form("people.confirm", act=Act.CONFIRM_PEOPLE)
def confirm_all(request: Request, uow: UnitOfWork) -> Reply:
    vendor = uow.vendors.by_id(int(request.values["vendor"]))
    ids = {int(its) for its in request.values.get("people") or [] if str(its).isdigit()}
    if not ids:
        raise Empty(what="The list", hint="at least one person")
    chosen = [its for its in uow.people.some(ids).values() if _may_be_confirmed(its, vendor)]
    if not chosen:
        raise NobodyToConfirm(whom=f" for {vendor.name}")
    for person in chosen:
        confirm(person, vendor, uow)
    names = listing([shown.person(its) for its in chosen[:SHOWN]])
    more = f" and {len(chosen) - SHOWN} more" if len(chosen) > SHOWN else ""
    work = "works" if len(chosen) == 1 else "work"
    left = len(uow.people.waiting(vendor.id))
    wait = f" {plural(left, 'other waits', 'others wait')}; `/vendor confirm` shows them." if left else ""
    return say(section(f"{names}{more} {work} for *{esc(vendor.name)}*, as you have confirmed.{wait}"))
