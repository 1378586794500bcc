"""What every test may ask for: a database of either kind, and a running Parley in a workspace of its own."""

import os
import shutil
import zoneinfo
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

# The zone data the suite means is the locked package's; the machine's own may be years older.
zoneinfo.reset_tzpath(())
# How long an example takes on a busy machine says nothing about the code. With BOTH=1 twice as many are tried.
settings.register_profile("parley", deadline=None, max_examples=100 if os.environ.get("BOTH") else 50)
settings.load_profile("parley")

from sandbox.server import Sandbox  # noqa: E402
from storage.database import Database  # noqa: E402
from tests import compiled  # noqa: E402
from tests.acquainted import Acquainted, all_acquainted  # noqa: E402
from tests.cast import ALICE  # noqa: E402
from tests.databases import KINDS, Postgres, migrated_file, postgres  # noqa: E402
from tests.running import Front, Running, Watch, running  # noqa: E402

compiled.share()

HERE = Path(__file__).parent
AT_THE_FRONT_DOOR = ("handlers", "bot")
TURNS = ("sqlite", "sqlite", "sqlite", "postgres")  # a server takes half as long again


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """At the front door the examples of a file's tests take turns on the two databases, three on SQLite to one on PostgreSQL; `make test BOTH=1` runs each example on
    each. What is asked of the databases themselves, and the journeys through everything, always are; so is what has one database
    only. What is marked `at_length` is run with BOTH=1 alone."""
    if os.environ.get("BOTH"):
        return
    _leave_out(config, items, {its for its in items if its.get_closest_marker("at_length")})
    examples = {item: its for item in items if (its := _example(item))}
    databases = Counter(its for its, _ in examples.values())
    seen: dict[str, list[str]] = {}
    left = {
        item
        for item, (example, kind) in examples.items()
        if _is_the_others_turn(example, kind, seen.setdefault(str(item.path), [])) and databases[example] > 1
    }
    _leave_out(config, items, left)


def _leave_out(config: pytest.Config, items: list[pytest.Item], left: set[pytest.Item]) -> None:
    config.hook.pytest_deselected(items=list(left))
    items[:] = [item for item in items if item not in left]


def _example(item: pytest.Item) -> tuple[str, str] | None:
    """At the front door: an example but for its database, and that database; None for what has none."""
    example: dict[str, Any] = getattr(getattr(item, "callspec", None), "params", {})
    kind = next((its for its in example.values() if its in KINDS), None)
    if kind is None or item.path.relative_to(HERE).parts[0] not in AT_THE_FRONT_DOOR:
        return None
    return repr([item.nodeid.partition("[")[0], *(its for its in example.items() if its[1] not in KINDS)]), kind


def _is_the_others_turn(example: str, kind: str, examples: list[str]) -> bool:
    if example not in examples:
        examples.append(example)
    return kind != TURNS[examples.index(example) % len(TURNS)]


@pytest.fixture(scope="session")
def migrated() -> Path:
    """An SQLite file with the newest schema; copy it."""
    return migrated_file()


@pytest.fixture(scope="session")
def postgres_server(testrun_uid: str, worker_id: str) -> Iterator[Postgres]:
    """PostgreSQL, started when the first test asks for it."""
    with postgres(testrun_uid, worker_id) as server:
        yield server


def _copy(request: pytest.FixtureRequest) -> str:
    place: Path = request.getfixturevalue("tmp_path") / "parley.db"
    shutil.copyfile(request.getfixturevalue("migrated"), place)
    return f"sqlite:///{place}"


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A migrated, empty database that is this test's alone: do to it what you like."""
    if request.param == "sqlite":
        yield _copy(request)
        return
    with request.getfixturevalue("postgres_server").fresh() as url:
        yield url


@pytest.fixture(params=("sqlite", "postgres"))
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without any table."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/empty.db"
        return
    with request.getfixturevalue("postgres_server").fresh("template0") as url:
        yield url


@pytest.fixture(params=KINDS)
def records_url(request: pytest.FixtureRequest) -> str:
    """A migrated, empty database whose schema the test leaves alone; PostgreSQL's is the worker's, swept."""
    return _copy(request) if request.param == "sqlite" else request.getfixturevalue("postgres_server").swept()


@pytest.fixture
def acquainted(records_url: str) -> Iterator[Acquainted]:
    """Everybody, in a unit of work on a database of this test's own."""
    database = Database(records_url)
    with all_acquainted(database) as its:
        yield its
    database.close()


@pytest.fixture(scope="session")
def front() -> Iterator[Front]:
    front = Front()
    front.start()
    yield front
    front.stop()


@pytest.fixture(scope="session")
def watch_of_all() -> Watch:
    return Watch()


@pytest.fixture(scope="session")
def workspace(watch_of_all: Watch) -> Iterator[Sandbox]:
    with Sandbox(clock=watch_of_all.seconds) as sandbox:
        yield sandbox


@pytest.fixture
def watch(watch_of_all: Watch) -> Watch:
    """The clock of Parley and of its workspace: Monday 2026-11-23 09:00 UTC."""
    watch_of_all.at = Watch.at
    return watch_of_all


@pytest.fixture
def slack(workspace: Sandbox, watch: Watch) -> Sandbox:
    """The sandbox workspace with nothing said in it."""
    workspace.reset()
    workspace.request_url = None
    workspace.limit_posts(0)
    workspace.ack_seconds = 10.0  # a busy machine is not what these tests are about
    return workspace


@pytest.fixture
def start(records_url: str, front: Front, slack: Sandbox, watch: Watch) -> Iterator[Callable[..., Running]]:
    """Starts Parley on this test's database; settings by name. Starting it again is a restart: the old one is stopped first."""
    with ExitStack() as stack:

        def begin(**settings: str) -> Running:
            stack.close()
            its: AbstractContextManager[Running] = running(records_url, front, slack, watch, **settings)
            return stack.enter_context(its)

        yield begin


@pytest.fixture
def newcomer(start: Callable[..., Running]) -> Running:
    """Parley as it is on its first day: nobody has set it up."""
    return start()


@pytest.fixture
def parley(newcomer: Running) -> Running:
    """Parley, set up by Alice."""
    assert "administrator now" in newcomer.say("vendor setup", by=ALICE)
    return newcomer


@pytest.fixture
def with_helix(parley: Running) -> Running:
    """Parley with one vendor, Helix Clinical, introduced in the channel it shares with Northwind."""
    from tests.cast import HELIX, VERA

    parley.say(f"vendor add Helix Clinical, tier 1, CRO <@{VERA}|vera>", at=HELIX)
    parley.say("vendor link Helix Clinical", at=HELIX)
    parley.say("vendor introduce Helix Clinical")
    return parley


@pytest.fixture
def with_nina(with_helix: Running) -> Running:
    """Nina, who uses Helix's Slack, has come into its channel; nobody has confirmed her yet."""
    from tests.cast import HELIX
    from tests.newcomers import NINA_PATEL, hire

    hire(with_helix, NINA_PATEL, HELIX)
    return with_helix
