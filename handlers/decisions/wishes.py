"""What somebody wants decided, as they said it or wrote it into a form."""

import re
from dataclasses import dataclass, replace

from governance.agenda import AgendaItem, ItemKind
from governance.decisions import (
    LONGEST,
    Decision,
    DecisionTooLong,
    NotInForce,
    NoWordsOfIt,
    OneAtATime,
    State,
    UnknownDecision,
)
from governance.sessions import Session
from handlers.kit.because import take_because
from handlers.kit.replies import about
from handlers.kit.requests import Request
from handlers.kit.seeing import of_our_sides, sees_here
from handlers.kit.sittings import names_a_point, points_of, take_item
from handlers.kit.words import listing, shortened
from storage.unit_of_work import UnitOfWork

NO_POINT = "-"
_HYPHENS = "-\u2010-\u2014"
_REFERENCE = re.compile(rf"^\s*(?:D[{_HYPHENS}]?)?(\d{{1,9}})\b[\s,:]*", re.IGNORECASE)
_USER = re.compile(r"<@([A-Z0-9]+)(?:\|[^>]*)?>")
_LINK = re.compile(r"<(https?://[^|>\s]+)(?:\|([^>]*))?>")
_INSTEAD = re.compile(
    rf"[\s,;(]*\b(?:supersed(?:es|ing)|instead of|in place of|replac(?:es|ing))\s+D[{_HYPHENS}]?(\d{{1,9}})\b\)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What is to be decided and why, the point of the agenda it is about, and the decision whose place it takes. Where it
    `settles` the point, nothing is left to say about that: who decides in passing settles no more than they say."""

    outcome: str
    rationale: str = ""
    item: AgendaItem | None = None
    instead_of: Decision | None = None
    settles: bool = True

    @property
    def question(self) -> str:
        return self.item.title if self.item else ""

    @property
    def item_id(self) -> int | None:
        return self.item.id if self.item else None

    @property
    def weighed(self) -> str:
        """All words that limits are held against: what takes the place of something weighs as much as that."""
        return weighed(self.outcome, self.rationale, self.question, self.instead_of)


def weighed(outcome: str, rationale: str, question: str, old: Decision | None) -> str:
    return "\n".join([outcome, rationale, question, *((old.outcome, old.question) if old else ())])


def wish_in(text: str, session: Session, request: Request, uow: UnitOfWork) -> Wish:
    """As in `#3 use the new template because monitors lose an hour a visit, supersedes D-4`."""
    item, rest = take_item(_without_marks(text, request, uow), points_of(session, uow))
    rest, old = _take_old(rest, session, request, uow)
    outcome, why = take_because(rest)
    named = names_a_point(text) or (item is not None and item.kind is ItemKind.DECISION)
    return _checked(Wish(outcome=outcome, rationale=why, item=item, instead_of=old, settles=named))


def wish_of_form(session: Session, request: Request, uow: UnitOfWork) -> Wish:
    """The same from a form's fields."""
    chosen = str(request.values.get("item") or NO_POINT)
    item = next((its for its in points_of(session, uow) if str(its.id) == chosen), None)
    said, named = request.required("outcome"), str(request.values.get("supersedes") or "").strip()
    with about("outcome"):
        outcome, old = _take_old(said, session, request, uow)
    with about("supersedes"):
        old = _in_force(named, session, request, uow) if named else old
    why = str(request.values.get("rationale") or "")
    return _checked(Wish(outcome=outcome, rationale=why, item=item, instead_of=old))


def take_decision(text: str, request: Request, uow: UnitOfWork) -> tuple[Decision, str]:
    """The decision named at the front of a text, as D-7, d7 or 7, and what follows. Who may not see it finds none."""
    found = _REFERENCE.match(text)
    decision = uow.decisions.numbered(int(found[1])) if found else None
    if found is None or decision is None or not sees_here(decision.vendor_id, request):
        raise UnknownDecision(reference=f"D-{found[1]}" if found else shortened(text.strip()) or "without a number")
    return decision, text[found.end() :].strip()


def _take_old(text: str, session: Session, request: Request, uow: UnitOfWork) -> tuple[str, Decision | None]:
    named = list(dict.fromkeys(_INSTEAD.findall(text)))
    if len(named) > 1:
        raise OneAtATime(references=listing([f"D-{number}" for number in named]))
    old = _in_force(named[0], session, request, uow) if named else None
    return _INSTEAD.sub("", text).strip(), old


def _without_marks(text: str, request: Request, uow: UnitOfWork) -> str:
    """People by name and links as addresses, instead of Slack's marks for them."""
    people = uow.people.of_slack({found[1] for found in _USER.finditer(text)})
    names = {user: its.name for user, its in people.items() if of_our_sides(its, request)}
    named = _USER.sub(lambda found: f"@{names.get(found[1], 'somebody')}", text)
    return _LINK.sub(lambda found: found[1] if found[2] in (None, found[1]) else f"{found[2]} ({found[1]})", named)


def _in_force(named: str, session: Session, request: Request, uow: UnitOfWork) -> Decision:
    old, _ = take_decision(named, request, uow)
    if old.vendor_id != session.vendor_id:
        raise UnknownDecision(reference=old.reference)
    if old.state is not State.IN_FORCE:
        raise NotInForce(reference=old.reference, state=old.state)
    return old


def _checked(wish: Wish) -> Wish:
    """In one line each, the outcome beginning like a sentence."""
    outcome, why = (" ".join(its.split()) for its in (wish.outcome, wish.rationale))
    if not outcome:
        raise NoWordsOfIt
    if len(outcome) + len(why) > LONGEST:
        raise DecisionTooLong(most=LONGEST, count=len(outcome) + len(why))
    begun = f"{outcome[0].upper()}{outcome[1:]}"
    return replace(wish, outcome=begun, rationale=why)
