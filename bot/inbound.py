"""Slack's payloads become arrivals, and answers become acks. Nothing here decides anything."""

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from bot.arrivals import Answer, Arrival, Asks, ChannelChange
from bot.manifest import CHANNEL_EVENTS
from governance.events import Door
from handlers.kit.notes import notes_in
from handlers.kit.requests import UNNAMED, FileRef

Body = Mapping[str, Any]

AGAIN = "again"
ALL_NOUNS = "parley"
# A message is plain, has files with it, or is shown in the channel besides its thread; joins, edits and the like ask nothing.
HEARD = (None, "file_share", "thread_broadcast")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def from_command(body: Body) -> Arrival:
    """A slash command."""
    noun = str(body["command"]).lstrip("/").lower()
    return Arrival(
        key=_key("cmd", body.get("team_id"), body.get("trigger_id")),
        asks=Asks.LINE,
        door=Door.SLASH,
        team=str(body.get("team_id", "")),
        user=str(body["user_id"]),
        user_team=body.get("team_id"),
        channel=body.get("channel_id"),
        direct=str(body.get("channel_id", "")).startswith("D"),
        noun=None if noun == ALL_NOUNS else noun,
        text=_typed(body.get("text")),
        trigger=body.get("trigger_id"),
        response_url=body.get("response_url"),
    )


def channel_change(body: Body, bot_user: str | None) -> ChannelChange | None:
    """What may have become of a channel; None when the event is about nothing of the kind, or about somebody in it."""
    event = body.get("event") or {}
    kind, key = event.get("type"), _key("event", body.get("event_id"))
    if kind == "channel_id_changed":
        old, new = event.get("old_channel_id"), event.get("new_channel_id")
        named = isinstance(old, str) and isinstance(new, str) and old != new
        return ChannelChange(key=key, channel=str(new), was=str(old)) if named else None
    channel = event.get("channel")
    if kind not in CHANNEL_EVENTS or not isinstance(channel, str):
        return None
    if kind.startswith("member_") and event.get("user") != bot_user:
        return None
    return ChannelChange(key=key, channel=channel)


def from_event(body: Body, bot_user: str | None) -> Arrival | None:
    """An event; None when it asks nothing of Parley."""
    event = body.get("event") or {}
    if event.get("bot_id") or event.get("subtype") not in HEARD or not isinstance(event.get("user"), str):
        return None
    reader = _EVENTS.get(str(event.get("type")))
    return reader(body, event, bot_user) if reader else None


def _mention(body: Body, event: Body, bot_user: str | None) -> Arrival:
    text = re.sub(rf"<@{bot_user or '[A-Z0-9]+'}(\|[^>]*)?>", "", str(event.get("text", "")), count=1)
    return _event(body, event, asks=Asks.LINE, door=Door.MENTION, text=_typed(text), thread=event.get("thread_ts"))


def _message(body: Body, event: Body, bot_user: str | None) -> Arrival | None:
    """Direct messages are for Parley, where a mention is part of the habit of mentioning; and notes in threads, which may be a session's."""
    if event.get("channel_type") != "im":
        return _note(body, event, bot_user)
    text = (
        re.sub(rf"^\s*<@{bot_user}(\|[^>]*)?>", "", str(event.get("text", ""))) if bot_user else event.get("text", "")
    )
    files = tuple(_file(its) for its in event.get("files") or ())
    asks = Asks.FILE if files and not text.strip() else Asks.LINE
    return _event(body, event, asks=asks, door=Door.DIRECT, text=_typed(text), direct=True, files=files)


def _note(body: Body, event: Body, bot_user: str | None) -> Arrival | None:
    """A message that has a note in it; whoever mentions Parley says a line of the grammar."""
    text, thread = _typed(event.get("text")), event.get("thread_ts")
    if thread is None or f"<@{bot_user}" in text or not notes_in(text):
        return None
    return _event(body, event, asks=Asks.NOTE, door=Door.THREAD, text=text, thread=thread)


def _reaction(body: Body, event: Body, _bot_user: str | None) -> Arrival | None:
    item = event.get("item") or {}
    if item.get("type") != "message":
        return None
    where = {"channel": item.get("channel"), "message_ts": item.get("ts")}
    return _event(body, event, asks=Asks.REACTION, door=Door.REACTION, name=str(event.get("reaction")), **where)


def _home(body: Body, event: Body, _bot_user: str | None) -> Arrival | None:
    return _event(body, event, asks=Asks.HOME, door=Door.HOME) if event.get("tab") == "home" else None


_EVENTS = {"app_mention": _mention, "message": _message, "reaction_added": _reaction, "app_home_opened": _home}


def _event(body: Body, event: Body, *, asks: Asks, door: Door, **more: Any) -> Arrival:
    facts: dict[str, Any] = {"channel": event.get("channel"), "message_ts": event.get("ts")} | more
    return Arrival(
        key=_key("event", body.get("event_id")),
        asks=asks,
        door=door,
        team=str(body.get("team_id", "")),
        user=str(event["user"]),
        user_team=event.get("user_team") or event.get("source_team") or event.get("team"),
        **facts,
    )


def from_click(body: Body) -> Arrival | None:
    """A click on a button or a choice in a menu. A button named `again` carries a line of the grammar."""
    action = (body.get("actions") or [{}])[0]
    if "url" in action or not action.get("action_id"):
        return None
    container, user = body.get("container") or {}, body["user"]
    name, ref = str(action["action_id"]).split("#")[0], _chosen(action)
    place = (container.get("message_ts") or (body.get("view") or {}).get("id"), action["action_id"], ref)
    is_line = name == AGAIN
    if is_line:  # somebody's words, which a key is not to hold
        place = (*place[:2], hashlib.sha256(ref.encode()).hexdigest()[:32])
    return Arrival(
        key=_key("click", *place, user["id"], action.get("action_ts")),
        asks=Asks.LINE if is_line else Asks.BUTTON,
        door=Door.BUTTON,
        team=str((body.get("team") or {}).get("id", "")),
        user=user["id"],
        user_team=user.get("team_id"),
        channel=container.get("channel_id"),
        thread=container.get("thread_ts"),
        direct=str(container.get("channel_id", "")).startswith("D"),
        text=ref if is_line else "",
        name="" if is_line else name,
        label=str((action.get("text") or {}).get("text") or ""),
        ref=ref,
        message_ts=container.get("message_ts"),
        message_text=str((body.get("message") or {}).get("text", "")),
        message_hidden=bool(container.get("is_ephemeral")),
        trigger=body.get("trigger_id"),
        response_url=body.get("response_url"),
    )


def from_shortcut(body: Body) -> Arrival:
    """A message's menu."""
    message, user = body.get("message") or {}, body["user"]
    return Arrival(
        key=_key("shortcut", body.get("trigger_id")),
        asks=Asks.SHORTCUT,
        door=Door.SHORTCUT,
        team=str((body.get("team") or {}).get("id", "")),
        user=user["id"],
        user_team=user.get("team_id") or (body.get("team") or {}).get("id"),
        channel=(body.get("channel") or {}).get("id"),
        name=str(body.get("callback_id")),
        message_ts=message.get("ts"),
        message_text=readable(message.get("text")),
        message_link=_permalink(body),
        thread=message.get("thread_ts") or message.get("ts"),
        trigger=body.get("trigger_id"),
        response_url=body.get("response_url"),
    )


def from_form(body: Body) -> Arrival:
    """A submitted form. Its person carries their own team; the form remembers where it was opened."""
    view, user = body["view"], body["user"]
    memo = _memo(view.get("private_metadata"))
    values = {name: _value(state) for name, state in zip(view["state"]["values"], _states(view), strict=True)}
    channel = memo.pop("_channel", None)
    # The same answers sent twice are one delivery; corrected answers are another.
    digest = hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:16]
    return Arrival(
        key=_key("form", view.get("id"), view.get("hash"), digest),
        asks=Asks.FORM,
        door=Door.FORM,
        team=str(view.get("app_installed_team_id") or view.get("team_id") or ""),
        user=user["id"],
        user_team=user.get("team_id"),
        channel=channel,
        thread=memo.pop("_thread", None),
        direct=str(channel or "").startswith("D"),
        name=str(view.get("callback_id")),
        values=values,
        memo=memo,
        files=tuple(_file(its) for state in _states(view) for its in state.get("files") or ()),
        chosen=frozenset(user for state in _states(view) for user in _chosen_users(state)),
        view_id=view.get("id"),
    )


def people_in(arrival: Arrival) -> set[str]:
    """Slack users the answer may need to know: who asks, and whom they name."""
    return {arrival.user, *arrival.chosen, *re.findall(r"<@([UW][A-Z0-9]{1,20})(?:\|[^>]*)?>", arrival.text)}


def command_ack(answer: Answer) -> dict[str, Any]:
    """The body of a slash command's ack; only the asker sees it."""
    return {"response_type": "ephemeral", **answer.say} if answer.say else {}


def form_ack(answer: Answer) -> dict[str, Any]:
    """The body of a form's ack: field errors, the next form, or nothing, which closes it."""
    if answer.errors:
        return {"response_action": "errors", "errors": answer.errors}
    return {"response_action": "update", "view": answer.view} if answer.view else {}


def _chosen(action: Body) -> str:
    selected = action.get("selected_option") or {}
    return str(action.get("value") or selected.get("value") or action.get("selected_user") or "")


def _chosen_users(state: Body) -> list[str]:
    """Whom somebody picked from Slack's list in one input."""
    return [*(state.get("selected_users") or ()), *filter(None, [state.get("selected_user")])]


def _states(view: Body) -> list[Body]:
    """What stands in each input of a form."""
    return [next(iter(its.values()), {}) for its in view["state"]["values"].values()]


def _file(its: Body) -> FileRef:
    """A file as Slack describes it; in a channel shared with others Slack says only its id."""
    size = its.get("size")
    return FileRef(
        id=str(its.get("id", "")),
        name=readable(its.get("name")) or UNNAMED,
        mimetype=str(its.get("mimetype", "")),
        size=size if isinstance(size, int) else 0,
        url=str(its.get("url_private_download") or its.get("url_private") or ""),
        permalink=its.get("permalink") if isinstance(its.get("permalink"), str) else None,
    )


def _value(state: Body) -> Any:
    """What stands in one input: text, a choice, a date; lists of choices as lists; None when empty."""
    kind = state.get("type")
    if kind in ("static_select", "external_select", "radio_buttons"):
        return (state.get("selected_option") or {}).get("value")
    if kind in ("checkboxes", "multi_static_select"):
        return [option["value"] for option in state.get("selected_options") or []]
    if kind == "file_input":
        return [str(its.get("id")) for its in state.get("files") or []]
    for name in ("selected_users", "selected_user", "selected_date", "selected_time", "selected_conversation"):
        if name in state:
            return state[name]
    return readable(state["value"]) if state.get("value") else None


def _typed(text: Any) -> str:
    """A line as it was typed: Slack sends `&`, `<` and `>` as entities, and marks as `<@U...>`."""
    return readable(text).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").strip()


def readable(text: Any) -> str:
    """Without the control characters nobody can type; PostgreSQL keeps no NUL."""
    return _CONTROL.sub("", str(text or ""))


def _permalink(body: Body) -> str | None:
    """A message's address in Slack, as Slack itself would give it; asking for it would need the network."""
    team, channel, message = body.get("team") or {}, body.get("channel") or {}, body.get("message") or {}
    address = f"https://{team['domain']}.slack.com/" if team.get("domain") else ""
    ts = str(message.get("ts") or "")
    return permalink(address, str(channel.get("id") or ""), ts, str(message.get("thread_ts") or ts))


def permalink(address: str, channel: str, ts: str, thread: str) -> str | None:
    """The address of a message in a workspace; None where something of it is not known."""
    if not (address and channel and ts):
        return None
    link = f"{address.rstrip('/')}/archives/{channel}/p{ts.replace('.', '')}"
    return f"{link}?thread_ts={thread}&cid={channel}" if thread != ts else link


def _memo(text: str | None) -> dict[str, Any]:
    try:
        memo = json.loads(text or "{}")
    except json.JSONDecodeError:
        return {}
    return memo if isinstance(memo, dict) else {}


def _key(*parts: object) -> str:
    """An inbox key of at most 200 characters; long ones are hashed."""
    key = ":".join(str(part) for part in parts)
    return key if len(key) <= 200 else f"{parts[0]}:{hashlib.sha256(key.encode()).hexdigest()}"
