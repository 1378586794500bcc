"""Minutes as a PDF, for whoever has no Slack and for the file: made of one version when it is sent, with who approved it."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from governance.approvals import Approval
from governance.decisions import State as DecisionState
from governance.minutes import Addendum, Minutes, Version, given_by_party
from governance.people import Person
from governance.sessions import Session
from handlers.kit.approving import approval_words
from handlers.kit.bundles import Bundle
from handlers.kit.requests import Job
from handlers.kit.words import listing, shortened
from handlers.minutes.content import length_words
from handlers.minutes.naming import Kept
from handlers.minutes.register import feature
from handlers.minutes.words import came_of, companies_of, due_of, people_of, present_lines
from storage.outbox import Kind
from storage.unit_of_work import UnitOfWork

Json = dict[str, Any]
TEMPLATE = Path(__file__).with_name("minutes.typ")
WORK = "minutes.pdf"


def send_pdf(kept: Kept, channel: str, comment: str, once: str, uow: UnitOfWork, *, thread: str | None = None) -> None:
    """The version that counts now, as a file in a conversation."""
    version = kept.minutes.version
    name = f"minutes {kept.reference} {shortened(kept.session.title, 60)} version {version}.pdf".replace("/", "-")
    document = {"work": WORK, "minutes": kept.minutes.id, "version": version}
    payload = {"document": document, "name": name, "title": name, "channel": channel, "comment": comment}
    payload |= {"thread_ts": thread} if thread else {}
    uow.outbox.put(Kind.FILE, f"channel:{channel}", payload, once=once[:200])


@feature.document(WORK)
def make(job: Job) -> Bundle:
    """From one snapshot; the names as they are now, the words as they were written."""
    with job.snapshot() as uow:
        its = uow.minutes.by_id(job.payload["minutes"])
        assert its is not None
        version = uow.minutes.version(its, job.payload["version"])
        session = uow.sessions.by_id(its.session_id)
        assert session is not None
        data = _data(its, version, session, uow)
        return Bundle(files={}, pdf="minutes.pdf", template=TEMPLATE.read_text("utf-8"), data=data)


def _data(its: Minutes, version: Version, session: Session, uow: UnitOfWork) -> Json:
    content, people = version.content, people_of(version.content, uow)
    companies = companies_of(its.vendor_id, uow)
    addenda = uow.minutes.addenda(its)
    given = uow.approvals.of([its.stems, *(one.stems for one in addenda)])
    authors = uow.people.some({one.person_id for one in addenda})
    return {
        "title": f"Minutes of {content['reference']}: {content['title']}",
        "footer": f"{listing(list(companies.values()))}, version {version.version}, {version.digest[:16]}",
        "standing": _standing(its, version),
        "facts": _facts(content, companies, people),
        "summary": content["summary"],
        "items": [
            [f"{one['position']}", one["title"], str(one["kind"]), came_of(one), one["words"]]
            for one in content["items"]
        ],
        "decisions": [_decision(one) for one in content["decisions"] if one["decided"]],
        "elsewhere": [_decision(one) for one in content["decisions"] if not one["decided"]],
        "actions": [
            [one["reference"], one["title"], _name(one["owner"], people), _day(due_of(one))]
            for one in content["actions"]
        ],
        "risks": [f"{one['reference']} {one['words']}" for one in content["risks"]],
        "parked": [one["words"] for one in content["parked"]],
        "approvals": [approval_words(one) for one in _given(given.get(its.stems, []), version)],
        "addenda": [_addendum(one, given.get(one.stems, []), _name(one.person_id, authors)) for one in addenda],
        "digest": version.digest,
    }


def _standing(its: Minutes, version: Version) -> str:
    if its.is_filed and its.version == version.version:
        return f"Version {version.version}, approved by both companies. Corrections stand beside it."
    return f"Version {version.version}, not approved by both companies yet."


def _facts(content: Mapping[str, Any], companies: dict[str, str], people: dict[int, Person]) -> list[list[str]]:
    zone = ZoneInfo(content["zone"])
    planned, ended = _clock(content["planned_at"], zone), _clock(content["ended_at"], zone)
    began = _clock(content["began_at"], zone) if content["began_at"] else "not noted"
    span = began if content["ended_by_itself"] else f"{began} to {ended}"
    facts = [["Planned", f"{planned} {zone.key}"], ["Held", f"{span}; {length_words(content)}"]]
    facts += [["Body", content["body"] or str(content["kind"])], ["Quorum", content["quorum"]]]
    return [*facts, *(["Present", line] for line in present_lines(content, lambda who: _name(who, people), companies))]


def _clock(moment: str, zone: ZoneInfo) -> str:
    its = datetime.fromisoformat(moment).astimezone(zone)
    return f"{_day(its)} {its:%H:%M}"


def _day(its: date) -> str:
    """With the year: a file is read whenever."""
    return f"{its:%a %-d %b %Y}"


def _name(who: int | None, people: dict[int, Person]) -> str:
    its = people.get(who or 0)
    return its.name if its else "nobody known"


def _decision(its: Json) -> list[str]:
    rejected = "Was not agreed to by mail. " if its["state"] == DecisionState.REJECTED else ""
    goes = f"Goes to the {its['goes_to']}. " if its["state"] == DecisionState.REFERRED and its["goes_to"] else ""
    instead = f"Instead of {its['supersedes']}. " if its["supersedes"] else ""
    return [its["reference"], its["outcome"], its["rationale"], f"{rejected}{goes}{instead}{its['authority']}"]


def _given(given: list[Approval], version: Version) -> list[Approval]:
    return list(given_by_party(given, version.approved_as).values())


def _addendum(its: Addendum, given: list[Approval], who: str) -> Json:
    approvals = [approval_words(one) for one in given]
    return {
        "head": f"Correction {its.number}, {_day(its.added_at)}, {who}",
        "text": its.text,
        "approvals": approvals,
    }
