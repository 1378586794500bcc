"""Saying that an agreement has ended, with the day and the reason."""

import re
from datetime import date

from governance.agreements import (
    Agreement,
    check_end,
)
from governance.events import AgreementEnded, Words
from governance.people import Act
from handlers.agreements.naming import changed_to, the_agreement
from handlers.agreements.register import feature
from handlers.agreements.showing import day_words, list_page
from handlers.kit.because import check_why, take_because, why_field, why_in
from handlers.kit.blocks import (
    date_input,
    esc,
    field,
    one_way,
    section,
)
from handlers.kit.replies import Form, Reply, Show
from handlers.kit.requests import Request
from handlers.kit.words import take_clear_date
from handlers.kit.words.days import months_on
from storage.unit_of_work import UnitOfWork

_YEAR = re.compile(r"\d{4}")


@feature.button("agreement.end", act=Act.KEEP_AGREEMENTS)
def ask_when_it_ended(request: Request, uow: UnitOfWork) -> Reply:
    return end_form(the_agreement(request.ref, request, uow), request)


@feature.form("agreement.end", act=Act.KEEP_AGREEMENTS)
def end_by_form(request: Request, uow: UnitOfWork) -> Reply:
    its = the_agreement(request.values.get("of"), request, uow)
    day = date.fromisoformat(request.required("expires"))
    check_end(its, day, request.today)
    return _end(its, day, why_in(request), request, uow)


def end_by_line(its: Agreement, text: str, request: Request, uow: UnitOfWork) -> Reply:
    said, reason = take_because(text)
    if not (said or reason):
        return end_form(its, request)
    day = _past_day(said, request.today) if said else request.today
    check_end(its, day, request.today)
    why = check_why(reason, f"/vendor agreement {its.reference} end because a new one took its place")
    return _end(its, day, why, request, uow)


def _past_day(said: str, today: date) -> date:
    """Without a year the last such day, for what has ended lies behind."""
    day, _ = take_clear_date(said, today, country=None)
    return months_on(day, -12) if day > today and not _YEAR.search(said) else day


def _end(its: Agreement, day: date, reason: str, request: Request, uow: UnitOfWork) -> Reply:
    ended = changed_to(its, uow, ended_on=day)
    uow.record(AgreementEnded(agreement=its.id, vendor=its.vendor_id, ended_on=day, reason=Words(reason)))
    lead = (
        f"{ended.reference} *{esc(one_way(its.title))}* ended on {day_words(day)}. Nobody is reminded of it any more."
    )
    return list_page(uow.vendors.by_id(its.vendor_id), request, uow, lead)


def end_form(its: Agreement, request: Request) -> Show:
    blocks = (
        section(f"*{esc(one_way(its.title))}* is over, and nobody is reminded of it any more."),
        field("expires", "On which day did it end?", date_input(request.today.isoformat())),
        why_field(),
    )
    form = Form(
        name="agreement.end", title=f"End {its.reference}", submit="End it", blocks=blocks, memo={"of": str(its.id)}
    )
    return Show(form=form, reopen=f"vendor agreement {its.reference} end")
