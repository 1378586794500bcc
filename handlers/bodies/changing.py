"""Proposing a version of a charter, for a body there is or one that is new; the one in force holds until both have agreed."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from governance.bodies import MOST_DAYS, Body, Charter, Meets, usual_charter
from governance.charters import (
    LONGEST_DECIDES,
    LONGEST_NAME,
    LONGEST_RESERVED,
    MOST_PEOPLE,
    MOST_RESERVED,
    HasThatName,
    NothingChanged,
    check_way_up,
    same_terms,
    take_count,
    take_days,
    take_limit,
    take_matters,
    with_terms,
)
from governance.decisions import CURRENCIES
from governance.events import BodyRenamed, Words
from governance.people import Act
from governance.refusals import TooLong
from governance.sessions import Kind
from handlers.bodies.book import Book, open_book
from handlers.bodies.forming import form_body, propose, usual_company
from handlers.bodies.naming import check_new, the_body, the_book
from handlers.bodies.register import feature
from handlers.bodies.showing import body_page, quoted
from handlers.bodies.telling import ask_the_other_side
from handlers.kit.because import why_field, why_in
from handlers.kit.blocks import Block, choice, esc, field, one_way, text_input
from handlers.kit.replies import Form, Reply, Show, about
from handlers.kit.requests import Request
from storage.unit_of_work import UnitOfWork

NOBODY = "nobody"


@feature.button("body.change", act=Act.KEEP_BODIES)
def open_form(request: Request, uow: UnitOfWork) -> Reply:
    book, body = the_body(request.ref, request, uow)
    return change_form(body, book, uow)


def change_form(body: Body, book: Book, uow: UnitOfWork) -> Show:
    """As the newest version says; each change asks why."""
    blocks = (*_fields(body.name, _base(body, uow), body.kind, book), why_field())
    form = Form(
        name="body.change", title="Propose a change", submit="Propose", blocks=blocks, memo={"of": str(body.id)}
    )
    return Show(form=form, reopen=f"session body {quoted(book)} {body.kind} change")


def new_form(kind: Kind, book: Book) -> Show:
    blocks = _fields(kind.capitalize(), usual_charter(kind), kind, book)
    memo = {"vendor": str(book.vendor.id), "kind": str(kind)}
    form = Form(name="body.change", title="Set up a body", submit="Propose", blocks=tuple(blocks), memo=memo)
    return Show(form=form, reopen=f"session body {quoted(book)} new {kind}")


def _base(body: Body, uow: UnitOfWork) -> Charter:
    """What a change begins from: what waits, what holds, or else what was declined last."""
    return body.proposed or body.charter or next(reversed(uow.bodies.versions(body.id)), usual_charter(body.kind))


# --- its fields ----------------------------------------------------------------------------------------------------------


def _fields(name: str, its: Charter, kind: Kind, book: Book) -> list[Block]:
    above = [(NOBODY, "Nobody"), *((other, book.name_of(other)) for other in Kind if other is not kind)]
    limit = f"{its.limit:,.2f}".removesuffix(".00") if its.limit is not None else ""
    reserved = text_input("\n".join(its.reserved), lines=True, most=MOST_RESERVED * (LONGEST_RESERVED + 1))
    return [
        field("name", "Name", text_input(name, most=LONGEST_NAME)),
        field("meets", "How often does it meet?", choice([(one, one.capitalize()) for one in Meets], its.meets)),
        _number("of_sponsor", f"Quorum: how many of {book.sponsor}?", its.of_sponsor),
        _number("of_vendor", f"Quorum: how many of {book.vendor.name}?", its.of_vendor),
        _number("chairs", "Quorum: how many chairs?", its.chairs),
        _number("heads", "Quorum: how many people in all?", its.heads, hint="0 where it does not matter."),
        field(
            "decides", "What does it decide?", text_input(its.decides, lines=True, most=LONGEST_DECIDES), optional=True
        ),
        field(
            "limit",
            "Up to what amount?",
            text_input(limit, placeholder="50,000", most=30),
            optional=True,
            hint="Whatever costs more goes to the body above. Empty: whatever it costs.",
        ),
        field("currency", "In which currency?", choice([(one, one) for one in CURRENCIES], its.currency)),
        field(
            "reserved",
            "What does it never decide?",
            reserved,
            optional=True,
            hint="A matter a line, in the words people use.",
        ),
        _number(
            "pre_read_days", "Pre-read: how many business days before?", its.pre_read_days, hint=f"At most {MOST_DAYS}."
        ),
        _number(
            "minutes_days", "Minutes: within how many business days?", its.minutes_days, hint=f"At most {MOST_DAYS}."
        ),
        field("escalates_to", "Where does it go up to?", choice(above, its.escalates_to or NOBODY)),
    ]


def _number(name: str, label: str, value: int, *, hint: str = "") -> Block:
    return field(name, label, text_input(str(value), most=5), hint=hint)


# --- its answers ---------------------------------------------------------------------------------------------------------


@feature.form("body.change", act=Act.KEEP_BODIES)
def propose_by_form(request: Request, uow: UnitOfWork) -> Reply:
    if request.values.get("of"):
        book, body = the_body(request.values.get("of"), request, uow)
        return _change(body, book, request, uow)
    book = the_book(request.values.get("vendor"), request, uow)
    with about("name"):
        kind = check_new(Kind(str(request.values.get("kind"))), book)
    return _set_up(kind, book, request, uow)


def _set_up(kind: Kind, book: Book, request: Request, uow: UnitOfWork) -> Reply:
    name, terms = _name(request, book, None), _terms(kind, book, request)
    body = form_body(kind, name, usual_company(book.vendor, uow), book, uow)
    return _proposed(body, with_terms(usual_charter(kind), terms), book, request, uow)


def _change(body: Body, book: Book, request: Request, uow: UnitOfWork) -> Reply:
    base, name = _base(body, uow), _name(request, book, body)
    charter = with_terms(base, _terms(body.kind, book, request))
    why = why_in(request)
    if name != body.name:
        uow.bodies.rename(body, name)
        old, new = Words(body.name), Words(name)
        uow.record(BodyRenamed(body=body.id, vendor=book.vendor.id, name=new, old=old, reason=Words(why)))
    is_new = body.charter is None and body.proposed is None
    if same_terms(base, charter) and not is_new:
        return _renamed(body, name, request, uow)
    return _proposed(replace(body, name=name), replace(charter, why=why), book, request, uow)


def _renamed(body: Body, name: str, request: Request, uow: UnitOfWork) -> Reply:
    if name == body.name:
        with about("reason"):
            raise NothingChanged
    book, its = the_body(body.id, request, uow)
    return body_page(its, book, request, uow, f"It is called *{esc(one_way(name))}* now.")


def _proposed(body: Body, charter: Charter, book: Book, request: Request, uow: UnitOfWork) -> Reply:
    versions = propose([(body, charter)], book, request, uow)
    now = open_book(book.vendor, uow)
    its = now.by_id(body.id) or body
    asked = ask_the_other_side([(its, versions[0][1])], request.by, now, uow)
    return body_page(
        its, now, request, uow, f":white_check_mark: Version {versions[0][1].version} is proposed. {asked}"
    )


def _name(request: Request, book: Book, body: Body | None) -> str:
    with about("name"):
        name = " ".join(request.required("name").split())
        if len(name) > LONGEST_NAME:
            raise TooLong(what="The name", length=len(name), most=LONGEST_NAME)
        if any(its.name.casefold() == name.casefold() for its in book.bodies if body is None or its.id != body.id):
            raise HasThatName(vendor=book.vendor.name, name=name)
        return name


def _terms(kind: Kind, book: Book, request: Request) -> dict[str, Any]:
    """What the form says, each mistake under its field."""
    its = request.values

    def read(name: str, take: Callable[[str], Any]) -> Any:
        with about(name):
            return take(str(its.get(name) or ""))

    return {
        "meets": Meets(request.required("meets")),
        "of_sponsor": read("of_sponsor", _at_least_one),
        "of_vendor": read("of_vendor", _at_least_one),
        "chairs": read("chairs", _count),
        "heads": read("heads", _count),
        "limit": read("limit", take_limit),
        "currency": request.required("currency"),
        "reserved": read("reserved", take_matters),
        "decides": read("decides", _decides),
        "pre_read_days": read("pre_read_days", take_days),
        "minutes_days": read("minutes_days", take_days),
        "escalates_to": read("escalates_to", lambda said: _above(said, kind, book)),
    }


def _at_least_one(said: str) -> int:
    """Whatever the rule, somebody of each company is there."""
    return take_count(said, 1, MOST_PEOPLE)


def _count(said: str) -> int:
    return take_count(said, 0, MOST_PEOPLE)


def _decides(said: str) -> str:
    words = said.strip()
    if len(words) > LONGEST_DECIDES:
        raise TooLong(what="This", length=len(words), most=LONGEST_DECIDES)
    return words


def _above(said: str, kind: Kind, book: Book) -> Kind | None:
    above = None if said in ("", NOBODY) else Kind(said)
    check_way_up(kind, above, book.bodies)
    return above
