"""The modals a person has open, one stack each, and their App Home."""

import copy

from sandbox.posting import with_ids
from sandbox.validation import check_view
from sandbox.workspace import Json, Refused, Workspace

DEEPEST = 3


def check_new(ws: Workspace, view: Json) -> None:
    """Refuse a modal that could not be opened, before its trigger is spent."""
    check_view(ws, view, "modal")
    external_id = view.get("external_id")
    if external_id and any(open_view["external_id"] == external_id for open_view in ws.views.values()):
        raise Refused("duplicate_external_id")


def open_root(ws: Workspace, user: str, view: Json) -> Json:
    """Open a modal as the only one the person has; what was open before is gone."""
    clear(ws, user)
    return _put(ws, user, _made(ws, view, previous=None))


def push(ws: Workspace, user: str, view: Json) -> Json:
    """Put a checked modal on top of the person's stack."""
    stack = ws.stack(user)
    if not stack:
        raise Refused("not_found")
    if len(stack) >= DEEPEST:
        raise Refused("push_limit_reached")
    return _put(ws, user, _made(ws, view, previous=stack[-1]))


def replace(ws: Workspace, old: Json, view: Json) -> Json:
    """Put new content into an open modal; it keeps its id and what was typed in inputs that stay."""
    check_view(ws, view, "modal")
    made = _made(ws, view, previous=None) | {key: old[key] for key in ("id", "previous_view_id", "root_view_id")}
    ws.views[old["id"]] = made
    ws.errors.pop(old["id"], None)
    ws.changed("views", user=owner(ws, old["id"]))
    return copy.deepcopy(made)


def publish(ws: Workspace, user: str, view: Json) -> Json:
    """Set a person's App Home."""
    check_view(ws, view, "home")
    made = _made(ws, view, previous=None)
    made["id"] = made["root_view_id"] = ws.homes[user]["id"] if user in ws.homes else made["id"]
    ws.homes[user] = made
    ws.changed("home", user=user)
    return copy.deepcopy(made)


def close(ws: Workspace, user: str, view_id: str) -> None:
    """Take one modal away; the one below it shows again."""
    ws.stacks[user] = [other for other in ws.stacks.get(user, []) if other != view_id]
    _forget(ws, view_id)
    ws.changed("views", user=user)


def clear(ws: Workspace, user: str) -> None:
    """Take all modals of a person away."""
    for view_id in ws.stacks.pop(user, []):
        _forget(ws, view_id)
    ws.changed("views", user=user)


def owner(ws: Workspace, view_id: str) -> str | None:
    """Whose screen this modal is on."""
    return next((user for user, stack in ws.stacks.items() if view_id in stack), None)


def _forget(ws: Workspace, view_id: str) -> None:
    ws.views.pop(view_id, None)
    ws.typed.pop(view_id, None)
    ws.errors.pop(view_id, None)


def _put(ws: Workspace, user: str, made: Json) -> Json:
    ws.views[made["id"]] = made
    ws.stacks.setdefault(user, []).append(made["id"])
    ws.changed("views", user=user)
    return copy.deepcopy(made)


def _made(ws: Workspace, view: Json, *, previous: Json | None) -> Json:
    app = ws.cast.app
    view_id = ws.new_id("V")
    made: Json = {
        "id": view_id,
        "team_id": app.team,
        "type": view["type"],
        "blocks": with_ids(ws, view["blocks"]),
        "private_metadata": view.get("private_metadata") or "",
        "callback_id": view.get("callback_id") or "",
        "state": {"values": {}},
        "hash": f"{int(ws.clock())}.{ws.new_id('')[:8].lower()}",
        "title": view.get("title"),
        "clear_on_close": bool(view.get("clear_on_close")),
        "notify_on_close": bool(view.get("notify_on_close")),
        "close": view.get("close"),
        "submit": view.get("submit"),
        "previous_view_id": previous["id"] if previous else None,
        "root_view_id": previous["root_view_id"] if previous else view_id,
        "app_id": app.id,
        "external_id": view.get("external_id") or "",
        "app_installed_team_id": app.team,
        "bot_id": app.bot_id,
    }
    return made
