"""One KPI whole: what is counted and how it is judged, who agreed to it and when, its trend, its breaches, its results."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from governance.approvals import Approval
from governance.kpis.agreeing import waits_for
from governance.kpis.definitions import IN_FORCE, Definition, Standing, in_force
from governance.kpis.periods import Frequency, period_words
from governance.kpis.readings import reading_of
from governance.kpis.results import Result, ResultState, short_words, value_words
from governance.people import Act, Person
from governance.refusals import NoSuchKpi
from governance.vendors import Vendor
from handlers.kit import shown
from handlers.kit.approving import said_of
from handlers.kit.blocks import Block, actions, button, cut, esc, header, one_way, paragraphs, picture, section
from handlers.kit.charts import Picture, alt_text
from handlers.kit.kpi_lines import beside_it, kpi_line, more, name_of, target_words
from handlers.kit.kpi_naming import the_kpi
from handlers.kit.kpis_to_come import agreed_from
from handlers.kit.replies import Message, Reply, say
from handlers.kit.requests import Request
from handlers.kit.seeing import sees_here
from handlers.kit.trends import PERIODS, trend_picture
from handlers.kit.words import full_words
from handlers.scorecards.defining import Sides, definition_lines, limits_words
from handlers.scorecards.register import feature
from storage.outbox import Kind
from storage.unit_of_work import UnitOfWork

SHOWN = 6
VERSIONS = 5
LONG_AGO = {
    Frequency.MONTHLY: timedelta(days=430),
    Frequency.QUARTERLY: timedelta(days=1280),
}  # PERIODS, and a few late
WORDS = 200


@feature.command(
    "sla show",
    usage="<kpi> [vendor]",
    summary="One KPI: what is counted, target and limits, who agreed, its trend, breaches and results.",
    act=Act.SEE_STATUS,
)
def show(request: Request, uow: UnitOfWork) -> Reply:
    vendor, found = the_kpi(request, uow, "/sla show <kpi> <vendor>")
    first = found[0].key
    others = {its.key: its for its in found if its.key != first}
    return _page(vendor, [its for its in found if its.key == first], list(others.values()), request, uow)


@feature.button("scorecards.show", act=Act.SEE_STATUS)
def show_this(request: Request, uow: UnitOfWork) -> Reply:
    its = uow.kpis.by_id(int(request.ref)) if request.ref.isdigit() else None
    if its is None or not sees_here(its.vendor_id, request):
        raise NoSuchKpi(name="that", nearest="")
    versions = [one for one in uow.kpis.versions([its.vendor_id]) if one.key == its.key]
    return _page(uow.vendors.by_id(its.vendor_id), versions, [], request, uow)


def _page(
    vendor: Vendor, versions: Sequence[Definition], others: Sequence[Definition], request: Request, uow: UnitOfWork
) -> Reply:
    its = _holding(versions, request.today)
    told = uow.kpis.results_of(vendor.id, [one.id for one in versions], request.today - LONG_AGO[its.frequency])
    current = [result for result in told if result.replaced_by is None]
    drawn = trend_picture(vendor.name, [(its, current[-PERIODS:])], 1)
    if drawn:
        _send_picture(drawn, request, uow)
    sides = Sides(sponsor=uow.workspace.name, vendor=vendor.name)
    people = uow.people.some(_named_in(versions, told))
    given = uow.approvals.of(f"definition:{one.id}" for one in versions if one.state in IN_FORCE)
    return say(
        header(f"{cut(its.name, 100)} ({its.code})"),
        section(_now(its, current, sides, request.today)),
        *paragraphs(["*What it means*", *definition_lines(its, sides)]),
        *paragraphs(["*Versions*", *_versions(versions, sides, people, given)]),
        *paragraphs(["*Results*", *(_results(its, told, people) or ["None yet."])]),
        section("\n".join(["*Breaches*", *(_breaches(versions, uow) or ["None."])])),
        *([section(f"*Trend*\n{esc(alt_text(drawn))}")] if drawn else []),
        *_others(others, uow),
    )


def _now(its: Definition, current: Sequence[Result], sides: Sides, today: date) -> str:
    """Where it stands; what holds for nobody yet says from when, or whom it waits for."""
    if its.is_in_force(today) or current:
        return kpi_line(reading_of(its, current, today))
    turn = waits_for(its)
    if its.state is Standing.PROPOSED and turn:
        return f"*{name_of(its)}*: proposed, waits for {sides.of(turn)} ({target_words(its)})"
    if its.state is Standing.AGREED and its.effective_from > today:
        return f"*{name_of(its)}*: {agreed_from(its)} ({target_words(its)})"
    return kpi_line(reading_of(its, current, today))


def _holding(versions: Sequence[Definition], today: date) -> Definition:
    """The version that holds today; where none does yet, the newest there is."""
    return next(iter(in_force(versions, today).values()), max(versions, key=lambda its: its.version))


def _send_picture(drawn: Picture, request: Request, uow: UnitOfWork) -> None:
    """To the asker alone, behind the words: where they asked, if that is a channel of ours, or directly."""
    user = request.by.slack_user
    file = {"picture": drawn.to_json(), "name": "kpi.png", "title": drawn.title}
    lane = f"channel:{user}"
    upload = uow.outbox.put(Kind.FILE, lane, file, once=f"trend:{request.key}:picture"[:200])
    payload = Message((picture(alt_text(drawn)),)).payload()
    here = request.place.channel if request.place.link else None
    kind, place = (Kind.EPHEMERAL, {"channel": here, "user": user}) if here else (Kind.POST, {"channel": user})
    uow.outbox.put(kind, lane, payload | place, once=f"trend:{request.key}"[:200], follows=upload)


# --- what was agreed -----------------------------------------------------------------------------------------------------


Given = Mapping[str, Sequence[Approval]]


def _versions(versions: Sequence[Definition], sides: Sides, people: dict[int, Person], given: Given) -> list[str]:
    newest = sorted(versions, key=lambda its: -its.version)
    lines = []
    for its in newest[:VERSIONS]:
        lines += [_version(its, sides, people), *map(said_of, given.get(f"definition:{its.id}", ()))]
    return [*lines, *more(len(newest) - VERSIONS)]


def _version(its: Definition, sides: Sides, people: dict[int, Person]) -> str:
    head = f"*Version {its.version}*, from {full_words(its.effective_from)}: {limits_words(its)}"
    ended = f"; ended {full_words(its.ends_on)}" if its.ends_on else ""
    return f"{head}{ended}; {_agreed(its, sides, people)}"


def _agreed(its: Definition, sides: Sides, people: dict[int, Person]) -> str:
    agreed = [
        f"{shown.person(people.get(who))} for {esc(side)} on {full_words(at.date())}"
        for who, at, side in (
            (its.sponsor_by, its.sponsor_at, sides.sponsor),
            (its.vendor_by, its.vendor_at, sides.vendor),
        )
        if who and at
    ]
    if its.state is Standing.DECLINED:
        return f"declined: {esc(one_way(cut(its.declined_why, WORDS)))}" if its.declined_why else "declined"
    words = " and ".join(agreed)
    if its.state is Standing.AGREED:
        return f"agreed by {words}"
    if its.state is Standing.IMPORTED:
        return (
            f"brought in with a file; agreed to by {words}"
            if words
            else "brought in with a file, agreed to by neither yet"
        )
    return f"{its.state}, agreed to by {words}" if words else str(its.state)


# --- what was measured ---------------------------------------------------------------------------------------------------


def _results(its: Definition, told: Sequence[Result], people: dict[int, Person]) -> list[str]:
    first: dict[date, Result] = {}
    for result in told:
        first.setdefault(result.period, result)
    current = [result for result in reversed(told) if result.replaced_by is None]
    return [_result(its, result, first[result.period], people) for result in current[:SHOWN]]


def _result(its: Definition, result: Result, first: Result, people: dict[int, Person]) -> str:
    notes = [*_about(its, result, people), *beside_it(result, its)]
    if first.id != result.id:
        notes.append(f"first reported as {esc(short_words(first, its))}")
    said = "".join(f"; {note}" for note in notes)
    value = esc(value_words(result, its))
    return f"{shown.colour(result.colour)} {period_words(result.period, its.frequency)}: {value}{said}"


def _about(its: Definition, result: Result, people: dict[int, Person]) -> list[str]:
    words = [] if result.state in (ResultState.SUBMITTED, ResultState.DISPUTED) else [str(result.state)]
    if result.worst is not None and its.outer_limit is not None:
        words.append(f"longest case {result.worst:,.4g} hours")
    if result.state is ResultState.DISPUTED:
        who = shown.person(people.get(result.disputed_by or 0))
        words.append(f"{who} disputes it: {esc(one_way(cut(result.dispute_reason, WORDS)))}")
    return words


def _breaches(versions: Sequence[Definition], uow: UnitOfWork) -> list[str]:
    its = versions[0]
    found = uow.breaches.of_kpi([one.id for one in versions], SHOWN + 1)
    lines = [
        f"*{breach.reference}* {period_words(breach.period, its.frequency)}: "
        + (f"closed on {full_words(breach.closed_at.date())}" if breach.closed_at else "open")
        for breach in found[:SHOWN]
    ]
    return [*lines, "and earlier ones"] if len(found) > SHOWN else lines


def _named_in(versions: Sequence[Definition], told: Sequence[Result]) -> set[int]:
    named = {who for its in versions for who in (its.sponsor_by, its.vendor_by) if who}
    return named | {result.disputed_by for result in told if result.disputed_by}


def _others(others: Sequence[Definition], uow: UnitOfWork) -> list[Block]:
    """The same KPI of other studies."""
    studies = uow.vendors.some_studies({its.study_id for its in others if its.study_id})
    buttons = [
        button(f"In {studies[its.study_id].protocol if its.study_id else 'all studies'}", "scorecards.show", its.id)
        for its in others[:10]
    ]
    return [actions(*buttons)] if buttons else []
