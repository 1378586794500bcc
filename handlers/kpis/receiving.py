"""A schedule sent as a file: shown as understood, proposed as one when its sender confirms; and the same written back."""

import hashlib
from dataclasses import replace

from governance.events import Door
from governance.kpis.refusals import (
    NotAFileFormat,
    NothingInTheFile,
    NothingYouMayAnswer,
    WhoseSchedule,
)
from governance.people import Act, Person, may, sees, who_can
from governance.refusals import NotYours, Refusal, UnknownVendor
from governance.vendors import Vendor, name_key
from handlers.kit.because import why_field, why_in
from handlers.kit.blocks import Block, actions, button, cut, esc, paragraphs, section
from handlers.kit.finding import here, take_vendor, the_vendor
from handlers.kit.replies import Form, Message, Reply, Show, say
from handlers.kit.requests import Job, Request
from handlers.kit.words import listing, plural, shortened
from handlers.kpis.book import Batch, open_book
from handlers.kpis.facts import names_for, not_as_asked, title
from handlers.kpis.proposing import changes_agreed, propose_all
from handlers.kpis.register import feature
from handlers.kpis.schedule_file import FORMATS, Found, read_schedule, safe_content, write_schedule
from handlers.kpis.schedules import Understood, schedule_of, understand
from handlers.kpis.telling import check_readable, still_missing, who_is_asked
from storage.outbox import Kind
from storage.unit_of_work import UnitOfWork
from storage.uploads import Stage, Upload

NAMED = 12


class CouldNotFetchIt(Refusal):
    """I could not fetch {name}: {why}. Please send it again."""


# --- understood --------------------------------------------------------------------------------------------------------


@feature.work("kpis.schedule", door=Door.DIRECT)
def read(job: Job) -> None:
    """Reads the file outside any transaction, then shows what it holds. Read twice, it is shown once."""
    with job.unit_of_work() as uow:
        upload, by = uow.uploads.by_id(job.payload["upload"]), uow.people.by_id(job.payload["person"])
    if upload is None or upload.state is not Stage.READING:
        return
    upload = replace(upload, name=cut(str(job.payload.get("name") or upload.name), 200))
    try:
        found = _read(job, upload, by)
        with job.unit_of_work() as uow:
            _show(upload, by, found, job.content or b"", uow)
    except Refusal as refusal:
        with job.unit_of_work() as uow:
            if uow.uploads.move(upload.id, Stage.READING, Stage.CANCELLED, name=upload.name):
                _post(by, [section(esc(refusal))], uow, once=f"schedule:{upload.id}:shown")


def _read(job: Job, upload: Upload, by: Person) -> Found:
    if not may(by, Act.AGREE_KPIS):
        raise NotYours(deed=Act.AGREE_KPIS, who=who_can(Act.AGREE_KPIS))
    if job.content is None:
        raise CouldNotFetchIt(name=upload.name, why=job.payload.get("trouble"))
    return read_schedule(upload.name, job.content)


def _show(upload: Upload, by: Person, found: Found, content: bytes, uow: UnitOfWork) -> None:
    vendor = vendor_of(found, upload.name, by, uow)
    its = understand(found, open_book(vendor, uow), by, uow)
    check_size(found, its, upload.name, uow)
    stage = Stage.SHOWN if its.proposes else Stage.CANCELLED
    digest = hashlib.sha256(content).hexdigest()
    kept = {"content": safe_content(upload.name, content, found), "sha256": digest, "kind": "schedule"}
    kept = kept if its.proposes else {}
    if uow.uploads.move(upload.id, Stage.READING, stage, name=upload.name, **kept):
        _post(by, _page(upload, its, uow), uow, once=f"schedule:{upload.id}:shown")


def vendor_of(found: Found, name: str, by: Person, uow: UnitOfWork, usual: Vendor | None = None) -> Vendor:
    """Whose schedule it is: the file says it, or the sender works for them. Others' vendors do not exist."""
    said = found.schedule.vendor
    if said:
        vendor = uow.vendors.named(said)
        if vendor is None or not sees(by, vendor.id) or (usual and name_key(said) != name_key(usual.name)):
            raise UnknownVendor(name=said, nearest="")
        return vendor
    own = uow.vendors.some({by.vendor_id}).get(by.vendor_id) if by.vendor_id else usual
    if own is None:
        raise WhoseSchedule(name=name)
    return own


def check_size(found: Found, its: Understood, name: str, uow: UnitOfWork) -> None:
    """Raises NothingInTheFile or TooManyProposed."""
    if not (found.schedule.kpis or found.schedule.credit or found.troubles):
        raise NothingInTheFile(name=name)
    if its.proposes:
        check_readable(Batch(tuple(its.drafts), (its.terms,) if its.terms else ()), its.book, uow)


def _page(upload: Upload, its: Understood, uow: UnitOfWork) -> list[Block]:
    lead = f"*{esc(upload.name)}* for *{esc(its.book.vendor.name)}*, {its.words()}"
    blocks = [section(lead), *paragraphs([*what_is_new(its, uow), *what_is_wrong(its)])]
    if not its.proposes:
        return [*blocks, section("There is nothing to propose.")]
    left = " What has to be mended is left out." if its.troubles else ""
    ask = f"Shall I propose {plural(len(its.drafts), 'KPI')}{' and the credit terms' if its.terms else ''}?{left}"
    name = "sla.schedule.why" if asks_why(its) else "sla.schedule.confirm"
    confirm = button("Confirm", name, upload.id, style="primary")
    return [*blocks, section(ask), actions(confirm, button("Cancel", "sla.schedule.cancel", upload.id))]


def what_is_new(its: Understood, uow: UnitOfWork) -> list[str]:
    """A line for each KPI that would be proposed."""
    names = names_for(its.book, its.drafts, uow)
    lines = [f"New: {title(one, names).rpartition(',')[0]}" for one in its.new[:NAMED]]
    lines += [f"Changed: {title(one, names).rpartition(',')[0]}" for one in its.changed[:NAMED]]
    return lines


def what_is_wrong(its: Understood) -> list[str]:
    """A line for each trouble, with its path in the file."""
    lines = [f"`{esc(bad.path)}` {esc(cut(bad.words, 300))}" for bad in its.troubles[:NAMED]]
    return [*lines, f"and {len(its.troubles) - NAMED} more"] if len(its.troubles) > NAMED else lines


# --- decided -----------------------------------------------------------------------------------------------------------


@feature.button("sla.schedule.confirm", act=Act.AGREE_KPIS)
def confirm(request: Request, uow: UnitOfWork) -> Reply:
    return _begin(request, "", uow)


@feature.button("sla.schedule.why", act=Act.AGREE_KPIS)
def ask_why(request: Request, uow: UnitOfWork) -> Reply:
    """Something in it would change what both companies agreed to."""
    upload = _theirs(request, uow)
    blocks = (
        section(f"*{esc(upload.name)}* changes what both companies agreed to."),
        why_field("Why does it change?", "The other company reads it before it agrees, and it stays on the record."),
    )
    memo = {"ref": str(upload.id)}
    return Show(form=Form(name="sla.schedule", title="Propose it", submit="Propose it", blocks=blocks, memo=memo))


@feature.form("sla.schedule", act=Act.AGREE_KPIS)
def confirm_with_reason(request: Request, uow: UnitOfWork) -> Reply:
    return _begin(replace(request, ref=str(request.values.get("ref"))), why_in(request), uow)


def _begin(request: Request, why: str, uow: UnitOfWork) -> Reply:
    """Proposed outside the request, since a long file takes long to read."""
    upload = _theirs(request, uow)
    if not uow.uploads.move(upload.id, Stage.SHOWN, Stage.IMPORTING):
        raise NothingYouMayAnswer
    payload = {"work": "kpis.propose", "upload": upload.id, "person": request.by.id, "why": why}
    uow.outbox.put(Kind.WORK, f"upload:{upload.id}", payload, once=f"propose:{upload.id}")
    return say(
        section(f"I am proposing what is in *{esc(upload.name)}*. I tell you here when it is done."), replace=True
    )


@feature.button("sla.schedule.cancel", act=Act.AGREE_KPIS)
def cancel(request: Request, uow: UnitOfWork) -> Reply:
    upload = _theirs(request, uow)
    if not uow.uploads.move(upload.id, Stage.SHOWN, Stage.CANCELLED):
        raise NothingYouMayAnswer
    return say(section(f"Nothing of *{esc(upload.name)}* was proposed, and I have forgotten the file."), replace=True)


def _theirs(request: Request, uow: UnitOfWork) -> Upload:
    upload = uow.uploads.by_id(int(request.ref)) if request.ref.isdigit() else None
    if upload is None or upload.person_id != request.by.id:
        raise NothingYouMayAnswer
    return upload


@feature.work("kpis.propose", door=Door.DIRECT)
def propose_file(job: Job) -> None:
    """What was shown, held once more against what is agreed by now. It was short enough to be read when it was shown; what
    was agreed since makes it shorter."""
    with job.unit_of_work() as uow:
        upload, by = uow.uploads.by_id(job.payload["upload"]), uow.people.by_id(job.payload["person"])
    if upload is None or upload.state is not Stage.IMPORTING or upload.content is None:
        return
    found = read_schedule(upload.name, upload.content)
    with job.unit_of_work() as uow:
        if uow.uploads.move(upload.id, Stage.IMPORTING, Stage.DONE):
            vendor = vendor_of(found, upload.name, by, uow)
            batch = propose_schedule(found, vendor, by, uow, why=str(job.payload.get("why") or ""))
            turn = still_missing(batch)
            asked = f" {who_is_asked(open_book(vendor, uow), turn, uow)}" if turn else ""
            _post(by, [section(proposed_words(batch, vendor, uow) + asked)], uow, once=f"schedule:{upload.id}:done")


def asks_why(its: Understood) -> bool:
    """Whether something of it would change what both companies agreed to."""
    return changes_agreed([*its.drafts, *([its.terms] if its.terms else [])], its.book)


def propose_schedule(found: Found, vendor: Vendor, by: Person, uow: UnitOfWork, *, why: str = "") -> Batch:
    """One proposal of all that is new or changed by now, and why what was agreed changes; empty where there is nothing."""
    its = understand(found, open_book(vendor, uow, to_write=True), by, uow)
    return propose_all(its.drafts, its.book, by, uow, its.terms, why=why) if its.proposes else Batch()


def proposed_words(batch: Batch, vendor: Vendor, uow: UnitOfWork) -> str:
    """What to tell whoever sent it."""
    if not batch:
        return "Nothing was proposed: all of it is agreed or proposed by now."
    kpis = [plural(len(batch.kpis), "KPI")] if batch.kpis else []
    parts = listing([*kpis, *(["credit terms"] if batch.terms else [])])
    late = not_as_asked(batch.all, names_for(open_book(vendor, uow), batch.all, uow))
    return f"Proposed together for *{esc(vendor.name)}*: {parts}.{late}"


def _post(person: Person, blocks: list[Block], uow: UnitOfWork, *, once: str) -> None:
    payload = Message(tuple(blocks)).payload() | {"channel": person.slack_user}
    uow.outbox.put(Kind.POST, f"channel:{person.slack_user}", payload, once=once)


# --- written back ------------------------------------------------------------------------------------------------------


@feature.command(
    "sla export",
    usage="[vendor] [toml|yaml]",
    summary="The whole schedule as a file you can change and send back to me.",
    act=Act.SEE_STATUS,
)
def export(request: Request, uow: UnitOfWork) -> Reply:
    words = request.text.split()
    form = words.pop().lower() if words and words[-1].lower() in (*FORMATS, "yml") else FORMATS[0]
    text = " ".join(words)
    if text and here(request, uow) and take_vendor(request, uow, text)[0] is None:
        raise NotAFileFormat(words=shortened(text))
    vendor = the_vendor(request, uow, text, "/sla export <vendor>")
    form = "yaml" if form == "yml" else form
    name = f"{name_key(vendor.name)} schedule {request.today}.{form}"
    document = {"work": "kpis.export", "vendor": vendor.id, "format": form}
    payload = {"document": document, "name": name, "title": name, "channel": request.by.slack_user}
    payload |= {"comment": f"The schedule of {vendor.name}. Change it and send it back to me: I propose what differs."}
    uow.outbox.put(Kind.FILE, f"channel:{request.by.slack_user}", payload, once=f"export:{request.key}"[:200])
    return say(section(f"*{esc(name)}* is on its way to you as a direct message."))


@feature.document("kpis.export")
def schedule_file(job: Job) -> bytes:
    with job.unit_of_work() as uow:
        vendor = uow.vendors.by_id(job.payload["vendor"])
        schedule = schedule_of(open_book(vendor, uow), uow)
    return write_schedule(schedule, job.payload["format"]).encode()
