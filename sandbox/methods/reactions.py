"""Emoji on messages: reactions.*."""

from sandbox.arguments import Args
from sandbox.methods.registry import method
from sandbox.workspace import Json, Refused, Workspace


@method("reactions.add")
def add(ws: Workspace, args: Args) -> Json:
    """The bot reacts to a message."""
    channel = ws.can_post(args.text("channel"))
    message = channel.find(args.text("timestamp"))
    if message is None:
        raise Refused("message_not_found")
    put(message, args.text("name").strip(":"), ws.cast.app.bot_user)
    ws.changed("channel", channel=channel.id)
    return {}


@method("reactions.get")
def get(ws: Workspace, args: Args) -> Json:
    """A message with its reactions."""
    channel = ws.channel(args.text("channel"))
    message = channel.find(args.text("timestamp"))
    if message is None:
        raise Refused("message_not_found")
    return {"type": "message", "channel": channel.id, "message": message}


def put(message: Json, name: str, user: str) -> None:
    """Add a person's reaction; twice the same is refused."""
    reactions = message.setdefault("reactions", [])
    mine = next((one for one in reactions if one["name"] == name), None)
    if mine is None:
        reactions.append({"name": name, "users": [user], "count": 1})
        return
    if user in mine["users"]:
        raise Refused("already_reacted")
    mine["users"].append(user)
    mine["count"] += 1


def take(message: Json, name: str, user: str) -> None:
    """Take a person's reaction away; a reaction nobody has left disappears."""
    for one in message.get("reactions", []):
        if one["name"] == name and user in one["users"]:
            one["users"].remove(user)
            one["count"] -= 1
    message["reactions"] = [one for one in message.get("reactions", []) if one["users"]]
