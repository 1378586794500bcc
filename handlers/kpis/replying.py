"""Agreeing and declining, one by one or all at once; taking a proposal back, and ending a KPI."""

from datetime import date

from governance.approvals import Deed
from governance.kpis.agreeing import (
    ENDED,
    agree,
    check_asked,
    check_newest,
    decline,
    end,
    has_agreed,
    make_way,
    newest_in_force,
    party_of,
    pending,
    take_back,
)
from governance.kpis.definitions import Definition, Standing
from governance.kpis.periods import following, period_of
from governance.kpis.refusals import EndedAlready, NothingWaiting, NothingYouMayAnswer
from governance.people import Act, Person
from governance.refusals import TooLong
from handlers.kit import shown
from handlers.kit.approving import approve
from handlers.kit.because import check_why, take_because
from handlers.kit.blocks import button, cut, esc, field, one_way, section, text_input
from handlers.kit.replies import Form, Reply, Show, about, say
from handlers.kit.requests import Request
from handlers.kit.words import take_clear_date
from handlers.kpis.approvals import meant_by
from handlers.kpis.book import Batch, Book, Proposal, open_book
from handlers.kpis.facts import names_for
from handlers.kpis.finding import take_kpi, the_batch, the_book
from handlers.kpis.recording import record_agreed, record_over, withdrawn
from handlers.kpis.register import feature
from handlers.kpis.starting import WHY, newest_reported, opens
from handlers.kpis.telling import (
    CARD,
    ask,
    rewrite,
    still_missing,
    tell_the_channel,
    tell_the_other_side,
    titles,
    who_is_asked,
)
from storage.unit_of_work import UnitOfWork

LONGEST_REASON = 1000


# --- agreeing ----------------------------------------------------------------------------------------------------------


@feature.command(
    "sla agree",
    usage="[vendor] <code>",
    summary="Agree to the version the other company proposed, or to an imported one.",
    act=Act.AGREE_KPIS,
)
def agree_by_line(request: Request, uow: UnitOfWork) -> Reply:
    book, rest = the_book(request, uow, request.text, "/sla agree <vendor> <code>", to_write=True)
    key, _ = take_kpi(rest, book, request, uow, "/sla agree K14")
    return agree_to(Batch((to_answer(book.of(key), request.by),)), book, request, uow)


@feature.button("sla.agree", act=Act.AGREE_KPIS)
def agree_by_button(request: Request, uow: UnitOfWork) -> Reply:
    book, batch = the_batch(request, uow)
    if not batch:
        raise NothingYouMayAnswer
    return agree_to(batch, book, request, uow)


def to_answer(versions: list[Definition], by: Person) -> Definition:
    """What of a KPI the asker can answer: the proposal, or the imported version their side has not agreed to."""
    imported = [its for its in versions if its.state is Standing.IMPORTED and not has_agreed(its, party_of(by))]
    found = [*imported, *pending(versions)]
    return max(found, key=lambda its: its.version) if found else versions[-1]


def agree_to(batch: Batch, book: Book, request: Request, uow: UnitOfWork, *, proof: str = "") -> Reply:
    """`proof`: how the person proved themselves again, which makes it a signature."""
    theirs = what_is_theirs(batch, book, request)
    agreed = as_agreed(theirs, book, request, uow)
    uow.kpis.keep_standing(*agreed.kpis)
    for terms in agreed.terms:
        uow.terms.keep_standing(terms)
    record_agreed(agreed, request.by, uow)
    approve(meant_by(agreed.all, request.by, Deed.AGREED, uow), request.by, uow, proof=proof)
    now = open_book(book.vendor, uow)
    return _told(theirs, now.some(agreed.ref), now, request, uow, signed=bool(proof))


def what_is_theirs(batch: Batch, book: Book, request: Request) -> Batch:
    """What of it the asker would answer; raises ReplacedByNewer and NothingWaiting."""
    theirs = batch if len(batch.all) == 1 else _still_theirs(batch, request.by)
    for its in theirs.all:
        check_newest(its, book.rivals(its))
    return theirs


def _still_theirs(batch: Batch, by: Person) -> Batch:
    """Of many, what this side can still agree to."""
    mine = party_of(by)

    def is_theirs(its: Proposal) -> bool:
        return its.state in (Standing.PROPOSED, Standing.IMPORTED) and not has_agreed(its, mine)

    found = Batch(tuple(filter(is_theirs, batch.kpis)), tuple(filter(is_theirs, batch.terms)))
    if not found:
        raise NothingWaiting
    return found


def as_agreed(batch: Batch, book: Book, request: Request, uow: UnitOfWork) -> Batch:
    """Each with this side's agreement; what waited beyond its start begins with the first period that is still open."""
    newest = newest_reported(batch.kpis, book, uow)
    today, by, at = request.today, request.by, book.moment(request.at)
    kpis = [agree(its, by, at, opens(its, book, newest)(today)) for its in batch.kpis]
    terms = [agree(its, by, at, opens(its, book, newest)(today)) for its in batch.terms]
    return Batch(tuple(kpis), tuple(terms))


def _told(before: Batch, now: Batch, book: Book, request: Request, uow: UnitOfWork, *, signed: bool) -> Reply:
    """The other side hears of it; a first agreement to something imported asks them."""
    names, turn = names_for(book, now.all, uow), still_missing(now)
    lead = "Signed. " if signed else ""
    if turn is not None:
        ask(now, book, uow)
        return say(section(f"{lead}Your side has agreed to {titles(now, names)}. {who_is_asked(book, turn, uow)}"))
    rewrite([before], book, uow)
    what = titles(now, names)
    begins = _begins(before, now)
    words = f"{shown.person(request.by)} has agreed to {what}. {begins}"
    tell_the_other_side(words, (), now, book, uow)
    done = f"{lead}Agreed by both companies: {what}. {begins}"
    return say(section(done), replace=_is_card(request) and request.place.direct)


def _begins(before: Batch, now: Batch) -> str:
    """From when it holds, and that it is not the day that was asked for."""
    asked = {its.effective_from for its in before.all}
    days = sorted({its.effective_from for its in now.all})
    if len(days) > 1:
        return f"Each holds from its own day, the first from {days[0]:%-d %B %Y}."
    words = f"{'It holds' if len(now.all) == 1 else 'They hold'} from {days[0]:%-d %B %Y}"
    if len(asked) == 1 and days[0] not in asked:
        return f"{words}, not from {min(asked):%-d %B %Y} as proposed: {WHY}."
    return f"{words}."


def _is_card(request: Request) -> bool:
    return request.ref.endswith(f" {CARD}")


# --- declining ---------------------------------------------------------------------------------------------------------


@feature.command(
    "sla decline",
    usage="[vendor] <code> <why>",
    summary="Decline a proposed version and say why; what is in force stays.",
    act=Act.AGREE_KPIS,
)
def decline_by_line(request: Request, uow: UnitOfWork) -> Reply:
    book, rest = the_book(request, uow, request.text, "/sla decline <vendor> <code> <why>", to_write=True)
    key, why = take_kpi(rest, book, request, uow, "/sla decline K14 the target is out of reach")
    its = Batch((to_answer(book.of(key), request.by),))
    if not why:
        return Show(form=_why_form(its, book, uow), reopen=f"sla decline {request.text}")
    return _declined(its, book, why, request, uow)


@feature.button("sla.decline", act=Act.AGREE_KPIS)
def ask_why(request: Request, uow: UnitOfWork) -> Reply:
    book, batch = the_batch(request, uow)
    for its in batch.all[:1]:
        _check_open(its, book, request)
        return Show(form=_why_form(batch, book, uow), reopen=f"sla agreements {book.vendor.name}")
    raise NothingYouMayAnswer


@feature.form("sla.decline", act=Act.AGREE_KPIS)
def decline_by_form(request: Request, uow: UnitOfWork) -> Reply:
    book, batch = the_batch(request, uow)
    with about("why"):
        return _declined(batch, book, request.required("why"), request, uow)


def _why_form(batch: Batch, book: Book, uow: UnitOfWork) -> Form:
    names = names_for(book, batch.all, uow)
    why = field("why", "Why?", text_input(lines=True, most=LONGEST_REASON), hint="The other company reads it.")
    blocks = (section(f"You decline {titles(batch, names)}. What is in force stays in force."), why)
    return Form(name="sla.decline", title="Decline", submit="Decline", blocks=blocks, memo={"ref": batch.ref})


def _check_open(its: Proposal, book: Book, request: Request) -> None:
    check_newest(its, book.rivals(its))
    check_asked(its, request.by)


def _declined(batch: Batch, book: Book, why: str, request: Request, uow: UnitOfWork) -> Reply:
    if len(why) > LONGEST_REASON:
        raise TooLong(what="The reason", length=len(why), most=LONGEST_REASON + 1)
    for its in batch.all:
        _check_open(its, book, request)
    kpis = tuple(decline(its, request.by, why) for its in batch.kpis)
    over = Batch(kpis, tuple(decline(its, request.by, why) for its in batch.terms))
    return _closed(over, book, f"declined {{what}}: {esc(cut(why, 300))}", request, uow, why)


# --- taking back, ending -----------------------------------------------------------------------------------------------


@feature.command(
    "sla withdraw",
    usage="[vendor] <code> [date] [because <reason>]",
    summary="Take your own proposal back, or end a KPI from a day on, with the reason; results so far stay.",
    act=Act.AGREE_KPIS,
)
def withdraw(request: Request, uow: UnitOfWork) -> Reply:
    line, reason = take_because(request.text)
    book, rest = the_book(request, uow, line, "/sla withdraw <vendor> <code>", to_write=True)
    key, rest = take_kpi(rest, book, request, uow, "/sla withdraw K14")
    versions = book.of(key)
    own = [its for its in pending(versions) if has_agreed(its, party_of(request.by))]
    if own:
        over = Batch(tuple(take_back(its, request.by) for its in own))
        return _closed(over, book, "took {what} back", request, uow)
    newest = newest_in_force(versions)
    if newest is None:
        raise EndedAlready(name=versions[-1].name)
    return _ended(versions, book, _ends_on(rest, newest, request), reason, request, uow)


@feature.button("sla.withdraw", act=Act.AGREE_KPIS)
def take_it_back(request: Request, uow: UnitOfWork) -> Reply:
    book, batch = the_batch(request, uow)
    kpis, terms = (
        (take_back(its, request.by) for its in batch.kpis),
        (take_back(its, request.by) for its in batch.terms),
    )
    over = Batch(tuple(kpis), tuple(terms))
    if not over:
        raise NothingYouMayAnswer
    return _closed(over, book, "took {what} back", request, uow)


def _ends_on(rest: str, newest: Definition, request: Request) -> date:
    """The day that was named, else the first day after the running period."""
    if rest:
        return take_clear_date(rest, request.today, country=None)[0]
    return following(period_of(request.today, newest.frequency), newest.frequency)


def _ended(versions: list[Definition], book: Book, on: date, reason: str, request: Request, uow: UnitOfWork) -> Reply:
    ended = end(versions, request.by, on, request.today)
    why = check_why(reason, f"/sla withdraw {versions[-1].code} {on:%-d %b %Y} because the service is over")
    over = [make_way(its, request.by, ENDED) for its in pending(versions)]
    uow.kpis.keep_standing(*ended, *over)
    record_over(Batch(tuple(over)), request.by, uow)
    newest = max(ended, key=lambda its: its.version)
    uow.record(withdrawn(newest, request.by, why))
    now = open_book(book.vendor, uow)
    names = names_for(now, [newest], uow)
    rewrite([Batch(tuple(ended)), Batch(tuple(over))], now, uow)
    words = f"*{esc(newest.code)} {esc(newest.name)}* ends on {on:%-d %B %Y}: no result is due from then on. What was measured stays."
    lead = f"{shown.person(request.by)} of {names.company(party_of(request.by))} has ended a KPI"
    told = f"{lead}: {esc(one_way(cut(why, 300)))}\n{words}"
    tell_the_channel(told, book.vendor, f"ended:{newest.id}:{on}", uow)
    tell_the_other_side(told, (), Batch((newest,)), now, uow)
    return say(section(words))


def _closed(over: Batch, book: Book, deed: str, request: Request, uow: UnitOfWork, why: str = "") -> Reply:
    """Declined or taken back: kept, on the record, shown in the channel, told to the other side."""
    uow.kpis.keep_standing(*over.kpis)
    for terms in over.terms:
        uow.terms.keep_standing(terms)
    record_over(over, request.by, uow, why)
    now = open_book(book.vendor, uow)
    rewrite([over], now, uow)
    what = titles(over, names_for(now, over.all, uow))
    change = [button("Change", "sla.change", its.id) for its in over.kpis if its.state is Standing.DECLINED][:1]
    words = deed.replace("{what}", what)
    tell_the_other_side(f"{shown.person(request.by)} {words}", change, over, now, uow)
    return say(section(f"You {words}. What was in force before stays."), replace=_is_card(request))
