"""Whatever anybody does through whichever door, nothing of one vendor or sponsor is ever shown to another."""

import io
import logging
import os
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.logs import WithoutSecrets
from storage.database import Database
from tests.attacks.acts import Acts
from tests.attacks.outside import Outside
from tests.attacks.world import MARK, Shown, World, leaked

# `make attacks` does 50,000; the suite some of them.
ACTS = int(os.environ.get("ACTS", "250"))
SEED = int(os.environ.get("ATTACK_SEED") or random.SystemRandom().randrange(10**6))
EVERY = 25  # acts until the clock moves on
WORLDS = 2 if ACTS >= 1000 else 1  # many acts are done in two worlds at once, half of them in each


@pytest.fixture
def world(migrated: Path, tmp_path: Path) -> Iterator[World]:
    shutil.copyfile(migrated, tmp_path / "world.db")
    database = Database(f"sqlite:///{tmp_path}/world.db")
    yield World(database, tmp_path)
    database.close()


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """All that is logged, as it is written in production."""
    handler = logging.StreamHandler(io.StringIO())
    handler.setFormatter(WithoutSecrets())
    logging.getLogger().addHandler(handler)
    yield handler.stream
    logging.getLogger().removeHandler(handler)


@pytest.mark.timeout(7200)
@pytest.mark.parametrize("number_of_world", range(WORLDS))
def test_no_mark_of_one_company_is_ever_shown_to_another(world: World, log: io.StringIO, number_of_world: int) -> None:
    print(f"\nATTACK_SEED={SEED}")
    chance = random.Random(SEED + number_of_world)
    acts, outside, seen = Acts(world, chance), Outside(world, chance), 0
    for number in range(ACTS // WORLDS):
        if number % EVERY == 0:
            world.time_passes(chance)
        before = log.tell()
        sponsor, by, answer = acts.one()
        answered = Shown(sponsor=sponsor, to=by.user, what=str([answer.say, answer.view, answer.errors]))
        for shown in (answered, *outside.one(), *world.said()):
            assert leaked(shown, world) == set(), (SEED, number, shown)
            seen += len(MARK.findall(shown.what))
            acts.gather(shown.sponsor, shown.payload)
            outside.gather(shown)
        assert acts.made_up or not _is_at_fault(log.getvalue()[before:]), (SEED, number, log.getvalue()[before:])
    print(dict(outside.done), world.doors())
    assert seen > ACTS / WORLDS / 5, "so few marks were shown at all that this says nothing"
    assert MARK.search(log.getvalue()) is None


def _is_at_fault(logged: str) -> bool:
    """Whether something of ours went wrong. What was made up is held, too, and goes wrong when it is done."""
    return any("fault " in line and '"key": "held:' not in line for line in logged.splitlines())
