"""The trend picture of a digest: what it shows, one small chart a measure, and the same in words.

It is plain JSON until `handlers.kit.drawing` makes a PNG of it. Two pictures that show the same have the same name.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import asdict, dataclass
from typing import Any, Literal

Colour = Literal["green", "amber", "red", "grey"]
Direction = Literal["higher", "lower"]

LISTS = ("periods", "values", "colours", "red_limits", "outside")
MOST_PANELS = 12
MOST_PERIODS = 60
LONGEST_ALT_TEXT = 2000
WORDS: dict[str, str] = {
    "green": "on target",
    "amber": "close to target",
    "red": "off target",
    "grey": "not rated",
}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
SHORT = ((1_000_000, 1_000_000, "M"), (10_000, 1_000, "k"), (1_000, 1, ""), (0, 1, ""))  # from, divided by, and said


@dataclass(frozen=True)
class Panel:
    """One measure over time: a value (None for none) and a colour for every period ("2026-01"), oldest first.

    `target` and `red_limit` are in the values' unit; `direction` says which way is better. Where the limit depends on how
    many were looked at, `red_limits` has one for every period, and `target` is where amber begins; so it is where both sides of
    nought are bad (`either_side`). `outside` marks periods in which a single case went too far. `why_grey` is about the newest
    value, where it is grey.
    """

    title: str
    unit: str
    periods: tuple[str, ...]
    values: tuple[float | None, ...]
    colours: tuple[Colour, ...]
    target: float
    red_limit: float | None
    direction: Direction
    red_limits: tuple[float | None, ...] = ()
    outside: tuple[bool, ...] = ()
    either_side: bool = False
    why_grey: str = ""

    def __post_init__(self) -> None:
        if not len(self.periods) == len(self.values) == len(self.colours) or len(self.periods) > MOST_PERIODS:
            raise ValueError(f"periods, values and colours must be equally many, and at most {MOST_PERIODS}")
        if {len(self.red_limits), len(self.outside)} - {0, len(self.periods)}:
            raise ValueError("there is a limit, and a mark, for every period or for none")
        if set(self.colours) - set(WORDS) or self.direction not in ("higher", "lower"):
            raise ValueError("colours are green, amber, red or grey; the direction is higher or lower")
        if not all(math.isfinite(number) for number in self.numbers):
            raise ValueError("every value must be a finite number")

    @property
    def numbers(self) -> list[float]:
        """All there is to show on the scale: values, target and limits."""
        its = (*self.values, self.target, self.red_limit, *self.red_limits)
        return [number for number in its if number is not None]

    @property
    def has_target(self) -> bool:
        """Whether there is something to aim at; a tolerance limit and a score say only what is too much."""
        return not (self.red_limits or self.either_side)

    @property
    def known(self) -> list[int]:
        """The places of the periods that have a value."""
        return [place for place, value in enumerate(self.values) if value is not None]


@dataclass(frozen=True)
class Picture:
    """Up to twelve panels under one title, for a light or a dark screen."""

    title: str
    panels: tuple[Panel, ...]
    dark: bool = False

    def __post_init__(self) -> None:
        if not 1 <= len(self.panels) <= MOST_PANELS:
            raise ValueError(f"a picture has 1 to {MOST_PANELS} panels")

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Picture:
        """The picture `to_json` wrote; ValueError, KeyError or TypeError for anything else."""
        found = json.loads(text)
        return cls(found["title"], tuple(_panel(panel) for panel in found["panels"]), bool(found["dark"]))


def _panel(found: dict[str, Any]) -> Panel:
    return Panel(**found | {name: tuple(found.get(name, ())) for name in LISTS})


def number_words(value: float) -> str:
    """As short as it stays true, as in the words beside the picture: 71.4, 99.95, 4.25, 1,240, 12.5k, 3M."""
    least, size, letter = next(step for step in SHORT if abs(value) >= step[0])
    one_is_enough = abs(value / size) >= 10 and not f"{value / size:.1f}".endswith(".0")
    text = f"{value / size:,.{0 if least == 1_000 else 1 if one_is_enough else 2}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text + letter


def amount_words(value: float, unit: str) -> str:
    """A number and its unit: 95%, 4 days."""
    return f"{number_words(value)}{'' if unit == '%' else ' '}{unit}".strip()


def alt_text(picture: Picture) -> str:
    """The picture in sentences, for people who cannot see it; under 2000 characters."""
    told = [cut_words(picture.title, 120).rstrip(".") + "."]
    for place, panel in enumerate(picture.panels):
        rest = len(picture.panels) - place
        more = f"{rest} more {'measure is' if rest == 1 else 'measures are'} in the picture."
        if len(" ".join([*told, _sentence(panel), more])) >= LONGEST_ALT_TEXT:
            return " ".join([*told, more])
        told.append(_sentence(panel))
    return " ".join(told)


def _aim(panel: Panel, place: int | None) -> str:
    """What is aimed at, or what is too much; at the limit it is red already where there is no target."""
    target = amount_words(panel.target, panel.unit)
    if panel.has_target:
        return f"target at {'least' if panel.direction == 'higher' else 'most'} {target}"
    limit = panel.red_limits[place] if panel.red_limits and place is not None else panel.red_limit
    red = "" if limit is None else f", red from {amount_words(limit, panel.unit)}"
    where = " away from 0" if panel.either_side else ", the tolerance limit" if red else ""
    return f"amber from {target}{red}{where}"


def _standing(panel: Panel, place: int) -> str:
    colour = panel.colours[place]
    if colour == "grey" and panel.why_grey:
        return f"{WORDS[colour]}: {panel.why_grey}"
    return WORDS[colour] if panel.has_target or colour == "grey" else colour


def _sentence(panel: Panel) -> str:
    if not panel.known:
        return f"{cut_words(panel.title, 80)}: no results yet; {_aim(panel, None)}."
    *_, place = panel.known
    now, aim = f"{_said(panel, place)}, {_standing(panel, place)}", _aim(panel, place)
    before = f", {_turn(panel)} {_said(panel, panel.known[-2])}" if len(panel.known) > 1 else ""
    outside = "; a single case went beyond the outer limit" if panel.outside and panel.outside[place] else ""
    return f"{cut_words(panel.title, 80)}: {now}{before}{outside}; {aim}."


def _said(panel: Panel, place: int) -> str:
    year, part = split_period(panel.periods[place])
    return f"{amount_words(panel.values[place] or 0.0, panel.unit)} in {part} {year}".strip()


def _turn(panel: Panel) -> str:
    before, now = (panel.values[place] or 0.0 for place in panel.known[-2:])
    return "as" if now == before else "up from" if now > before else "down from"


def cut_words(words: str, characters: int) -> str:
    """On one line, and at most so long."""
    words = " ".join(words.split())
    return words if len(words) <= characters else words[: characters - 1].rstrip() + "…"


def split_period(period: str) -> tuple[str, str]:
    """Year and month, or whatever else it is named by: "2026-01" is ("2026", "Jan")."""
    found = re.fullmatch(r"(\d{4})-(.{1,5})", period)
    if not found:
        return "", cut_words(period, 7)
    month = int(found[2]) if re.fullmatch(r"0[1-9]|1[0-2]", found[2]) else 0
    return found[1], MONTHS[month - 1] if month else found[2]
