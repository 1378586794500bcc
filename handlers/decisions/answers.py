"""What those who were asked by mail have said, and what it has come to: in force, rejected, or still waiting."""

from zoneinfo import ZoneInfo

from governance.approvals import Approval, Deed, Meant
from governance.decisions import Decision, State, amounts_in, beyond
from governance.events import DecisionRejected, Words
from governance.people import Person
from handlers.decisions.authority import by_which_rule, counted_words
from handlers.decisions.cards import made, sentence, until
from handlers.decisions.electing import Electorate
from handlers.decisions.keeping import put_on_next, record_made, settle_referred, supersede
from handlers.decisions.telling import tell_each, tell_the_channel
from handlers.decisions.wishes import weighed
from handlers.kit.approving import approve, side_of
from handlers.kit.blocks import cut, esc, paragraphs
from handlers.kit.replies import Message, message
from handlers.kit.words import listing
from storage.unit_of_work import UnitOfWork

ONLY_VERSION = "1"  # what is asked never changes while it is asked
MOST = 300


def agree(its: Decision, asked: Electorate, by: Person, uow: UnitOfWork) -> None:
    _give(its, asked, by, Deed.AGREED, f'I agree{{side}} that {asked.name} decides: "{_short(its)}".', uow)


def object_to(its: Decision, asked: Electorate, by: Person, reason: str, uow: UnitOfWork) -> None:
    said = f'I object{{side}} to what {asked.name} is to decide, "{_short(its)}": {reason}'
    _give(its, asked, by, Deed.OBJECTED, said, uow)


def given_to(its: Decision, uow: UnitOfWork) -> list[Approval]:
    return uow.approvals.of([its.stems]).get(its.stems, [])


def settle(its: Decision, asked: Electorate, uow: UnitOfWork) -> Decision:
    """In force as soon as enough of each party have agreed and nobody objected; else as it was."""
    given = given_to(its, uow)
    if asked.comes_to(given) is not State.IN_FORCE:
        return its
    if not _is_within_limits(its, asked, uow):
        why = f"The charter of {asked.name} has changed since it was asked, and it is beyond its limits now"
        return reject(its, asked, why, uow)
    return _carry(its, asked, given, uow)


def _carry(its: Decision, asked: Electorate, given: list[Approval], uow: UnitOfWork) -> Decision:
    """It is in force from now on, and all are told."""
    old = _still_in_force(its, uow)
    values = {"state": State.IN_FORCE, "decided_at": uow.at, "authority": _authority(its, asked, given, uow)}
    values |= {"supersedes": old.id if old else None, "charter_id": asked.charter.id or None}
    done = uow.decisions.change(its, **values)
    if done is None:
        return its
    record_made(done, uow)
    if old:
        supersede(old, done, done.rationale or done.outcome, uow)
    settle_referred(uow.agenda.by_id(done.item_id) if done.item_id else None, done, uow)
    _tell_all(done, asked, made(done, old, uow, changeable=False), f"{done.reference} is decided", uow)
    return done


def _authority(its: Decision, asked: Electorate, given: list[Approval], uow: UnitOfWork) -> str:
    """`Joint operations committee (charter 2), by mail: 1 of Northwind, 1 of Helix agreed, nobody objected`."""
    agreed = {who for who, deed in asked.answers(given).items() if deed is Deed.AGREED} & asked.members.keys()
    parties = counted_words([asked.members[who] for who in agreed], uow.vendors.by_id(its.vendor_id), uow)
    return f"{by_which_rule(asked.body)}, by mail: {parties} agreed, nobody objected"


def reject(its: Decision, asked: Electorate, reason: str, uow: UnitOfWork) -> Decision:
    """It is not decided by mail, and comes to the next session of its kind. `reason` as everybody reads it."""
    done = uow.decisions.change(its, state=State.REJECTED, decided_at=uow.at)
    if done is None:
        return its
    uow.record(DecisionRejected(decision=its.id, vendor=its.vendor_id, reason=Words(reason)))
    put_on_next(done, asked.session.kind, uow)
    lines = [
        f"*{its.reference}* is not decided by mail: {sentence(its.outcome)}",
        f"{sentence(reason)} It stands on the next agenda as a point to decide on.",
    ]
    _tell_all(done, asked, message(*paragraphs(lines)), f"{its.reference} is not decided", uow)
    return done


def still_waits(its: Decision, asked: Electorate, uow: UnitOfWork) -> Message:
    """What has been asked, and of how many an answer is missing."""
    answered = asked.answers(given_to(its, uow))
    left = sorted(asked.people[who].name for who in asked.members if who not in answered)
    zone = ZoneInfo(asked.session.zone)
    lines = [
        f"The members are asked about *{its.reference}* until {until(its, zone)}: {sentence(its.outcome)}",
        f"It waits for {esc(listing(left))}." if left else "Everybody has answered.",
    ]
    return message(*paragraphs(lines))


def _give(its: Decision, asked: Electorate, by: Person, deed: Deed, says: str, uow: UnitOfWork) -> None:
    member = asked.member_for(by.id)
    name = f" {asked.people[member].name} of" if member and member != by.id else ""
    meant = Meant(
        subject=its.stems,
        version=ONLY_VERSION,
        deed=deed,
        vendor_id=its.vendor_id,
        study_id=its.study_id,
        meaning=says.replace("{side}", f", for{name} {side_of(by, its.vendor_id, uow)},"),
    )
    approve([meant], by, uow)


def _short(its: Decision) -> str:
    return cut(its.outcome, MOST)


def _is_within_limits(its: Decision, asked: Electorate, uow: UnitOfWork) -> bool:
    """By the charter as it is now: it may be another than when it was asked."""
    old = uow.decisions.by_id(its.supersedes) if its.supersedes else None
    text = weighed(its.outcome, its.rationale, its.question, old)
    return beyond(asked.body, text, amounts_in(text)) is None


def _still_in_force(its: Decision, uow: UnitOfWork) -> Decision | None:
    """What it takes the place of, where nothing else has become of that meanwhile."""
    old = uow.decisions.by_id(its.supersedes) if its.supersedes else None
    return old if old and old.state is State.IN_FORCE else None


def _tell_all(its: Decision, asked: Electorate, said: Message, subject: str, uow: UnitOfWork) -> None:
    once = f"decision:{its.id}:{its.state}"
    tell_the_channel(its, said, once, uow)
    tell_each(asked.asked, said, subject, once, uow)
