"""The Slack app manifest, generated from the registry: what is registered is what Slack is told, no more and no less."""

from typing import Any

from bot.settings import Settings
from handlers.kit.feature import Registry
from handlers.kit.usage import EXPLAINED

SCOPES = {
    "app_mentions:read": "to hear @Parley",
    "chat:write": "to answer and to post digests",
    "channels:history": "to look whether a message arrived before it is said again, and to read notes in a session's thread",
    "groups:history": "the same in private channels",
    "im:history": "to read what people write to Parley directly",
    "im:write": "to write to an action's owner",
    "channels:read": "to learn whether a channel is shared with another company, and who is in it",
    "groups:read": "the same for private channels",
    "commands": "for the slash commands and the message shortcut",
    "files:read": "to read the tables people send to Parley, and the files that prove something was done",
    "files:write": "for the trend pictures of digests",
    "reactions:read": "to offer an action item to whoever marks a message with the emoji for it",
    "users:read": "to know names and time zones",
    "users:read.email": "to send calendar invites",
}
# What may have become of a channel; Slack is asked what it is now, so no order of these matters.
CHANNEL_EVENTS = [
    "channel_archive",
    "channel_deleted",
    "channel_left",
    "channel_shared",
    "channel_unarchive",
    "channel_unshared",
    "group_archive",
    "group_deleted",
    "group_left",
    "group_unarchive",
    "member_joined_channel",
    "member_left_channel",
]
EVENTS = [
    "app_home_opened",
    "app_mention",
    "channel_id_changed",
    "message.channels",
    "message.groups",
    "message.im",
    "reaction_added",
    "user_change",
    *CHANNEL_EVENTS,
]


def manifest(registry: Registry, settings: Settings) -> dict[str, Any]:
    """The manifest for this Parley's settings: Socket Mode, or the public address for HTTP."""
    address = f"{settings.public_url or 'https://parley.example.com'}/slack/events"
    by_http = not settings.socket_mode and bool(settings.slack_signing_secret)
    where = {"request_url": address} if by_http else {}
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {
            "name": "Parley",
            "description": "Keeps the agreements between a sponsor and its vendors alive, for both companies.",
            "background_color": "#1d3a5f",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Parley", "always_online": True},
            "slash_commands": slash_commands(registry, settings, address if by_http else None),
            "shortcuts": [
                {"name": its.title, "type": "message", "callback_id": its.name, "description": its.title}
                for its in registry.shortcuts.values()
            ],
        },
        "oauth_config": {"scopes": {"bot": sorted(SCOPES)}},
        "settings": {
            "event_subscriptions": {**where, "bot_events": EVENTS},
            "interactivity": {"is_enabled": True, **where},
            "org_deploy_enabled": False,
            "socket_mode_enabled": not by_http,
            "token_rotation_enabled": False,
        },
    }


def slash_commands(registry: Registry, settings: Settings, address: str | None) -> list[dict[str, Any]]:
    """`/parley` for everything, and a short command for each noun that the settings let exist."""
    nouns = [noun for noun in registry.nouns if noun in settings.slack_commands]
    where = {"url": address} if address else {}
    every = {
        "command": "/parley",
        "description": "Everything Parley does",
        "usage_hint": f"{'|'.join(registry.nouns)} ...",
        "should_escape": True,
    }
    short = [
        {
            "command": f"/{noun}",
            "description": EXPLAINED[noun],
            "usage_hint": "|".join(command.verb for command in registry.verbs(noun)),
            "should_escape": True,
        }
        for noun in nouns
    ]
    return [command | where for command in [every, *short]]
