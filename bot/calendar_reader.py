"""Asks the calendars people let Parley look at. The address is taken from where it is kept, and goes nowhere but there."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from yarl import URL

from bot.feed_reader import Window, ask_server, read_address
from bot.public_address import PUBLIC, Reach
from bot.settings import Settings
from bot.threads import InThread
from governance.calendar.busy import Busy
from governance.calendars import Calendar, Kind, time_to_read
from governance.people import Person
from handlers.kit.feed_worker import to_json
from storage import workspaces
from storage.calendars import Calendars
from storage.database import Database
from storage.outbox import Letter
from storage.people import People

NO_SERVER = "There is no calendar server set."
NO_MAIL = "The calendar server cannot be asked for this mail address."
# What stands in a template's path must be one piece of it.
_MAIL = re.compile(r"[\w.+'-]+@[\w.-]+")


@dataclass
class CalendarReader:
    """Reads one calendar a letter; `reach` is where addresses that people gave may lead."""

    database: Database
    settings: Settings
    now: Callable[[], datetime]
    in_thread: InThread
    reach: Reach = PUBLIC

    async def read(self, letter: Letter) -> tuple[dict[str, Any], bytes] | None:
        """The work that keeps what a calendar said, and what it said; None when the letter is about what is no more."""
        found = await self.in_thread(partial(self._look_up, letter))
        if found is None:
            return None
        calendar, person, zone = found
        begins, ends = time_to_read(self.now())
        told = await self._ask(calendar, person, Window(begins, ends, zone))
        return letter.payload | {"begins": begins.isoformat(), "ends": ends.isoformat()}, to_json(told)

    def _look_up(self, letter: Letter) -> tuple[Calendar, Person, ZoneInfo] | None:
        with self.database.read() as connection:
            calendar = Calendars(connection, letter.workspace, self.now()).of(letter.payload["whose"])
            if calendar is None or calendar.mark != letter.payload["mark"]:
                return None
            person = People(connection, letter.workspace).by_id(calendar.person_id)
            zone = person.zone or workspaces.the_one(connection, letter.workspace).zone
        return calendar, person, ZoneInfo(zone)

    async def _ask(self, calendar: Calendar, person: Person, window: Window) -> Busy:
        if calendar.kind is Kind.FEED:
            return await read_address(calendar.address or "", window, reach=self.reach)
        if not self.settings.caldav_url:
            return window.unknown(NO_SERVER)
        address = server_address(self.settings.caldav_url, person.mail or "")
        if address is None:
            return window.unknown(NO_MAIL)
        login = (self.settings.caldav_user, self.settings.caldav_password)
        return await ask_server(address, login, window, reach=self._own_reach())

    def _own_reach(self) -> Reach:
        """The company's own server may lie in its private network where the settings say so: that server and no other."""
        if not self.settings.caldav_private:
            return self.reach
        return replace(self.reach, vouched=URL(server_address(self.settings.caldav_url, "a@b") or "").origin())


def server_address(template: str, mail: str) -> str | None:
    """Where a person's calendar lies on the company's server; None for a mail address that would lead elsewhere."""
    user = mail.partition("@")[0]
    if not _MAIL.fullmatch(mail) or not user.strip("."):
        return None
    return template.replace("{mail}", quote(mail, safe="@")).replace("{user}", quote(user, safe=""))
