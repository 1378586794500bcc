"""Files that prove something was done. Each is shown where both sides see it, and the record keeps its SHA-256 digest:
who sent it can neither change nor withdraw what was verified."""

import hashlib

from governance.actions import ActionItem, Evidence
from governance.events import Door, EvidenceAdded, EvidenceShared, Words
from handlers.actions.cards import announced_as, thread_of
from handlers.actions.register import feature
from handlers.kit import shown
from handlers.kit.blocks import cut, esc, section
from handlers.kit.replies import Message
from handlers.kit.requests import UNNAMED, FileRef, Job, Request
from storage.outbox import Kind
from storage.unit_of_work import UnitOfWork

LONGEST_NAME = 300


def add_evidence(its: Evidence, item: ActionItem, request: Request, uow: UnitOfWork) -> int:
    """Keeps a link, words, or the name of a file; its id."""
    ident = uow.actions.add_evidence(item.id, its, request.by.id, request.at)
    address = Words(its.address) if its.address else None
    uow.record(EvidenceAdded(action=item.id, evidence=ident, address=address, name=Words(its.name)))
    return ident


def add_file(file: FileRef, item: ActionItem, request: Request, uow: UnitOfWork) -> None:
    """Keeps a file's name at once; the file itself is shown to both sides a moment later."""
    name = "a file" if file.name == UNNAMED else cut(file.name, LONGEST_NAME)
    ident = add_evidence(Evidence(name=name), item, request, uow)
    place = _where_both_look(item, request, uow)
    if place is None:
        return
    payload = {
        "work": "evidence.shared",
        "person": request.by.id,
        "evidence": ident,
        "item": item.id,
        "file": file.id,
        "url": file.url,
        "name": file.name if file.name != UNNAMED else "",
        "comment": f"Evidence for *{item.reference}* {esc(cut(item.title, shown.TITLE))}, from {shown.person(request.by)}.",
    }
    uow.outbox.put(Kind.RELAY, f"evidence:{item.id}", payload | place, once=f"evidence:{ident}")


@feature.work("evidence.shared", door=Door.SLACK)
def shared(job: Job) -> None:
    """The file stands where both sides see it: keep its address and digest. Or say that it could not be had."""
    its = job.payload
    with job.unit_of_work() as uow:
        if its.get("trouble") or job.content is None:
            _sorry(job, uow)
            return
        name = cut(str(its["name"]), LONGEST_NAME)
        if uow.actions.share_evidence(its["evidence"], Evidence(name=name, address=its["address"])):
            uow.record(
                EvidenceShared(
                    action=its["item"],
                    evidence=its["evidence"],
                    address=Words(its["address"]),
                    name=Words(name),
                    sha256=hashlib.sha256(job.content).hexdigest(),
                )
            )


def _sorry(job: Job, uow: UnitOfWork) -> None:
    its, item = job.payload, uow.actions.by_id(job.payload["item"])
    if item is None or uow.actor is None or uow.actor.slack_user is None:
        return
    words = (
        f"I could not show {esc(its.get('name') or 'your file')} to the other side: {esc(its.get('trouble') or '')}. "
        f"*{item.reference}* stays closed. Please post the file in our channel, so that they can look at it."
    )
    payload = Message((section(words),)).payload() | {"channel": uow.actor.slack_user}
    uow.outbox.put(Kind.POST, f"channel:{uow.actor.slack_user}", payload, once=f"no-evidence:{its['evidence']}")


def _where_both_look(item: ActionItem, request: Request, uow: UnitOfWork) -> dict[str, str] | None:
    """The thread in which the item was announced, else the one who asked for it; None when nobody else needs to see it."""
    said = uow.outbox.said(announced_as(item))
    if said:
        channel, ts = said
        thread = thread_of(item.source)
        return thread if thread and thread["channel"] == channel else {"channel": channel, "thread_ts": ts}
    asker = uow.people.by_id(item.opened_by)
    if asker.id == request.by.id or asker.slack_user is None:
        return None
    return {"channel": asker.slack_user}
