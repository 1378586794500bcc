"""Pictures: drawn once, off everybody's way, kept where nobody else can put one."""

import asyncio
import os
from dataclasses import replace
from pathlib import Path

import pytest

from bot.pictures import MOST_KEPT, NotDrawn, Studio
from tests.handlers.kit.test_charts import PICTURE

JSON = PICTURE.to_json()


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    return Studio(tmp_path / "pictures")


def drawn(studio: Studio, *pictures: str) -> list[bytes]:
    """Asked for all at once."""

    async def all_of_them() -> list[bytes]:
        return await asyncio.gather(*(studio.draw(picture) for picture in pictures))

    return asyncio.run(all_of_them())


def test_the_same_picture_is_drawn_once_and_after_a_restart_too(studio: Studio) -> None:
    one, other = drawn(studio, JSON, JSON)
    assert one == other
    assert one.startswith(b"\x89PNG")
    assert studio.drawn == 1
    again = Studio(studio.folder)
    assert drawn(again, JSON) == [one]
    assert again.drawn == 0


def test_a_picture_that_shows_something_else_is_another(studio: Studio) -> None:
    light, dark = drawn(studio, JSON, replace(PICTURE, dark=True).to_json())
    assert light != dark
    assert studio.drawn == 2


def test_only_so_many_are_kept_and_those_used_last_stay(studio: Studio) -> None:
    drawn(studio, JSON)
    (kept,) = studio.folder.iterdir()
    for number in range(MOST_KEPT):
        old = studio.folder / f"old {number}"
        old.write_bytes(b"x")
        os.utime(old, (number, number))
    os.utime(kept, (0, 0))
    drawn(studio, JSON)
    assert studio.drawn == 1, "it was used just now"
    drawn(studio, replace(PICTURE, title="New").to_json())
    left = {file.name for file in studio.folder.iterdir()}
    assert len(left) == MOST_KEPT
    assert kept.name in left
    assert "old 0" not in left


def test_a_folder_that_others_can_read_is_not_used(studio: Studio) -> None:
    studio.folder.mkdir(mode=0o755, parents=True)
    studio.folder.chmod(0o755)
    drawn(studio, JSON)
    drawn(studio, JSON)
    assert studio.drawn == 2
    assert list(studio.folder.iterdir()) == []


def test_where_nothing_can_be_kept_it_is_drawn_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    (image,) = drawn(Studio(tmp_path / "file" / "pictures"), JSON)
    assert image.startswith(b"\x89PNG")


def test_what_cannot_be_drawn_says_why_and_is_not_kept(studio: Studio) -> None:
    with pytest.raises(NotDrawn):
        drawn(studio, "{}")
    assert not studio.folder.exists()
