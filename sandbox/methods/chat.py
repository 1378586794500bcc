"""Talking: chat.*, with Slack's limits on where, how much and how fast."""

import copy

from sandbox.arguments import Args
from sandbox.methods.registry import method
from sandbox.posting import bot_message, content, metadata, store, whisper
from sandbox.workspace import Json, Refused, Workspace


class TooFast(Refused):
    """The channel's rate limit: come back in `seconds`."""

    def __init__(self, seconds: int) -> None:
        super().__init__("ratelimited")
        self.seconds = seconds


@method("chat.postMessage")
def post_message(ws: Workspace, args: Args) -> Json:
    """Say something in a channel, a thread or a direct conversation."""
    channel = ws.can_post(args.text("channel"))
    said = content(ws, said_in(args))
    about = metadata(args.blob("metadata", "invalid_metadata_format"))
    thread_ts = args.get("thread_ts")
    if thread_ts and channel.find(thread_ts) is None:
        raise Refused("thread_not_found")
    _pace(ws, channel.id)
    message = bot_message(ws, said | ({"metadata": about} if about else {}), thread_ts)
    if thread_ts and args.flag("reply_broadcast"):
        message["subtype"] = "thread_broadcast"
    store(ws, channel, message)
    return {"channel": channel.id, "ts": message["ts"], "message": message}


def said_in(args: Args) -> Json:
    """The text, blocks and attachments of a call."""
    return {
        "text": args.get("text"),
        "blocks": args.blob("blocks", "invalid_blocks_format"),
        "attachments": args.blob("attachments", "invalid_attachments"),
    }


def _pace(ws: Workspace, channel: str) -> None:
    now, last = ws.clock(), ws.last_post.get(channel)
    if ws.posts_per_second and last is not None and now - last < 1 / ws.posts_per_second:
        raise TooFast(max(1, round(1 / ws.posts_per_second)))
    ws.last_post[channel] = now


@method("chat.update")
def update(ws: Workspace, args: Args) -> Json:
    """Change a message of the bot's own; blocks left out stay only if no text is given either."""
    channel = ws.can_post(args.text("channel"))
    message = _own(ws, args)
    given = {key: value for key, value in said_in(args).items() if value is not None}
    said = content(ws, given)
    about = metadata(args.blob("metadata", "invalid_metadata_format"))
    for key in ("blocks", "attachments"):
        if "text" in given or key in given:
            message.pop(key, None)
    editor: Json = {"user": ws.cast.app.bot_user, "ts": f"{int(ws.clock())}.000000"}
    message |= said | {"edited": editor} | ({"metadata": about} if about else {})
    ws.changed("channel", channel=channel.id)
    return {"channel": channel.id, "ts": message["ts"], "text": message["text"], "message": copy.deepcopy(message)}


@method("chat.delete")
def delete(ws: Workspace, args: Args) -> Json:
    """Take back a message of the bot's own."""
    channel = ws.channel(args.text("channel"))
    message = _own(ws, args, otherwise="cant_delete_message")
    channel.messages.remove(message)
    ws.changed("channel", channel=channel.id)
    return {"channel": channel.id, "ts": message["ts"]}


def _own(ws: Workspace, args: Args, otherwise: str = "cant_update_message") -> Json:
    message = ws.channel(args.text("channel")).find(args.text("ts"))
    if message is None:
        raise Refused("message_not_found")
    if message.get("bot_id") != ws.cast.app.bot_id:
        raise Refused(otherwise)
    return message


@method("chat.postEphemeral")
def post_ephemeral(ws: Workspace, args: Args) -> Json:
    """Show something to one person in a channel."""
    channel, user = ws.can_post(args.text("channel")), args.text("user")
    if user not in channel.members:
        raise Refused("user_not_in_channel")
    message = whisper(ws, user, channel.id, content(ws, said_in(args)), args.get("thread_ts"))
    return {"message_ts": message["ts"]}


@method("chat.getPermalink")
def permalink(ws: Workspace, args: Args) -> Json:
    """The web address of a message."""
    channel, ts = ws.channel(args.text("channel")), args.text("message_ts")
    message = channel.find(ts)
    if message is None:
        raise Refused("message_not_found")
    address = f"https://{ws.cast.home_team.domain}.slack.com/archives/{channel.id}/p{ts.replace('.', '')}"
    thread = message.get("thread_ts")
    if thread and thread != ts:
        address += f"?thread_ts={thread}&cid={channel.id}"
    return {"channel": channel.id, "permalink": address}
