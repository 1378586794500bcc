"""The trend picture, looked at pixel by pixel, and its words."""

import json
import subprocess
import sys
from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image

from handlers.kit.charts import Panel, Picture, alt_text
from handlers.kit.drawing import draw

MONTHS = tuple(f"2026-{month:02}" for month in range(1, 5))
QUERIES = Panel(
    title="Query response",
    unit="%",
    periods=MONTHS,
    values=(96.2, 93.0, 88.5, 95.75),
    colours=("green", "amber", "red", "green"),
    target=95,
    red_limit=90,
    direction="higher",
)
PICTURE = Picture("Helix Clinical: service levels", (QUERIES, replace(QUERIES, title="Visit reports")))

Pixel = tuple[int, int, int]
GREEN, AMBER, RED, LINE = (0x13, 0x7A, 0x56), (0xB8, 0x6E, 0x00), (0xC4, 0x24, 0x2B), (0x7A, 0x85, 0x99)
RED_ZONE, AMBER_ZONE = (0xFB, 0xE3, 0xE2), (0xFD, 0xF3, 0xDC)


def look(picture: Picture) -> Image.Image:
    return Image.open(BytesIO(draw(picture))).convert("RGB")


def count(picture: Picture, pixel: Pixel) -> int:
    seen = look(picture)
    colours = seen.getcolors(seen.width * seen.height)
    assert colours
    return sum(times for times, colour in colours if colour == pixel)


def one(**changes: object) -> Picture:
    return Picture("One", (replace(QUERIES, **changes),))  # type: ignore[arg-type]


def test_the_picture_is_a_png_as_wide_as_a_telephone_needs() -> None:
    drawn = draw(PICTURE)
    assert drawn.startswith(b"\x89PNG\r\n")
    assert look(PICTURE).width == 1000


def test_two_panels_stand_beside_each_other_and_a_third_below() -> None:
    three = Picture("Three", (*PICTURE.panels, QUERIES))
    assert look(three).height > look(PICTURE).height
    assert look(PICTURE).height == look(Picture("One", (QUERIES,))).height


def test_the_same_picture_gives_the_same_bytes() -> None:
    assert draw(PICTURE) == draw(Picture.from_json(PICTURE.to_json()))


def test_light_and_dark_have_their_own_paper() -> None:
    assert look(PICTURE).getpixel((2, 2)) == (255, 255, 255)
    assert look(replace(PICTURE, dark=True)).getpixel((2, 2)) == (0x1A, 0x1D, 0x21)


def test_every_status_is_drawn_in_its_colour() -> None:
    for colour, pixel in (("green", GREEN), ("amber", AMBER), ("red", RED)):
        others = one(colours=("grey",) * 4, red_limit=None)
        assert count(one(colours=(colour,) * 4), pixel) > count(others, pixel)


def test_every_status_has_its_own_shape_and_grey_is_open() -> None:
    def filled(colour: str, pixel: Pixel) -> int:
        return count(one(colours=("grey", "grey", colour, "grey"), red_limit=None), pixel)

    circle, triangle, square = filled("green", GREEN), filled("amber", AMBER), filled("red", RED)
    assert triangle < circle < square, "of one width, a triangle covers least and a square most"
    assert filled("grey", GREEN) == filled("grey", RED) == 0


def test_the_limit_is_shaded_on_the_side_that_is_worse() -> None:
    def middle_of_the_red(direction: str, red_limit: float) -> float:
        seen = look(one(direction=direction, red_limit=red_limit, values=(80.0, 110.0, 95.0, 95.0)))
        rows = [y for y in range(seen.height) if seen.getpixel((300, y)) == RED_ZONE]
        return sum(rows) / len(rows)

    assert middle_of_the_red("higher", 90) > middle_of_the_red("lower", 100)


def test_without_a_limit_nothing_is_shaded() -> None:
    assert count(one(), RED_ZONE) > 0
    assert count(one(red_limit=None), RED_ZONE) == count(one(red_limit=None), AMBER_ZONE) == 0


def test_a_missing_value_leaves_a_gap() -> None:
    joined, apart = one(values=(96.0, 95.0, 96.0, None)), one(values=(96.0, None, 96.0, None))
    assert count(joined, LINE) > 0
    assert count(apart, LINE) == 0


@pytest.mark.parametrize(
    "picture",
    [
        one(values=(None,) * 4),
        one(periods=(), values=(), colours=()),
        one(periods=("2026-01",), values=(1.0,), colours=("red",)),
        one(values=(95.0,) * 4, target=95, red_limit=95),
        one(values=(0.0,) * 4, target=0, red_limit=None),
        one(values=(-3.0, 1e12, 2.0, 5.0)),
        one(periods=("2026-Q1", "2026-W05", "Kick-off", "x" * 40)),
        one(title="Cost $5 and $6_x^2 \\frac " * 9, unit="k€ per patient and a very long unit"),
        one(title="", unit=""),
        Picture("$\\broken{" * 20, (QUERIES,)),
        Picture("Twelve", (QUERIES,) * 12, dark=True),
    ],
)
def test_unusual_pictures_can_be_drawn_and_told(picture: Picture) -> None:
    assert look(picture).width == 1000
    assert 0 < len(alt_text(picture)) < 2000


def test_the_words_tell_value_month_status_turn_and_target() -> None:
    told = alt_text(Picture("Helix Clinical: service levels", (QUERIES,)))
    assert told == (
        "Helix Clinical: service levels. Query response: 95.8% in Apr 2026, on target, "
        "up from 88.5% in Mar 2026; target at least 95%."
    )


def test_the_words_pass_over_missing_values() -> None:
    days = replace(QUERIES, unit="days", direction="lower", target=5, values=(4.0, None, 12_500.0, None))
    days = replace(days, colours=("green", "green", "red", "red"))
    assert "12.5k days in Mar 2026, off target, up from 4 days in Jan 2026; target at most 5 days." in (
        alt_text(Picture("t", (days,)))
    )
    assert "no results yet; target at most 5 days." in alt_text(Picture("t", (replace(days, values=(None,) * 4),)))


def test_words_that_would_be_too_long_end_with_a_count_of_the_rest() -> None:
    told = alt_text(Picture("t" * 500, tuple(replace(QUERIES, title="long " * 40, unit="u" * 60) for _ in range(12))))
    assert 1500 < len(told) < 2000
    assert told.endswith("more measures are in the picture.")


@pytest.mark.parametrize(
    ("number", "written"),
    [
        *((99.95, "99.95"), (4.0, "4"), (-0.001, "0"), (1240, "1,240"), (9999, "9,999")),
        *((12_500, "12.5k"), (3e6, "3M"), (-2.5e7, "-25M")),
    ],
)
def test_numbers_are_written_short(number: float, written: str) -> None:
    assert f"target at least {written}%" in alt_text(one(target=number))


@pytest.mark.parametrize(
    "changes",
    [
        {"values": (1.0,)},
        {"colours": ("green",)},
        {"colours": ("blue",) * 4},
        {"direction": "sideways"},
        {"values": (float("nan"), 1.0, 2.0, 3.0)},
        {"target": float("inf")},
        {"periods": MONTHS * 20, "values": (1.0,) * 80, "colours": ("green",) * 80},
    ],
)
def test_a_panel_that_makes_no_sense_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"must be|colours are"):
        one(**changes)


@pytest.mark.parametrize("count_of_panels", [0, 13])
def test_a_picture_has_one_to_twelve_panels(count_of_panels: int) -> None:
    with pytest.raises(ValueError, match="1 to 12 panels"):
        Picture("t", (QUERIES,) * count_of_panels)


def test_the_short_lived_process_draws_the_same_picture() -> None:
    command = [sys.executable, "-m", "handlers.kit.drawing"]
    ran = subprocess.run(command, input=PICTURE.to_json().encode(), capture_output=True, check=True)
    assert ran.stdout == draw(PICTURE)


def test_the_process_that_fails_says_so_and_draws_nothing() -> None:
    ran = subprocess.run([sys.executable, "-m", "handlers.kit.drawing"], input=b"{}", capture_output=True, check=False)
    assert (ran.returncode, ran.stdout) == (1, b"")


def test_asking_for_words_loads_no_plotting() -> None:
    program = "import sys, handlers.kit.drawing as c; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_a_limit_that_varies_is_drawn_as_steps_and_said_to_vary() -> None:
    fixed = one(direction="lower", target=5, red_limit=8, values=(1.0, 2.0, 3.0, 4.0))
    moving = one(
        direction="lower", target=5, red_limit=None, values=(1.0, 2.0, 3.0, 4.0), red_limits=(14.0, 11.0, 9.0, 8.0)
    )
    seen = look(moving)
    middle = [min(y for y in range(seen.height) if seen.getpixel((x, y)) == AMBER_ZONE) for x in (150, 450, 800)]
    assert middle[0] < middle[1] < middle[2], "the limit comes down as more are looked at"
    assert count(fixed, AMBER_ZONE) != count(moving, AMBER_ZONE) > 0


def test_a_case_that_went_too_far_is_ringed_and_told() -> None:
    plain, ringed = one(), one(outside=(False, False, False, True))
    assert look(ringed).height > look(plain).height, "the ring is explained on a line of its own"
    assert "a single case went beyond the outer limit" in alt_text(ringed)
    assert "outer limit" not in alt_text(one(outside=(True, False, False, False)))
    assert Picture.from_json(ringed.to_json()) == ringed


def test_what_older_versions_wrote_down_can_still_be_drawn() -> None:
    told = PICTURE.to_json().replace(', "red_limits": [], "outside": []', "")
    assert "outside" not in told
    assert draw(Picture.from_json(told)) == draw(PICTURE)


@pytest.mark.parametrize("changes", [{"red_limits": (1.0,)}, {"outside": (True,)}])
def test_a_limit_or_a_mark_for_some_periods_only_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="for every period or for none"):
        one(**changes)


def test_a_tolerance_limit_and_a_score_are_told_without_a_target() -> None:
    rare = replace(QUERIES, values=(2.0, 3.0, 4.0, 5.6), colours=("green", "amber", "amber", "red"), target=3.0)
    rare = replace(rare, direction="lower", red_limit=None, red_limits=(9.0, 8.0, 6.0, 5.56))
    assert "5.6% in Apr 2026, red, up from 4% in Mar 2026; amber from 3%, red from 5.56%, the tolerance limit." in (
        alt_text(Picture("t", (rare,)))
    )
    score = replace(QUERIES, values=(0.5, 1.0, -1.0, -3.0), colours=("green", "green", "green", "red"), unit="")
    score = replace(score, target=2.0, red_limit=3.0, direction="lower", either_side=True)
    assert "-3 in Apr 2026, red, down from -1 in Mar 2026; amber from 2, red from 3 away from 0." in (
        alt_text(Picture("t", (score,)))
    )
    assert look(Picture("t", (rare, score))).width == 1000


def test_a_grey_number_is_told_with_why_it_is_not_rated() -> None:
    few = replace(QUERIES, values=(96.0, 95.0, 96.0, 95.0), colours=("green", "green", "green", "grey"))
    told = alt_text(Picture("t", (replace(few, why_grey="too few to say (20, at least 30)"),)))
    assert "95% in Apr 2026, not rated: too few to say (20, at least 30), down from 96% in Mar 2026" in told


def test_a_picture_that_was_put_away_before_it_told_why_is_still_read() -> None:
    written = json.loads(Picture("t", (QUERIES,)).to_json())
    for name in ("either_side", "why_grey"):
        del written["panels"][0][name]
    assert Picture.from_json(json.dumps(written)) == Picture("t", (QUERIES,))
