"""What stands in minutes, in JSON's own types: ids and words, so that whoever is erased reads as such, and no later change of a
decision or an action changes what was written down."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from governance.agenda import GOES_ON, AgendaItem, Outcome
from governance.bodies import Attended
from governance.decisions import Decision
from governance.decisions import State as DecisionState
from governance.notes import Note, NoteKind
from governance.sessions import Session
from handlers.kit.agenda import withheld_of
from handlers.kit.sittings import Sitting, is_missing
from handlers.kit.words import listing, plural
from storage.unit_of_work import UnitOfWork

Json = dict[str, Any]
# Nothing was said to a point with one of these.
UNSPOKEN = frozenset({None, Outcome.CARRIED_OVER, Outcome.WITHDRAWN})


def content_of(sitting: Sitting, state: str, uow: UnitOfWork) -> Json:
    """All that is known of a session when it ends."""
    session, notes = sitting.session, uow.notes.of_session(sitting.session.id)
    items = _spoken_of(uow.agenda.of_session(session.id), session, uow)
    return {
        "reference": session.reference,
        "title": session.title,
        "kind": session.kind,
        "body": sitting.body.name if sitting.body else "",
        "vendor": session.vendor_id,
        "zone": session.zone,
        "planned_at": session.starts_at.isoformat(),
        "planned_minutes": session.minutes,
        "began_at": _iso(session.started_at),
        "ended_at": (session.ended_at or uow.at).isoformat(),
        "ended_by_itself": uow.actor is None,
        "state": state,
        "quorum": quorum_words(sitting, uow),
        "attendance": [_attended(its, sitting) for its in sitting.attendance.lines],
        "items": _items(items, session, uow),
        "decisions": _decisions(uow.decisions.of_session(session.id), items, uow),
        "actions": _actions(notes, uow),
        "risks": _risks(notes, uow),
        "parked": _parked(notes, uow),
        "summary": "",
    }


def quorum_words(sitting: Sitting, uow: UnitOfWork) -> str:
    """`Quorate: 2 of Northwind Bio and 1 of Helix, a chair among them.`"""
    if not sitting.short.is_quorate:
        return f"No quorum: {is_missing(sitting.short, sitting.vendor, uow)}, so it could discuss and not decide."
    counted = [sitting.counted[who] for who in sitting.attendance.counted() if who in sitting.counted]
    names = {"sponsor": uow.workspace.name, f"vendor:{sitting.vendor.id}": sitting.vendor.name}
    heads = [f"{counted.count(party)} of {name}" for party, name in names.items() if party in counted]
    chaired = any(who in sitting.chairs for who in sitting.attendance.counted())
    return f"Quorate: {listing(heads) or 'by its rule'}{', a chair among them' if chaired else ''}."


def _spoken_of(items: Sequence[AgendaItem], session: Session, uow: UnitOfWork) -> list[AgendaItem]:
    """Without what was settled before, and without points nobody spoke of and the channel is yet to hear of."""
    withheld = withheld_of(session.vendor_id, uow).stems
    stand = [its for its in items if its.outcome is not Outcome.SETTLED]
    return [its for its in stand if its.stems_from not in withheld or its.outcome not in UNSPOKEN]


def _attended(its: Attended, sitting: Sitting) -> Json:
    who = sitting.people.get(its.person_id)
    return {"person": its.person_id, "party": who.party if who else "", "how": its.how, "for": its.for_id}


def _items(items: Sequence[AgendaItem], session: Session, uow: UnitOfWork) -> list[Json]:
    goes_on = _goes_on(session, uow) if any(its.outcome in GOES_ON for its in items) else ""
    return [
        {
            "item": its.id,
            "position": its.position,
            "title": its.title,
            "kind": its.kind,
            "outcome": its.outcome or "",
            "goes_on": goes_on if its.outcome in GOES_ON else "",
            "words": "",
        }
        for its in items
    ]


def _goes_on(session: Session, uow: UnitOfWork) -> str:
    """Where what was carried over is talked about next."""
    coming = uow.sessions.next_of(session.vendor_id, session.kind, uow.at)
    return coming.reference if coming else f"the next {session.kind}"


def _decisions(made: Sequence[Decision], items: Sequence[AgendaItem], uow: UnitOfWork) -> list[Json]:
    before = uow.decisions.some({its.supersedes for its in made if its.supersedes})
    places = {its.id: its.position for its in items}
    return [
        {
            "decision": its.id,
            "reference": its.reference,
            "position": places.get(its.item_id or 0),
            "question": its.question,
            "outcome": its.outcome,
            "rationale": its.rationale,
            "authority": its.authority,
            "state": its.state,
            "decided": its.decided_at is not None and its.state is not DecisionState.REJECTED,
            "supersedes": before[its.supersedes].reference if its.supersedes in before else "",
            "goes_to": its.goes_to or "",
        }
        for its in made
    ]


def _actions(notes: Sequence[Note], uow: UnitOfWork) -> list[Json]:
    found = uow.actions.some({its.thing_id for its in notes if its.kind is NoteKind.ACTION})
    return [
        {
            "action": its.id,
            "reference": its.reference,
            "title": its.title,
            "owner": its.owner_id,
            "due": its.due_on.isoformat(),
        }
        for its in sorted(found.values(), key=lambda its: its.number)
    ]


def _risks(notes: Sequence[Note], uow: UnitOfWork) -> list[Json]:
    found = uow.risks.some({its.thing_id for its in notes if its.kind is NoteKind.RISK})
    return [{"risk": its.id, "reference": its.reference, "words": its.event} for its in found.values()]


def _parked(notes: Sequence[Note], uow: UnitOfWork) -> list[Json]:
    found = uow.agenda.some({its.thing_id for its in notes if its.kind is NoteKind.PARKED})
    return [{"item": its.id, "words": its.title} for its in found.values()]


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


# --- from one version to the next ----------------------------------------------------------------------------------------


def rewritten(content: Mapping[str, Any], summary: str, words: Mapping[int, str]) -> Json:
    """The same with other free texts: `words` by agenda item; what is not in it stays as it is."""
    items = [its | {"words": words.get(its["item"], its["words"])} for its in content["items"]]
    return dict(content) | {"summary": summary, "items": items}


def as_decided_now(content: Mapping[str, Any], session: Session, uow: UnitOfWork) -> Json:
    """The same with its decisions, and what came of its points, as they stand by now."""
    points = uow.agenda.of_session(session.id)
    outcomes = {its.id: its.outcome or "" for its in points}
    items = [its | {"outcome": outcomes.get(its["item"], its["outcome"])} for its in content["items"]]
    kept = {its["item"] for its in items}
    made = _decisions(uow.decisions.of_session(session.id), [its for its in points if its.id in kept], uow)
    return dict(content) | {"decisions": made, "items": items}


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """What changed from one version to the next, in plain words, unescaped."""
    found = [_difference("the summary", old["summary"], new["summary"])]
    before = {its["item"]: its for its in old["items"]}
    for its in new["items"]:
        was = before.get(its["item"], {}).get("words", "")
        found.append(_difference(f"what is said to {its['position']}. {its['title']}", was, its["words"]))
    now = {its["decision"]: its for its in new["decisions"]}
    found += [f"left out {its['reference']}" for its in old["decisions"] if its["decision"] not in now]
    found += [f"detail added to {its['reference']}" for its in old["decisions"] if its != now.get(its["decision"], its)]
    return [words for words in found if words]


def _difference(what: str, old: str, new: str) -> str:
    if old == new:
        return ""
    if not old:
        return f"added {what}: {new}"
    return f"changed {what} from: {old} to: {new}" if new else f"took away {what}: {old}"


def held_minutes(content: Mapping[str, Any]) -> int:
    """How long it was really held."""
    if not content["began_at"]:
        return 0
    span = datetime.fromisoformat(content["ended_at"]) - datetime.fromisoformat(content["began_at"])
    return max(0, round(span.total_seconds() / 60))


def length_words(content: Mapping[str, Any]) -> str:
    """`30 minutes planned, 41 held`; how long it was is not known where nobody ended it."""
    planned = f"{plural(content['planned_minutes'], 'minute')} planned"
    if content["ended_by_itself"]:
        return f"{planned}, and nobody said when it ended"
    return f"{planned}, {held_minutes(content)} held" if content["began_at"] else planned
