"""Minutes as they are read: what was decided and who does what first, then the rest; and how far they have come."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from governance.bodies import Presence
from governance.decisions import State as DecisionState
from governance.minutes import State
from governance.people import Person
from governance.sessions import Session
from handlers.kit import shown
from handlers.kit.approving import said_of
from handlers.kit.blocks import cut, esc, one_way
from handlers.kit.words import at_most, lasting_words, listing
from handlers.minutes.content import length_words
from handlers.minutes.naming import Kept, scribe_mention
from storage.unit_of_work import UnitOfWork

Names = Callable[[int | None], str]
Content = Mapping[str, Any]
MOST = 8  # lines of a kind in a message
TEXT = 400
REST = "The PDF has all of it."


def people_of(content: Content, uow: UnitOfWork) -> dict[int, Person]:
    """Everybody the minutes name."""
    ids = {its["person"] for its in content["attendance"]} | {its["for"] for its in content["attendance"]}
    ids |= {its["owner"] for its in content["actions"]}
    return uow.people.some({who for who in ids if who})


def written(text: str, most: int = TEXT) -> str:
    """What somebody wrote, cut to so many signs, fit to stand in a message."""
    return esc(one_way(cut(text, most)))


def day_of(session: Session) -> date:
    """The day it was planned for, where it is held."""
    return session.starts_at.astimezone(ZoneInfo(session.zone)).date()


def day_words(day: date, uow: UnitOfWork) -> str:
    """`Fri 21 Jul`; with the year where it is not this year's."""
    return lasting_words(day, uow.at.date())


def named(session: Session, uow: UnitOfWork) -> str:
    """`*Minutes of S-3* Weekly call, Tue 14 Jul`."""
    return f"*Minutes of {session.reference}* {_titled(session, uow)}"


def called(session: Session, uow: UnitOfWork) -> str:
    """`*S-3* Weekly call, Tue 14 Jul`."""
    return f"*{session.reference}* {_titled(session, uow)}"


def _titled(session: Session, uow: UnitOfWork) -> str:
    return f"{written(session.title, 120)}, {day_words(day_of(session), uow)}"


# --- how far they have come ----------------------------------------------------------------------------------------------


def standing(kept: Kept, uow: UnitOfWork) -> list[str]:
    """The state in a sentence, who approved, and who still has to."""
    its, given = kept.minutes, kept.given
    if its.state is State.DRAFT:
        return [f"A draft. {scribe_mention(kept, uow)} edits it and sends it to both companies."]
    if its.is_filed:
        return [f"Version {its.version}, approved by both companies. It stays as it is.", *map(said_of, given.values())]
    head = f"Version {its.version}, sent to both companies to approve by {day_words(its.due_on, uow)}."
    return [head, *map(said_of, given.values()), *waits_words(kept, uow)]


def waits_words(kept: Kept, uow: UnitOfWork) -> list[str]:
    """`Waits for Helix Clinical: @vera (what was approved before is version 1).`, a line a company that has not approved what counts."""
    companies = companies_of(kept.minutes.vendor_id, uow)
    return [_waits(party, companies[party], kept) for party in kept.approvers.parties if party not in kept.given]


def _waits(party: str, company: str, kept: Kept) -> str:
    people = [shown.person(kept.approvers.people[who]) for who in kept.approvers.asked[party]]
    before = kept.before.get(party)
    earlier = f" (what was approved before is version {before})" if before else ""
    whom = listing(people, "or") or "nobody there can approve yet, please name its account lead"
    return f"Waits for {esc(company)}: {whom}{earlier}."


# --- what stands in them -------------------------------------------------------------------------------------------------


def short(content: Content, people: Mapping[int, Person], uow: UnitOfWork) -> list[str]:
    """What was decided, what goes on elsewhere, and who does what by when."""
    decided, waits, to_do = _decided(content), _waiting(content), _to_do(content, people, uow)
    none = "Nothing was decided." if content["state"] == "held" else "Without a quorum nothing was decided."
    lines = ["*Decided*", *at_most(decided, MOST)] if decided else [none]
    lines += ["*Not decided here*", *at_most(waits, MOST)] if waits else []
    return [*lines, *(["*To do*", *at_most(to_do, MOST)] if to_do else ["No action was noted."])]


def rest(content: Content, people: Mapping[int, Person], companies: Mapping[str, str]) -> list[str]:
    """The summary, the points with what came of them, who was there, what was parked."""
    parts = [
        ("*In short*", [written(content["summary"], TEXT * 2)] if content["summary"] else []),
        ("*Agenda*", [_point(its) for its in content["items"]]),
        ("*Risks*", [f"{its['reference']} {written(its['words'])}" for its in content["risks"]]),
        ("*Parked*", [f"• {written(its['words'])}" for its in content["parked"]]),
        ("*Present*", present_lines(content, lambda who: shown.person(people.get(who or 0)), companies, esc)),
    ]
    lines = [line for head, its in parts if its for line in (head, *at_most(its, MOST))]
    return [*lines, f"{esc(content['quorum'])} {length_words(content)}."]


def is_cut(content: Content) -> bool:
    """Whether a message leaves something out that the PDF has."""
    lists = ("decisions", "actions", "items", "risks", "parked")
    long = [its["words"] for its in content["items"]] + [content["summary"]]
    return any(len(content[name]) > MOST for name in lists) or any(len(its) > TEXT for its in long)


def _decided(content: Content) -> list[str]:
    return [_decision(its) for its in content["decisions"] if its["decided"]]


def _waiting(content: Content) -> list[str]:
    """What waits for another body or for answers by mail, or was not agreed to by mail."""
    return [_decision(its) for its in content["decisions"] if not its["decided"]]


def _decision(its: Mapping[str, Any]) -> str:
    return f"• *{its['reference']}* {_ended(written(its['outcome']))}{_beside(its)}"


def _ended(words: str) -> str:
    return words if words.rstrip("\u2069").endswith((".", "!", "?", "…")) else f"{words}."


def _beside(its: Mapping[str, Any]) -> str:
    """Why, instead of what, and where it goes when it was not theirs to decide."""
    why = f" _Why:_ {written(its['rationale'])}" if its["rationale"] else ""
    instead = f" (instead of {its['supersedes']})" if its["supersedes"] else ""
    goes = f" _Goes to the {its['goes_to']}._" if its["state"] == DecisionState.REFERRED and its["goes_to"] else ""
    goes += " _Was not agreed to by mail._" if its["state"] == DecisionState.REJECTED else ""
    mailed = " _Is being decided by mail._" if its["state"] == DecisionState.CIRCULATED else ""
    return f"{instead}{why}{goes}{mailed}"


def _to_do(content: Content, people: Mapping[int, Person], uow: UnitOfWork) -> list[str]:
    return [
        f"• *{its['reference']}* {written(its['title'])} ({shown.person(people.get(its['owner']))}, by {day_words(due_of(its), uow)})"
        for its in content["actions"]
    ]


def due_of(action: Mapping[str, Any]) -> date:
    return date.fromisoformat(action["due"])


def _point(its: Mapping[str, Any]) -> str:
    said = f"\n    {written(its['words'])}" if its["words"] else ""
    return f"{its['position']}. {written(its['title'], 150)}: {came_of(its)}{said}"


def came_of(its: Mapping[str, Any]) -> str:
    """`carried over, goes on in S-9`."""
    if not its["outcome"]:
        return "nothing came of it"
    return f"{its['outcome']}, goes on in {its['goes_on']}" if its["goes_on"] else str(its["outcome"])


def present_lines(
    content: Content, name: Names, companies: Mapping[str, str], escaped: Callable[[str], str] = str
) -> list[str]:
    """By company: who was there, who stood in for whom, who sent apologies."""
    lines = []
    for party, company in companies.items():
        theirs = [its for its in content["attendance"] if its["party"] == party]
        there = [_with_whom(its, name) for its in theirs if its["how"] != Presence.APOLOGY]
        sorry = [name(its["person"]) for its in theirs if its["how"] == Presence.APOLOGY]
        apologies = f"; apologies: {listing(sorry)}" if sorry else ""
        lines.append(f"{escaped(company)}: {listing(there) or 'nobody noted'}{apologies}")
    return lines


def _with_whom(its: Mapping[str, Any], name: Names) -> str:
    return f"{name(its['person'])} for {name(its['for'])}" if its["for"] else name(its["person"])


def companies_of(vendor: int, uow: UnitOfWork) -> dict[str, str]:
    """By party the name of its company, ours first."""
    return {"sponsor": uow.workspace.name, f"vendor:{vendor}": uow.vendors.by_id(vendor).name}
