"""The cast: the companies, people and channels a fresh workspace starts with, read from cast.toml."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

CAST_FILE = Path(__file__).with_name("cast.toml")


@dataclass(frozen=True)
class Team:
    """A company's Slack workspace; those of one `enterprise` are one company's."""

    id: str
    name: str
    domain: str
    enterprise: str | None = None


@dataclass(frozen=True)
class Person:
    """Someone with a Slack account; `dm` is the id of their direct conversation with the bot."""

    id: str
    name: str
    real_name: str
    team: str
    tz: str
    email: str
    dm: str
    admin: bool = False
    guest: bool = False


@dataclass(frozen=True)
class Place:
    """A channel as it is at the start; `shared_with` holds the ids of the other companies' teams."""

    id: str
    name: str
    members: tuple[str, ...]
    shared_with: tuple[str, ...] = ()
    archived: bool = False


@dataclass(frozen=True)
class App:
    """The installed app with its bot user and its secrets."""

    id: str
    bot_id: str
    bot_user: str
    name: str
    team: str
    bot_token: str
    app_token: str
    signing_secret: str
    verification_token: str


@dataclass(frozen=True)
class Cast:
    """Everyone and every place, by id."""

    app: App
    teams: dict[str, Team]
    people: dict[str, Person]
    places: dict[str, Place]

    @property
    def home_team(self) -> Team:
        """The team that installed the app."""
        return self.teams[self.app.team]

    def is_outsider(self, user: str) -> bool:
        """Whether this person belongs to another company than the one that installed the app."""
        if user not in self.people or self.people[user].team == self.app.team:
            return False
        return self.home_team.enterprise is None or self.team_of(user).enterprise != self.home_team.enterprise

    def team_of(self, user: str) -> Team:
        """The person's own company; the bot belongs to the installing one."""
        return self.teams[self.people[user].team] if user in self.people else self.home_team


def load(path: Path = CAST_FILE) -> Cast:
    """Read a cast file; a missing or unknown key is a TypeError or KeyError at once."""
    raw = tomllib.loads(path.read_text("utf-8"))
    places = (Place(**row | {"members": tuple(row["members"])} | _shared(row)) for row in raw["channels"])
    return Cast(
        app=App(**raw["app"]),
        teams={row["id"]: Team(**row) for row in raw["teams"]},
        people={row["id"]: Person(**row) for row in raw["people"]},
        places={place.id: place for place in places},
    )


def _shared(row: dict[str, object]) -> dict[str, tuple[str, ...]]:
    shared = row.get("shared_with", ())
    return {"shared_with": tuple(shared) if isinstance(shared, list) else ()}
