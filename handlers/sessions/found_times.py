"""What was found, in words: for each time who, when on their own clock, who cannot and why, and what it costs whom.

Across the line between the companies nobody reads more of a person than working hours, holiday, busy or not known.
"""

from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from governance.calendar.board import Part, Why
from governance.calendar.business_days import day_off
from governance.calendar.finder import Attendance, Failed, Found, Option, Standing
from governance.people import Person
from handlers.kit import shown
from handlers.kit.blocks import Block, actions, button, context, esc, section
from handlers.kit.words import listing, plural
from handlers.sessions.ledger import side_of, so_far_words
from handlers.sessions.searching import Outcome, Search
from handlers.sessions.wishes import line_of

SHARE = "`me calendar &lt;address&gt;` shares a calendar with me; I only ever say when somebody is busy."
MOST_REASONS = 6
_ACROSS = {Why.DAY_OFF, Why.HARD_HOURS, Why.BUSY, Why.UNKNOWN, Why.OUTSIDE_HOURS}


def answer(search: Search, outcome: Outcome, reader: Person, zone: ZoneInfo) -> list[Block]:
    """The whole answer to whoever asked."""
    options = outcome.found.options
    if not options:
        return nothing_fits(search, outcome.found)
    wish = search.wish
    count = "Three times" if len(options) > 2 else plural(len(options), "time")
    head = f"*{count} for {esc(wish.vendor.name)}*, {wish.minutes} minutes, the best first."
    blocks = [section(head), *(_guesses(search) if outcome.asking else [])]
    for place, option in enumerate(options, 1):
        blocks += _proposal(place, option, search, reader, zone)
    ask = button("Ask everyone", "again", f"session poll {line_of(wish, [option.start for option in options])}")
    if outcome.asking:
        ask |= {"style": "primary"}
    return [*blocks, actions(ask, button("Weights", "again", "session weights"))]


def _guesses(search: Search) -> list[Block]:
    whose = f"I cannot see the calendars of {search.unread_words}, so these times know only their working hours and holidays."
    return [section(f":grey_question: {whose} Ask everyone before you decide."), context(SHARE)]


def _proposal(place: int, option: Option, search: Search, reader: Person, zone: ZoneInfo) -> list[Block]:
    lines = [f"*{place}.* {shown.moment(option.start, zone)}", *sides(option, search, reader)]
    coming = {its.person for its in option.standings if its.comes}
    after = search.ledger.after(search.burdens(option.start, coming), search.weights.decay)
    lines.append(f"{_effort(option)} {so_far_words(search.ledger, after, search.names)}")
    ref = line_of(search.wish, [option.start])
    take = button("Schedule this", "session.fill_in", ref, label=f"Schedule number {place}")
    return [section("\n".join(lines)), actions(take)]


def sides(option: Option, search: Search, reader: Person) -> list[str]:
    """Each side with its quorum and its people's own clocks; then those who cannot."""
    lines = []
    for quorum in option.quorum:
        coming = [its for its in option.standings if its.side == quorum.side and its.comes]
        people = ", ".join(_who(its, option, search, reader) for its in coming)
        lines.append(f"{esc(search.names[quorum.side])} ({_needed(quorum)}): {people}")
    cannot = [cannot_words(its, search, reader) for its in option.standings if not its.comes]
    return [*lines, *([f"Cannot: {', '.join(cannot)}"] if cannot else [])]


def cannot_words(its: Standing, search: Search, reader: Person) -> str:
    return f"{search.mention(its.person)} ({reasons(its, search, reader)[0]})"


def reasons(its: Standing, search: Search, reader: Person) -> list[str]:
    """Why somebody cannot, or what the time costs them, as far as the reader may know."""
    ours = side_of(reader) == its.side
    country = search.people[its.person].country or _country(its, search)
    return [_reason(why, its, country) for why in its.why if why is not Why.UNASKED and (ours or why in _ACROSS)]


def _reason(why: Why, its: Standing, country: str | None) -> str:
    if why is not Why.DAY_OFF:
        return str(why)
    name = day_off(its.local.date(), country) or "weekend"
    return name if name == "weekend" else f"holiday: {esc(name)}"


def _country(its: Standing, search: Search) -> str | None:
    return next(one.hours.country for one in search.invitees if one.key == its.person)


def _who(its: Standing, option: Option, search: Search, reader: Person) -> str:
    day = "" if its.local.date() == option.standings[0].local.date() else f"{its.local:%a} "
    why = reasons(its, search, reader)
    return f"{search.mention(its.person)} {day}{its.local:%H:%M}{f' ({listing(why)})' if why else ''}"


def _needed(quorum: Attendance) -> str:
    if quorum.required_needed:
        return f"{quorum.required} of {quorum.required_needed} needed"
    return f"{quorum.heads} of {quorum.heads_needed} needed"


def _effort(option: Option) -> str:
    coming = [its for its in option.standings if its.comes]
    outside = [its for its in coming if Why.OUTSIDE_HOURS in its.why]
    if not outside:
        return "Within everybody's working hours."
    return f"Outside the working hours of {len(outside)} of {len(coming)}."


# --- when nothing fits -----------------------------------------------------------------------------------------------


def nothing_fits(search: Search, found: Found) -> list[Block]:
    """The counted reasons, and what could be done about them."""
    if not found.tried:
        return [section("No meeting of that length fits into that time at all. Look further or make it shorter.")]
    lines = [f"*Nothing fits*: I tried {plural(found.tried, 'start')}."]
    named = {its.side for its in found.failed if its.person is not None}
    told = [its for its in found.failed if its.person is not None or its.side not in named]
    lines += [_failed(its, search) for its in told[:MOST_REASONS]]
    if found.too_soon:
        lines.append(f"{plural(found.too_soon, 'time')}: too soon for the notice people get")
    return [section("\n".join(lines)), section("\n".join(_advice(search, found)))]


def _failed(its: Failed, search: Search) -> str:
    if its.person is None or its.why is None:
        return f"{plural(its.starts, 'time')}: too few of {esc(search.names[its.side])}"
    country = next(one.hours.country for one in search.invitees if one.key == its.person)
    off = f"weekend or holiday{f' ({country})' if country else ''}"
    return f"{plural(its.starts, 'time')} {search.mention(its.person)}: {off if its.why is Why.DAY_OFF else its.why}"


def _advice(search: Search, found: Found) -> Iterable[str]:
    yield "What would help: look further (`in the next 8 weeks`), or make it shorter."
    alone = _most_alone(search, found.failed)
    if alone:
        who = search.mention(alone[0])
        yield f"Without {who} there would be {alone[1]:,} more starts: name them after the word `optional`."
    if search.unread:
        yield f"I cannot see the calendars of {search.unread_words}. {SHARE}"


def _most_alone(search: Search, failed: Sequence[Failed]) -> tuple[int, int] | None:
    """Who, of those that could be left out, is the only one in the way of most starts."""
    counts: dict[int, int] = {}
    for its in failed:
        if its.person is not None and search.wish.part(search.people[its.person]) is Part.REQUIRED:
            counts[its.person] = counts.get(its.person, 0) + its.alone
    best = max(counts.items(), key=lambda pair: (pair[1], -pair[0]), default=None)
    return best if best and best[1] else None
