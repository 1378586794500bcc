"""What people do on the screens the bot made: click, choose, submit a form, close it."""

import copy
from typing import Any

from sandbox import forms, modals, payloads
from sandbox.acts import TROUBLE, acked, own_file, place, watching
from sandbox.block_rules import STATEFUL
from sandbox.deliveries import Answer, Courier
from sandbox.forms import NoSuchThing
from sandbox.methods.files import describe
from sandbox.records import Ack
from sandbox.validation import check_view
from sandbox.workspace import Json, Refused, Workspace


def click(
    courier: Courier,
    user: str,
    channel_id: str | None,
    where: str | None,
    action_id: str,
    value: Any = None,
    block_id: str | None = None,
) -> Ack:
    """Press a button or choose in a select, on a message, an ephemeral (by its ts), a modal or App Home."""
    ws = courier.workspace
    with ws.hold():
        screen = _screen(ws, user, channel_id, where, action_id)
        part = forms.find(screen.get("blocks", []), action_id, value, block_id)
        act = forms.action(part, value, ws.new_ts())
        _keep(ws, screen, part, value)
        payload = _click_payload(ws, user, screen, channel_id, act)
    return watching(ws, user, lambda: acked(courier.interactive(payload)))


def _click_payload(ws: Workspace, user: str, screen: Json, channel_id: str | None, act: Json) -> Json:
    if screen["type"] == "message":
        return payloads.message_click(ws, user, screen, ws.channels[screen.get("channel") or str(channel_id)], act)
    return payloads.view_click(ws, user, _with_state(ws, screen), act)


def _keep(ws: Workspace, screen: Json, part: forms.Part, value: Any) -> None:
    """A choice stays on the screen, as the next click's or the submission's state shows."""
    if part.element["type"] in STATEFUL:
        kept = ws.typed.setdefault(screen.get("id") or screen["ts"], {})
        state = forms.state_of(part.element, value)
        kept.setdefault(part.block["block_id"], {})[part.element["action_id"]] = state


def _screen(ws: Workspace, user: str, channel_id: str | None, where: str | None, action_id: str) -> Json:
    """The message or view the person means: by ts, by view id, or else the first that has such a button."""
    for screen in _in_sight(ws, user, channel_id, where):
        ids = [part.element["action_id"] for part in forms.parts(screen.get("blocks", []))]
        if where is not None or action_id in ids:
            return screen
    raise NoSuchThing(f"{user} sees nothing with {action_id!r} at channel {channel_id!r}, {where!r}")


def _in_sight(ws: Workspace, user: str, channel_id: str | None, where: str | None) -> list[Json]:
    mine = [e for e in reversed(ws.ephemerals) if e["to"] == user and channel_id in (None, e["channel"])]
    if channel_id is not None:
        screens = [*reversed(place(ws, user, channel_id).messages), *mine]
    else:
        screens = [*ws.stack(user)[-1:], *mine, *([ws.homes[user]] if user in ws.homes else [])]
    return [screen for screen in screens if where in (None, screen.get("ts"), screen.get("id"))]


def _with_state(ws: Workspace, view: Json) -> Json:
    shown = copy.deepcopy(view)
    shown["state"] = {"values": forms.values(view["blocks"], ws.typed.get(view["id"], {}))}
    return shown


def _open_view(ws: Workspace, user: str, view_id: str) -> Json:
    if view_id not in ws.stacks.get(user, []):
        raise NoSuchThing(f"{user} has no modal {view_id!r} open")
    return ws.views[view_id]


def submit(courier: Courier, user: str, view_id: str, given: Json) -> Ack:
    """Fill in a modal and submit it; what Slack itself can see is wrong is never sent to the bot."""
    ws = courier.workspace
    with ws.hold():
        view = _open_view(ws, user, view_id)
        ws.typed[view_id] = _with_files(ws, user, forms.fill(view["blocks"], ws.typed.get(view_id, {}), given))
        filled = _with_state(ws, view)
        wrong = forms.troubles(view["blocks"], filled["state"]["values"])
        ws.errors[view_id] = wrong
        ws.changed("views", user=user)
        if wrong:
            return Ack(0, {"response_action": "errors", "errors": wrong})
        payload = payloads.submission(ws, user, filled)
    return watching(ws, user, lambda: _submitted(ws, user, view_id, courier.interactive(payload)))


def _with_files(ws: Workspace, user: str, filled: Json) -> Json:
    """File inputs hold whole files, as Slack describes them; the person names their own uploads by id."""
    for state in (state for states in filled.values() for state in states.values() if state["type"] == "file_input"):
        named = (one if isinstance(one, str) else one["id"] for one in state["files"])
        state["files"] = [describe(ws, own_file(ws, user, one)) for one in named]
    return filled


def _submitted(ws: Workspace, user: str, view_id: str, answer: Answer) -> Ack:
    with ws.hold():
        trouble = None if answer.is_ack else TROUBLE
        if trouble is None and view_id in ws.views:
            try:
                _follow(ws, user, ws.views[view_id], answer.body)
            except Refused:
                trouble = TROUBLE
        if trouble and view_id in ws.views:
            ws.errors[view_id] = {"": trouble}
            ws.changed("views", user=user)
    return acked(answer, trouble=trouble)


def _follow(ws: Workspace, user: str, view: Json, body: Json | str | None) -> None:
    """Do what the answer to a submission says; nothing said closes the modal."""
    if body is None or body == {}:
        modals.close(ws, user, view["id"])
        return
    action = body.get("response_action") if isinstance(body, dict) else None
    if not isinstance(body, dict) or action not in ("errors", "update", "push", "clear"):
        raise Refused("invalid_response_action")
    if action == "clear":
        modals.clear(ws, user)
    elif action == "errors":
        _show_errors(ws, user, view, body.get("errors"))
    elif action == "update":
        modals.replace(ws, view, body.get("view") or {})
    else:
        check_view(ws, body.get("view"), "modal")
        modals.push(ws, user, body["view"])


def _show_errors(ws: Workspace, user: str, view: Json, errors: Any) -> None:
    inputs = {block["block_id"] for block in view["blocks"] if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not set(errors) <= inputs:
        raise Refused("invalid_errors")
    ws.errors[view["id"]] = errors
    ws.changed("views", user=user)


def close(courier: Courier, user: str, view_id: str) -> Ack:
    """Close a modal; the bot hears of it when the view asked for that."""
    ws = courier.workspace
    with ws.hold():
        view = _open_view(ws, user, view_id)
        payload = payloads.closed(ws, user, _with_state(ws, view), is_cleared=view["clear_on_close"])
        if view["clear_on_close"]:
            modals.clear(ws, user)
        else:
            modals.close(ws, user, view_id)
    return acked(courier.interactive(payload) if view["notify_on_close"] else Answer(200))


def suggest(courier: Courier, user: str, view_id: str, action_id: str, typed: str) -> Ack:
    """Type into an external select; the bot's options are the Ack's body."""
    ws = courier.workspace
    with ws.hold():
        view = _open_view(ws, user, view_id)
        part = forms.find(view["blocks"], action_id)
        payload = payloads.suggestion(ws, user, _with_state(ws, view), part.block["block_id"], action_id, typed)
    return acked(courier.interactive(payload))
