"""Series that were found, in words: the rhythm, everybody's clock over the year, what is moved or left out and for whom."""

from zoneinfo import ZoneInfo

from governance.calendar.board import Invitee
from governance.calendar.series_finder import FoundSeries, Instance, Pattern, Series
from governance.people import Person
from handlers.kit.blocks import Block, actions, button, context, esc, section
from handlers.kit.words import full_words, listing, plural
from handlers.sessions.found_times import SHARE, cannot_words
from handlers.sessions.ledger import SIDES
from handlers.sessions.searching import Search
from handlers.sessions.wishes import line_of

MOST_NAMED = 6
BEST_TURNS = 1
BESIDES = " | "


def series_answer(search: Search, found: FoundSeries, reader: Person, zone: ZoneInfo) -> list[Block]:
    """The whole answer: the three best single rules, then the best pair that takes turns, if that is fairer."""
    wish = search.wish
    assert wish.often
    what = f"{esc(wish.vendor.name)}, {wish.often.words}, {wish.minutes} minutes"
    if not found.single:
        words = (
            f"*No series fits {what}*: I tried {found.tried:,}, and each would have to be moved more often than not."
        )
        return [section(f"{words} Make it shorter, or let somebody be optional.")]
    blocks = [section(f"*Series for {what}*, over a year with its holidays and changes of clocks, the best first.")]
    if search.unread:
        unseen = f"I cannot see the calendars of {search.unread_words}, so only working hours and holidays are counted."
        blocks += [section(f":grey_question: {unseen}"), context(SHARE)]
    else:
        blocks.append(
            context("Calendars are known for some weeks only; after those, working hours and holidays count.")
        )
    for place, series in enumerate(found.single, 1):
        blocks += _proposal(f"{place}.", series, search, reader, zone)
    for series in [its for its in found.turns if its.cost < found.single[0].cost][:BEST_TURNS]:
        blocks += _proposal("In turn:", series, search, reader, zone)
    return [*blocks, actions(button("Weights", "again", "session weights"))]


def _proposal(name: str, series: Series, search: Search, reader: Person, zone: ZoneInfo) -> list[Block]:
    rules = [f"{_rule(pattern)}, from {full_words(pattern.first)}" for pattern in series.patterns]
    lines = [f"*{name}* {'; and '.join(rules)}", *_clocks(series, search), _changes(series, search, reader, zone)]
    lines.append(_burdens(series, search))
    labels = ["Schedule this series"] if len(series.patterns) == 1 else ["Schedule the first", "Schedule the second"]
    takes = [
        button(label, "session.fill_in_series", _ref(pattern, search), label=f"{label}: {_rule(pattern)}")
        for label, pattern in zip(labels, series.patterns, strict=True)
    ]
    return [section("\n".join(lines)), actions(*takes)]


def _rule(pattern: Pattern) -> str:
    return f"{pattern.recurrence.words()}, {pattern.clock:%H:%M} {pattern.zone.key}"


def _ref(pattern: Pattern, search: Search) -> str:
    """The rhythm and the rest of the wish, both as they can be typed."""
    when = f"{pattern.recurrence.words()} {pattern.clock:%H:%M} {pattern.zone.key} from {pattern.first:%-d %b %Y}"
    return f"{when}{BESIDES}{line_of(search.wish)}"


def _clocks(series: Series, search: Search) -> list[str]:
    """Each side's people with every clock time they meet at: more than one where the clocks change apart."""
    lines = []
    for side in SIDES:
        people = [one for one in search.invitees if one.side == side]
        if people:
            words = ", ".join(f"{search.mention(one.key)} {_times(one, series)}" for one in people)
            lines.append(f"{esc(search.names[side])}: {words}")
    return lines


def _times(one: Invitee, series: Series) -> str:
    times = sorted({f"{its.nominal.astimezone(one.hours.zone):%H:%M}" for its in series.instances})
    return listing(times, "or")


def _changes(series: Series, search: Search, reader: Person, zone: ZoneInfo) -> str:
    changed = [its for its in series.instances if its.start != its.nominal]
    count = f"{plural(len(series.instances), 'meeting')}, {series.moved} moved, {series.skipped} left out"
    if not changed:
        return f"{plural(len(series.instances), 'meeting')}; none has to be moved."
    named = [_change(its, search, reader, zone) for its in changed[:MOST_NAMED]]
    more = [f"and {len(changed) - MOST_NAMED} more"] if len(changed) > MOST_NAMED else []
    return f"{count}: {'; '.join([*named, *more])}."


def _change(its: Instance, search: Search, reader: Person, zone: ZoneInfo) -> str:
    who = ", ".join(cannot_words(one, search, reader) for one in its.in_the_way[:2])
    day = f"{its.nominal.astimezone(zone):%-d %b}"
    to = f"{day} to {its.start.astimezone(zone):%a %-d %b %H:%M}" if its.start else f"{day} left out"
    return f"{to}, for {who}" if who else to


def _burdens(series: Series, search: Search) -> str:
    everybody = {one.key for one in search.invitees}
    each = [search.burdens(its.start, everybody) for its in series.instances if its.start]
    sums = {side: sum(its.get(side, 0.0) for its in each) for side in SIDES}
    total = sum(sums.values())
    if not total:
        return "Within everybody's working hours, all year."
    sides = [f"{esc(search.names[side])} {borne / total:.0%} ({borne:.1f})" for side, borne in sums.items()]
    return f"The year's early and late hours: {listing(sides)}."
