"""Putting versions on the record: one side has agreed by proposing them, the other is asked."""

from collections.abc import Sequence
from dataclasses import replace

from governance.approvals import Deed
from governance.events import CreditTermsProposed, KpiProposed, Words
from governance.kpis.agreeing import REPLACED, Agreed, make_way, party_of, pending, propose, replaces_agreed
from governance.kpis.contents import content_of
from governance.kpis.definitions import Definition
from governance.kpis.terms import CreditTerms
from governance.people import Person
from handlers.kit.approving import approve
from handlers.kit.blocks import section
from handlers.kit.replies import Reply, say
from handlers.kpis.approvals import meant_by
from handlers.kpis.book import Batch, Book, Proposal, open_book
from handlers.kpis.facts import names_for, not_as_asked, plain_words
from handlers.kpis.recording import record_over
from handlers.kpis.telling import ask, rewrite, still_missing, titles, who_is_asked
from storage.unit_of_work import UnitOfWork


def propose_all(
    drafts: Sequence[Definition],
    book: Book,
    by: Person,
    uow: UnitOfWork,
    terms: CreditTerms | None = None,
    *,
    why: str = "",
) -> Batch:
    """One proposal of all of these, asked of the other side in one message. What it replaces is over.

    `why` is kept with each that takes the place of what both companies agreed to.
    """
    at = book.moment(uow.at)
    asked = [propose(with_why(draft, book, why), by, at, book.of(draft.key)) for draft in drafts]
    asked_terms = [propose(with_why(terms, book, why), by, at, book.terms)] if terms else []
    replaced = _make_way({its.key for its in asked}, book, by, uow, terms_too=bool(terms))
    kept = Batch(tuple(uow.kpis.define_all(asked)), tuple(map(uow.terms.add, asked_terms)))
    now = open_book(book.vendor, uow)
    _record(kept, now, by, uow)
    approve(meant_by(kept.all, by, Deed.PROPOSED, uow), by, uow)
    rewrite([replaced], now, uow)
    ask(kept, now, uow)
    return kept


def with_why(draft: Agreed, book: Book, why: str) -> Agreed:
    """The draft with the reason, where it would change what was agreed; else without any."""
    return replace(draft, why=why if replaces_agreed(book.rivals(draft)) else "")


def changes_agreed(drafts: Sequence[Proposal], book: Book) -> bool:
    """Whether one of these would."""
    return any(replaces_agreed(book.rivals(its)) for its in drafts)


def proposed(batch: Batch, book: Book, uow: UnitOfWork) -> Reply:
    """What the one who proposed it reads."""
    names, turn = names_for(book, batch.all, uow), still_missing(batch)
    asked = f" {who_is_asked(book, turn, uow)}" if turn else ""
    late = not_as_asked(batch.all, names)
    return say(section(f"Proposed: {titles(batch, names)}. Your side has agreed by proposing.{late}{asked}"))


def _make_way(
    keys: set[tuple[int, int | None, str]], book: Book, by: Person, uow: UnitOfWork, *, terms_too: bool
) -> Batch:
    """What nobody has answered yet and a newer proposal replaces."""
    old = [make_way(its, by) for its in pending(book.kpis) if its.key in keys]
    old_terms = [make_way(its, by) for its in pending(book.terms)] if terms_too else []
    uow.kpis.keep_standing(*old)
    for its in old_terms:
        uow.terms.keep_standing(its)
    over = Batch(tuple(old), tuple(old_terms))
    record_over(over, by, uow, REPLACED)
    return over


def _record(batch: Batch, book: Book, by: Person, uow: UnitOfWork) -> None:
    names = names_for(book, batch.all, uow, plain=True)
    for its in batch.kpis:
        uow.record(
            KpiProposed(
                definition=its.id,
                vendor=its.vendor_id,
                study=its.study_id,
                code=its.code,
                version=its.version,
                party=party_of(by),
                name=Words(its.name),
                says=Words(plain_words(its, names)),
                direction=its.direction,
                target=its.target,
                red_limit=its.red_limit,
                effective_from=its.effective_from,
                content=Words(content_of(its)),
                reason=Words(its.why) if its.why else None,
            )
        )
    for terms in batch.terms:
        uow.record(
            CreditTermsProposed(
                terms=terms.id,
                vendor=terms.vendor_id,
                version=terms.version,
                party=party_of(by),
                at_risk=terms.at_risk,
                currency=terms.currency,
                clause=Words(terms.clause),
                effective_from=terms.effective_from,
                reason=Words(terms.why) if terms.why else None,
            )
        )
