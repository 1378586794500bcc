"""Receiving a file: fetched, read, shown as understood; nothing is imported until its sender says so."""

import hashlib
from dataclasses import dataclass, field, replace
from pathlib import PurePath
from zoneinfo import ZoneInfo

from governance.events import Door
from governance.kpis.results import Result
from governance.people import Act, Person
from governance.refusals import Refusal
from handlers.kit.blocks import Block, actions, button, cut, esc, one_way, paragraphs, section
from handlers.kit.columns import MANY, ONE, Kind, Matched, matched
from handlers.kit.measuring import Number, is_same, reported
from handlers.kit.participants import colleagues, safe_table, why_left_out
from handlers.kit.replies import Form, Message, Reply, Show, about, say
from handlers.kit.requests import UNNAMED, Job, Request
from handlers.kit.restating import reason_field, reason_in
from handlers.kit.result_cards import change
from handlers.kit.words import at_most, listing, plural
from handlers.kit.workbooks import rows_of, write_csv
from handlers.uploads.cells import Book, CannotUse
from handlers.uploads.reading import MEASURED, Ready, ResultLine, Unusable, open_book, read_line
from handlers.uploads.register import feature
from storage.outbox import Kind as Letter
from storage.unit_of_work import UnitOfWork
from storage.uploads import Stage, Upload

READABLE = (".xlsx", ".xlsm", ".csv", ".tsv", ".txt")
NAMED = 10
# Files that are no tables, and the work that reads each: a meeting out of a calendar, a schedule of KPIs.
SCHEDULE = "kpis.schedule"
READ_ELSEWHERE = {".ics": "sessions.meeting", ".toml": SCHEDULE, ".yaml": SCHEDULE, ".yml": SCHEDULE}
FOR_SPONSORS = (Kind.VENDORS, Kind.PEOPLE)


class NotATableFile(Refusal):
    """I cannot read {name}. Send me a table of action items, vendors, people or KPI results as .xlsx or .csv, a meeting as .ics,
    or a schedule of KPIs as .toml or .yaml."""


class CouldNotFetch(Refusal):
    """I could not fetch {name}: {why}. Please send it again."""


class EmptyFile(Refusal):
    """{name} is empty. Its first row names the columns, and the rows below say what there is."""


class NotYoursToSend(Refusal):
    """{name} holds {kind}, which the sponsor keeps. You can send action items and KPI results."""


class NoLongerThere(Refusal):
    """That file has been dealt with already. Send it again if you need it once more."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """A line that gives another number than the one reported; `number` as the spreadsheet shows it."""

    number: int
    vendor: str
    before: Result
    now: Number


@dataclass
class Understood:
    """What a file holds: lines that are ready, lines that are here already, and lines that cannot be used. Of those that are
    ready, `changes` are the numbers that would take the place of reported ones; of those that are here, `reported` are the
    results, by line."""

    table: Matched
    ready: list[tuple[int, Ready]] = field(default_factory=list)
    here: list[int] = field(default_factory=list)
    unusable: list[Unusable] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    reported: dict[int, Result] = field(default_factory=dict)

    @property
    def needs_a_reason(self) -> bool:
        """Whether a change has none in its own line."""
        return not all(its.now.note for its in self.changes)


@feature.file(act=Act.SEND_FILES, also=(Act.AGREE_KPIS, Act.REPORT_RESULTS, Act.SCHEDULE_SESSIONS))
def receive(request: Request, uow: UnitOfWork) -> Reply:
    tables = [file for file in request.files if _is_table(file.name) or _elsewhere(file.name)]
    others = listing([file.name for file in request.files if file not in tables])
    if not tables:
        raise NotATableFile(name=others)
    for file in tables:
        upload = uow.uploads.add(request.by.id, cut(file.name, 200), request.at)
        payload = {
            "work": _elsewhere(file.name) or "uploads.read",
            "file": file.id,
            "url": file.url,
            "upload": upload.id,
            "person": request.by.id,
        }
        uow.outbox.put(Letter.FETCH, f"upload:{upload.id}", payload, once=f"fetch:{upload.id}:{request.key}"[:200])
    names = listing([file.name for file in tables])
    lead = f"I am reading {esc(names)}. I show you what I understood before I import anything."
    return say(section(lead), *([section(esc(NotATableFile(name=others)))] if others else []))


def _elsewhere(name: str) -> str | None:
    """The work of another feature that reads such a file."""
    return READ_ELSEWHERE.get(PurePath(name).suffix.lower())


def _is_table(name: str) -> bool:
    """What it really is shows when it is read. Slack may not have said the name yet."""
    return name == UNNAMED or PurePath(name).suffix.lower() in READABLE


@feature.work("uploads.read", door=Door.IMPORT)
def read(job: Job) -> None:
    """Reads it outside any transaction, then shows what it holds. Read twice, it is shown once."""
    with job.unit_of_work() as uow:
        upload, by = uow.uploads.by_id(job.payload["upload"]), uow.people.by_id(job.payload["person"])
        known = colleagues(uow)
    if upload is None or upload.state is not Stage.READING:
        return
    upload = replace(upload, name=cut(str(job.payload.get("name") or upload.name), 200))
    if _elsewhere(upload.name):
        _pass_on(job, upload)  # Slack said only now what it is called
        return
    try:
        if job.content is None:
            raise CouldNotFetch(name=upload.name, why=job.payload.get("trouble"))
        if not _is_table(upload.name):
            raise NotATableFile(name=upload.name)
        if not job.content.strip():
            raise EmptyFile(name=upload.name)
        table, content = safe_table(upload.name, job.content, known)
        _check_kind(table.kind, upload, by)
    except Refusal as refusal:
        _settle(job, upload, by, [section(esc(refusal))], Stage.CANCELLED)
        return
    understood = understand(table, by, job)
    digest = hashlib.sha256(job.content).hexdigest()
    stage = Stage.SHOWN if understood.ready else Stage.CANCELLED
    kept = {"content": content, "sha256": digest, "kind": table.kind} if understood.ready else {}
    _settle(job, upload, by, _page(upload, understood), stage, **kept)


def understand(table: Matched, by: Person, job: Job) -> Understood:
    """Every line of the table, read against what is known. Only that is asked for in a transaction: reading takes long."""
    with job.unit_of_work() as uow:
        today = uow.at.astimezone(ZoneInfo(by.zone or uow.workspace.zone)).date()
        book = open_book(table, by, today, uow)
    found = Understood(table=table)
    for number, row in table.lines:
        left_out = why_left_out(row)
        if left_out:
            found.unusable.append(Unusable(number=number, why=left_out))
            continue
        try:
            line = read_line(table.cells(row), book)
        except CannotUse as why:
            found.unusable.append(Unusable(number=number, why=str(why)))
            continue
        if line is None:
            found.here.append(number)
        else:
            found.ready.append((number, line))
    _look_what_is_reported(found, book, job)
    return found


def _look_what_is_reported(found: Understood, book: Book, job: Job) -> None:
    """A number that is reported as it stands in the file is here; any other would take its place."""
    numbers = {number: line.number for number, line in found.ready if isinstance(line, ResultLine)}
    if not numbers:
        return
    with job.unit_of_work() as uow:
        known = reported(list(numbers.values()), uow)
    names = {its.id: its.name for its in book.vendors.values()}
    for number, its in numbers.items():
        before = known.get(its.place)
        if before is not None and is_same(before, its):
            found.here.append(number)
            found.reported[number] = before
        elif before is not None:
            vendor = names[its.definition.vendor_id]
            found.changes.append(Change(number=number, vendor=vendor, before=before, now=its))
    found.ready = [(number, line) for number, line in found.ready if number not in found.reported]


def _check_kind(kind: Kind, upload: Upload, by: Person) -> None:
    if kind in FOR_SPONSORS and not by.is_sponsors:
        raise NotYoursToSend(name=upload.name, kind=kind)


def _pass_on(job: Job, upload: Upload) -> None:
    with job.unit_of_work() as uow:
        payload = {name: job.payload[name] for name in ("file", "url", "upload", "person")}
        payload |= {"work": _elsewhere(upload.name)}
        uow.outbox.put(Letter.FETCH, f"upload:{upload.id}", payload, once=f"elsewhere:{upload.id}")
        uow.uploads.move(upload.id, Stage.READING, Stage.READING, name=upload.name)


def _settle(job: Job, upload: Upload, by: Person, blocks: list[Block], stage: Stage, **kept: object) -> None:
    with job.unit_of_work() as uow:
        if uow.uploads.move(upload.id, Stage.READING, stage, name=upload.name, **kept):
            post(by, blocks, uow, once=f"upload:{upload.id}:shown")


def post(person: Person, blocks: list[Block], uow: UnitOfWork, *, once: str) -> None:
    """A direct message."""
    payload = Message(tuple(blocks)).payload() | {"channel": person.slack_user}
    uow.outbox.put(Letter.POST, f"channel:{person.slack_user}", payload, once=once)


# --- what was understood, and the decision -----------------------------------------------------------------------------


def _page(upload: Upload, found: Understood) -> list[Block]:
    kind = found.table.kind
    parts = [plural(len(found.ready), ONE[kind], MANY.get(kind))]
    if found.changes:
        verb = "changes" if len(found.changes) == 1 else "change"
        parts[0] += f" ({len(found.changes):,} {verb} what is reported)"
    if found.here:
        parts.append(f"{len(found.here):,} here already")
    if found.unusable:
        parts.append(f"{plural(len(found.unusable), 'line')} unusable")
    lead = f"*{esc(upload.name)}*: {', '.join(parts)}\n{esc(cut(found.table.words(), 1000))}"
    lines = [f"Line {its.number}: {esc(cut(its.why, 200))}" for its in found.unusable]
    blocks = [section(lead), *paragraphs(at_most(lines, NAMED)), *_changes(found)]
    every = [button("All unusable lines", "upload.unusable", upload.id)] if len(found.unusable) > NAMED else []
    if not found.ready:
        return [*blocks, section("There is nothing to import.")]
    name = "upload.explain" if found.needs_a_reason else "upload.confirm"
    confirm = button("Confirm", name, upload.id, style="primary")
    return [*blocks, actions(confirm, button("Cancel", "upload.cancel", upload.id), *every)]


def _changes(found: Understood) -> list[Block]:
    """What is reported, and what the file would put in its place."""
    if not found.changes:
        return []
    several = len({its.vendor for its in found.changes}) > 1
    lines = [_change_line(its, whose=several) for its in found.changes]
    asks = " *Confirm* asks you why they change." if found.needs_a_reason else ""
    return paragraphs(
        ["*Reported already, with another number*", *at_most(lines, NAMED), f"The first numbers are kept.{asks}"]
    )


def _change_line(its: Change, *, whose: bool) -> str:
    vendor = f"{esc(its.vendor)}: " if whose else ""
    why = f" ({esc(one_way(cut(its.now.note, 100)))})" if its.now.note else ""
    return f"Line {its.number}: {vendor}{change(its.before, its.now.figures, its.now.definition)}{why}"


@feature.button("upload.confirm", act=Act.SEND_FILES)
def confirm(request: Request, uow: UnitOfWork) -> Reply:
    return say(_begin(_theirs(request.ref, request, uow), "", request, uow), replace=True)


@feature.button("upload.explain", act=Act.SEND_FILES)
def ask_why(request: Request, uow: UnitOfWork) -> Reply:
    """Nobody changes a reported number without saying why, in a file as little as in the form for one."""
    upload = _theirs(request.ref, request, uow)
    if upload.state is not Stage.SHOWN:
        raise NoLongerThere
    blocks = (reason_field("Why do these numbers change?", "The first numbers and your reason are kept."),)
    memo = {"upload": str(upload.id)}
    return Show(form=Form(name="upload.explain", title="Restate results", submit="Import", blocks=blocks, memo=memo))


@feature.form("upload.explain", act=Act.SEND_FILES)
def explain(request: Request, uow: UnitOfWork) -> Reply:
    reason = reason_in(request)
    with about("reason"):
        return say(_begin(_theirs(str(request.values.get("upload")), request, uow), reason, request, uow))


def _begin(upload: Upload, reason: str, request: Request, uow: UnitOfWork) -> Block:
    if not uow.uploads.move(upload.id, Stage.SHOWN, Stage.IMPORTING):
        raise NoLongerThere
    work = "uploads.results" if upload.kind in MEASURED else "uploads.import"
    payload = {"work": work, "upload": upload.id, "person": request.by.id, "reason": reason}
    uow.outbox.put(Letter.WORK, f"upload:{upload.id}", payload, once=f"import:{upload.id}")
    return section(f"I am importing *{esc(upload.name)}*. I tell you here when it is done.")


@feature.button("upload.cancel", act=Act.SEND_FILES)
def cancel(request: Request, uow: UnitOfWork) -> Reply:
    upload = _theirs(request.ref, request, uow)
    if not uow.uploads.move(upload.id, Stage.SHOWN, Stage.CANCELLED):
        raise NoLongerThere
    return say(section(f"Nothing of *{esc(upload.name)}* was imported, and I have forgotten the file."), replace=True)


@feature.button("upload.unusable", act=Act.SEND_FILES)
def send_unusable(request: Request, uow: UnitOfWork) -> Reply:
    upload = _theirs(request.ref, request, uow)
    if upload.state is not Stage.SHOWN:
        raise NoLongerThere
    name = f"unusable lines {upload.id}.csv"
    document = {"work": "uploads.unusable", "upload": upload.id, "person": request.by.id}
    payload = {"document": document, "name": name, "title": name, "channel": request.by.slack_user}
    payload |= {"comment": f"The lines of {upload.name} that I could not use, and why."}
    uow.outbox.put(Letter.FILE, f"channel:{request.by.slack_user}", payload, once=f"unusable:{request.key}"[:200])
    return None


@feature.document("uploads.unusable")
def unusable_lines(job: Job) -> bytes:
    with job.unit_of_work() as uow:
        upload, by = uow.uploads.by_id(job.payload["upload"]), uow.people.by_id(job.payload["person"])
    if upload is None or upload.content is None:
        return write_csv(["Line", "Why"], [])
    found = understand(matched(upload.name, rows_of(upload.name, upload.content)), by, job)
    return write_csv(["Line", "Why"], [(its.number, its.why) for its in found.unusable])


def _theirs(ref: str, request: Request, uow: UnitOfWork) -> Upload:
    """The file a button or a form is about, when it is the sender who presses it."""
    upload = uow.uploads.by_id(int(ref)) if ref.isdigit() else None
    if upload is None or upload.person_id != request.by.id:
        raise NoLongerThere
    return upload
