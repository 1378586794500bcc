"""The payloads Slack sends to an app, in their documented shapes."""

import copy

from sandbox.workspace import Channel, Json, Workspace


def slash(ws: Workspace, user: str, channel: Channel, command: str, text: str) -> Json:
    """The form fields of a slash command."""
    team = ws.cast.team_of(user)
    return {
        "token": ws.cast.app.verification_token,
        "team_id": team.id,
        "team_domain": team.domain,
        "channel_id": channel.id,
        "channel_name": channel.name,
        "user_id": user,
        "user_name": ws.cast.people[user].name,
        "command": command,
        "text": text,
        "api_app_id": ws.cast.app.id,
        "is_enterprise_install": "false",
        "response_url": ws.new_response_url(user, channel.id),
        "trigger_id": ws.new_trigger(user),
    }


def _interaction(ws: Workspace, kind: str, user: str) -> Json:
    team = ws.cast.team_of(user)
    return {
        "type": kind,
        "team": {"id": team.id, "domain": team.domain},
        "user": {"id": user, "username": ws.cast.people[user].name, "name": ws.cast.people[user].name}
        | {"team_id": team.id},
        "api_app_id": ws.cast.app.id,
        "token": ws.cast.app.verification_token,
        "enterprise": None,
        "is_enterprise_install": False,
    }


def message_click(ws: Workspace, user: str, message: Json, channel: Channel, action: Json) -> Json:
    """block_actions from a message; one that only its reader sees is not sent along."""
    is_ephemeral = bool(message.get("is_ephemeral"))
    container: Json = {"type": "message", "message_ts": message["ts"], "channel_id": channel.id}
    if message.get("thread_ts"):
        container["thread_ts"] = message["thread_ts"]
    payload = _interaction(ws, "block_actions", user) | {
        "container": container | {"is_ephemeral": is_ephemeral},
        "trigger_id": ws.new_trigger(user),
        "channel": {"id": channel.id, "name": channel.name},
        "state": {"values": copy.deepcopy(ws.typed.get(message["ts"], {}))},
        "response_url": ws.new_response_url(user, channel.id, message["ts"], ephemeral=is_ephemeral),
        "actions": [action],
    }
    return payload if is_ephemeral else payload | {"message": copy.deepcopy(message)}


def view_click(ws: Workspace, user: str, view: Json, action: Json) -> Json:
    """block_actions from a modal or App Home."""
    return _interaction(ws, "block_actions", user) | {
        "container": {"type": "view", "view_id": view["id"]},
        "trigger_id": ws.new_trigger(user),
        "view": copy.deepcopy(view),
        "actions": [action],
    }


def submission(ws: Workspace, user: str, view: Json) -> Json:
    """view_submission; `view` carries its state already."""
    payload = _interaction(ws, "view_submission", user) | {"trigger_id": ws.new_trigger(user), "view": view}
    return payload | {"response_urls": _response_urls(ws, user, view)}


def _response_urls(ws: Workspace, user: str, view: Json) -> list[Json]:
    urls = []
    for block in view["blocks"]:
        if block["type"] != "input" or not block["element"].get("response_url_enabled"):
            continue
        state = view["state"]["values"][block["block_id"]][block["element"]["action_id"]]
        channel = state.get("selected_conversation") or state.get("selected_channel")
        if channel:
            place: Json = {"block_id": block["block_id"], "action_id": block["element"]["action_id"]}
            urls.append(place | {"channel_id": channel, "response_url": ws.new_response_url(user, channel)})
    return urls


def closed(ws: Workspace, user: str, view: Json, *, is_cleared: bool) -> Json:
    """view_closed, for views that asked for it."""
    return _interaction(ws, "view_closed", user) | {"view": copy.deepcopy(view), "is_cleared": is_cleared}


def suggestion(ws: Workspace, user: str, view: Json, block_id: str, action_id: str, value: str) -> Json:
    """block_suggestion: what was typed into an external select."""
    asked: Json = {"container": {"type": "view", "view_id": view["id"]}, "view": copy.deepcopy(view)}
    return (
        _interaction(ws, "block_suggestion", user)
        | asked
        | {
            "action_id": action_id,
            "block_id": block_id,
            "value": value,
        }
    )


def message_shortcut(ws: Workspace, user: str, callback_id: str, channel: Channel, message: Json) -> Json:
    """message_action: a shortcut from a message's menu."""
    return _interaction(ws, "message_action", user) | {
        "action_ts": ws.new_ts(),
        "callback_id": callback_id,
        "trigger_id": ws.new_trigger(user),
        "channel": {"id": channel.id, "name": channel.name},
        "message_ts": message["ts"],
        "message": copy.deepcopy(message),
        "response_url": ws.new_response_url(user, channel.id),
    }


def global_shortcut(ws: Workspace, user: str, callback_id: str) -> Json:
    """shortcut: one that belongs to no message, and has no response_url."""
    asked: Json = {"action_ts": ws.new_ts(), "callback_id": callback_id, "trigger_id": ws.new_trigger(user)}
    return _interaction(ws, "shortcut", user) | asked


def event(ws: Workspace, body: Json, channel: Channel | None = None) -> Json:
    """An event in its envelope; a ready-made envelope only gets what it lacks."""
    app, home = ws.cast.app, ws.cast.home_team
    installed: Json = {"enterprise_id": None, "team_id": home.id, "user_id": app.bot_user, "is_bot": True}
    envelope: Json = {
        "token": app.verification_token,
        "team_id": home.id,
        "context_team_id": home.id,
        "context_enterprise_id": None,
        "api_app_id": app.id,
        "event": body,
        "type": "event_callback",
        "event_id": ws.new_id("Ev"),
        "event_time": int(ws.clock()),
        "authorizations": [installed | {"is_enterprise_install": False}],
        "is_ext_shared_channel": channel is not None and ws.is_shared(channel),
        "event_context": ws.new_id("4-"),
    }
    return envelope | body if body.get("type") == "event_callback" else envelope


def message_event(ws: Workspace, kind: str, channel: Channel, message: Json) -> Json:
    """The event about a message someone wrote: `app_mention`, or `message` with its channel type."""
    body = copy.deepcopy(message) | {"type": kind, "channel": channel.id, "event_ts": message["ts"]}
    if kind == "message":
        body["channel_type"] = "im" if channel.im_user else "channel"
        if message.get("files"):
            body["subtype"] = "file_share"
    if message.get("files") and ws.is_shared(channel):
        body["files"] = [
            {"id": f["id"], "mode": "file_access", "file_access": "check_file_info"} for f in body["files"]
        ]
    return event(ws, body | _origin(ws, message["user"]), channel)


def _origin(ws: Workspace, user: str) -> Json:
    """In shared channels Slack says which company an outsider writes from."""
    team = ws.cast.team_of(user).id
    return {"user_team": team, "source_team": team} if ws.cast.is_outsider(user) else {}
