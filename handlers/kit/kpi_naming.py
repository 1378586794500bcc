"""Finding the KPI people name: by its code or its name, of the vendor that is named behind it or understood."""

from collections.abc import Iterable

from governance.kpis.definitions import Definition
from governance.refusals import NoKpiNamed, NoSuchKpi, WhichVendor
from governance.vendors import Vendor
from handlers.kit.finding import here, take_vendor_behind
from handlers.kit.requests import Request
from handlers.kit.words import listing, nearest, shortened
from storage.unit_of_work import UnitOfWork


def the_kpi(request: Request, uow: UnitOfWork, usage: str) -> tuple[Vendor, list[Definition]]:
    """The vendor, and every version of every KPI of theirs that the text names: more than one KPI where studies have it."""
    if not request.text.strip():
        raise NoKpiNamed(usage=usage)
    vendor, name = here(request, uow), request.text
    known = uow.kpis.versions([vendor.id]) if vendor else []
    if code := code_of(name, _pairs(known)):
        assert vendor is not None
        return vendor, _all_of(code, known)
    named, rest = take_vendor_behind(request, uow, name)
    if named:
        vendor, name, known = named, rest, uow.kpis.versions([named.id])
    if vendor is None:
        raise WhichVendor(usage=usage)
    code = code_of(name, _pairs(known))
    if code is None:
        raise unknown(name, _pairs(known))
    return vendor, _all_of(code, known)


def _all_of(code: str, known: Iterable[Definition]) -> list[Definition]:
    """What holds for all studies first, then study by study."""
    return sorted((its for its in known if its.code == code), key=lambda its: (its.study_id or 0, its.version))


def code_of(text: str, known: Iterable[tuple[str, str]]) -> str | None:
    """The code of the KPI with this code, this name, or the only one whose name begins so; `known` as (code, name)."""
    wanted, pairs = " ".join(text.casefold().split()), [(code, name.casefold()) for code, name in known]
    for fits in (
        [code for code, _ in pairs if code.casefold() == wanted],
        [code for code, name in pairs if name == wanted],
        [code for code, name in pairs if len(wanted) > 2 and name.startswith(wanted)],
    ):
        if len(set(fits)) == 1:
            return fits[0]
    return None


def unknown(name: str, known: Iterable[tuple[str, str]]) -> NoSuchKpi:
    """The refusal, with the nearest names there are."""
    near = nearest(name, [words for pair in known for words in pair])
    return NoSuchKpi(name=shortened(name), nearest=f" Did you mean {listing(near, 'or')}?" if near else "")


def _pairs(known: Iterable[Definition]) -> list[tuple[str, str]]:
    return [(its.code, its.name) for its in known]
