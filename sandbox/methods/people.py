"""Who is who: api.*, auth.*, apps.*, users.*, team.* and bots.*."""

import secrets
from datetime import datetime
from zoneinfo import ZoneInfo

from sandbox.arguments import Args, paged
from sandbox.cast import Person
from sandbox.methods.registry import method
from sandbox.workspace import Json, Refused, Workspace

ZONE_NAMES = {
    "Europe/Warsaw": "Central European Time",
    "Europe/London": "Greenwich Mean Time",
    "America/New_York": "Eastern Time",
    "America/Los_Angeles": "Pacific Time",
}


@method("api.test", token="none")
def api_test(_ws: Workspace, args: Args) -> Json:
    """Says back what it was told; fails with `error` when asked to."""
    if args.get("error"):
        raise Refused(str(args["error"]), args=dict(args))
    return {"args": dict(args)}


@method("auth.test")
def auth_test(ws: Workspace, _args: Args) -> Json:
    """Whose token this is."""
    app, team = ws.cast.app, ws.cast.home_team
    names: Json = {"url": f"https://{team.domain}.slack.com/", "team": team.name, "user": app.name.lower()}
    ids: Json = {"team_id": team.id, "user_id": app.bot_user, "bot_id": app.bot_id}
    return (
        names | ids | {"is_enterprise_install": False} | ({"enterprise_id": team.enterprise} if team.enterprise else {})
    )


@method("apps.connections.open", token="app")
def open_connection(ws: Workspace, _args: Args) -> Json:
    """A WebSocket address with a ticket for one connection."""
    ticket = secrets.token_hex(16)
    ws.tickets.add(ticket)
    return {"url": f"{ws.url.replace('http', 'ws', 1)}/link/?ticket={ticket}&app_id={ws.cast.app.id}"}


@method("users.info")
def users_info(ws: Workspace, args: Args) -> Json:
    """One person or the bot."""
    user = args.text("user")
    if user == ws.cast.app.bot_user:
        return {"user": bot_user(ws)}
    if user not in ws.cast.people:
        raise Refused("user_not_found")
    return {"user": person(ws, ws.cast.people[user], with_locale=args.flag("include_locale"))}


@method("users.list")
def users_list(ws: Workspace, args: Args) -> Json:
    """Everyone the workspace sees, also people of other companies."""
    members = [person(ws, one, with_locale=args.flag("include_locale")) for one in ws.cast.people.values()]
    rows, following = args.page([*members, bot_user(ws)])
    return paged("members", rows, following, cache_ts=int(ws.clock()))


@method("team.info")
def team_info(ws: Workspace, args: Args) -> Json:
    """The installing company, or another one by id."""
    team = ws.cast.teams.get(args.get("team") or ws.cast.app.team)
    if team is None:
        raise Refused("team_not_found")
    url = f"https://{team.domain}.slack.com/"
    return {"team": {"id": team.id, "name": team.name, "domain": team.domain, "url": url, "email_domain": ""}}


@method("bots.info")
def bots_info(ws: Workspace, args: Args) -> Json:
    """The bot itself; there is no other."""
    app = ws.cast.app
    if args.get("bot", app.bot_id) != app.bot_id:
        raise Refused("bot_not_found")
    profile: Json = {"id": app.bot_id, "deleted": False, "name": app.name, "updated": 0, "app_id": app.id}
    return {"bot": profile | {"user_id": app.bot_user, "icons": {}}}


def person(ws: Workspace, one: Person, *, with_locale: bool = False) -> Json:
    """A person in Slack's shape; rank and locale are known of the installing company's people only."""
    profile: Json = {
        "real_name": one.real_name,
        "display_name": one.name,
        "first_name": one.real_name.split()[0],
        "last_name": one.real_name.split()[-1],
        "email": one.email,
        "team": one.team,
    }
    known: Json = {
        "id": one.id,
        "team_id": one.team,
        "name": one.name,
        "deleted": one.id in ws.deactivated,
        "real_name": one.real_name,
        "profile": profile,
        "is_bot": False,
        "is_app_user": False,
        "updated": 0,
    } | _zone(ws, one.tz)
    if enterprise := ws.cast.teams[one.team].enterprise:
        known["enterprise_user"] = {"id": one.id, "enterprise_id": enterprise, "teams": [one.team]}
    if ws.cast.is_outsider(one.id):
        return known | {"is_stranger": not _shares_a_channel(ws, one.id)}
    return known | _rank(one) | ({"locale": "en-US"} if with_locale else {})


def _rank(one: Person) -> Json:
    guest: Json = {"is_restricted": one.guest, "is_ultra_restricted": False, "has_2fa": False}
    return {"is_admin": one.admin, "is_owner": False, "is_primary_owner": False} | guest


def _zone(ws: Workspace, name: str) -> Json:
    offset = datetime.fromtimestamp(ws.clock(), ZoneInfo(name)).utcoffset()
    return {
        "tz": name,
        "tz_label": ZONE_NAMES.get(name, name.rpartition("/")[2].replace("_", " ") + " Time"),
        "tz_offset": int(offset.total_seconds()) if offset else 0,
    }


def _shares_a_channel(ws: Workspace, user: str) -> bool:
    bot = ws.cast.app.bot_user
    return any(user in c.members and bot in c.members for c in ws.channels.values() if c.im_user is None)


def bot_user(ws: Workspace) -> Json:
    """The bot as a user."""
    app = ws.cast.app
    profile: Json = {"real_name": app.name, "display_name": app.name, "bot_id": app.bot_id, "api_app_id": app.id}
    names: Json = {"id": app.bot_user, "team_id": app.team, "name": app.name.lower(), "real_name": app.name}
    flags: Json = {"deleted": False, "is_bot": True, "is_admin": False, "is_owner": False, "is_app_user": False}
    return names | flags | {"profile": profile | {"team": app.team}, "updated": 0} | _zone(ws, "America/Los_Angeles")
