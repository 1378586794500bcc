"""What comes of each point of a session's agenda: one click, which can be taken back; what goes on goes on to the next session."""

from governance.agenda import GOES_ON, AgendaItem, Outcome, under_discussion
from governance.events import AgendaItemConcluded, AgendaItemReopened, AgendaItemWithdrawn, Words
from governance.people import Act
from governance.refusals import ChangedMeanwhile
from governance.sittings import ConcludedAlready, GoneFurther, NoSuchPoint, NothingDecided, NothingToTakeBack
from handlers.kit.blocks import actions, button, choice, field, section
from handlers.kit.replies import Form, Reply, Show, about, say
from handlers.kit.requests import Request
from handlers.kit.sittings import Sitting, points_of
from handlers.sittings.finding import that_is_on, the_point
from handlers.sittings.panel import OUTCOMES, WRITE_IT_DOWN, is_decided, title
from handlers.sittings.register import feature
from storage.unit_of_work import UnitOfWork

OPEN = "open"


@feature.button("sittings.outcome", act=Act.NOTE_IN_SESSIONS)
def by_button(request: Request, uow: UnitOfWork) -> Reply:
    sitting, rest = that_is_on(request.ref, request, uow)
    number, _, outcome = rest.partition(" ")
    return _settle(sitting, number, outcome, request, uow)


@feature.button("sittings.point", act=Act.NOTE_IN_SESSIONS)
def another(request: Request, uow: UnitOfWork) -> Reply:
    """Any point, in whichever order they are talked about."""
    sitting, _ = that_is_on(request.ref, request, uow)
    points = points_of(sitting.session, uow)
    if not points:
        raise NoSuchPoint(reference=sitting.session.reference)
    pairs = [(str(its.id), f"{its.position}. {its.title}") for its in points]
    ways = [*((str(outcome), words) for outcome, words in OUTCOMES), (OPEN, "Nothing yet: take it back")]
    blocks = (field("point", "Which point?", choice(pairs)), field("outcome", "What came of it?", choice(ways)))
    memo = {"of": sitting.session.reference}
    return Show(form=Form(name="sittings.point", title="Agenda", submit="Keep", blocks=blocks, memo=memo))


@feature.form("sittings.point", act=Act.NOTE_IN_SESSIONS)
def another_by_form(request: Request, uow: UnitOfWork) -> Reply:
    with about("outcome"):
        sitting, _ = that_is_on(str(request.values.get("of")), request, uow)
        return _settle(sitting, request.required("point"), request.required("outcome"), request, uow)


def _settle(sitting: Sitting, number: str, outcome: str, request: Request, uow: UnitOfWork) -> Reply:
    item = the_point(number, sitting, uow)
    if item is None or outcome not in {OPEN, *(its for its, _ in OUTCOMES)}:
        raise NoSuchPoint(reference=sitting.session.reference)
    if outcome == OPEN:
        take_back(item, sitting, uow)
        return say(section(f"{item.position}. {title(item)} is open again."))
    if outcome == Outcome.DECIDED and not is_decided(item, sitting, uow):
        return _nothing_decided(item, sitting)
    conclude(item, Outcome(outcome), sitting, uow)
    back = button("Take it back", "sittings.outcome", f"{sitting.session.reference} {item.id} {OPEN}")
    following = under_discussion(points_of(sitting.session, uow))
    then = f" Next: {following.position}. {title(following)}." if following else ""
    return say(section(f"{item.position}. {title(item)}: {outcome}.{then}"), actions(back))


def _nothing_decided(item: AgendaItem, sitting: Sitting) -> Reply:
    write = button(WRITE_IT_DOWN, "decisions.form", f"{sitting.session.reference} {item.id}", style="primary")
    return say(section(str(NothingDecided(title=title(item)))), actions(write))


# --- doing it ----------------------------------------------------------------------------------------------------------------


def conclude(item: AgendaItem, outcome: Outcome, sitting: Sitting, uow: UnitOfWork) -> AgendaItem | None:
    """This came of it; what it goes on as, where it goes on. Raises ConcludedAlready."""
    if item.outcome:
        raise ConcludedAlready(title=item.title[:100], outcome=item.outcome)
    successor = None
    if outcome in GOES_ON:
        successor = next(iter(uow.agenda.carry_over([item], sitting.session.kind, uow.at, outcome=outcome)), None)
    elif uow.agenda.close(item, outcome, uow.at, by=uow.actor.id if uow.actor else None) is None:
        raise ChangedMeanwhile(reference=f"Point {item.position}")
    record_concluded(item, outcome, successor.id if successor else None, sitting, uow)
    return successor


def record_concluded(
    item: AgendaItem, outcome: Outcome, successor: int | None, sitting: Sitting, uow: UnitOfWork
) -> None:
    uow.record(
        AgendaItemConcluded(
            agenda_item=item.id,
            vendor=item.vendor_id,
            session=sitting.session.id,
            outcome=outcome,
            successor=successor,
        )
    )


def take_back(item: AgendaItem, sitting: Sitting, uow: UnitOfWork) -> None:
    """Nothing has come of it after all; what it went on as is no more."""
    if item.outcome is None:
        raise NothingToTakeBack(title=item.title[:100])
    if item.outcome not in {its for its, _ in OUTCOMES}:
        raise GoneFurther(thing=item.title[:100], state=item.outcome)
    if item.outcome in GOES_ON:
        withdraw_what_it_became(item, sitting, uow)
    if uow.agenda.reopen(item) is None:
        raise GoneFurther(thing=item.title[:100], state="further on another agenda")
    uow.record(AgendaItemReopened(agenda_item=item.id, vendor=item.vendor_id, session=sitting.session.id))


def withdraw_what_it_became(item: AgendaItem, sitting: Sitting, uow: UnitOfWork) -> None:
    later = uow.agenda.successor(item)
    if later and later.is_open:
        uow.agenda.change(later, carried_from=None)
        withdraw(later, sitting, uow)


def withdraw(item: AgendaItem, sitting: Sitting, uow: UnitOfWork) -> bool:
    """It is not to be talked about after all; False where something has come of it already."""
    gone = uow.agenda.close(item, Outcome.WITHDRAWN, uow.at, by=uow.actor.id if uow.actor else None)
    if gone:
        reason = Words(f"taken back in {sitting.session.reference}")
        uow.record(AgendaItemWithdrawn(agenda_item=item.id, vendor=item.vendor_id, reason=reason))
    return gone is not None
