"""Draws the trend picture: `python -m handlers.kit.drawing` reads a Picture as JSON and writes the PNG, so that plotting's memory
dies with it."""

from __future__ import annotations

import math
import sys
import textwrap
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

from handlers.kit.charts import WORDS, Panel, Picture, amount_words, cut_words, number_words, split_period

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SHAPES = {"green": "o", "amber": "^", "red": "s", "grey": "o"}
OUTSIDE = "a single case went beyond the outer limit"

# Everything below is in pixels of a picture 1000 wide, which a telephone shows at about two fifths of that.
WIDTH, MARGIN, GUTTER = 1000, 40, 44
SCALE, LABEL, EDGE = 72, 120, 16  # left of a chart, right of it, and between its rim and the first and last point
PLOT, DATES, GAP, FOOT = 196, 66, 30, 70
TITLE, NAME, SMALL = 36, 27, 22
TITLE_CHARACTERS, NAME_CHARACTERS, AIM_CHARACTERS = 40, 27, 34
LEADING = 1.28
RINGS = 40  # the line of the legend that explains them
DPI = 100


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
    foot = FOOT + _has_rings(picture) * RINGS
    height = round(top + sum(_head(row, columns) + PLOT + DATES + GAP for row in rows) + foot)
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
        if panel.outside and panel.outside[place]:
            _too_far(axes, place, panel, ink)
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
    end = axes.get_ylim()[0 if panel.direction == "higher" else 1]
    if panel.red_limits:
        _moving_limit(axes, panel, end, ink)
    elif panel.red_limit is not None:
        axes.axhspan(panel.target, panel.red_limit, color=ink.amber_zone, linewidth=0, zorder=0)
        axes.axhspan(panel.red_limit, end, color=ink.red_zone, linewidth=0, zorder=0)
        axes.axhline(panel.red_limit, color=ink.red, linewidth=_points(1.5), alpha=0.55, zorder=1)
    axes.axhline(panel.target, color=ink.text, linewidth=_points(2.5), linestyle=(0, (4, 2.5)), zorder=2)


def _moving_limit(axes: Axes, panel: Panel, end: float, ink: Ink) -> None:
    """A limit that depends on how many were looked at: a step for every period, the first and the last out to the rim."""
    left, right = axes.get_xlim()
    edges = [left, *(place + 0.5 for place in range(len(panel.periods) - 1)), right]
    limits = [math.nan if limit is None else limit for limit in (*panel.red_limits, panel.red_limits[-1])]
    look: dict[str, Any] = {"step": "post", "linewidth": 0, "zorder": 0}
    axes.fill_between(edges, [panel.target] * len(edges), limits, color=ink.amber_zone, **look)
    axes.fill_between(edges, limits, [end] * len(edges), color=ink.red_zone, **look)
    axes.step(edges, limits, where="post", color=ink.red, linewidth=_points(1.5), alpha=0.55, zorder=1)


def _frame(axes: Axes, panel: Panel, ink: Ink) -> None:
    """Nothing but a ground line, and on the scale nothing but the target and the limit."""
    axes.patch.set_alpha(0)
    axes.spines[:].set_visible(False)
    axes.spines["bottom"].set(visible=True, color=ink.faint, linewidth=_points(1.5))
    axes.set_xticks([])
    axes.set_yticks(_scale(panel), [number_words(number) for number in _scale(panel)], parse_math=False)
    axes.tick_params(length=0, labelsize=_points(SMALL), labelcolor=ink.faint, pad=_points(9))


def _scale(panel: Panel) -> list[float]:
    low, high = _range(panel)
    room = (high - low) * SMALL / PLOT  # a label's height in the values' unit
    limit = next((its for its in reversed(panel.red_limits) if its is not None), panel.red_limit)
    return [panel.target] if limit is None or abs(limit - panel.target) < room else [panel.target, limit]


def _dated(count: int) -> list[int]:
    """The places that get a date, three or four: the last one, and back from it in equal steps."""
    labels = 4 if count <= 24 else 3
    return list(range(count - 1, -1, -math.ceil(count / labels) or -1))[::-1]


def _dates(axes: Axes, panel: Panel, ink: Ink) -> None:
    """Short dates below, with the year where it is new: "2026-01" becomes "Jan" over "2026"."""
    before = ""
    for place in _dated(len(panel.periods)):
        year, part = split_period(panel.periods[place])
        for line, words in enumerate((part, year if year != before else "")):
            under = (0, -_points(SMALL * (1.35 + 1.2 * line)))
            _note(
                axes, (place, 0), words, SMALL, ink.faint, xycoords=("data", "axes fraction"), xytext=under, ha="center"
            )
        before = year


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


def _too_far(axes: Axes, place: int, panel: Panel, ink: Ink) -> None:
    """A ring round the point: whatever the percentage, one case went too far."""
    look: dict[str, Any] = {
        "marker": "o",
        "markerfacecolor": "none",
        "markeredgecolor": ink.text,
        "clip_on": False,
        "zorder": 6,
    }
    axes.plot(place, panel.values[place] or 0.0, markersize=_points(36), markeredgewidth=_points(3), **look)


def _latest(axes: Axes, panel: Panel, ink: Ink) -> None:
    """The newest value, on clean paper to the right of its chart."""
    place = panel.known[-1]
    value = panel.values[place] or 0.0
    words = number_words(value) + ("%" if panel.unit == "%" else "")
    beside = {"xycoords": ("axes fraction", "data"), "xytext": (_points(8), 0), "va": "center_baseline"}
    _note(axes, (1, value), words, NAME, getattr(ink, panel.colours[place]), weight="bold", **beside)


def _legend(figure: Figure, picture: Picture, ink: Ink) -> None:
    from matplotlib.lines import Line2D

    used = {panel.colours[place] for panel in picture.panels for place in panel.known}
    marks = [_mark(Line2D, colour, ink) for colour in WORDS if colour in used]
    aim = "target" if all(panel.has_target for panel in picture.panels) else "target/amber"
    dashes = Line2D([], [], color=ink.text, linewidth=_points(2.5), linestyle=(0, (4, 2.5)), label=aim)
    rings = _has_rings(picture)
    _explained(figure, [*marks, dashes], 16 + rings * RINGS, ink)
    if rings:
        look: dict[str, Any] = {
            "marker": "o",
            "markersize": _points(24),
            "markeredgecolor": ink.text,
            "markeredgewidth": _points(3),
        }
        _explained(figure, [Line2D([], [], color="none", markerfacecolor="none", label=OUTSIDE, **look)], 16, ink)


def _explained(figure: Figure, marks: list[Any], above: float, ink: Ink) -> None:
    """A line of the legend, so many pixels above the picture's foot."""
    figure.legend(
        handles=marks,
        loc="lower left",
        bbox_to_anchor=((MARGIN - 12) / WIDTH, above / (figure.get_figheight() * DPI)),
        ncols=len(marks),
        frameon=False,
        fontsize=_points(SMALL),
        labelcolor=ink.faint,
        handlelength=1.4,
        handletextpad=0.4,
        columnspacing=1.3,
    )


def _has_rings(picture: Picture) -> bool:
    return any(any(panel.outside) for panel in picture.panels)


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


def _aim(panel: Panel) -> str:
    sign = "≥" if panel.direction == "higher" else "≤"
    either = "±" if panel.either_side else ""
    aim = f"{f'target {sign}' if panel.has_target else 'amber from'} {either}{amount_words(panel.target, panel.unit)}"
    words = "limit" if panel.has_target else "red from"
    limit = "" if panel.red_limit is None else f" · {words} {either}{amount_words(panel.red_limit, panel.unit)}"
    limit = " · limit varies" if panel.red_limits else limit
    return aim + limit if len(aim + limit) <= AIM_CHARACTERS else cut_words(aim, AIM_CHARACTERS)


if __name__ == "__main__":
    sys.stdout.buffer.write(draw(Picture.from_json(sys.stdin.read())))
