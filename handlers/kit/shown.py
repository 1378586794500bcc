"""How things are shown, the same everywhere: colours in words too, moments in the reader's own zone, people as mentions."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from governance.actions import ActionItem, State
from governance.kpis.colours import Colour
from governance.kpis.readings import Verdict
from governance.people import Person
from governance.sessions import Session
from handlers.kit.blocks import cut, esc, one_way
from handlers.kit.words import days_late_words, lasting_words

_MARKS = {
    Colour.GREEN: ":large_green_circle: Green",
    Colour.AMBER: ":large_yellow_circle: Amber",
    Colour.RED: ":red_circle: Red",
    Colour.GREY: ":white_circle: Grey",
}
TITLE = 150


def colour(its: Colour) -> str:
    """A colour as a mark and a word; never by the mark alone."""
    return _MARKS[its]


def verdict(its: Verdict) -> str:
    """An overall colour and its reason, which begins with the colour's word."""
    return f"{_MARKS[its.colour].split()[0]} {esc(its.reason)}"


def person(who: Person | None) -> str:
    """A mention, which Slack shows as the name each reader knows; plain for people without Slack."""
    if who is None:
        return "nobody yet"
    return f"<@{who.slack_user}>" if who.slack_user else esc(who.name)


def moment(at: datetime, zone: ZoneInfo) -> str:
    """A moment on each reader's own clock; `zone` is for those whose reader cannot do that."""
    local = at.astimezone(zone)
    return f"<!date^{int(at.timestamp())}^{{date_short_pretty}} at {{time}}|{local:%a %-d %b %Y %H:%M} {zone.key}>"


def action_line(item: ActionItem, owner: Person | None, today: date) -> str:
    """One action item: reference, what, who, when, and what is special about it."""
    return f"{what(item)} ({person(owner)}, {_when(item, today)})"


def lasting_line(item: ActionItem, owner: Person | None, today: date) -> str:
    """The same for a message that is read on other days too, and where it is another day already; to the owner without them."""
    who = f"{person(owner)}, " if owner else ""
    return f"{what(item)} ({who}{_when(item, today, lasting=True)})"


def own_action_line(item: ActionItem, today: date) -> str:
    """The same for its owner, who knows who they are."""
    return f"{what(item)} ({_when(item, today)})"


def line_for(reader: Person, item: ActionItem, owner: Person, today: date) -> str:
    """With its owner, where that is somebody else."""
    return own_action_line(item, today) if reader.id == owner.id else action_line(item, owner, today)


def what(item: ActionItem) -> str:
    """Its reference and title, with what cannot wait."""
    concern = f"*{item.concern.capitalize()}:* " if item.concern else ""
    return f"*{item.reference}* {concern}{esc(one_way(cut(item.title, TITLE)))}"


def _when(item: ActionItem, today: date, *, lasting: bool = False) -> str:
    if item.awaits_verification:
        return "done, to be verified"
    if not item.is_open:
        return str(item.state)
    words = f"due {lasting_words(item.due_on, today)}" if lasting else days_late_words(item.due_on, today)
    due = f"*{words}*" if item.days_late(today) and not lasting else words
    return ", ".join([due, *_special(item, today)])


def _special(item: ActionItem, today: date) -> list[str]:
    """Why it does not move."""
    why = f": {esc(cut(item.because, 80))}" if item.because else ""
    if item.is_held(today):
        assert item.held_until is not None
        return [f"on hold until {lasting_words(item.held_until, today)}{why}"]
    return [f"blocked{why}"] if item.state is State.BLOCKED else []


def session_line(session: Session, zone: ZoneInfo) -> str:
    """One session: what, when, how long."""
    return f"*{esc(session.title)}*: {moment(session.starts_at, zone)}, {session.minutes} minutes"
