"""Channels and direct conversations: what they are, who is in them, and what was said."""

from typing import Any

from sandbox.arguments import Args, paged
from sandbox.methods.registry import method
from sandbox.workspace import Channel, Json, Refused, Workspace


@method("conversations.info")
def info(ws: Workspace, args: Args) -> Json:
    """One channel in Slack's shape."""
    channel = ws.channel(args.text("channel"))
    described = describe(ws, channel)
    if args.flag("include_num_members"):
        described["num_members"] = len(channel.members)
    return {"channel": described | ({"locale": "en-US"} if args.flag("include_locale") else {})}


@method("conversations.list")
def list_them(ws: Workspace, args: Args) -> Json:
    """Channels of the asked `types`, archived ones too unless `exclude_archived`."""
    types = {kind.strip() for kind in str(args.get("types") or "public_channel").split(",")}
    if unknown := types - {"public_channel", "private_channel", "im", "mpim"}:
        raise Refused("invalid_types", messages=[f"unknown type: {kind}" for kind in sorted(unknown)])
    found = [c for c in ws.channels.values() if ("im" if c.im_user else "public_channel") in types]
    if args.flag("exclude_archived"):
        found = [channel for channel in found if not channel.archived]
    rows, following = args.page([describe(ws, channel) for channel in found])
    return paged("channels", rows, following)


@method("conversations.members")
def members(ws: Workspace, args: Args) -> Json:
    """Ids of everyone in the channel, whatever their company."""
    rows, following = args.page(ws.channel(args.text("channel")).members)
    return paged("members", rows, following)


@method("conversations.open")
def open_direct(ws: Workspace, args: Args) -> Json:
    """The direct conversation with one person."""
    if args.get("channel"):
        return {"channel": describe(ws, ws.channel(str(args["channel"])))}
    users = args.get("users") or []
    users = users.split(",") if isinstance(users, str) else users
    if not users:
        raise Refused("users_list_not_supplied")
    if len(users) > 1 or users[0] not in ws.cast.people:
        raise Refused("user_not_found" if len(users) == 1 else "not_supported_by_the_sandbox")
    channel = ws.channels[ws.cast.people[users[0]].dm]
    return {"no_op": True, "already_open": True, "channel": {"id": channel.id}} | _full(ws, channel, args)


def _full(ws: Workspace, channel: Channel, args: Args) -> Json:
    return {"channel": describe(ws, channel)} if args.flag("return_im") else {}


@method("conversations.join")
def join(ws: Workspace, args: Args) -> Json:
    """The bot walks into a public channel."""
    channel = ws.channel(args.text("channel"))
    if channel.im_user:
        raise Refused("method_not_supported_for_channel_type")
    if channel.archived:
        raise Refused("is_archived")
    already = ws.cast.app.bot_user in channel.members
    if not already:
        channel.members.append(ws.cast.app.bot_user)
        ws.changed("channel", channel=channel.id)
    return {"channel": describe(ws, channel)} | ({"warning": "already_in_channel"} if already else {})


@method("conversations.history")
def history(ws: Workspace, args: Args) -> Json:
    """Top-level messages newest first, between `oldest` and `latest`."""
    channel = _readable(ws, args)
    top = [m for m in channel.messages if m.get("thread_ts", m["ts"]) == m["ts"] or m.get("subtype") == BROADCAST]
    rows, following = args.page([m for m in reversed(top) if _within(m["ts"], args)])
    return paged("messages", _as_asked(rows, args), following, has_more=bool(following), pin_count=0)


BROADCAST = "thread_broadcast"


@method("conversations.replies")
def replies(ws: Workspace, args: Args) -> Json:
    """A thread oldest first, its first message on top."""
    channel = _readable(ws, args)
    parent = channel.find(args.text("ts"))
    if parent is None:
        raise Refused("thread_not_found")
    root = parent.get("thread_ts", parent["ts"])
    thread = [m for m in channel.messages if m["ts"] == root or (m.get("thread_ts") == root and _within(m["ts"], args))]
    rows, following = args.page(thread)
    return paged("messages", _as_asked(rows, args), following, has_more=bool(following))


def _readable(ws: Workspace, args: Args) -> Channel:
    channel = ws.channel(args.text("channel"))
    if ws.cast.app.bot_user not in channel.members:
        raise Refused("not_in_channel")
    return channel


def _within(ts: str, args: Args) -> bool:
    oldest, latest = str(args.get("oldest") or "0"), str(args.get("latest") or "9999999999")
    if args.flag("inclusive"):
        return float(oldest) <= float(ts) <= float(latest)
    return float(oldest) < float(ts) < float(latest)


def _as_asked(messages: list[Json], args: Args) -> list[Json]:
    if args.flag("include_all_metadata"):
        return messages
    return [{key: value for key, value in message.items() if key != "metadata"} for message in messages]


def describe(ws: Workspace, channel: Channel) -> Json:
    """A channel or direct conversation in Slack's shape."""
    return _direct(ws, channel) if channel.im_user else _channel(ws, channel)


def _direct(ws: Workspace, channel: Channel) -> Json:
    flags: Json = {"is_im": True, "is_org_shared": False, "is_archived": False, "is_user_deleted": False}
    shared = ws.is_shared(channel)
    team: Json = {"context_team_id": ws.cast.app.team, "is_ext_shared": shared, "is_shared": shared}
    return {"id": channel.id, "created": 0, "user": channel.im_user, "priority": 0} | flags | team


def _channel(ws: Workspace, channel: Channel) -> Json:
    home, others = ws.cast.app.team, list(channel.shared_with)
    names: Json = {"id": channel.id, "name": channel.name, "name_normalized": channel.name, "created": 0}
    kind: Json = {"is_channel": True, "is_group": False, "is_im": False, "is_mpim": False, "is_private": False}
    state: Json = {"is_archived": channel.archived, "is_general": False, "creator": "U0ALICE", "unlinked": 0}
    sharing: Json = {
        "is_shared": bool(others),
        "is_ext_shared": bool(others),
        "is_org_shared": False,
        "is_pending_ext_shared": False,
        "pending_shared": [],
        "context_team_id": home,
        "shared_team_ids": [home, *others],
        "conversation_host_id": home,
    } | ({"connected_team_ids": others, "internal_team_ids": [home]} if others else {})
    said: dict[str, Any] = {"topic": _words(), "purpose": _words(), "previous_names": []}
    return names | kind | state | sharing | said | {"is_member": ws.cast.app.bot_user in channel.members}


def _words() -> Json:
    return {"value": "", "creator": "", "last_set": 0}
