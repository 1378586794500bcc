"""The record at the command line: verified, alone and against anchors; free texts of an entry erased."""

from collections.abc import Sequence
from time import perf_counter

from bot.keys import open_database
from bot.outbound import utc_now
from bot.settings import BadSetting, Settings
from governance.events import Door, TextsErased
from governance.participants import check
from handlers.kit.words import listing, plural
from storage import journal, workspaces
from storage.audit import Audit
from storage.database import Database
from storage.journal import Anchor, Remembered
from storage.schema import require_newest
from storage.unit_of_work import unit_of_work

MOST = 20  # entries named in one line
ERASED = """Erased of entry {entry}: {fields}. The chain holds, and the record says that it was erased and why.
The same words may stand on elsewhere: in lists, on cards, in what Parley has said, and in Slack. Change them there, too."""


def audit_verify(settings: Settings, kept: Sequence[tuple[int, bytes]] = (), workspace: int | None = None) -> int:
    """Walks the chains, and looks for the anchors in that of the workspace. 0 when all hold; 1 when not, naming what is broken."""
    database = _opened(settings)
    started = perf_counter()
    its = _the_one(database, workspace) if kept else None
    with database.read() as connection:
        anchors = [Anchor(number=number, hash=digest, workspace=its) for number, digest in kept]
        found = journal.verify(connection, anchors)
        erased = {number: Audit(connection, number).erasures() for number in found.heads}
    seconds = perf_counter() - started
    database.close()
    for number, head in found.heads.items():
        print(f"workspace {number}: the chain is whole. Its newest hash is {head}.")
        print(f"workspace {number}: {_erased(erased[number])}.")
    for anchor in anchors if not found.broken else ():
        since = [its for its in erased[its or 0] if its.number > anchor.number]
        print(f"workspace {its}: the anchor of entry {anchor.number} holds. {_erased_since(since)}")
    if found.broken:
        broken = found.broken
        print(f"workspace {broken.workspace}: the record is BROKEN at entry {broken.number}: {broken.why}.")
    print(f"{plural(found.entries, 'entry', 'entries')} checked in {seconds:.1f} s.")
    return 1 if found.broken else 0


def _erased(entries: Sequence[Remembered]) -> str:
    if not entries:
        return "no text was erased"
    return f"{_texts(entries)} erased, as {plural(len(entries), 'entry says', 'entries say')}"


def _erased_since(entries: Sequence[Remembered]) -> str:
    """Which entries say what was erased: whoever has the database can add such ones, so somebody should look at them."""
    if not entries:
        return "No text was erased since."
    numbers = [str(its.number) for its in entries]
    more = [f"{len(numbers) - MOST} more"] if len(numbers) > MOST else []
    which = f"entry {numbers[0]} says" if len(numbers) == 1 else f"entries {listing([*numbers[:MOST], *more])} say"
    return f"{_texts(entries)} erased since: {which} which and why."


def _texts(entries: Sequence[Remembered]) -> str:
    fields = (its.event.fields for its in entries if isinstance(its.event, TextsErased))
    return plural(sum(len(its.split(",")) for its in fields), "text")


def audit_erase(settings: Settings, entry: int, reason: str, workspace: int | None = None) -> int:
    """Erases the free texts of an entry and records that, in the administrator's name. 1 where it has none."""
    check(reason)
    database = _opened(settings)
    its = _the_one(database, workspace)
    with unit_of_work(database, its, at=utc_now(), door=Door.COMMAND_LINE) as uow:
        if uow.workspace.administrator is not None:
            uow.actor = uow.people.by_id(uow.workspace.administrator)
        fields = uow.erase(entry, reason)
    database.empty_log()
    database.close()
    print(ERASED.format(entry=entry, fields=fields.replace(",", ", ")) if fields else f"Entry {entry} has no texts.")
    return 0 if fields else 1


def _opened(settings: Settings) -> Database:
    database = open_database(settings)
    require_newest(database)
    return database


def _the_one(database: Database, workspace: int | None) -> int:
    """The workspace that is meant. Raises BadSetting where that is not clear."""
    with database.read() as connection:
        known = [its.id for its in workspaces.all_of_them(connection)]
    if workspace in known:
        return workspace
    if workspace is None and len(known) == 1:
        return known[0]
    raise BadSetting(f"Say which workspace with --workspace; there are {', '.join(map(str, known)) or 'none'}.")
