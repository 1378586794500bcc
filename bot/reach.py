"""Which act is reached through which door, and by whom: read from the registry, so that it says what is so."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from enum import StrEnum

from governance.people import ALLOWED, MANAGERS, SPONSORS, VENDORS, Act, Role
from handlers.kit.feature import Command, Control, Registry
from handlers.kit.grammar import Puzzled, parse
from handlers.kit.one_acts import DEEDS, NAMES


class Way(StrEnum):
    """The doors, as somebody tells them apart who wants to do something."""

    SLASH = "/command"
    MENTION = "@Parley"
    DIRECT = "direct message"
    PRESS = "button, form"
    HOME = "Home"
    MENU = "message menu"
    EMOJI = "emoji, file"
    THREAD = "session's thread"
    LINK = "link in a mail"
    OUTSIDE = "calendar, program"


# Slack gives these to the people of the workspace alone: in a shared channel the other company has neither.
SPONSORS_ONLY = frozenset({Way.SLASH, Way.MENU})
TYPED = (Way.SLASH, Way.MENTION, Way.DIRECT)
# What comes over the web with a secret that somebody was given: a feed's address, a token.
BY_SECRET = (Act.SEE_SESSIONS, Act.REPORT_RESULTS)


def reach(registry: Registry) -> dict[Act, frozenset[Way]]:
    """The doors that lead to each act."""
    ways: dict[Way, Iterable[Act]] = {
        Way.PRESS: _acts([*registry.buttons.values(), *registry.forms.values()]),
        Way.HOME: [part.act for part in registry.home_parts()],
        Way.MENU: _acts(registry.shortcuts.values()),
        Way.EMOJI: _acts([*registry.emojis.values(), *filter(None, [registry.sent_file])]),
        Way.THREAD: _acts(registry.notes.values()),
        Way.LINK: {*_by_link(registry), *(page.act for page in registry.pages.values())},
        Way.OUTSIDE: [*BY_SECRET, *(its.mail_act for its in registry.features if its.mail_act)],
    }
    typed = [Act.READ_HELP, *_acts(registry.commands.values())]
    ways |= dict.fromkeys(TYPED, typed)
    found: dict[Act, set[Way]] = defaultdict(set)
    for way, acts in ways.items():
        for act in acts:
            found[act].add(way)
    return {act: frozenset(found[act]) for act in Act}


def sides(act: Act, way: Way) -> str:
    """Who comes through a door to an act: `S` the sponsor, `V` the vendor, `S V` both."""
    is_vendors = bool(ALLOWED[act] & VENDORS) and way not in SPONSORS_ONLY
    return "S V" if is_vendors else "S"


def of_the_sponsor(act: Act) -> str:
    """Which of the sponsor's people may do it."""
    roles = ALLOWED[act] & SPONSORS
    if roles == SPONSORS:
        return "all"
    return "managers" if roles <= MANAGERS else "all but quality"


def of_the_vendor(act: Act) -> str:
    """Which of the vendor's people may do it."""
    roles = ALLOWED[act] & VENDORS
    if roles == VENDORS:
        return "all"
    return "account lead" if Role.VENDOR_LEAD in roles else ""


def _acts(entries: Iterable[Command | Control]) -> list[Act]:
    return [act for entry in entries for act in (entry.act, *entry.also)]


def _by_link(registry: Registry) -> list[Act]:
    """What can be done on the page of a link: by a button of that name, or by the line that a button carries."""
    lines = [parse(registry, line) for refs in DEEDS.values() for line in refs]
    typed = [line.command.act for line in lines if not isinstance(line, Puzzled)]
    names: Mapping[str, Control] = registry.buttons
    return [*typed, *(names[name].act for name in {*NAMES, *DEEDS} if name in names)]
