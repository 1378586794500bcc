"""Importing a confirmed file, slice by slice; each slice is kept together with how far the file has come."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time

from governance.actions import State, first_state
from governance.actions import waits_on as side_waited_for
from governance.events import (
    ActionItemBlocked,
    ActionItemCancelled,
    ActionItemClosed,
    ActionItemOpened,
    ActionItemStarted,
    Door,
    FileImported,
    PersonRecognised,
    VendorAdded,
    Words,
)
from governance.people import Person, Role
from governance.vendors import Status
from handlers.kit import importing, measuring, result_cards
from handlers.kit.blocks import Block, esc, paragraphs, section
from handlers.kit.cases import numbers_of
from handlers.kit.columns import MANY, ONE, matched
from handlers.kit.confirming import confirm
from handlers.kit.measuring import reported
from handlers.kit.requests import Job
from handlers.kit.result_cards import MOST_LINES, cards, tell_of
from handlers.kit.words import at_most, plural
from handlers.kit.workbooks import rows_of
from handlers.uploads.reading import MEASURED, ActionLine, CaseLine, PersonLine, Ready, ResultLine, VendorLine
from handlers.uploads.receiving import Understood, post, understand
from handlers.uploads.register import feature
from storage.unit_of_work import UnitOfWork
from storage.uploads import Stage, Upload

SLICE, MEASURED_SLICE = 100, 20  # of results more follows: breaches, credits, warnings
AS_BLOCKED = "imported as blocked"


@feature.work("uploads.results", door=Door.FILE)
def take_in_results(job: Job) -> None:
    """Numbers that somebody reports count as if they had come by form: whoever should hears of them."""
    import_file(job)


@feature.work("uploads.import", door=Door.IMPORT)
def import_file(job: Job) -> None:
    """Goes on where an earlier attempt was cut off; a second Confirm finds nothing left to do."""
    with job.unit_of_work() as uow:
        upload, by = uow.uploads.by_id(job.payload["upload"]), uow.people.by_id(job.payload["person"])
    if upload is None or upload.state is not Stage.IMPORTING or upload.content is None:
        return
    found = understand(matched(upload.name, rows_of(upload.name, upload.content)), by, job)
    left = [(number, line) for number, line in found.ready if number > upload.done_lines]
    tally = importing.Tally(news=_kept_before(upload, found))
    done = upload.done_lines
    step = MEASURED_SLICE if found.table.kind in MEASURED else SLICE
    for first in range(0, len(left), step):
        portion = left[first : first + step]
        with job.unit_of_work() as uow:
            if not uow.uploads.advance(upload.id, done, portion[-1][0]):
                return  # another attempt at the same file is ahead of this one
            _keep([line for _, line in portion], by, job.payload.get("reason", ""), tally, uow)
        done = portion[-1][0]
    # What an attempt that was cut off imported is here now.
    before = sum(number <= upload.done_lines for number in found.here)
    _finish(job, upload, by, found, before + len(left) - len(tally.unexplained), tally)


def _kept_before(upload: Upload, found: Understood) -> list[int]:
    """The results that an attempt which was cut off kept: nobody has been told of them yet."""
    kept = [its for number, its in found.reported.items() if number <= upload.done_lines]
    return [its.id for its in kept if its.submitted_at >= upload.received_at]


def _finish(job: Job, upload: Upload, by: Person, found: Understood, kept: int, tally: importing.Tally) -> None:
    kind = found.table.kind
    with job.unit_of_work() as uow:
        if not uow.uploads.move(upload.id, Stage.IMPORTING, Stage.DONE):
            return
        _count_cases(found, by, tally, uow)
        tell_of(tally.news, by, uow)
        uow.record(
            FileImported(
                upload=upload.id,
                kind=kind,
                file_sha256=upload.sha256 or "",
                lines=len(found.table.lines),
                used=kept,
                unusable=len(found.unusable),
            )
        )
        unused = f" {plural(len(found.unusable), 'line')} could not be used." if found.unusable else ""
        words = f"Imported {plural(kept, ONE[kind], MANY.get(kind))} from *{esc(upload.name)}*.{unused}"
        post(by, [section(f"{words}{_left_out(tally)}"), *_what_came(tally, uow)], uow, once=f"upload:{upload.id}:done")


def _left_out(tally: importing.Tally) -> str:
    """What was reported while the file waited for its sender."""
    count = len(tally.unexplained)
    if not count:
        return ""
    if count == 1:
        return " Another number was reported for one of them meanwhile, and I left that; send the file again to see it."
    return f" Other numbers were reported for {count:,} of them meanwhile, and I left those; send the file again to see them."


def _what_came(tally: importing.Tally, uow: UnitOfWork) -> list[Block]:
    """The numbers that were kept, the newest period first, under the vendor's name where there are several."""
    found = sorted(cards(uow.results.some(tally.news).values(), uow), key=lambda its: its.result.period, reverse=True)
    vendors = uow.vendors.some({its.result.vendor_id for its in found})
    names = {its.id: f"{esc(its.name)}: " if len(vendors) > 1 else "" for its in vendors.values()}
    return paragraphs(at_most([f"{names[its.result.vendor_id]}{result_cards.line(its)}" for its in found], MOST_LINES))


def _keep(lines: Sequence[Ready], by: Person, reason: str, tally: importing.Tally, uow: UnitOfWork) -> None:
    """A number that takes the place of another needs a reason, its line's own or the one for the whole file."""
    numbers = [line.number for line in lines if isinstance(line, ResultLine)]
    known = reported(numbers, uow) if reason else {}
    numbers = [its if its.note or its.place not in known else replace(its, note=reason) for its in numbers]
    importing.count(measuring.keep(numbers, by, uow), numbers, tally)
    uow.cases.keep([((line.definition.id, line.period), line.case) for line in lines if isinstance(line, CaseLine)])
    for line in lines:
        if isinstance(line, VendorLine):
            _add_vendor(line, by, uow)
        elif isinstance(line, PersonLine):
            _add_person(line, by, uow)
        elif isinstance(line, ActionLine):
            _add_action(line, by, uow)


def _count_cases(found: Understood, by: Person, tally: importing.Tally, uow: UnitOfWork) -> None:
    """When all cases are kept: what each KPI and period comes to."""
    lines = [line for _, line in found.ready if isinstance(line, CaseLine)]
    places = {(line.definition.id, line.period) for line in lines}
    vendors = {line.definition.vendor_id for line in lines}
    numbers = numbers_of(places, vendors, "Counted from a file of cases.", uow) if places else []
    importing.count(measuring.keep(numbers, by, uow), numbers, tally)


def _add_vendor(line: VendorLine, by: Person, uow: UnitOfWork) -> None:
    vendor = uow.vendors.add(
        name=line.name, service=line.service, tier=line.tier, status=Status.ACTIVE, sponsor_lead=by.id
    )
    if vendor:
        uow.record(
            VendorAdded(
                vendor=vendor.id,
                name=Words(line.name),
                service=Words(line.service),
                tier=line.tier,
                sponsor_lead=by.id,
                vendor_lead=None,
            )
        )


def _add_person(line: PersonLine, by: Person, uow: UnitOfWork) -> None:
    """Somebody new, known by their mail address; whoever uses that vendor's Slack with it already is confirmed so."""
    known = uow.people.by_mail([line.mail.lower()]).get(line.mail.lower())
    if line.vendor and known and known.awaits and _uses_slack_of(known, line.vendor, uow):
        confirm(known, uow.vendors.by_id(line.vendor), uow)
        return
    role = Role.VENDOR_MEMBER if line.vendor else Role.MEMBER
    person = uow.people.add(
        name=line.name,
        mail=line.mail,
        role=role,
        vendor=line.vendor,
        zone=line.zone,
        confirmed_at=uow.at if line.vendor else None,
        by=by.id,
    )
    uow.record(PersonRecognised(person=person, name=Words(line.name), role=role, vendor=line.vendor))


def _uses_slack_of(person: Person, vendor: int, uow: UnitOfWork) -> bool:
    return uow.people.vendor_of_team(person.slack_team or "", person.enterprise_id) == vendor


def _add_action(line: ActionLine, by: Person, uow: UnitOfWork) -> None:
    """As it was: opened and closed on its own days, where the file says them. Nobody is told."""
    opened_at = _noon(line.opened_on or line.closed_on, uow)
    state = first_state(line.owner.id, by.id)
    side = side_waited_for(state, line.owner, by, needs_verification=False)
    item = uow.actions.add(
        line.draft, by.id, opened_at, state=state, waits_on=side or "sponsor", vendor=line.vendor, study=line.study
    )
    uow.record(
        ActionItemOpened(
            action=item.id,
            vendor=item.vendor_id,
            study=item.study_id,
            title=Words(item.title),
            owner=item.owner_id,
            due_on=item.due_on,
            source=None,
            number=item.number,
            opened_by=item.opened_by,
            state=item.state,
        ),
        happened_at=opened_at,
    )
    if line.state is State.PROPOSED:
        return
    if line.state is State.IN_PROGRESS:
        uow.actions.change(item, state=line.state)
        uow.record(ActionItemStarted(action=item.id, old=item.state), happened_at=opened_at)
        return
    if line.state is State.BLOCKED:
        uow.actions.change(item, state=line.state, because=AS_BLOCKED)
        uow.record(ActionItemBlocked(action=item.id, old=item.state, reason=Words(AS_BLOCKED)), happened_at=opened_at)
        return
    closed_at = _noon(line.closed_on, uow)
    uow.actions.change(
        item, state=line.state, waits_on=None, closed_at=closed_at, closed_by=by.id, closed_from=item.state
    )
    ended = (
        ActionItemClosed(action=item.id, old=item.state, new=line.state)
        if line.state is State.DONE
        else ActionItemCancelled(action=item.id, old=item.state, reason=Words("Imported as cancelled"))
    )
    uow.record(ended, happened_at=closed_at)


def _noon(day: date | None, uow: UnitOfWork) -> datetime:
    """Where a file says the day only; now, where it says none. Nothing has happened later than now."""
    return min(datetime.combine(day, time(12), UTC), uow.at) if day else uow.at
