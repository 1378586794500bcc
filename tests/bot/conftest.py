"""For tests of the running bot: a stage on which its engine really works."""

import asyncio
from collections.abc import Callable

import pytest

from sandbox.server import Sandbox
from tests.bot.stage import Scenario, alive
from tests.running import Watch


@pytest.fixture
def on_stage(records_url: str, slack: Sandbox, watch: Watch) -> Callable[..., None]:
    """Runs a scenario against a living Parley on either runner."""

    def run(scenario: Scenario, look_up: bool = True) -> None:
        async def play() -> None:
            async with alive(records_url, slack, watch, look_up) as stage:
                await scenario(stage)

        asyncio.run(play())

    return run
