"""Keeping an agreement and changing one, by form."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

from governance.agreements import (
    LONGEST_TITLE,
    Agreement,
    AgreementKind,
    NothingIsNew,
    check_days,
    take_document,
    take_notice,
)
from governance.events import AgreementChanged, AgreementKept, Words
from governance.people import Act
from governance.refusals import TooLong
from governance.vendors import Study, Vendor
from handlers.agreements.ending import end_by_line
from handlers.agreements.naming import changed_to, the_agreement
from handlers.agreements.register import feature
from handlers.agreements.showing import list_page
from handlers.kit.because import why_field, why_in
from handlers.kit.blocks import (
    Block,
    choice,
    date_input,
    esc,
    field,
    section,
    text_input,
)
from handlers.kit.finding import the_vendor
from handlers.kit.replies import Form, Reply, Show, about
from handlers.kit.requests import Request
from storage.unit_of_work import UnitOfWork

_REFERENCE = re.compile(r"^\s*G[-\u2010-\u2014]?(\d{1,9})\b[\s,:]*", re.IGNORECASE)
_END = re.compile(r"^end\b\s*", re.IGNORECASE)


@feature.command(
    "vendor agreement",
    usage="[vendor] | G-3 [end [date] because <reason>]",
    summary="Keep an agreement with a vendor, change one, or say that it has ended.",
    act=Act.KEEP_AGREEMENTS,
)
def keep(request: Request, uow: UnitOfWork) -> Reply:
    found = _REFERENCE.match(request.text)
    if found is None:
        vendor = the_vendor(request, uow, request.text, "/vendor agreement <vendor>")
        return Show(form=_form(vendor, None, uow), reopen=f'vendor agreement "{vendor.name}"')
    its, rest = the_agreement(found[1], request, uow), request.text[found.end() :].strip()
    if _END.match(rest):
        return end_by_line(its, _END.sub("", rest), request, uow)
    return _open(its, uow)


@feature.form("agreement.keep", act=Act.KEEP_AGREEMENTS)
def keep_by_form(request: Request, uow: UnitOfWork) -> Reply:
    vendor = the_vendor(request, uow, f'"{request.values.get("vendor")}"', "/vendor agreement <vendor>")
    kind, study = AgreementKind(request.required("kind")), _study_of(request, uow)
    facts = _facts(request) | {"kind": kind, "study_id": study.id if study else None}
    its = uow.agreements.add(vendor_id=vendor.id, kept_by=request.by.id, kept_at=request.at, **facts)
    uow.record(AgreementKept(**_recorded(its), study=its.study_id, kind=its.kind))
    return list_page(vendor, request, uow, f":white_check_mark: Kept as {its.reference}.")


@feature.button("agreement.change", act=Act.KEEP_AGREEMENTS)
def change_by_button(request: Request, uow: UnitOfWork) -> Reply:
    return _open(the_agreement(request.ref, request, uow), uow)


@feature.form("agreement.change", act=Act.KEEP_AGREEMENTS)
def change_by_form(request: Request, uow: UnitOfWork) -> Reply:
    old = the_agreement(request.values.get("of"), request, uow)
    facts = _facts(request)
    if replace(old, **facts) == old:
        with about("title"):
            raise NothingIsNew
    reason = why_in(request)
    its = changed_to(old, uow, **facts)
    uow.record(AgreementChanged(**_recorded(its), old=old.expires_on, reason=Words(reason)))
    return list_page(uow.vendors.by_id(its.vendor_id), request, uow, f":white_check_mark: {its.reference} is changed.")


def _facts(request: Request) -> dict[str, Any]:
    """What the form says, each mistake under its field."""
    its = request.values
    title = " ".join(request.required("title").split())
    with about("title"):
        if len(title) > LONGEST_TITLE:
            raise TooLong(what="The title", length=len(title), most=LONGEST_TITLE)
    with about("notice_days"):
        notice = take_notice(str(its.get("notice_days") or ""))
    with about("link"):
        link = take_document(str(its.get("link") or ""))
    effective = date.fromisoformat(request.required("effective"))
    expires = date.fromisoformat(its["expires"]) if its.get("expires") else None
    check_days(effective, expires, notice)
    return {"title": title, "effective_on": effective, "expires_on": expires, "notice_days": notice, "link": link}


def _recorded(its: Agreement) -> dict[str, Any]:
    return {
        "agreement": its.id,
        "vendor": its.vendor_id,
        "title": Words(its.title),
        "effective_on": its.effective_on,
        "expires_on": its.expires_on,
        "notice_days": its.notice_days,
        "link": Words(its.link) if its.link else None,
    }


def _study_of(request: Request, uow: UnitOfWork) -> Study | None:
    chosen = request.values.get("study")
    return next((its for its in uow.vendors.all_studies() if str(its.id) == chosen), None)


# --- the form ------------------------------------------------------------------------------------------------------------


def _open(its: Agreement, uow: UnitOfWork) -> Show:
    return Show(form=_form(uow.vendors.by_id(its.vendor_id), its, uow), reopen=f"vendor agreement {its.reference}")


def _form(vendor: Vendor, its: Agreement | None, uow: UnitOfWork) -> Form:
    """For a new one of this vendor; or one there is, whose kind and study stay."""
    if its:
        memo, title = {"of": str(its.id)}, f"Change {its.reference}"
        blocks = (*_days(its), why_field())
        return Form(name="agreement.change", title=title, submit="Save", blocks=blocks, memo=memo)
    kinds = [(kind, kind.capitalize()) for kind in AgreementKind]
    lead = section(f"An agreement with *{esc(vendor.name)}*. Both companies can read it here.")
    first = field("kind", "What kind of agreement?", choice(kinds, AgreementKind.MASTER))
    blocks = (lead, first, *_days(None), *_of_a_study(uow))
    return Form(
        name="agreement.keep", title="Keep an agreement", submit="Keep", blocks=blocks, memo={"vendor": vendor.name}
    )


def _days(its: Agreement | None) -> list[Block]:
    effective, expires = (its.effective_on, its.expires_on) if its else (None, None)
    notice = text_input(str(its.notice_days if its else 0), most=5)
    link = text_input((its.link or "") if its else "", placeholder="https://", most=500)
    return [
        field("title", "Title", text_input(its.title if its else "", most=LONGEST_TITLE)),
        field("effective", "From which day on?", date_input(effective.isoformat() if effective else None)),
        field(
            "expires",
            "Until which day?",
            date_input(expires.isoformat() if expires else None),
            optional=True,
            hint="Empty: until somebody ends it.",
        ),
        field("notice_days", "How many days before must somebody say that it ends or goes on?", notice),
        field("link", "Link to the document", link, optional=True),
    ]


def _of_a_study(uow: UnitOfWork) -> list[Block]:
    studies = [(str(its.id), its.protocol) for its in uow.vendors.all_studies()]
    return [field("study", "Of one study?", choice(studies), optional=True)] if studies else []
