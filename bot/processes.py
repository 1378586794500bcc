"""This process among those that run: whoever rotates keys has to know what the others have."""

import secrets

from bot.outbound import utc_now
from storage import processes
from storage.database import Database

BEAT_SECONDS = processes.BEAT.total_seconds()


class Process:
    """Says in the database that it runs, and with which keys, until it ends. By the clock on the wall, whatever time Parley keeps."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.name = secrets.token_hex(16)

    def beat(self) -> None:
        with self.database.write() as connection:
            processes.beat(connection, self.name, utc_now())

    def end(self) -> None:
        with self.database.write() as connection:
            processes.end(connection, self.name)
