"""Modals and App Home: views.*."""

from sandbox import modals
from sandbox.arguments import Args
from sandbox.methods.registry import method
from sandbox.workspace import Json, Refused, Workspace


@method("views.open")
def open_view(ws: Workspace, args: Args) -> Json:
    """Open a modal over whatever the person has open, within 3 seconds of their act."""
    view = args.blob("view", "invalid_arguments")
    modals.check_new(ws, view)
    user = ws.spend_trigger(args.text("trigger_id"))
    return {"view": modals.open_root(ws, user, view)}


@method("views.push")
def push_view(ws: Workspace, args: Args) -> Json:
    """Put a modal on top of the open one; three at most."""
    view = args.blob("view", "invalid_arguments")
    modals.check_new(ws, view)
    user = ws.spend_trigger(args.text("trigger_id"))
    return {"view": modals.push(ws, user, view)}


@method("views.update")
def update_view(ws: Workspace, args: Args) -> Json:
    """Change an open modal, found by `view_id` or `external_id`; a wrong `hash` is a conflict."""
    old = _find(ws, args)
    if args.get("hash") and args["hash"] != old["hash"]:
        raise Refused("hash_conflict")
    return {"view": modals.replace(ws, old, args.blob("view", "invalid_arguments"))}


@method("views.publish")
def publish(ws: Workspace, args: Args) -> Json:
    """Set the App Home of a person."""
    user = args.text("user_id")
    if user not in ws.cast.people:
        raise Refused("user_not_found")
    current = ws.homes.get(user)
    if args.get("hash") and current and args["hash"] != current["hash"]:
        raise Refused("hash_conflict")
    return {"view": modals.publish(ws, user, args.blob("view", "invalid_arguments"))}


def _find(ws: Workspace, args: Args) -> Json:
    if not args.get("view_id") and not args.get("external_id"):
        raise Refused("invalid_arguments", messages=["missing required field: view_id"])
    for view in ws.views.values():
        if view["id"] == args.get("view_id") or (
            view["external_id"] and view["external_id"] == args.get("external_id")
        ):
            return view
    raise Refused("not_found")
