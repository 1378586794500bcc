"""What the leads and executives decide: a new date, on hold, one step up or down; and who the executives are."""

import re
from dataclasses import replace
from datetime import date

from governance.actions import ActionItem, Deed, check_due, check_reason, state_after
from governance.calendar.business_days import add_business_days
from governance.escalations import (
    Level,
    Outcome,
    asked,
    latest_hold,
    may_decide,
)
from governance.events import (
    ActionItemHeld,
    EscalationAcknowledged,
    VendorExecutiveNamed,
    Words,
)
from governance.people import Act, Person
from governance.refusals import (
    ChangedMeanwhile,
    Empty,
    HeldTooLong,
    NotThisVendors,
    NotYoursToDecide,
    Refusal,
)
from governance.vendors import Vendor
from handlers.escalations.register import feature
from handlers.escalations.steps import Case, end, line_of, raise_step
from handlers.kit import shown
from handlers.kit.action_rows import open_it
from handlers.kit.because import check_why, take_because
from handlers.kit.blocks import Block, actions, date_input, esc, field, section, text_input
from handlers.kit.deciding import check_decides
from handlers.kit.deputies import hearers
from handlers.kit.finding import does_more_than_read, mentioned, the_vendor
from handlers.kit.items import take_item
from handlers.kit.replies import Form, Reply, Show, about, say
from handlers.kit.requests import Request
from handlers.kit.words import Mention, date_words, listing, take_clear_date
from storage.unit_of_work import UnitOfWork

HOLD_DAYS = 5
_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")


class NotEscalated(Refusal):
    """{reference} waits for nobody's decision. `/action show {reference}` shows how it stands."""


class AlreadyWithExecutives(Refusal):
    """{reference} is with the executives already. They decide what happens next."""


# --- deciding --------------------------------------------------------------------------------------------------------


@feature.command(
    "action escalate", usage="A-17 <reason>", summary="Ask the executives of both sides.", act=Act.ESCALATE_ACTIONS
)
def escalate(request: Request, uow: UnitOfWork) -> Reply:
    case, words = _case(request.text, request, uow)
    state_after(case.item, Deed.HOLD)
    if case.step and case.step.level is Level.EXECUTIVES:
        raise AlreadyWithExecutives(reference=case.item.reference)
    if not words:
        return _ask("escalate", case.item, "Why do the executives have to know?", "Both executives read this.")
    reason = check_reason(words, "why the executives have to know")
    end(case, Outcome.ESCALATED, reason, uow)
    raise_step(case, Level.EXECUTIVES, reason, uow)
    return say(
        section(f"{line_of(case, uow)}\n{_who_hears(case, Level.EXECUTIVES, uow)}"), *_nobody_named(case, request)
    )


@feature.command(
    "action stepdown",
    usage="A-17 <reason>",
    summary="Give an escalated action back to the account leads.",
    act=Act.ESCALATE_ACTIONS,
)
def step_down(request: Request, uow: UnitOfWork) -> Reply:
    case, words = _case(request.text, request, uow)
    if case.step is None or case.step.level is not Level.EXECUTIVES:
        raise NotEscalated(reference=case.item.reference)
    check_decides(case.item, case.step, request, uow)
    if not words:
        return _ask("stepdown", case.item, "What do the account leads need to know?", "Both account leads read this.")
    reason = check_reason(words, "what the account leads need to know")
    end(case, Outcome.STEPPED_DOWN, reason, uow)
    raise_step(case, Level.LEADS, reason, uow)
    return say(section(f"{line_of(case, uow)}\n{_who_hears(case, Level.LEADS, uow)}"))


@feature.command("action acknowledge", usage="A-17", summary="Say that you look after it.", act=Act.ESCALATE_ACTIONS)
def acknowledge(request: Request, uow: UnitOfWork) -> Reply:
    case, _ = _case(request.text, request, uow)
    if case.step is None:
        raise NotEscalated(reference=case.item.reference)
    check_decides(case.item, case.step, request, uow)
    if uow.escalations.acknowledge(case.step.id, request.by.id, request.at):
        uow.record(EscalationAcknowledged(action=case.item.id, escalation=case.step.id, level=case.step.level))
    return say(section(f"{line_of(case, uow)}\nThank you. Everybody who was asked can see that you look after it."))


@feature.command(
    "action hold",
    usage="A-17 until <date> <reason>",
    summary="Let an overdue action rest until a day.",
    act=Act.ESCALATE_ACTIONS,
)
def hold(request: Request, uow: UnitOfWork) -> Reply:
    case, words = _case(request.text, request, uow)
    state_after(case.item, Deed.HOLD)
    check_decides(case.item, case.step, request, uow)
    day, reason = _until(words, request) if words else (None, "")
    if day is None or not reason:
        return Show(form=_hold_form(case.item, day, request, uow), reopen=f"action hold {case.item.reference}")
    return _hold(case, day, reason, request, uow)


@feature.form("escalation.hold", act=Act.ESCALATE_ACTIONS)
def hold_by_form(request: Request, uow: UnitOfWork) -> Reply:
    case, _ = _case(str(request.values.get("item")), request, uow)
    reason = request.required("reason")
    with about("until"):
        return _hold(case, date.fromisoformat(request.required("until")), reason, request, uow)


@feature.form("escalation.reason", act=Act.ESCALATE_ACTIONS)
def decide_by_form(request: Request, uow: UnitOfWork) -> Reply:
    its = request.values
    decide = {"escalate": escalate, "stepdown": step_down}[str(its.get("deed"))]
    with about("reason"):
        return decide(replace(request, text=f"{its.get('item')} {request.required('reason')}"), uow)


def _hold(case: Case, until: date, words: str, request: Request, uow: UnitOfWork) -> Reply:
    state = state_after(case.item, Deed.HOLD)
    reason = check_reason(words, "what it waits for")
    check_decides(case.item, case.step, request, uow)
    _check_hold(case.item, check_due(until, request.today), request, uow)
    changed = uow.actions.change(case.item, state=state, held_until=until, because=reason)
    if changed is None:
        raise ChangedMeanwhile(reference=case.item.reference)
    uow.record(ActionItemHeld(action=case.item.id, until=until, reason=Words(reason)))
    return say(section(line_of(Case(item=changed, vendor=case.vendor, step=None), uow)), actions(open_it(changed)))


def _check_hold(item: ActionItem, until: date, request: Request, uow: UnitOfWork) -> None:
    latest = latest_hold(request.today, request.by.hours(uow.workspace.zone).country, uow.rules)
    if until > latest:
        raise HeldTooLong(reference=item.reference, latest=date_words(latest, request.today))


def _until(words: str, request: Request) -> tuple[date, str]:
    first, _, rest = words.partition(" ")
    return take_clear_date(rest if first.lower() == "until" else words, request.today, language=request.by.locale)


def _case(text: str, request: Request, uow: UnitOfWork) -> tuple[Case, str]:
    """The item, if it is the asker's to decide on, and what follows its reference."""
    item, words = take_item(text, request, uow)
    vendor = uow.vendors.by_id(item.vendor_id) if item.vendor_id else None
    administrator = uow.workspace.administrator
    if not (may_decide(request.by, vendor, administrator) or _stands_in(request.by, vendor, uow)):
        people = uow.people.some(asked(Level.LEADS, vendor, administrator))
        names = listing(sorted(person.name for person in people.values())) or "the account leads"
        raise NotYoursToDecide(reference=item.reference, people=names)
    return Case(item=item, vendor=vendor, step=uow.escalations.open_of(item.id)), words


def _stands_in(person: Person, vendor: Vendor | None, uow: UnitOfWork) -> bool:
    """Whether they are the deputy of somebody who could decide and is away."""
    deciders = {who for level in Level for who in asked(level, vendor, uow.workspace.administrator)}
    return person.id in {its.id for its in hearers(uow.people.some(deciders).values(), uow).values()}


# --- executives --------------------------------------------------------------------------------------------------------


@feature.command(
    "vendor executive",
    usage="<vendor> @person [because <reason>]",
    summary="Name who hears of what the account leads cannot settle, for either side; in another's place, with the reason.",
    act=Act.KEEP_VENDORS,
)
def name_executive(request: Request, uow: UnitOfWork) -> Reply:
    line, reason = take_because(request.text)
    found = _MENTION.search(line)
    if found is None:
        raise Empty(what="The executive", hint="`/vendor executive <vendor> @person`")
    vendor = the_vendor(request, uow, _MENTION.sub("", line), "/vendor executive <vendor> @person")
    person = does_more_than_read(mentioned(uow, Mention(found[1])))
    if not person.is_sponsors and person.vendor_id != vendor.id:
        raise NotThisVendors(person="This person", vendor=vendor.name)
    old = vendor.sponsor_executive if person.is_sponsors else vendor.vendor_executive
    if old not in (None, person.id):
        reason = check_why(
            reason, f'/vendor executive "{vendor.name}" @person because their predecessor has another job'
        )
    uow.vendors.set_executive(vendor.id, person.id, ours=person.is_sponsors)
    why = Words(reason) if reason else None
    uow.record(VendorExecutiveNamed(vendor=vendor.id, person=person.id, party=person.party, old=old, reason=why))
    side = "our side" if person.is_sponsors else f"{esc(vendor.name)}'s side"
    return say(
        section(
            f"{shown.person(person)} hears for {side} of what the account leads of *{esc(vendor.name)}* cannot settle."
        )
    )


# --- words and forms ---------------------------------------------------------------------------------------------------


def _who_hears(case: Case, level: Level, uow: UnitOfWork) -> str:
    people = uow.people.some(asked(level, case.vendor, uow.workspace.administrator))
    names = listing([shown.person(person) for person in people.values()])
    when = "now" if level is Level.EXECUTIVES or case.item.concern else "in the next daily message"
    return f"{names or 'Nobody'} {'hears' if len(people) == 1 else 'hear'} of it {when}, with your reason."


def _nobody_named(case: Case, request: Request) -> list[Block]:
    """Where a side has named nobody, how to do so."""
    vendor = case.vendor
    if vendor is None or (vendor.sponsor_executive and vendor.vendor_executive) or not request.by.is_sponsors:
        return []
    side = "our side" if not vendor.sponsor_executive else f"{esc(vendor.name)}'s side"
    return [section(f"No executive is named for {side} yet: `/vendor executive {esc(vendor.name)} @person` names one.")]


def _ask(word: str, item: ActionItem, label: str, hint: str) -> Reply:
    title = {"escalate": "Escalate", "stepdown": "Step down"}[word]
    form = Form(
        name="escalation.reason",
        title=f"{title} {item.reference}",
        submit=title,
        blocks=(field("reason", label, text_input(lines=True, most=1000), hint=hint),),
        memo={"deed": word, "item": item.reference},
    )
    return Show(form=form, reopen=f"action {word} {item.reference}")


def _hold_form(item: ActionItem, day: date | None, request: Request, uow: UnitOfWork) -> Form:
    usual = add_business_days(request.today, HOLD_DAYS, request.by.hours(uow.workspace.zone).country)
    return Form(
        name="escalation.hold",
        title=f"Hold {item.reference}",
        submit="Hold",
        blocks=(
            field("until", "Until when?", date_input((day or usual).isoformat())),
            field(
                "reason", "What does it wait for?", text_input(lines=True, most=1000), hint="Both sides can read this."
            ),
        ),
        memo={"item": item.reference},
    )
