"""Mails to somebody without Slack, the links in them, and the pages behind those, for tests."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from email.message import EmailMessage
from html import unescape

import httpx

from governance.events import Door
from governance.people import Role
from storage.journal import history
from storage.unit_of_work import UnitOfWork, unit_of_work
from tests.browser import BROWSER
from tests.cast import ALICE, BOB, HELIX, VERA
from tests.running import Running

OCTOBER = date(2026, 10, 1)
SITE = "https://parley.example"
Begin = Callable[..., Running]


def begun(start: Begin, *, introduced: bool = True, **settings: str) -> Running:
    """Helix, whose account lead Nina has no Slack."""
    parley = start(**settings)
    parley.say("vendor setup", by=ALICE)
    parley.say(f"vendor add Helix Clinical, tier 1, CRO <@{VERA}|vera>", at=HELIX)
    parley.say("vendor link Helix Clinical", at=HELIX)
    if introduced:
        parley.say("vendor introduce Helix Clinical")
        for person in (ALICE, BOB, VERA):
            parley.say("help", by=person, at=HELIX, via="mention")
    with uow(parley) as its:
        nina = its.people.add(
            name="Nina Roe", mail="nina@helix.example", role=Role.VENDOR_LEAD, vendor=1, zone="Europe/London"
        )
        its.vendors.set_leads(1, vendor_side=nina)
    return parley


def uow(parley: Running) -> AbstractContextManager[UnitOfWork]:
    house = parley.parley.house
    assert house.workspace
    return unit_of_work(parley.database, house.workspace, at=parley.watch(), door=Door.SLASH, rules=house.rules)


def given(parley: Running, what: str = "send the site list", *, owner: int | None = None) -> None:
    """Bob gives an action item to Nina, or to somebody else by id."""
    with uow(parley) as its:
        people = {person.name: person.id for person in its.people.everyone()}
        vera = its.people.by_slack(VERA)
    assert vera
    parley.say(f"action add <@{VERA}> 4 Dec {what}", by=BOB, at=HELIX)
    with parley.database.write() as connection:
        connection.exec_driver_sql(
            f"UPDATE actions SET owner_id = {owner or people['Nina Roe']} WHERE owner_id = {vera.id}"
        )


def morning(parley: Running, day: int, month: int = 11) -> None:
    parley.watch.set(datetime(2026, month, day, 9, tzinfo=UTC))
    parley.tick("reminders")


def mails(parley: Running, name: str = "Nina") -> list[EmailMessage]:
    return [its for its in parley.sandbox.mails if name in str(its["To"])]


def words(mail: EmailMessage) -> str:
    return mail.get_body(("plain",)).get_content().replace("\r\n", "\n")


def link(parley: Running, title: str, name: str = "Nina") -> str:
    """The newest link that says this."""
    for mail in reversed(mails(parley, name)):
        if found := re.search(rf"^{re.escape(title)}: {SITE}(/act/[0-9a-f]{{64}})$", words(mail), re.M):
            return found[1]
    raise AssertionError(f"no link {title!r} in {[words(its) for its in mails(parley, name)]}")


def page(parley: Running, path: str) -> httpx.Response:
    return BROWSER.get(f"{parley.front.url}{path}")


def press(parley: Running, path: str, **typed: str) -> httpx.Response:
    """Opens the page, fills in its form, and presses the button."""
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page(parley, path).text)
    return post(parley, path, **{name: unescape(value) for name, value in hidden}, **typed)


def post(parley: Running, path: str, **typed: str) -> httpx.Response:
    answer = BROWSER.post(f"{parley.front.url}{path}", data=typed)
    parley.settle()
    return answer


def text(answer: httpx.Response) -> str:
    """What somebody reads on the page."""
    body = answer.text.partition("<main>")[2]
    return "\n".join(line for line in unescape(re.sub(r"<[^>]+>", "\n", body)).splitlines() if line.strip())


def record(parley: Running, subject: str, kind: type) -> list:
    with parley.database.read() as connection:
        entries = history(connection, parley.parley.house.workspace or 0, subject)
    return [its for its in entries if isinstance(its.event, kind)]
