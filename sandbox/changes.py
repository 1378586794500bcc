"""What becomes of channels and people: archived, left, shared with others, called otherwise; deactivated and back."""

from sandbox import payloads
from sandbox.deliveries import Answer, Courier
from sandbox.methods.people import person
from sandbox.records import Ack
from sandbox.workspace import Json


def archive(courier: Courier, channel_id: str, *, back: bool = False) -> Ack:
    """Archive a channel, or bring it back."""
    ws = courier.workspace
    with ws.hold():
        ws.channels[channel_id].archived = not back
        ws.changed("channel", channel=channel_id)
    return tell(courier, {"type": "channel_unarchive" if back else "channel_archive", "channel": channel_id})


def remove_bot(courier: Courier, channel_id: str) -> Ack:
    """Remove the bot from a channel; Slack says so twice."""
    ws = courier.workspace
    with ws.hold():
        bot = ws.cast.app.bot_user
        ws.channels[channel_id].members.remove(bot)
        ws.changed("channel", channel=channel_id)
    tell(courier, {"type": "channel_left", "channel": channel_id, "actor_id": "U0ALICE"})
    return tell(courier, {"type": "member_left_channel", "channel": channel_id, "user": bot, "channel_type": "C"})


def leave(courier: Courier, user: str, channel_id: str) -> Ack:
    """Somebody leaves a channel, or is removed from it: the app hears no difference."""
    ws = courier.workspace
    with ws.hold():
        ws.channels[channel_id].members.remove(user)
        ws.changed("channel", channel=channel_id)
        gone: Json = {"type": "member_left_channel", "channel": channel_id, "user": user, "channel_type": "C"}
        gone["team"] = ws.cast.team_of(user).id
    return tell(courier, gone)


def delete(courier: Courier, channel_id: str) -> Ack:
    """Delete a channel for good."""
    ws = courier.workspace
    with ws.hold():
        del ws.channels[channel_id]
        ws.changed("reset")
    return tell(courier, {"type": "channel_deleted", "channel": channel_id})


def share(courier: Courier, channel_id: str, *teams: str) -> Ack:
    """Share a channel with these companies and no others; said for each that came or went."""
    ws = courier.workspace
    with ws.hold():
        channel = ws.channels[channel_id]
        before, channel.shared_with = channel.shared_with, teams
        ws.changed("channel", channel=channel_id)
    gone: Json = {"type": "channel_unshared", "channel": channel_id, "is_ext_shared": bool(teams)}
    events: list[Json] = [gone | {"previously_connected_team_id": its} for its in before if its not in teams]
    come: Json = {"type": "channel_shared", "channel": channel_id}
    events += [come | {"connected_team_id": its} for its in teams if its not in before]
    return [tell(courier, event) for event in events][-1]


def change_id(courier: Courier, old: str, new: str) -> Ack:
    """Give a channel another id, as Slack does when sharing begins; nothing is found under the old one."""
    ws = courier.workspace
    with ws.hold():
        channel = ws.channels.pop(old)
        channel.id = new
        ws.channels[new] = channel
        ws.changed("reset")
    return tell(courier, {"type": "channel_id_changed", "old_channel_id": old, "new_channel_id": new})


def deactivate(courier: Courier, user: str, *, back: bool = False) -> Ack:
    """Deactivate a person's account, or bring it back."""
    ws = courier.workspace
    with ws.hold():
        (ws.deactivated.discard if back else ws.deactivated.add)(user)
        described = person(ws, ws.cast.people[user], with_locale=True)
    return tell(courier, {"type": "user_change", "user": described})


def tell(courier: Courier, body: Json) -> Ack:
    """Deliver an event the app listens to."""
    ws = courier.workspace
    with ws.hold():
        event = payloads.event(ws, body | {"event_ts": ws.new_ts()})
        heard = body["type"] in ws.subscriptions
    answer = courier.event(event) if heard else Answer(200)
    return Ack(answer.status, answer.body, answer.ms)
