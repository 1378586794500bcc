"""What the bot says to a response_url or in the ack of a command, and where that goes."""

from sandbox.posting import bot_message, content, store, whisper
from sandbox.workspace import Json, Refused, ResponseUrl, Workspace


def respond(ws: Workspace, act: ResponseUrl, raw: Json) -> None:
    """Carry out one answer: delete or replace what was clicked, or say something (ephemeral unless `in_channel`)."""
    if _flag(raw, "delete_original"):
        _delete(ws, act)
    elif _flag(raw, "replace_original") and act.message_ts:
        _replace(ws, act, raw)
    else:
        say(ws, act.user, act.channel, raw)


def say(ws: Workspace, user: str, channel_id: str, raw: Json) -> Json:
    """Post an answer to the person alone, or with `response_type: in_channel` to everyone there."""
    said = content(ws, raw)
    if raw.get("response_type") != "in_channel":
        return whisper(ws, user, channel_id, said, raw.get("thread_ts"))
    channel = ws.channels[channel_id]
    if channel.archived:
        raise Refused("is_archived")
    return store(ws, channel, bot_message(ws, said, raw.get("thread_ts")))


def _flag(raw: Json, name: str) -> bool:
    return str(raw.get(name, "")).lower() == "true"


def _original(ws: Workspace, act: ResponseUrl) -> Json | None:
    if act.ephemeral:
        return next((e for e in ws.ephemerals if e["ts"] == act.message_ts and e["to"] == act.user), None)
    return ws.channels[act.channel].find(act.message_ts)


def _delete(ws: Workspace, act: ResponseUrl) -> None:
    original = _original(ws, act)
    if original is None:
        raise Refused("message_not_found")
    if act.ephemeral:
        ws.ephemerals.remove(original)
    else:
        ws.channels[act.channel].messages.remove(original)
    ws.changed("channel", channel=act.channel, user=act.user if act.ephemeral else None)


def _replace(ws: Workspace, act: ResponseUrl, raw: Json) -> None:
    original = _original(ws, act)
    if original is None:
        raise Refused("message_not_found")
    said = content(ws, raw)
    original.pop("blocks", None)
    original |= said
    if not act.ephemeral:
        original["edited"] = {"user": ws.cast.app.bot_user, "ts": f"{int(ws.clock())}.000000"}
    ws.changed("channel", channel=act.channel, user=act.user if act.ephemeral else None)
