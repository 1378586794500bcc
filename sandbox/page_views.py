"""What the page shows, as one person sees it."""

from sandbox import mailbox
from sandbox.cast import Person
from sandbox.forms import NoSuchThing
from sandbox.invites import method_of, read_invite
from sandbox.workspace import Channel, Json, Workspace


def state(ws: Workspace, me: str) -> Json:
    """Everything around the conversation: people, channels, commands."""
    person = _person(ws, me)
    outsider = ws.cast.is_outsider(me)
    app = ws.cast.app
    return {
        "me": me,
        "people": [_seen(ws, me, one) for one in ws.cast.people.values()],
        "channels": [_channel(ws, me, c) for c in ws.channels.values() if me in c.members],
        "commands": [] if outsider else ws.commands or [],
        "shortcuts": [] if outsider else ws.shortcuts,
        "bot": {"id": app.bot_user, "name": app.name, "app_id": app.id, "dm": person.dm},
        "company": ws.cast.teams[person.team].name,
    }


def _person(ws: Workspace, user: str) -> Person:
    if user not in ws.cast.people:
        raise NoSuchThing(f"no person {user!r}")
    return ws.cast.people[user]


def _seen(ws: Workspace, me: str, one: Person) -> Json:
    company = ws.cast.teams[one.team].name
    outsider = ws.cast.is_outsider(one.id)
    names: Json = {"id": one.id, "name": one.real_name, "handle": one.name, "tz": one.tz}
    return names | {"team": one.team, "company": company, "is_me": one.id == me, "outsider": outsider}


def _channel(ws: Workspace, me: str, channel: Channel) -> Json:
    read = channel.read.get(me, "0")
    unread = sum(m["ts"] > read and m["user"] != me for m in channel.messages)
    unread += sum(e["ts"] > read and e["to"] == me and e["channel"] == channel.id for e in ws.ephemerals)
    companies = {ws.cast.app.team, *channel.shared_with} - {ws.cast.people[me].team}
    return {
        "id": channel.id,
        "name": ws.cast.app.name if channel.im_user else channel.name,
        "is_im": channel.im_user is not None,
        "shared_with": sorted(ws.cast.teams[team].name for team in companies) if channel.shared_with else [],
        "archived": channel.archived,
        "member": ws.cast.app.bot_user in channel.members,
        "unread": unread,
    }


def conversation(ws: Workspace, me: str, channel_id: str) -> Json:
    """A channel's messages and the person's own ephemerals there, oldest first; looking at them is reading them."""
    _person(ws, me)
    channel = ws.channels.get(channel_id)
    if channel is None or me not in channel.members:
        raise NoSuchThing(f"{me} is not in {channel_id!r}")
    mine = [e for e in ws.ephemerals if e["to"] == me and e["channel"] == channel_id]
    messages = sorted([*channel.messages, *mine], key=lambda message: str(message["ts"]))
    channel.read[me] = messages[-1]["ts"] if messages else "0"
    return {"messages": [_message(ws, message) for message in messages]}


def _message(ws: Workspace, message: Json) -> Json:
    person = ws.cast.people.get(message["user"])
    author = person.real_name if person else ws.cast.app.name if "bot_id" in message else "Slackbot"
    company = ws.cast.team_of(message["user"]).name
    return {
        "ts": message["ts"],
        "thread_ts": message.get("thread_ts"),
        "user": message["user"],
        "author": author,
        "company": company,
        "is_bot": person is None,
        "text": message["text"],
        "blocks": message.get("blocks", []),
        "ephemeral": bool(message.get("is_ephemeral")),
        "edited": "edited" in message,
        "reactions": message.get("reactions", []),
        "files": [shown_file(file) for file in message.get("files", [])],
        "reply_count": message.get("reply_count", 0),
        "typed": ws.typed.get(message["ts"], {}),
    }


def shown_file(file: Json) -> Json:
    """A file in Slack's shape as the page shows it, with an address that needs no token."""
    shown = {key: file[key] for key in ("id", "name", "title", "mimetype", "size")}
    return shown | {"url": f"/sandbox/files/{file['id']}", "alt": file["alt_txt"] or file["title"]}


def stack(ws: Workspace, me: str) -> list[Json]:
    """The open modals with what is wrong in them."""
    _person(ws, me)
    return [_view(view, dict(ws.errors.get(view["id"], {}))) for view in ws.stack(me)]


def _view(view: Json, errors: dict[str, str]) -> Json:
    return view | {"trouble": errors.pop("", None), "errors": errors}


def mails(ws: Workspace) -> list[Json]:
    """The mailbox, oldest first, with each invitation read back in words."""
    return [
        {
            "to": str(mail.get("To", "")),
            "from": str(mail.get("From", "")),
            "subject": str(mail.get("Subject", "")),
            "date": str(mail.get("Date", "")),
            "text": mailbox.words_of(mail, "plain"),
            "html": mailbox.words_of(mail, "html"),
            "invite": read_invite(mail),
            "method": method_of(mail),
        }
        for mail in ws.mails
    ]
