"""The trend picture of a digest: one small chart a measure, made for a telephone, its meaning also told in words.

`python -m handlers.kit.charts` reads a Picture as JSON and writes the PNG, so that plotting's memory dies with it.
"""

from __future__ import annotations

import json
import math
import re
import sys
import textwrap
from dataclasses import asdict, dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Colour = Literal["green", "amber", "red", "grey"]
Direction = Literal["higher", "lower"]

MOST_PANELS = 12
MOST_PERIODS = 60
LONGEST_ALT_TEXT = 2000
WORDS: dict[str, str] = {
    "green": "on target",
    "amber": "close to target",
    "red": "off target",
    "grey": "not rated",
}
SHORT = ((1_000_000, 1_000_000, "M"), (10_000, 1_000, "k"), (1_000, 1, ""), (0, 1, ""))  # from, divided by, and said
SHAPES = {"green": "o", "amber": "^", "red": "s", "grey": "o"}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

# Everything below is in pixels of a picture 1000 wide, which a telephone shows at about two fifths of that.
WIDTH, MARGIN, GUTTER = 1000, 40, 44
SCALE, LABEL, EDGE = 72, 120, 16  # left of a chart, right of it, and between its rim and the first and last point
PLOT, DATES, GAP, FOOT = 196, 66, 30, 70
TITLE, NAME, SMALL = 36, 27, 22
TITLE_CHARACTERS, NAME_CHARACTERS, AIM_CHARACTERS = 40, 27, 34
LEADING = 1.28
DPI = 100


@dataclass(frozen=True)
class Panel:
    """One measure over time: a value (None for none) and a colour for every period ("2026-01"), oldest first.

    `target` and `red_limit` are in the values' unit; `direction` says which way is better.
    """

    title: str
    unit: str
    periods: tuple[str, ...]
    values: tuple[float | None, ...]
    colours: tuple[Colour, ...]
    target: float
    red_limit: float | None
    direction: Direction

    def __post_init__(self) -> None:
        if not len(self.periods) == len(self.values) == len(self.colours) or len(self.periods) > MOST_PERIODS:
            raise ValueError(f"periods, values and colours must be equally many, and at most {MOST_PERIODS}")
        if set(self.colours) - set(WORDS) or self.direction not in ("higher", "lower"):
            raise ValueError("colours are green, amber, red or grey; the direction is higher or lower")
        if not all(math.isfinite(number) for number in self.numbers):
            raise ValueError("every value must be a finite number")

    @property
    def numbers(self) -> list[float]:
        """All there is to show on the scale: values, target and limit."""
        return [number for number in (*self.values, self.target, self.red_limit) if number is not None]

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
    return Panel(**found | {name: tuple(found[name]) for name in ("periods", "values", "colours")})


@dataclass(frozen=True)
class Ink:
    """The colours of one theme; each status can be told from its neighbours without seeing hue, by its shape."""

    paper: str
    text: str
    faint: str
    line: str
    green: str
    amber: str
    red: str
    grey: str
    amber_zone: str
    red_zone: str


LIGHT = Ink(
    *("#ffffff", "#1d1c1d", "#616061", "#7a8599"),
    *("#137a56", "#b86e00", "#c4242b", "#6b7280"),
    *("#fdf3dc", "#fbe3e2"),
)
DARK = Ink(
    *("#1a1d21", "#f2f2f3", "#b4b6ba", "#8b95a5"),
    *("#3ecf8e", "#f5b13d", "#ff7b72", "#b0b6c0"),
    *("#33291a", "#3d2023"),
)


def draw(picture: Picture) -> bytes:
    """The picture as PNG, 1000 pixels wide and as high as its panels need; the same bytes for the same picture."""
    from matplotlib.figure import Figure

    ink, titles, columns = (DARK if picture.dark else LIGHT), _wrap(picture.title, TITLE_CHARACTERS), _columns(picture)
    rows = [picture.panels[first : first + columns] for first in range(0, len(picture.panels), columns)]
    top = MARGIN + len(titles) * TITLE * LEADING + GAP
    height = round(top + sum(_head(row, columns) + PLOT + DATES + GAP for row in rows) + FOOT)
    figure = Figure(figsize=(WIDTH / DPI, height / DPI), dpi=DPI, facecolor=ink.paper)
    _write(figure, MARGIN, MARGIN, titles, TITLE, ink.text)
    for row in rows:
        _row(figure, row, top, columns, ink)
        top += _head(row, columns) + PLOT + DATES + GAP
    _legend(figure, picture, ink)
    written = BytesIO()
    figure.savefig(written, format="png", metadata={"Software": None})
    return written.getvalue()


def _columns(picture: Picture) -> int:
    return min(2, len(picture.panels))


def _names(panel: Panel, columns: int) -> list[str]:
    return _wrap(panel.title, NAME_CHARACTERS if columns > 1 else 2 * NAME_CHARACTERS)


def _head(row: tuple[Panel, ...], columns: int) -> float:
    """What stands over the charts of a row: their names and aims."""
    return max(len(_names(panel, columns)) for panel in row) * NAME * LEADING + SMALL * 2


def _row(figure: Figure, row: tuple[Panel, ...], top: float, columns: int, ink: Ink) -> None:
    wide = (WIDTH - 2 * MARGIN - GUTTER * (columns - 1)) / columns
    below, height = top + _head(row, columns), figure.get_figheight() * DPI
    for place, panel in enumerate(row):
        left, names = MARGIN + place * (wide + GUTTER), _names(panel, columns)
        _write(figure, left, below - SMALL * 2 - len(names) * NAME * LEADING, names, NAME, ink.text)
        _write(figure, left, below - SMALL * 2, [_aim(panel)], SMALL, ink.faint)
        plot_wide = wide - SCALE - LABEL
        corner = ((left + SCALE) / WIDTH, 1 - (below + PLOT) / height)
        axes = figure.add_axes((*corner, plot_wide / WIDTH, PLOT / height))
        _chart(axes, panel, ink, plot_wide)


def _write(figure: Figure, left: float, top: float, lines: list[str], size: int, colour: str) -> None:
    """Lines of text from `top` down, each set on its baseline so that neighbours stand level."""
    height = figure.get_figheight() * DPI
    look = {"fontsize": _points(size), "color": colour, "weight": "normal" if size == SMALL else "bold"}
    for place, line in enumerate(lines):
        foot = top + size + place * size * LEADING
        figure.text(left / WIDTH, 1 - foot / height, line, va="baseline", parse_math=False, **look)  # type: ignore[arg-type]


def _chart(axes: Axes, panel: Panel, ink: Ink, wide: float) -> None:
    last = max(len(panel.periods) - 1, 1)
    rim = EDGE * last / (wide - 2 * EDGE)
    axes.set(xlim=(-rim, last + rim), ylim=_range(panel))
    _zones(axes, panel, ink)
    _frame(axes, panel, ink)
    _dates(axes, panel, ink)
    numbers = [math.nan if value is None else value for value in panel.values]
    axes.plot(range(len(numbers)), numbers, color=ink.line, linewidth=_points(4), solid_capstyle="round", zorder=3)
    for place in panel.known:
        _point(axes, place, panel, ink)
    if panel.known:
        _latest(axes, panel, ink)
    else:
        _note(axes, (0.5, 0.5), "No results yet", SMALL, ink.faint, ha="center", va="center")


def _note(axes: Axes, at: tuple[float, float], words: str, size: int, colour: str, **more: Any) -> None:
    place = {"xycoords": "axes fraction", "textcoords": "offset points", "xytext": (0, 0)} | more
    axes.annotate(words, at, fontsize=_points(size), color=colour, parse_math=False, annotation_clip=False, **place)


def _range(panel: Panel) -> tuple[float, float]:
    low, high = min(panel.numbers), max(panel.numbers)
    air = (high - low or abs(high) * 0.1 or 1.0) * 0.16
    return low - air, high + air


def _zones(axes: Axes, panel: Panel, ink: Ink) -> None:
    if panel.red_limit is not None:
        end = axes.get_ylim()[0 if panel.direction == "higher" else 1]
        axes.axhspan(panel.target, panel.red_limit, color=ink.amber_zone, linewidth=0, zorder=0)
        axes.axhspan(panel.red_limit, end, color=ink.red_zone, linewidth=0, zorder=0)
        axes.axhline(panel.red_limit, color=ink.red, linewidth=_points(1.5), alpha=0.55, zorder=1)
    axes.axhline(panel.target, color=ink.text, linewidth=_points(2.5), linestyle=(0, (4, 2.5)), zorder=2)


def _frame(axes: Axes, panel: Panel, ink: Ink) -> None:
    """Nothing but a ground line, and on the scale nothing but the target and the limit."""
    axes.patch.set_alpha(0)
    axes.spines[:].set_visible(False)
    axes.spines["bottom"].set(visible=True, color=ink.faint, linewidth=_points(1.5))
    axes.set_xticks([])
    axes.set_yticks(_scale(panel), [_number(number) for number in _scale(panel)], parse_math=False)
    axes.tick_params(length=0, labelsize=_points(SMALL), labelcolor=ink.faint, pad=_points(9))


def _scale(panel: Panel) -> list[float]:
    low, high = _range(panel)
    room = (high - low) * SMALL / PLOT  # a label's height in the values' unit
    limit = panel.red_limit
    return [panel.target] if limit is None or abs(limit - panel.target) < room else [panel.target, limit]


def _dated(count: int) -> list[int]:
    """The places that get a date, three or four: the last one, and back from it in equal steps."""
    labels = 4 if count <= 24 else 3
    return list(range(count - 1, -1, -math.ceil(count / labels) or -1))[::-1]


def _dates(axes: Axes, panel: Panel, ink: Ink) -> None:
    """Short dates below, with the year where it is new: "2026-01" becomes "Jan" over "2026"."""
    before = ""
    for place in _dated(len(panel.periods)):
        year, part = _split(panel.periods[place])
        for line, words in enumerate((part, year if year != before else "")):
            under = (0, -_points(SMALL * (1.35 + 1.2 * line)))
            _note(
                axes, (place, 0), words, SMALL, ink.faint, xycoords=("data", "axes fraction"), xytext=under, ha="center"
            )
        before = year


def _split(period: str) -> tuple[str, str]:
    found = re.fullmatch(r"(\d{4})-(.{1,5})", period)
    if not found:
        return "", _cut(period, 7)
    month = int(found[2]) if re.fullmatch(r"0[1-9]|1[0-2]", found[2]) else 0
    return found[1], MONTHS[month - 1] if month else found[2]


def _point(axes: Axes, place: int, panel: Panel, ink: Ink) -> None:
    colour, latest = panel.colours[place], place == panel.known[-1]
    hue = getattr(ink, colour)
    axes.plot(
        place,
        panel.values[place] or 0.0,
        marker=SHAPES[colour],
        markersize=_points(23 if latest else 16),
        markerfacecolor=ink.paper if colour == "grey" else hue,
        markeredgecolor=hue if colour == "grey" else ink.paper,
        markeredgewidth=_points(3.5 if colour == "grey" else 2),
        clip_on=False,
        zorder=5 if latest else 4,
    )


def _latest(axes: Axes, panel: Panel, ink: Ink) -> None:
    """The newest value, on clean paper to the right of its chart."""
    place = panel.known[-1]
    value = panel.values[place] or 0.0
    words = _number(value) + ("%" if panel.unit == "%" else "")
    beside = {"xycoords": ("axes fraction", "data"), "xytext": (_points(8), 0), "va": "center_baseline"}
    _note(axes, (1, value), words, NAME, getattr(ink, panel.colours[place]), weight="bold", **beside)


def _legend(figure: Figure, picture: Picture, ink: Ink) -> None:
    from matplotlib.lines import Line2D

    used = {panel.colours[place] for panel in picture.panels for place in panel.known}
    marks = [_mark(Line2D, colour, ink) for colour in WORDS if colour in used]
    dashes = Line2D([], [], color=ink.text, linewidth=_points(2.5), linestyle=(0, (4, 2.5)), label="target")
    figure.legend(
        handles=[*marks, dashes],
        loc="lower left",
        bbox_to_anchor=((MARGIN - 12) / WIDTH, 16 / (figure.get_figheight() * DPI)),
        ncols=len(marks) + 1,
        frameon=False,
        fontsize=_points(SMALL),
        labelcolor=ink.faint,
        handlelength=1.4,
        handletextpad=0.4,
        columnspacing=1.3,
    )


def _mark(line: Any, colour: str, ink: Ink) -> Any:
    hue = getattr(ink, colour)
    face = ink.paper if colour == "grey" else hue
    shape = {"marker": SHAPES[colour], "markersize": _points(18), "markeredgecolor": hue, "markeredgewidth": _points(3)}
    return line([], [], color="none", markerfacecolor=face, label=WORDS[colour], **shape)


def _points(pixels: float) -> float:
    return pixels * 72 / DPI


def _wrap(words: str, characters: int) -> list[str]:
    """At most two lines; capitals take a third more room than the small letters that `characters` counts."""
    room = sum(1.36 if character.isupper() else 1 for character in words)
    fitting = int(characters * len(words) / room) if words else characters
    return textwrap.wrap(words, fitting, max_lines=2, placeholder=" …") or [" "]


def _number(value: float) -> str:
    """As short as it stays true, as in the words beside the picture: 71.4, 99.95, 4.25, 1,240, 12.5k, 3M."""
    least, size, letter = next(step for step in SHORT if abs(value) >= step[0])
    one_is_enough = abs(value / size) >= 10 and not f"{value / size:.1f}".endswith(".0")
    text = f"{value / size:,.{0 if least == 1_000 else 1 if one_is_enough else 2}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text + letter


def _amount(value: float, unit: str) -> str:
    return f"{_number(value)}{'' if unit == '%' else ' '}{unit}".strip()


def _aim(panel: Panel) -> str:
    aim = f"target {'≥' if panel.direction == 'higher' else '≤'} {_amount(panel.target, panel.unit)}"
    limit = "" if panel.red_limit is None else f" · limit {_amount(panel.red_limit, panel.unit)}"
    return aim + limit if len(aim + limit) <= AIM_CHARACTERS else _cut(aim, AIM_CHARACTERS)


def alt_text(picture: Picture) -> str:
    """The picture in sentences, for people who cannot see it; under 2000 characters."""
    told = [_cut(picture.title, 120).rstrip(".") + "."]
    for place, panel in enumerate(picture.panels):
        rest = len(picture.panels) - place
        more = f"{rest} more {'measure is' if rest == 1 else 'measures are'} in the picture."
        if len(" ".join([*told, _sentence(panel), more])) >= LONGEST_ALT_TEXT:
            return " ".join([*told, more])
        told.append(_sentence(panel))
    return " ".join(told)


def _sentence(panel: Panel) -> str:
    aim = f"target at {'least' if panel.direction == 'higher' else 'most'} {_amount(panel.target, panel.unit)}"
    if not panel.known:
        return f"{_cut(panel.title, 80)}: no results yet; {aim}."
    *_, place = panel.known
    now = f"{_said(panel, place)}, {WORDS[panel.colours[place]]}"
    before = f", {_turn(panel)} {_said(panel, panel.known[-2])}" if len(panel.known) > 1 else ""
    return f"{_cut(panel.title, 80)}: {now}{before}; {aim}."


def _said(panel: Panel, place: int) -> str:
    year, part = _split(panel.periods[place])
    return f"{_amount(panel.values[place] or 0.0, panel.unit)} in {part} {year}".strip()


def _turn(panel: Panel) -> str:
    before, now = (panel.values[place] or 0.0 for place in panel.known[-2:])
    return "as" if now == before else "up from" if now > before else "down from"


def _cut(words: str, characters: int) -> str:
    words = " ".join(words.split())
    return words if len(words) <= characters else words[: characters - 1].rstrip() + "…"


if __name__ == "__main__":
    sys.stdout.buffer.write(draw(Picture.from_json(sys.stdin.read())))
