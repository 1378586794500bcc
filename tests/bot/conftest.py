"""For tests of the running bot: a stage on which its engine really works."""

import asyncio
from collections.abc import Callable

import pytest

from sandbox.server import Sandbox
from tests.bot.stage import Scenario, play
from tests.running import Watch


@pytest.fixture
def on_stage(records_url: str, slack: Sandbox, watch: Watch) -> Callable[..., None]:
    """Runs a scenario against a living Parley on either runner."""

    def run(scenario: Scenario, look_up: bool = True) -> None:
        asyncio.run(play(scenario, records_url, slack, watch, look_up))

    return run
