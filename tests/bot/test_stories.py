"""Importing a story: everything on the record with its own date, nothing said, and nothing twice."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.imports import workspace_for
from bot.outbound import utc_now
from bot.settings import Settings, read_settings
from bot.stories import import_story
from governance.events import Door
from governance.people import Role
from handlers.kit.story_telling import AlreadyHere
from storage import journal, tables
from storage.database import Database
from storage.schema import migrate
from storage.unit_of_work import UnitOfWork, unit_of_work

EXAMPLE = Path(__file__).parents[2] / "examples" / "story.toml"


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'parley.db'}")
    monkeypatch.chdir(tmp_path)
    return read_settings()


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    database = Database(settings.database_url)
    migrate(database)
    yield database
    database.close()


@pytest.fixture
def uow(settings: Settings, database: Database) -> Iterator[UnitOfWork]:
    """The workspace after the import, to look at."""
    assert import_story(settings, EXAMPLE) == 0
    with unit_of_work(database, workspace_for(database, None), at=utc_now(), door=Door.COMMAND_LINE) as uow:
        yield uow


def test_the_workspace_waits_for_its_slack_team_with_alice_as_administrator(uow: UnitOfWork) -> None:
    assert uow.workspace.team is None
    administrator = uow.people.by_id(uow.workspace.administrator or 0)
    assert (administrator.name, administrator.role, uow.workspace.zone) == (
        "Alice Moreau",
        Role.ADMINISTRATOR,
        "Europe/Warsaw",
    )


def test_vera_leads_helix_for_helix_and_has_a_mail_address(uow: UnitOfWork) -> None:
    helix, vera = uow.vendors.named("Helix Clinical"), uow.people.by_slack("U0VERA")
    assert helix
    assert vera
    assert (helix.vendor_lead, vera.role, vera.vendor_id) == (vera.id, Role.VENDOR_LEAD, helix.id)
    assert (vera.mail, vera.zone) == ("vera@helix.example", "Europe/London")


def test_one_breach_is_open(uow: UnitOfWork) -> None:
    breaches = [uow.breaches.open_of(vendor.id) for vendor in uow.vendors.page(0, 10)]
    assert [[its.name for _, its in found] for found in breaches] == [["eTMF filing timeliness"], [], []]


def test_everything_is_on_the_record_as_imported_and_with_its_own_date(uow: UnitOfWork) -> None:
    line = tables.journal.c
    doors = uow.connection.execute(select(line.door).distinct()).scalars().all()
    oldest, recorded = uow.connection.execute(select(func.min(line.happened_at), func.min(line.recorded_at))).one()
    assert doors == [Door.IMPORT]
    assert recorded - oldest > timedelta(days=365)
    assert journal.verify(uow.connection).broken is None


def test_an_import_says_nothing(uow: UnitOfWork) -> None:
    assert uow.outbox.waiting() == (0, 0)


def test_the_next_digest_can_tell_what_changed_since_the_last(uow: UnitOfWork) -> None:
    helix = uow.vendors.named("Helix Clinical")
    assert helix
    last = uow.digests.last("C0HELIX", helix.id)
    assert last
    assert utc_now() - last.queued_at < timedelta(days=8)
    assert sorted(last.standing.values()) == ["amber"] * 3 + ["green"] * 5


def test_the_same_story_again_changes_nothing_and_says_so(
    settings: Settings, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    import_story(settings, EXAMPLE)
    with database.read() as connection:
        before = journal.verify(connection)
    capsys.readouterr()
    assert import_story(settings, EXAMPLE) == 0
    assert capsys.readouterr().out.endswith(" already. Nothing was changed.\n")
    with database.read() as connection:
        assert journal.verify(connection) == before


def test_another_story_about_the_same_vendors_is_refused_as_a_whole(
    settings: Settings, database: Database, tmp_path: Path
) -> None:
    import_story(settings, EXAMPLE)
    with database.read() as connection:
        before = journal.verify(connection)
    other = tmp_path / "other.toml"
    other.write_text(EXAMPLE.read_text("utf-8") + "\n# told differently\n", "utf-8")
    with pytest.raises(AlreadyHere, match=r"^other.toml: the vendor Helix Clinical is here already"):
        import_story(settings, other)
    with database.read() as connection:
        assert journal.verify(connection) == before
