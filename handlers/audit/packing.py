"""A pack of all that is a vendor's: a PDF to read, tables to work with, an index that says what is what; to the asker alone."""

import hashlib
import re
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from governance.people import Act, sees
from governance.refusals import NotYours, Refusal
from governance.vendors import Study
from handlers.audit import page, tables
from handlers.audit.material import Material, Scope, gather
from handlers.audit.register import feature
from handlers.kit.blocks import esc, section
from handlers.kit.bundles import Bundle
from handlers.kit.finding import here, take_vendor, the_study, unknown_vendor
from handlers.kit.record import Told, told_of
from handlers.kit.replies import Reply, say
from handlers.kit.requests import Job, Request
from handlers.kit.words import shortened, take_date
from storage.journal import Anchor
from storage.outbox import Kind
from storage.unit_of_work import UnitOfWork

PDF = "audit.pdf"
TEMPLATE = Path(__file__).with_name("pack.typ")
SLICE = 1000
_STUDY = re.compile(r"^study\s+(\S+)\s*", re.IGNORECASE)
_JOINT = re.compile(r"^(?:from|to|until|till|-|–)\s+", re.IGNORECASE)
ABOUT = {
    "actions.csv": "action items open at any time in these days, as they stand now",
    "sessions.csv": "sessions of these days, with guests and their answers",
    "kpi_definitions.csv": "every version of every KPI, and who agreed to it for which company",
    "results.csv": "every number reported for these days; restated ones stay, disputed ones have both numbers",
    "breaches.csv": "breaches open at any time in these days, to their closure",
    "approvals.csv": "who said yes to what for which company, when and in which words; and which of it is signed",
    "credit_terms.csv": "what of the invoices is at risk, version by version",
    "credits.csv": "service credits of these months with their arithmetic",
    "risks.csv": "risks drafted until the last day",
    "journal.csv": "every entry of the record about this vendor, recorded in these days, with its hash; and what erased texts of these",
}


class NotSoFar(Refusal):
    """The last day comes before the first. Write the earlier day first: `/parley audit pack <vendor> <from> <to>`."""


class WhichPack(Refusal):
    """Which vendor? Write `/parley audit pack <vendor> <from> <to>`, for instance `/parley audit pack Helix 2026-10-01 2026-12-31`."""


class MoreThanAPack(Refusal):
    """I do not know what to do with "{words}". Write `/parley audit pack <vendor> study <protocol> <from> <to>`."""


@feature.command(
    "audit pack",
    usage="<vendor> [study <protocol>] <from> <to>",
    summary="All that is a vendor's in some days, from the record: a PDF and tables, as a file for you alone.",
    act=Act.PACK_RECORD,
)
def pack(request: Request, uow: UnitOfWork) -> Reply:
    vendor, rest = take_vendor(request, uow, request.text)
    vendor = vendor or here(request, uow)
    if vendor is None:
        raise unknown_vendor(request, uow, request.text) if request.text.strip() else WhichPack
    study, rest = _study(rest, request, uow)
    first, last = _days(rest, request)
    name = f"audit {shortened(vendor.name, 60)} {first} {last}.zip"
    document = {
        "work": "audit.pack",
        "person": request.by.id,
        "vendor": vendor.id,
        "study": study.id if study else None,
        "first": first.isoformat(),
        "last": last.isoformat(),
        "zone": request.zone.key,
    }
    of_study = f", study {study.protocol}" if study else ""
    comment = (
        f"Here is the audit pack of {esc(vendor.name)}{esc(of_study)}, {_day(first)} to {_day(last)}. Begin with {PDF}."
    )
    payload = {"document": document, "name": name, "title": name, "channel": request.by.slack_user, "comment": comment}
    uow.outbox.put(Kind.FILE, f"channel:{request.by.slack_user}", payload, once=f"audit:{request.key}"[:200])
    return say(section(f"*{esc(name)}* is on its way to you as a direct message."))


@feature.document("audit.pack")
def make(job: Job) -> Bundle:
    """From one snapshot, so that the tables, the entries and the hash are of one moment."""
    with job.snapshot() as uow:
        asker = uow.people.by_id(job.payload["person"])
        scope = _scope(job, uow)
        if not sees(asker, scope.vendor.id):
            raise NotYours(deed=Act.PACK_RECORD, who="The sponsor's people")
        zone = ZoneInfo(job.payload["zone"])
        material = gather(scope, uow)
        told = _told(material, zone, uow)
        roles = told_of(material.roles, {scope.vendor.id}, zone, uow)
        head, found = uow.audit.head(), uow.audit.verify()
        words = page.data(material, told, roles, asker, uow.workspace.name, job.at, zone)
        words |= page.verdict(found, head, uow.workspace.id)
        files = tables.files(material, told, material.entries)
        index = _index(scope, words["verdict"], head, files)
        return Bundle(
            files={"index.txt": index.encode(), **files}, pdf=PDF, template=TEMPLATE.read_text("utf-8"), data=words
        )


def _scope(job: Job, uow: UnitOfWork) -> Scope:
    its, zone = job.payload, ZoneInfo(job.payload["zone"])
    first, last = date.fromisoformat(its["first"]), date.fromisoformat(its["last"])
    return Scope(
        vendor=uow.vendors.by_id(its["vendor"]),
        study=uow.vendors.some_studies({its["study"]})[its["study"]] if its["study"] else None,
        first=first,
        last=last,
        since=datetime.combine(first, time(0), zone),
        until=datetime.combine(last + timedelta(days=1), time(0), zone),
    )


def _told(material: Material, zone: ZoneInfo, uow: UnitOfWork) -> list[Told]:
    """The entries in words, their names looked up a thousand at a time."""
    told: list[Told] = []
    for first in range(0, len(material.entries), SLICE):
        entries = material.entries[first : first + SLICE]
        told += told_of(entries, {material.scope.vendor.id}, zone, uow)
    return told


def _index(scope: Scope, verdict: str, head: Anchor, files: dict[str, bytes]) -> str:
    """What is what, with each file's SHA-256."""
    study = f", study {scope.study.protocol}" if scope.study else ""
    lines = [
        f"Audit pack of {scope.vendor.name}{study}, {_day(scope.first)} to {_day(scope.last)}",
        "",
        verdict,
        f"Newest entry: {head.number}, hash {head.hash.hex()}",
        "",
        f"{PDF}: read this first",
        *(f"{name}: {ABOUT[name]}" for name in files),
        "",
        "Moments in the tables are UTC. SHA-256 of each table:",
        *(f"{hashlib.sha256(content).hexdigest()}  {name}" for name, content in files.items()),
    ]
    return "\n".join(lines) + "\n"


def _study(text: str, request: Request, uow: UnitOfWork) -> tuple[Study | None, str]:
    found = _STUDY.match(text)
    return (the_study(found[1], request, uow), text[found.end() :]) if found else (None, text)


def _days(text: str, request: Request) -> tuple[date, date]:
    first, rest = take_date(_JOINT.sub("", text), request.today, language=request.by.locale)
    last, rest = take_date(_JOINT.sub("", rest), request.today, language=request.by.locale)
    if rest:
        raise MoreThanAPack(words=shortened(rest))
    if last < first:
        raise NotSoFar
    return first, last


def _day(day: date) -> str:
    return f"{day:%-d %b %Y}"
