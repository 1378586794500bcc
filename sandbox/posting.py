"""How messages come to be: from people, from the bot, and those that only one person sees."""

import copy
import json
import re
from collections.abc import Iterator
from typing import Any

from sandbox.validation import check_message
from sandbox.workspace import Channel, Json, Refused, Workspace

TEXT_LIMIT = 40_000
METADATA_LIMIT = 16_000
PASSIVE = ("image", "mrkdwn", "plain_text")
STYLED = re.compile(r"(?<![\w*_~`])([*_~`])(\S(?:[^\n]*?\S)?)\1(?![\w*_~`])")
STYLES = {"*": "bold", "_": "italic", "~": "strike", "`": "code"}
TOKEN = re.compile(r"<(@[UW]\w+|#[CG]\w+|![a-z]+|https?://[^|>]+)(?:\|([^>]*))?>")


def content(ws: Workspace, raw: Json) -> Json:
    """What the bot wants to say, checked as Slack checks it: text, blocks and attachments, with ids filled in."""
    text = raw.get("text") or ""
    blocks = raw.get("blocks") or []
    attachments = raw.get("attachments") or []
    if not text and not blocks and not attachments:
        raise Refused("no_text")
    if not isinstance(text, str) or len(text) > TEXT_LIMIT:
        raise Refused("msg_too_long")
    check_message(ws, blocks)
    said: Json = {"text": text or _fallback(blocks)}
    if blocks:
        said["blocks"] = with_ids(ws, blocks)
    if attachments:
        said["attachments"] = attachments
    return said


def metadata(raw: Any) -> Json | None:
    """Message metadata in Slack's form `{event_type, event_payload}`, or None when there is none."""
    if raw is None:
        return None
    if not isinstance(raw, dict):
        raise Refused("invalid_metadata_format")
    if not isinstance(raw.get("event_type"), str) or not isinstance(raw.get("event_payload"), dict):
        raise Refused("invalid_metadata_schema")
    if len(json.dumps(raw)) > METADATA_LIMIT:
        raise Refused("metadata_too_large")
    return raw


def with_ids(ws: Workspace, blocks: list[Json]) -> list[Json]:
    """The blocks with the block_ids and action_ids that Slack adds where the app gave none."""
    blocks = copy.deepcopy(blocks)
    for block in walk(blocks):
        block["block_id"] = block.get("block_id") or ws.new_id("b")
        for element in elements_of(block):
            if element.get("type") not in PASSIVE:
                element["action_id"] = element.get("action_id") or ws.new_id("a")
    return blocks


def walk(blocks: list[Json]) -> Iterator[Json]:
    """Every block, also those inside containers."""
    for block in blocks:
        yield block
        if block["type"] == "container":
            yield from walk(block["child_blocks"])


def elements_of(block: Json) -> list[Json]:
    """The interactive things of one block: its input, its accessory or its elements."""
    if block["type"] == "input":
        return [block["element"]]
    if block["type"] == "section":
        return [block["accessory"]] if block.get("accessory") else []
    return list(block.get("elements", [])) if block["type"] in ("actions", "context_actions") else []


def bot_message(ws: Workspace, said: Json, thread_ts: str | None = None) -> Json:
    """A message of the bot, not yet in any channel."""
    app = ws.cast.app
    message: Json = {
        "type": "message",
        "user": app.bot_user,
        "ts": ws.new_ts(),
        "bot_id": app.bot_id,
        "app_id": app.id,
        "team": app.team,
        "bot_profile": bot_profile(ws),
    }
    return message | said | ({"thread_ts": thread_ts} if thread_ts else {})


def bot_profile(ws: Workspace) -> Json:
    """The bot as its messages show it."""
    app = ws.cast.app
    return {"id": app.bot_id, "app_id": app.id, "name": app.name, "deleted": False, "updated": 0, "team_id": app.team}


def person_message(ws: Workspace, user: str, text: str, thread_ts: str | None, files: list[Json]) -> Json:
    """What a person wrote, with the rich_text block Slack makes of words."""
    team = ws.cast.team_of(user).id
    message: Json = {
        "type": "message",
        "user": user,
        "text": text,
        "ts": ws.new_ts(),
        "team": team,
        "client_msg_id": ws.new_id("m").lower(),
    }
    if text:
        message["blocks"] = [rich_text(ws, text)]
    if thread_ts:
        message["thread_ts"] = thread_ts
    if files:
        message |= {"files": files, "upload": False}
    return message


def rich_text(ws: Workspace, text: str) -> Json:
    """Typed text as a rich_text block: words with their *styles*, people, channels and links."""
    parts: list[Json] = []
    end = 0
    for found in TOKEN.finditer(text):
        parts += _words(text[end : found.start()])
        parts.append(_token(found[1], found[2]))
        end = found.end()
    parts += _words(text[end:])
    section = {"type": "rich_text_section", "elements": parts}
    return {"type": "rich_text", "block_id": ws.new_id("b"), "elements": [section]}


def _words(text: str) -> list[Json]:
    plain = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    pieces = STYLED.split(plain)
    parts: list[Json] = [{"type": "text", "text": pieces[0]}]
    for mark, styled, after in zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True):
        parts.append({"type": "text", "text": styled, "style": {STYLES[mark]: True}})
        parts.append({"type": "text", "text": after})
    return [part for part in parts if part["text"]]


def _token(target: str, label: str | None) -> Json:
    if target.startswith("@"):
        return {"type": "user", "user_id": target[1:]}
    if target.startswith("#"):
        return {"type": "channel", "channel_id": target[1:]}
    if target.startswith("!"):
        return {"type": "broadcast", "range": target[1:]}
    return {"type": "link", "url": target} | ({"text": label} if label else {})


def _fallback(blocks: list[Json]) -> str:
    texts = (block.get("text") for block in blocks)
    return next((t["text"] for t in texts if isinstance(t, dict)), "This content can't be displayed.")


def store(ws: Workspace, channel: Channel, message: Json) -> Json:
    """Put a message into its channel; a reply is counted on the message it answers."""
    parent = channel.find(message.get("thread_ts"))
    if parent is not None and parent is not message:
        _count_reply(parent, message)
    channel.messages.append(message)
    ws.changed("channel", channel=channel.id)
    return message


def _count_reply(parent: Json, reply: Json) -> None:
    users = parent.setdefault("reply_users", [])
    if reply["user"] not in users:
        users.append(reply["user"])
    parent |= {
        "thread_ts": parent["ts"],
        "reply_count": parent.get("reply_count", 0) + 1,
        "reply_users_count": len(users),
        "latest_reply": reply["ts"],
    }


def whisper(ws: Workspace, user: str, channel: str, said: Json, thread_ts: str | None = None) -> Json:
    """Show something to one person only."""
    message = bot_message(ws, said, thread_ts) | {"channel": channel, "to": user, "is_ephemeral": True}
    ws.ephemerals.append(message)
    ws.changed("channel", channel=channel, user=user)
    return message


def slackbot_says(ws: Workspace, user: str, channel: str, words: str) -> None:
    """What Slack itself tells a person when something did not work."""
    message = {"type": "message", "user": "USLACKBOT", "ts": ws.new_ts(), "text": words}
    ws.ephemerals.append(message | {"channel": channel, "to": user, "is_ephemeral": True})
    ws.changed("channel", channel=channel, user=user)
