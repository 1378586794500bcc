"""What the command line prints: the routes, the doctor's findings."""

import asyncio

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import Connection

from bot import keys
from bot.directory import UNREACHABLE
from bot.imap import name_of, trouble_with
from bot.keys import open_database
from bot.manifest import slash_commands
from bot.outbound import utc_now
from bot.post_office import PostOffice
from bot.settings import Settings
from governance.people import ALLOWED, DOERS, SPONSORS, Act, Role
from handlers import registry
from handlers.doctor import calendars, failures, mail_coming_in
from storage import workspaces
from storage.calendars import Calendars
from storage.mailboxes import Mailboxes
from storage.outbox import Outbox
from storage.rehearsals import Rehearsals
from storage.schedules import Schedules
from storage.schema import require_newest
from storage.workspaces import Workspace


def routes(settings: Settings) -> str:
    """Everything that can be asked of Parley, a line each: what, how to type or reach it, and whose it is."""
    everything = registry()
    rows = [("command", its.line(), whose(its.act), its.summary) for its in everything.commands.values()]
    rows += [("button", its.name, whose(its.act), "") for its in everything.buttons.values()]
    rows += [("form", its.name, whose(its.act), "") for its in everything.forms.values()]
    rows += [("shortcut", its.name, whose(its.act), its.title) for its in everything.shortcuts.values()]
    rows += [("emoji", f":{its.name}:", whose(its.act), "") for its in everything.emojis.values()]
    rows += [("clock", its.cron, "Parley", its.name) for its in everything.timetable.values()]
    rows += [("clock", "when it is due", "Parley", what) for what in everything.dues]
    rows += [
        ("slash", its["command"], "sponsor", its["description"]) for its in slash_commands(everything, settings, None)
    ]
    paths = [
        "/healthz",
        "/readyz",
        "/metrics",
        "/calendar/<secret>.ics",
        *(["/slack/events"] if settings.slack_signing_secret else []),
    ]
    rows += [("path", path, "", "") for path in paths]
    rows += [("path", f"/{page}/<secret>", "whoever has the address", "") for page in everything.pages]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    return "\n".join(
        "  ".join([*(cell.ljust(wide) for cell, wide in zip(row, widths, strict=False)), row[3]]).rstrip()
        for row in rows
    )


def whose(act: Act) -> str:
    """Which side an act is open to, in words."""
    roles = ALLOWED[act]
    if roles == frozenset(Role):
        return "everyone"
    if roles >= DOERS:
        return "both sides"
    return "sponsor" if roles <= SPONSORS else "sponsor, vendor lead"


async def doctor(settings: Settings) -> int:
    """What is connected, due and failed, for whoever runs Parley. 1 when something needs them."""
    database = open_database(settings)
    require_newest(database)
    well = [await _slack(settings), await asyncio.to_thread(_mail, settings)]
    well.append(await asyncio.to_thread(_mail_in, settings))
    with database.read() as connection:
        said, are_locked = keys.words(connection)
        print(f"Secrets: {said}.")
        well.append(are_locked)
        for workspace in workspaces.all_of_them(connection):
            well.append(_workspace(connection, workspace))
    database.close()
    return 0 if all(well) else 1


async def _slack(settings: Settings) -> bool:
    if not settings.slack_bot_token:
        print("Slack: no SLACK_BOT_TOKEN is set.")
        return False
    client = AsyncWebClient(
        token=settings.slack_bot_token, base_url=settings.slack_api_url, timeout=5, retry_handlers=[]
    )
    try:
        said = await client.auth_test()
    except SlackApiError as trouble:
        print(f"Slack: it refuses the token ({trouble.response.get('error')}).")
        return False
    except UNREACHABLE as trouble:
        print(f"Slack: it cannot be reached ({type(trouble).__name__}).")
        return False
    print(f"Slack: connected to {said.get('team')} as {said.get('user')}.")
    return True


def _mail(settings: Settings) -> bool:
    if not settings.sends_mail:
        print("Mail: no SMTP_HOST is set, so no invites are sent.")
        return True
    trouble = PostOffice(settings).trouble()
    print(f"Mail: {trouble}" if trouble else f"Mail: {settings.smtp_host} answers.")
    return trouble is None


def _mail_in(settings: Settings) -> bool:
    if settings.mail_listen:
        print(f"Mail in: the worker listens on {settings.mail_listen} ({settings.mail_listen_protocol}).")
    if not settings.reads_mail:
        if not settings.mail_listen:
            print("Mail in: neither IMAP_HOST nor MAIL_LISTEN is set, so answers by mail are not read.")
        return True
    trouble = trouble_with(settings)
    print(f"Mail in: {trouble}." if trouble else f"Mail in: {name_of(settings)} can be read.")
    if not settings.trusted_mail_host:
        print("Mail in: no TRUSTED_MAIL_HOST is set, so every answer by mail is asked back in Slack.")
    return trouble is None


def _workspace(connection: Connection, workspace: Workspace) -> bool:
    outbox = Outbox(connection, workspace.id, utc_now(), set(), Rehearsals(connection, workspace.id))
    waiting, unknown = outbox.waiting()
    due, failed = Schedules(connection, workspace.id).of_channels("digest"), failures(outbox.dead())
    print(f"Workspace {workspace.id}: {workspace.name} ({workspace.team or 'not connected yet'})")
    print(f"  administrator: {'appointed' if workspace.administrator else 'none yet; /vendor setup appoints one'}")
    for line in mail_coming_in(Mailboxes(connection, workspace.id)):
        print(f"  {line}")
    print(f"  waiting to be said: {waiting}, of which {unknown} may or may not have arrived")
    for line in [f"digest in {its.channel}, {its.next_fire_at:%Y-%m-%d %H:%M} UTC" for its in due[:5]] or ["nothing"]:
        print(f"  due next: {line}")
    for line in calendars(Calendars(connection, workspace.id, utc_now()).standing()):
        print(f"  calendars: {line}")
    for line in failed or ["nothing"]:
        print(f"  failed: {line}")
    return not failed
