"""Which KPI and which result somebody means. What a vendor's people may not see does not exist for them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from governance.kpis.definitions import IN_FORCE, Definition
from governance.kpis.periods import period_of, period_words
from governance.kpis.result_refusals import NameTheKpi, NoKpiCalled, NoResultYet, NoSuchResult, WhichStudyOfKpi
from governance.kpis.results import Result
from governance.refusals import WhichVendor
from governance.vendors import Study, Vendor
from handlers.kit.figures import take_period
from handlers.kit.finding import here, take_vendor
from handlers.kit.requests import Request
from handlers.kit.result_cards import Card, cards
from handlers.kit.seeing import sees_here, shared_with
from handlers.kit.words import listing, nearest, shortened
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, kw_only=True)
class Named:
    """A KPI of a vendor in all its versions that held, the newest last; `rest` is what followed its name."""

    vendor: Vendor
    versions: tuple[Definition, ...]
    rest: str

    @property
    def definition(self) -> Definition:
        return self.versions[-1]


def take_kpi(request: Request, uow: UnitOfWork, text: str, usage: str) -> Named:
    """The KPI at the front of a text, behind its vendor's name where the place does not say it.

    Raises NameTheKpi, WhichVendor, NoKpiCalled or WhichStudyOfKpi.
    """
    if not text.strip():
        raise NameTheKpi(usage=usage)
    vendor, rest = _vendor(request, uow, text, usage)
    versions = [its for its in uow.kpis.versions([vendor.id]) if its.state in IN_FORCE]
    found, rest = _called(versions, rest)
    if not found:
        names = [its.code for its in versions] + [its.name for its in versions]
        near = nearest(rest.split()[0] if rest.split() else rest, names)
        hint = f" Did you mean {listing(near, 'or')}?" if near else ""
        raise NoKpiCalled(vendor=vendor.name, name=shortened(rest), nearest=hint)
    return _of_one_study(vendor, found, rest, request, uow)


def _vendor(request: Request, uow: UnitOfWork, text: str, usage: str) -> tuple[Vendor, str]:
    """The place's vendor, unless somebody who sees others names one of them."""
    place = here(request, uow)
    if place is not None and (shared_with(request) is not None or request.by.vendor_id is not None):
        return place, _without(place, text)
    named, rest = take_vendor(request, uow, text)
    if named is not None and rest:
        return named, rest
    if place is None:
        raise WhichVendor(usage=usage)
    return place, text


def _without(vendor: Vendor, text: str) -> str:
    """Whoever names the only vendor there is means no KPI by it."""
    bare = text.lstrip('"“ ')
    if bare.casefold().startswith(f"{vendor.name.casefold()} "):
        return bare[len(vendor.name) :].lstrip('"” ')
    return text


def _called(versions: Iterable[Definition], text: str) -> tuple[list[Definition], str]:
    """The versions whose code or name begins the text, the longest name first; and what follows."""
    plain = text.strip()
    best = max(
        (name for its in versions for name in (its.code, its.name) if _begins(plain, name)), key=len, default=None
    )
    if best is None:
        return [], plain
    found = [its for its in versions if best.casefold() in (its.code.casefold(), its.name.casefold())]
    return found, plain[len(best) :].lstrip(" ,;:")


def _begins(text: str, name: str) -> bool:
    follows = text[len(name) : len(name) + 1]
    return text.casefold().startswith(name.casefold()) and not (follows.isalnum() or follows in ("_", "-"))


def _of_one_study(vendor: Vendor, found: Sequence[Definition], text: str, request: Request, uow: UnitOfWork) -> Named:
    studies = uow.vendors.some_studies({its.study_id for its in found if its.study_id})
    named = next((its for its in studies.values() if _begins(text, its.protocol)), None)
    rest = text[len(named.protocol) :].lstrip(" ,;:") if named else text
    link = request.place.link
    wanted = named.id if named else link.study_id if link else None
    of_study = [its for its in found if its.study_id == wanted]
    keys = {its.key for its in of_study or found}
    if len(keys) > 1:
        raise WhichStudyOfKpi(code=found[0].code, studies=_all(studies.values()))
    versions = sorted((its for its in found if its.key in keys), key=lambda its: its.version)
    return Named(vendor=vendor, versions=tuple(versions), rest=rest)


def _all(studies: Iterable[Study]) -> str:
    return listing(sorted(its.protocol for its in studies))


def take_result(request: Request, uow: UnitOfWork, text: str, usage: str) -> tuple[Card, str]:
    """The result at the front of a text, the newest where no period is named; and what follows."""
    named = take_kpi(request, uow, text, usage)
    said, rest = take_period(named.rest, request.today, no_day=True)
    period = period_of(said[0], named.definition.frequency) if said else None
    return card_of(newest(named, period, request, uow), uow), rest


def newest(named: Named, period: date | None, request: Request, uow: UnitOfWork) -> Result:
    """The current result of a period, or of the newest that has one. Raises NoResultYet."""
    ids = [its.id for its in named.versions]
    found = uow.results.current_in(ids, [period]) if period else uow.results.current_in(ids)
    if not found:
        words = period_words(period, named.definition.frequency) if period else "any period"
        raise NoResultYet(name=named.definition.name, period=words)
    return max(found.values(), key=lambda its: its.period)


def the_cards(request: Request, uow: UnitOfWork) -> list[Card]:
    """The results a button is about. Raises NoSuchResult where one is gone or not theirs to see."""
    ids = [int(word) for word in request.ref.split() if word.isdecimal()]
    found = uow.results.some(ids)
    if not ids or len(found) < len(set(ids)) or not all(sees_here(its.vendor_id, request) for its in found.values()):
        raise NoSuchResult
    return cards(found.values(), uow)


def card_of(result: Result, uow: UnitOfWork) -> Card:
    return cards([result], uow)[0]
