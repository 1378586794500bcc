"""`import story`: a whole history from one file, put on the record with its own dates. It says nothing in Slack."""

from datetime import datetime
from pathlib import Path

from bot.imports import workspace_for
from bot.keys import open_database
from bot.outbound import utc_now
from bot.settings import Settings
from governance.events import (
    Door,
    HistoryImported,
)
from handlers.kit.importing import Tally
from handlers.kit.story import Story, read_story
from handlers.kit.story_telling import Teller
from handlers.kit.words import full_words, plural
from storage import journal
from storage.unit_of_work import UnitOfWork, unit_of_work


def import_story(settings: Settings, file: Path) -> int:
    """Reads the file, keeps all of it in one transaction, reports. The same file twice changes nothing."""
    now = utc_now()
    story = read_story(file, now)
    database = open_database(settings)
    try:
        workspace = workspace_for(database, None)
        with unit_of_work(database, workspace, at=now, door=Door.IMPORT) as uow:
            before = _imported_before(uow, story)
            if before is None:
                tally = Teller(uow, story).tell()
    finally:
        database.close()
    if before:
        print(f"{story.file} was imported on {full_words(before.date())} already. Nothing was changed.")
    else:
        _report(story, tally)
    return 0


def _imported_before(uow: UnitOfWork, story: Story) -> datetime | None:
    for entry in journal.history(uow.connection, uow.workspace.id, f"workspace:{uow.workspace.id}"):
        if isinstance(entry.event, HistoryImported) and entry.event.file_sha256 == story.sha256:
            return entry.recorded_at
    return None


def _report(story: Story, tally: Tally) -> None:
    done = sum(1 for one in story.actions if one.done_on)
    print(
        f"{story.file}: {plural(len(story.vendors), 'vendor')}, {plural(len(story.people), 'person', 'people')}, ",
        end="",
    )
    print(f"{plural(tally.results, 'KPI result')}, {plural(tally.breaches, 'breach', 'breaches')} opened,")
    print(
        f"{plural(len(story.actions), 'action item')} ({done} done), {plural(len(story.sessions), 'session')}, ", end=""
    )
    print(
        f"{plural(len(story.digests), 'regular digest')}. On the record with their own dates; nothing was said in Slack."
    )
