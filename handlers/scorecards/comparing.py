"""How all vendors stand in one KPI: for the sponsor's people alone, and never where another company reads."""

import re
from collections.abc import Sequence

from governance.kpis.colours import Colour
from governance.kpis.definitions import Direction
from governance.kpis.periods import period_words
from governance.kpis.readings import Reading, change
from governance.people import Act
from governance.refusals import NoKpiNamed
from handlers.kit import shown
from handlers.kit.blocks import actions, button, context, cut, esc, header, paragraphs, section
from handlers.kit.kpi_lines import target_words
from handlers.kit.kpi_naming import code_of, unknown
from handlers.kit.replies import Reply, Say, say
from handlers.kit.requests import Request
from handlers.kit.trends import WORST_FIRST
from handlers.kit.words import listing, plural
from handlers.scorecards.register import feature
from storage.outbox import Kind
from storage.unit_of_work import UnitOfWork

PAGE = 15
_PAGE = re.compile(r"\s+(?:page\s+)?(\d{1,4})$", re.IGNORECASE)


@feature.command(
    "sla compare",
    usage="<kpi> [page]",
    summary="All vendors that have a KPI, the worst first; for you alone.",
    act=Act.COMPARE_VENDORS,
)
def compare(request: Request, uow: UnitOfWork) -> Reply:
    code, page = _asked(request, uow)
    answer = _page(code, page, request, uow)
    if not request.place.shared:
        return answer
    user = request.by.slack_user
    payload = answer.message.payload() | {"channel": user}
    uow.outbox.put(Kind.POST, f"channel:{user}", payload, once=f"compare:{request.key}"[:200])
    return say(section("Other companies read here, so the comparison comes to you as a direct message."))


def _asked(request: Request, uow: UnitOfWork) -> tuple[str, int]:
    """The code of the KPI, and which page; a number at the end is a page unless it belongs to the KPI's name."""
    text, known = request.text.strip(), uow.kpis.codes()
    if not text:
        raise NoKpiNamed(usage="/sla compare <kpi>")
    if code := code_of(text, known):
        return code, 1
    found = _PAGE.search(text)
    code = code_of(text[: found.start()], known) if found else None
    if code is None:
        raise unknown(text, known)
    assert found is not None
    return code, max(1, int(found.group(1)))


def _page(code: str, page: int, request: Request, uow: UnitOfWork) -> Say:
    readings = sorted(uow.kpis.compared(code, request.today), key=_badness)
    here = readings[(page - 1) * PAGE : page * PAGE]
    if not here:
        return say(section(f"There are no more vendors with {esc(code)}."))
    vendors = uow.vendors.some({its.definition.vendor_id for its in here})
    studies = uow.vendors.some_studies({its.definition.study_id for its in here if its.definition.study_id})
    lines = [
        _line(reading, vendors[its.vendor_id].name, studies[its.study_id].protocol if its.study_id else "")
        for reading in here
        for its in [reading.definition]
    ]
    pages = -(-len(readings) // PAGE)
    turn = [context(f"Page {page} of {pages}")] if pages > 1 else []
    if page < pages:
        turn.append(actions(button("Next page", "again", f"sla compare {code} {page + 1}")))
    return say(
        header(f"{cut(here[0].definition.name, 110)} ({code}), all vendors"),
        section(_sum(readings)),
        *paragraphs(lines),
        *turn,
    )


def _badness(reading: Reading) -> tuple[int, float, int]:
    """Red before amber before grey before green, and of one colour the worse number first."""
    value = reading.latest.value if reading.latest else None
    sign = 1 if reading.definition.direction is Direction.HIGHER else -1
    place = WORST_FIRST.index(reading.colour)
    return place, sign * value if value is not None else float("inf"), reading.definition.vendor_id


def _sum(readings: Sequence[Reading]) -> str:
    counts = {colour: sum(its.colour is colour for its in readings) for colour in WORST_FIRST}
    said = listing([f"{count:,} {colour}" for colour, count in counts.items() if count])
    return f"{plural(len({its.definition.vendor_id for its in readings}), 'vendor')}: {said}."


def _line(reading: Reading, vendor: str, study: str) -> str:
    its, latest = reading.definition, reading.latest
    where = f" in {esc(study)}" if study else ""
    when = f", {period_words(latest.period, its.frequency)}" if latest and reading.colour is not Colour.GREY else ""
    said = f"{change(reading).words}{when} ({target_words(its)})"
    return f"{shown.colour(reading.colour)} *{esc(vendor)}*{where}: {said}"
