"""Three sponsors on one database, and four vendors who work for each of them with the same people: everything they have is marked."""

import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot import held
from bot.acquaintances import meet
from bot.arrivals import Answer, Arrival, Asks
from bot.house import House
from bot.imports import import_kpis
from bot.settings import read_settings
from governance.events import Door
from governance.feeds import Addresses
from governance.people import Role
from governance.rules import Rules
from handlers import registry
from handlers.feeds import published
from handlers.kit.bundles import Bundle
from storage import keys, workspaces
from storage.database import Database
from storage.outbox import UNCONFIRMED, Kind
from storage.tables import outbox
from storage.unit_of_work import reading, unit_of_work
from tests.cast import AFTERNOON
from tests.running import KEY

Json = dict[str, Any]
SPONSORS, VENDORS = (1, 2, 3), (1, 2, 3, 4)
RULES = Rules(addresses=Addresses(public_url="https://parley.example", key=b"k" * 32, mail="parley@x.example"))
MARK = re.compile(r"cny(\d)v(\d)")
OURS = 0  # the vendor's number in a mark of what a sponsor keeps to itself


def mark(sponsor: int, vendor: int) -> str:
    """A word that only this sponsor's matters with this vendor hold."""
    return f"cny{sponsor}v{vendor}"


@dataclass(frozen=True)
class Actor:
    """Somebody with a Slack account; `vendor` is the company they work for, None for a sponsor's people."""

    user: str
    team: str
    sponsor: int | None = None
    vendor: int | None = None

    def may_see(self, sponsor: int) -> set[str]:
        """The marks this person may meet in a sponsor's workspace."""
        if self.vendor is not None:
            return {mark(sponsor, self.vendor)}
        return {mark(sponsor, vendor) for vendor in (OURS, *VENDORS)} if self.sponsor == sponsor else set()


def team_of(vendor: int) -> str:
    return f"T0V{vendor}"


def channel_of(sponsor: int, vendor: int) -> str:
    return f"C0S{sponsor}V{vendor}"


def direct_of(actor: Actor) -> str:
    """Somebody's direct conversation with the bot."""
    return f"D{actor.user[1:]}"


def vendor_name(vendor: int) -> str:
    return ("Aster Research", "Borealis Labs", "Cygnus Data", "Dorado Logistics")[vendor - 1]


OWNERS = [Actor(f"U0S{sponsor}A", f"T0S{sponsor}", sponsor=sponsor) for sponsor in SPONSORS]
MEMBERS = [Actor(f"U0S{sponsor}B", f"T0S{sponsor}", sponsor=sponsor) for sponsor in SPONSORS]
LEADS = [Actor(f"U0V{vendor}A", team_of(vendor), vendor=vendor) for vendor in VENDORS]
COLLEAGUES = [Actor(f"U0V{vendor}B", team_of(vendor), vendor=vendor) for vendor in VENDORS]
# They have no Slack: what they are told they read in mails, and they answer by the links in them.
MAILED = [Actor(f"U0V{vendor}M", "", vendor=vendor) for vendor in VENDORS]
STRANGER = Actor("U0NOBODY", "T0NOWHERE")
EVERYBODY = [*OWNERS, *MEMBERS, *LEADS, *COLLEAGUES, STRANGER]
BY_USER = {actor.user: actor for actor in [*EVERYBODY, *MAILED]}


@dataclass(frozen=True, kw_only=True)
class Shown:
    """Something somebody gets to see: in which sponsor's workspace, who or which channel, and what."""

    sponsor: int
    to: str
    what: str
    payload: Any = None


@dataclass
class World:
    """The houses of the three sponsors, their clock, and what their bots have said."""

    database: Database
    folder: Path
    at: datetime = AFTERNOON
    houses: dict[int, House] = field(default_factory=dict)
    sponsors: dict[int, int] = field(default_factory=dict)
    count: int = 0
    read_up_to: int = 0

    def __post_init__(self) -> None:
        keys.hold([KEY])
        for sponsor in SPONSORS:
            with self.database.write() as connection:
                its = workspaces.welcome(connection, f"T0S{sponsor}", f"Sponsor {sponsor}", "U0BOT")
            house = House(self.database, registry(), lambda: self.at, RULES)
            house.workspace = its.id
            self.houses[sponsor], self.sponsors[its.id] = house, sponsor
            self._meet_everybody(its.id)
        for sponsor, owner in zip(SPONSORS, OWNERS, strict=True):
            self._furnish(sponsor, owner)

    # --- its furniture ---------------------------------------------------------------------------------------------------

    def _meet_everybody(self, workspace: int) -> None:
        with unit_of_work(self.database, workspace, at=self.at, door=Door.SLACK) as uow:
            for actor in EVERYBODY:
                meet(uow, actor.user, actor.team, f"Person {actor.user[2:]}", told=True)
                facts = {"slack_team": actor.team, "slack_admin": actor in OWNERS, "mail": f"{actor.user}@x.example"}
                uow.people.learn(actor.user, self.at, facts | {"zone": "Europe/Warsaw", "handle": actor.user.lower()})

    def _furnish(self, sponsor: int, owner: Actor) -> None:
        self.line(sponsor, owner, "vendor setup", direct_of(owner))
        rows = ["vendor,study,kpi,period,numerator,denominator,value"]
        for vendor, lead in zip(VENDORS, LEADS, strict=True):
            its, name, channel = mark(sponsor, vendor), vendor_name(vendor), channel_of(sponsor, vendor)
            self.line(sponsor, owner, f"vendor add {name}, tier 1, CRO {its} <@{lead.user}>", direct_of(owner))
            self.line(sponsor, owner, f"vendor link {name}", channel)
            self.line(sponsor, owner, f"vendor introduce {name}", channel)
            for whose in (lead, owner):
                self.line(sponsor, owner, f"action add <@{whose.user}> friday {its} send the plan #breach", channel)
            self.line(sponsor, owner, f"session schedule {name} 1 dec 15:00 {its} <@{lead.user}>", channel)
            self.line(
                sponsor, owner, f"session schedule {name} today 16:10 {its} operational call <@{lead.user}>", channel
            )
            self.line(sponsor, owner, f"session body {name} set up", channel)
            self.line(sponsor, owner, "session start S-" + str(2 * vendor), channel)
            rows += [f"{name},{its},K14,2026-{month:02},{30 + month},45," for month in range(4, 11)]
            self._give_by_mail(sponsor, owner, vendor)
        self._confirm_colleagues(self.houses[sponsor].workspace or 0)
        self._import(sponsor, rows)
        for vendor in VENDORS:
            self.line(sponsor, owner, "digest subscribe weekly friday 9:00", channel_of(sponsor, vendor))
        self.line(
            sponsor, owner, f"action add <@{owner.user}> friday {mark(sponsor, OURS)} ask the board", direct_of(owner)
        )

    def _give_by_mail(self, sponsor: int, owner: Actor, vendor: int) -> None:
        """Something to do for somebody of the vendor who has no Slack."""
        user, name = MAILED[vendor - 1].user, vendor_name(vendor)
        with unit_of_work(self.database, self.houses[sponsor].workspace or 0, at=self.at, door=Door.SLACK) as uow:
            [theirs] = [its for its in uow.vendors.page(0, 10) if its.name == name]
            mailed = uow.people.add(
                name=f"Person {user[2:]}",
                mail=f"{user}@x.example".lower(),
                role=Role.VENDOR_MEMBER,
                vendor=theirs.id,
                zone="Europe/London",
            )
        lead = LEADS[vendor - 1].user
        words = f"action add <@{lead}> friday {mark(sponsor, vendor)} answer by mail #breach"
        self.line(sponsor, owner, words, channel_of(sponsor, vendor))
        with self.database.write() as connection:
            newest = connection.exec_driver_sql("SELECT max(id) FROM actions").scalar()
            connection.exec_driver_sql(f"UPDATE actions SET owner_id = {mailed} WHERE id = {newest}")

    def _confirm_colleagues(self, workspace: int) -> None:
        """The account leads have made their companies known; their colleagues are confirmed."""
        with unit_of_work(self.database, workspace, at=self.at, door=Door.SLACK) as uow:
            for colleague in COLLEAGUES:
                person = meet(uow, colleague.user, colleague.team, told=True)
                assert person.vendor_id
                uow.people.confirm(person.id, person.vendor_id, self.at, None)

    def _import(self, sponsor: int, rows: list[str]) -> None:
        file = self.folder / f"results-{sponsor}.csv"
        file.write_text("\n".join(rows))
        settings = read_settings({"DATABASE_URL": str(self.database.url), "PARLEY_KEYS": KEY}, env_file=None)
        workspace = self.houses[sponsor].workspace
        assert import_kpis(settings, file, Path("examples/kpi_results.toml"), workspace) == 0

    # --- what people do in it --------------------------------------------------------------------------------------------

    def line(self, sponsor: int, by: Actor, text: str, channel: str, door: Door = Door.SLASH) -> Answer:
        """Types a line; nothing of ours may go wrong."""
        return self.hear(sponsor, by, asks=Asks.LINE, door=door, text=text, channel=channel)

    def hear(self, sponsor: int, by: Actor, **its: Any) -> Answer:
        self.count += 1
        channel = its.get("channel") or ""
        facts = {"team": f"T0S{sponsor}", "user": by.user, "user_team": by.team, "direct": channel.startswith("D")}
        return self.houses[sponsor].hear(Arrival(key=f"act:{self.count}", **facts | its))

    def time_passes(self, chance: random.Random) -> None:
        """Two ticks of every sponsor's clock, some time later: the daily messages, and any other."""
        self.at += timedelta(hours=chance.choice((1, 3, 12)))
        for name in ("reminders", chance.choice(sorted(registry().timetable))):
            for house in self.houses.values():
                house.tick(name, self.at)

    def calendar(self, sponsor: int, seed: str) -> str:
        """What a calendar program reads at the address made of a seed."""
        workspace = self.houses[sponsor].workspace
        assert workspace
        with reading(self.database, workspace, at=self.at, rules=RULES) as uow:
            found = published(RULES.addresses.secret(seed), uow)
        return found[1].decode() if found else ""

    def doors(self) -> dict[str, int]:
        """How many changes came through each door."""
        with self.database.read() as connection:
            found = connection.exec_driver_sql("SELECT door, count(*) FROM journal GROUP BY door ORDER BY door").all()
        return {str(door): int(count) for door, count in found}

    def named(self, shown: Shown) -> set[str]:
        """What a sponsor's own people have given to somebody else's by naming them, as a vendor's account lead say."""
        user, workspace = shown.to.replace("D0", "U0", 1), self.houses[shown.sponsor].workspace
        query = (
            "SELECT vendor_id - (SELECT min(id) - 1 FROM vendors WHERE workspace = people.workspace) FROM people JOIN journal ON "
            "journal.workspace = people.workspace AND subject = 'person:' || people.id AND event = 'PersonConfirmed' "
            f"WHERE people.workspace = {workspace} AND slack_user = '{user}' AND party = 'sponsor' AND vendor_id IS NOT NULL"
        )
        with self.database.read() as connection:
            return {mark(shown.sponsor, int(vendor)) for (vendor,) in connection.exec_driver_sql(query)}

    # --- what is shown to whom -------------------------------------------------------------------------------------------

    def said(self) -> Iterator[Shown]:
        """All that was written down since it was last asked, work done and files made; then it counts as said."""
        while rows := self._new_rows():
            for row in rows:
                yield from self._shown(row)

    def _new_rows(self) -> list[Any]:
        query = outbox.select().where(outbox.c.id > self.read_up_to).order_by(outbox.c.id)
        with self.database.write() as connection:
            rows = list(connection.execute(query))
            if rows:
                self.read_up_to = rows[-1].id
                done = outbox.update().where(outbox.c.id <= self.read_up_to, outbox.c.state == "todo")
                connection.execute(done.values(state="sent", settled_at=self.at, remote_id="1.000001"))
        return rows

    def _shown(self, row: Any) -> Iterator[Shown]:
        house, sponsor = self.houses[self.sponsors[row.workspace]], self.sponsors[row.workspace]
        way, _, place = row.lane.partition(":")
        if row.lane.startswith(UNCONFIRMED):
            return  # nobody is shown it before they are confirmed
        if row.kind == Kind.HELD:
            act = held.due(row.key, row.payload)
            said = house.hear(act)
            yield Shown(sponsor=sponsor, to=act.user, what=str([said.say, said.view, said.errors]))
        elif row.kind == "work":
            house.work(row.workspace, row.payload)
        elif row.kind == "file" and "document" in row.payload:
            content = house.document(row.workspace, row.payload["document"])
            yield Shown(sponsor=sponsor, to=place, what=_readable(content))
        elif row.kind not in ("learn", "read", "fetch", "relay"):
            to = row.payload.get("user") if row.kind == "ephemeral" else place
            whom = to.lower().removesuffix("@x.example").upper() if way == "mail" else to
            read = self.calendar(sponsor, row.payload["seed"]) if "seed" in row.payload else ""
            yield Shown(sponsor=sponsor, to=str(whom), what=f"{row.payload}{read}", payload=row.payload)


def _readable(content: bytes | Bundle) -> str:
    """All that stands in a file, in those of a bundle and in what its PDF is set from."""
    if isinstance(content, bytes):
        return content.decode("utf-8", "replace")
    return "".join([json.dumps(content.data), *(its.decode("utf-8", "replace") for its in content.files.values())])


def may_meet(shown: Shown) -> set[str]:
    """The marks that may stand in what is shown to a person, in their direct conversation, or in a channel."""
    person = BY_USER.get(shown.to.replace("D0", "U0", 1))
    if person:
        return person.may_see(shown.sponsor)
    own = re.fullmatch(r"C0S(\d)OWN", shown.to)
    if own:  # nobody else reads the sponsor's own channel, whatever vendor they link it to
        return {mark(shown.sponsor, vendor) for vendor in (OURS, *VENDORS)} if int(own[1]) == shown.sponsor else set()
    linked = re.fullmatch(r"C0S(\d)V(\d)", shown.to)
    return {mark(int(linked[1]), int(linked[2]))} if linked and int(linked[1]) == shown.sponsor else set()


def leaked(shown: Shown, world: World) -> set[str]:
    """The marks in it that should not be."""
    found = {found[0] for found in MARK.finditer(shown.what)} - may_meet(shown)
    return found - world.named(shown) if found else found
