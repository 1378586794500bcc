"""How all vendors stand in one KPI: for the sponsor's people alone, and never where another company reads."""

import re
from collections.abc import Iterable, Sequence

from governance.kpis.definitions import Definition, Direction, to_begin
from governance.kpis.periods import period_words
from governance.kpis.readings import Reading, change
from governance.people import Act
from governance.refusals import NoKpiNamed
from handlers.kit import shown
from handlers.kit.blocks import actions, button, context, cut, esc, header, paragraphs, section
from handlers.kit.kpi_lines import more, target_words
from handlers.kit.kpi_naming import code_of, unknown
from handlers.kit.kpis_to_come import agreed_from
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
    pages = max(1, -(-len(readings) // PAGE))
    here = readings[(page - 1) * PAGE : page * PAGE]
    later = to_begin(uow.kpis.of_code(code), request.today) if page == pages else []
    shown_here = [*(its.definition for its in here), *later[:PAGE]]
    if not shown_here:
        return say(section(f"There are no more vendors with {esc(code)}."))
    whose = _names(shown_here, uow)
    lines = [_line(its, whose[its.definition.id]) for its in here]
    lines += [f"{whose[its.id]}: {agreed_from(its)} ({target_words(its)})" for its in later[:PAGE]]
    lines += more(len(later) - PAGE)
    turn = [context(f"Page {page} of {pages}")] if pages > 1 else []
    if page < pages:
        turn.append(actions(button("Next page", "again", f"sla compare {code} {page + 1}")))
    return say(
        header(f"{cut(shown_here[0].name, 110)} ({code}), all vendors"),
        section(_sum(readings, later)),
        *paragraphs(lines),
        *turn,
    )


def _names(definitions: Iterable[Definition], uow: UnitOfWork) -> dict[int, str]:
    """Whose each of them is: the vendor, and the study where it is one study's."""
    known = list(definitions)
    vendors = uow.vendors.some({its.vendor_id for its in known})
    studies = uow.vendors.some_studies({its.study_id for its in known if its.study_id})
    where = {its.id: f" in {esc(studies[its.study_id].protocol)}" if its.study_id else "" for its in known}
    return {its.id: f"*{esc(vendors[its.vendor_id].name)}*{where[its.id]}" for its in known}


def _badness(reading: Reading) -> tuple[int, float, int]:
    """Red before amber before grey before green, and of one colour the worse number first."""
    value = reading.latest.value if reading.latest else None
    sign = 1 if reading.definition.direction is Direction.HIGHER else -1
    place = WORST_FIRST.index(reading.colour)
    return place, sign * value if value is not None else float("inf"), reading.definition.vendor_id


def _sum(readings: Sequence[Reading], later: Sequence[Definition]) -> str:
    if not readings:
        return f"{plural(len({its.vendor_id for its in later}), 'vendor')}; it is in force with none of them yet."
    counts = {colour: sum(its.colour is colour for its in readings) for colour in WORST_FIRST}
    said = listing([f"{count:,} {colour}" for colour, count in counts.items() if count])
    return f"{plural(len({its.definition.vendor_id for its in readings}), 'vendor')}: {said}."


def _line(reading: Reading, whose: str) -> str:
    its, latest = reading.definition, reading.latest
    when = f", {period_words(latest.period, its.frequency)}" if latest and not reading.awaited else ""
    count = latest.denominator if latest else None
    said = f"{esc(change(reading).words)}{when} ({target_words(its, count)})"
    return f"{shown.colour(reading.colour)} {whose}: {said}"
