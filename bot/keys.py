"""`keys new`, `keys rotate`, `keys show`: the keys that the database's secrets are kept under."""

from cryptography.fernet import Fernet
from sqlalchemy import Connection

from bot.outbound import utc_now
from bot.settings import Settings, require_keys
from governance.refusals import Refusal
from handlers.kit.words import plural
from storage import keys, processes
from storage.database import Database
from storage.schema import require_newest


def open_database(settings: Settings) -> Database:
    """The database of these settings; what is secret in it is read and written with their keys."""
    keys.hold(settings.parley_keys)
    return Database(settings.database_url)


def new() -> int:
    """Prints a key and nothing else, so that it can be put into a file."""
    print(Fernet.generate_key().decode())
    return 0


class OldKeysRun(Refusal):
    """{count} of Parley {runs} without the newest key, and could read nothing that goes under it. Put it in front of PARLEY_KEYS
    everywhere, restart Parley, and run this again."""


def rotate(settings: Settings) -> int:
    """Everything goes under the newest key, in short transactions: it may run beside Parley, be cut off, and run again.

    Raises OldKeysRun.
    """
    require_keys(settings)
    database = open_database(settings)
    try:
        require_newest(database)
        _check_others(database)
        taken = 0
        while done := _slice(database):
            taken += done
        database.empty_log()
        with database.read() as connection:
            its = keys.standing(connection)
    finally:
        database.close()
    print(f"{plural(taken, 'secret')} went under the newest key; {its.newest:,} are under it now.")
    if len(settings.parley_keys) > 1:
        print("The older keys can be taken out of PARLEY_KEYS, once every Parley runs with the newest one in front.")
    return 0


def _check_others(database: Database) -> None:
    with database.read() as connection:
        without = processes.without_newest_key(connection, utc_now())
    if without:
        raise OldKeysRun(count=plural(without, "process", "processes"), runs="runs" if without == 1 else "run")


def _slice(database: Database) -> int:
    with database.write() as connection:
        return keys.relock(connection)


def words(connection: Connection) -> tuple[str, bool]:
    """How secrets are kept, and whether that is well."""
    its = keys.standing(connection)
    parts = [(its.newest, "under the newest key"), (its.older, "under an older key (`python -m bot keys rotate`)")]
    parts += [(its.unknown, "under a key that is not in PARLEY_KEYS"), (its.clear, "not encrypted")]
    said = ", ".join(f"{count:,} {where}" for count, where in parts if count)
    return said or "there are none", not (its.unknown or its.clear)
