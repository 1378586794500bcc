"""What these tests begin with: a KPI that Alice has proposed to Helix."""

from collections.abc import Callable

import pytest

from tests.cast import ALICE, HELIX
from tests.running import Running

KPI = {"code": "K14", "name": "Reports on time", "target": "95", "red_limit": "85"}
Define = Callable[..., str]


@pytest.fixture
def define(with_helix: Running) -> Define:
    """Fills in the form of `sla define` and sends it; what whoever did reads."""

    def it(by: str = ALICE, **answers: object) -> str:
        if by == ALICE:
            with_helix.say("sla define", by=by, at=HELIX)
        else:
            with_helix.say("sla define", by=by, at=HELIX, via="mention")
            with_helix.click("Open the form", by=by)
        return with_helix.submit(by=by, **{**KPI, **answers})

    return it


@pytest.fixture
def proposed(with_helix: Running, define: Define) -> Running:
    define()
    return with_helix
