"""Measurements that a program sends: all of a batch are kept, or none and each row that is wrong says why. Sent twice, kept once."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from governance.kpis.agreeing import party_of
from governance.kpis.definitions import IN_FORCE, Definition, Party
from governance.kpis.numbers import format_value
from governance.kpis.periods import period_of, period_words
from governance.kpis.result_refusals import NotInForceThen
from governance.kpis.results import Figures, Result, check_over, checked
from governance.participants import Known, find
from governance.people import Act, Person, sees
from governance.refusals import Refusal
from governance.tokens import Token, token_hash
from handlers.kit.entering import why_not
from handlers.kit.figures import take_period
from handlers.kit.measuring import Number, keep, reported, versions_for
from handlers.kit.participants import colleagues
from handlers.kit.result_cards import tell_of
from handlers.kit.words import nearest, shortened
from storage.unit_of_work import UnitOfWork

MOST_ROWS = 500  # while they are kept, everybody waits who writes to SQLite
NUMBERS = ("numerator", "denominator", "value", "worst")
TEXTS = {"kpi": 200, "period": 20, "study": 100, "evidence": 1000, "note": 1000}
_PERIOD = re.compile(r"[12]\d{3}-(?:0[1-9]|1[0-2]|[Qq][1-4])")


class NotLetIn(Refusal):
    """The token is missing, wrong or revoked."""


class OtherBatch(Refusal):
    """This Idempotency-Key was used for another batch. Use a new key for new measurements."""


class RowsRefused(Exception):
    """Nothing of a batch was kept: `errors` says why, row by row."""

    def __init__(self, errors: list[dict[str, Any]]) -> None:
        super().__init__(f"{len(errors)} rows")
        self.errors = errors


class _Unusable(Exception):
    """Why a row cannot be used, in a few words."""


@dataclass(frozen=True, kw_only=True)
class Batch:
    """What was sent: rows as JSON, the digest of all of it, and the key under which it may come again."""

    token: str
    key: str
    digest: str
    rows: Sequence[Any]


@dataclass(frozen=True, kw_only=True)
class _Book:
    """The KPIs a row may name and the colleagues it may, looked up once for the batch."""

    by_name: Mapping[tuple[str, str], Definition]
    versions: Sequence[Definition]
    known: Known
    today: date


def receive(batch: Batch, uow: UnitOfWork) -> dict[str, Any]:
    """Keeps a batch; what is answered. Raises NotLetIn, OtherBatch or RowsRefused, and then nothing is kept."""
    token, maker = _let_in(batch.token, uow)
    uow.actor = maker
    key = f"ingest:{token.id}:{sha256(batch.key.encode()).hexdigest()}" if batch.key else ""
    if key and not uow.inbox.let_in(key, uow.at):
        return _answered_before(key, batch, uow)
    numbers = _numbers(batch.rows, token.vendor_id, uow)
    kept = keep(numbers, maker if party_of(maker) is Party.VENDOR else None, uow)
    if kept.unexplained:
        raise RowsRefused(_unexplained(kept.unexplained, numbers, uow))
    tell_of(kept.ids, None, uow)
    uow.tokens.note_use(token)
    answer = {
        "received": len(numbers),
        "new": len(kept.new),
        "restated": len(kept.restated),
        "unchanged": kept.unchanged,
    }
    if key:
        uow.inbox.keep_answer(key, {"digest": batch.digest, "answer": answer})
    return answer


def _let_in(token: str, uow: UnitOfWork) -> tuple[Token, Person]:
    """The token, while the one who made it could still make it."""
    found = uow.tokens.by_hash(token_hash(token))
    maker = uow.people.by_id(found.made_by) if found else None
    if found is None or maker is None or not sees(maker, found.vendor_id) or why_not(maker, Act.KEEP_TOKENS, uow):
        raise NotLetIn
    return found, maker


def _answered_before(key: str, batch: Batch, uow: UnitOfWork) -> dict[str, Any]:
    before = uow.inbox.answer_to(key) or {}
    if before.get("digest") != batch.digest:
        raise OtherBatch
    answer: dict[str, Any] = before["answer"]
    return answer


# --- rows ----------------------------------------------------------------------------------------------------------------


def _numbers(rows: Sequence[Any], vendor: int, uow: UnitOfWork) -> list[Number]:
    book = _book(vendor, uow)
    numbers: list[Number] = []
    errors: list[dict[str, Any]] = []
    seen: dict[Any, int] = {}
    for place, row in enumerate(rows, 1):
        try:
            number = _number(row, book)
            first = seen.setdefault(number.place, place)
            if first != place:
                raise _Unusable(f"the same KPI and period as row {first}")
            numbers.append(number)
        except (_Unusable, Refusal) as why:
            errors.append({"row": place, "why": _sayable(str(why))})
    if errors:
        raise RowsRefused(errors)
    return numbers


def _unexplained(found: Sequence[Number], numbers: Sequence[Number], uow: UnitOfWork) -> list[dict[str, Any]]:
    """A row each: the batch has one for each number, in order."""
    before = reported(found, uow)
    rows = {its.place: row for row, its in enumerate(numbers, 1)}
    return [{"row": rows[its.place], "why": _sayable(_is_reported(before[its.place], its))} for its in found]


def _is_reported(before: Result, its: Number) -> str:
    value = format_value(before.value, its.definition.unit)
    return f"{its.definition.code} is reported already as {value}; say in note why it changes, the first number is kept"


def _sayable(why: str) -> str:
    """Without Slack's marks, and without halves of characters, which no answer can carry."""
    return why.replace("`", "").encode(errors="replace").decode()


def _book(vendor: int, uow: UnitOfWork) -> _Book:
    versions = [its for its in uow.kpis.versions([vendor]) if its.state in IN_FORCE]
    studies = uow.vendors.some_studies({its.study_id for its in versions if its.study_id})
    by_name: dict[tuple[str, str], Definition] = {}
    for its in versions:
        study = studies[its.study_id].protocol.casefold() if its.study_id else ""
        by_name[its.name.casefold(), study] = by_name[its.code.casefold(), study] = its
    return _Book(by_name=by_name, versions=versions, known=colleagues(uow), today=uow.at.date())


def _number(row: Any, book: _Book) -> Number:
    fields = _fields(row, book.known)
    kpi = _kpi(fields.get("kpi", ""), fields.get("study", ""), book)
    period = _period(fields.get("period", ""), kpi, book)
    found = versions_for([(kpi.key, period)], book.versions)
    if not found:
        raise NotInForceThen(name=kpi.name, period=period_words(period, kpi.frequency))
    definition = found[kpi.key, period]
    if definition.reported_by is not Party.VENDOR:
        raise _Unusable(f"{definition.code} is reported by the sponsor")
    figures = checked(definition, Figures(**{name: fields.get(name) for name in NUMBERS}))
    check_over(definition, period, book.today)
    evidence, note = (fields.get(name) or "" for name in ("evidence", "note"))
    return Number(definition=definition, period=period, figures=figures, evidence=evidence, note=note)


def _fields(row: Any, known: Known) -> dict[str, Any]:
    """A row's fields, each of its own type."""
    if not isinstance(row, dict):
        raise _Unusable("not an object")
    strange = sorted(str(name) for name in row if name not in (*NUMBERS, *TEXTS))
    if strange:
        raise _Unusable(f"unknown field {shortened(strange[0])}")
    given = {name: value for name, value in row.items() if value is not None}
    return {
        name: _number_field(name, its) if name in NUMBERS else _text_field(name, its, known)
        for name, its in given.items()
    }


def _number_field(name: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _Unusable(f"{name} is no number")
    # A whole number can be longer than any float.
    return float(value) if abs(value) < 1e300 else float("inf")


def _text_field(name: str, value: Any, known: Known) -> str:
    if not isinstance(value, str):
        raise _Unusable(f"{name} is no text")
    # A line's end is no sign to leave out: the words on both sides of it would become one.
    plain = " ".join("".join(sign if sign.isprintable() else " " for sign in value).split())
    if len(plain) > TEXTS[name]:
        raise _Unusable(f"{name} is longer than {TEXTS[name]} characters")
    named = find(value, known) or find(plain, known)
    if named:
        raise _Unusable(f"{name}: {named.why}")
    return plain


def _kpi(said: str, study: str, book: _Book) -> Definition:
    if not said:
        raise _Unusable("no kpi")
    found = book.by_name.get((said.casefold(), study.casefold()))
    if found is None:
        close = nearest(said, [its.code for its in book.versions], most=1)
        of_study = f" in study {shortened(study)}" if study else ""
        raise _Unusable(f"there is no KPI {shortened(said)}{of_study}" + (f"; {close[0]}, perhaps" if close else ""))
    return found


def _period(said: str, kpi: Definition, book: _Book) -> date:
    """`2026-06` or `2026-Q2`, and only in full: a program has no "last June"."""
    found = take_period(said, book.today)[0] if _PERIOD.fullmatch(said) else None
    if found is None:
        raise _Unusable(f"the period {shortened(said) or 'is missing'} is none like 2026-06 or 2026-Q2")
    if found[1] is not kpi.frequency:
        raise _Unusable(f"{kpi.code} is measured {kpi.frequency}")
    return period_of(*found)
