"""What people do in a workspace: type commands and messages, use shortcuts, react, open App Home."""

from collections.abc import Callable, Sequence

from sandbox import payloads
from sandbox.deliveries import Answer, Courier
from sandbox.forms import NoSuchThing
from sandbox.methods import reactions
from sandbox.methods.files import describe, new_file
from sandbox.posting import person_message, slackbot_says, store
from sandbox.records import Ack
from sandbox.response_urls import say
from sandbox.workspace import Channel, File, Json, Refused, Workspace

Upload = tuple[str, bytes] | str
TROUBLE = "We had some trouble connecting. Try again?"


def place(ws: Workspace, user: str, channel_id: str) -> Channel:
    """The channel, when this person is in it and it is alive; else the test or script made a mistake."""
    if user not in ws.cast.people:
        raise NoSuchThing(f"no person {user!r}")
    channel = ws.channels.get(channel_id)
    if channel is None or user not in channel.members:
        raise NoSuchThing(f"{user} is not in {channel_id!r}")
    if channel.archived:
        raise NoSuchThing(f"{channel_id} is archived: nobody can write there")
    return channel


def acked(answer: Answer, **more: object) -> Ack:
    """The Ack of a plain delivery; without an answer in time Slack shows its trouble."""
    trouble = None if answer.is_ack else TROUBLE
    return Ack(answer.status, answer.body, answer.ms, **({"trouble": trouble} | more))  # type: ignore[arg-type]


def watching(ws: Workspace, user: str, act: Callable[[], Ack]) -> Ack:
    """Do something and add to its Ack the modal that changed meanwhile on the person's screen."""
    with ws.hold():
        before = {view["hash"] for view in ws.stack(user)}
    ack = act()
    with ws.hold():
        top = ws.stack(user)[-1:]
    view = next((view for view in top if view["hash"] not in before), None)
    return Ack(ack.status, ack.body, ack.ms, view, ack.ts, ack.trouble)


def slash(courier: Courier, user: str, channel_id: str, typed: str) -> Ack:
    """Type a command; its answer is shown to the person, or to all with `response_type: in_channel`."""
    ws = courier.workspace
    command, _, text = typed.strip().partition(" ")
    if command == "/invite":
        return invite(courier, user, channel_id)
    with ws.hold():
        channel = place(ws, user, channel_id)
        if not _knows(ws, user, command):
            return _refused(ws, user, channel.id, f"{command} is not a valid command.")
        fields = payloads.slash(ws, user, channel, command, text.strip())
    return watching(ws, user, lambda: _answered(ws, user, channel.id, command, courier.command(fields)))


def invite(courier: Courier, user: str, channel_id: str) -> Ack:
    """Bring the bot into a channel with Slack's own `/invite`."""
    ws = courier.workspace
    with ws.hold():
        channel, bot = place(ws, user, channel_id), ws.cast.app.bot_user
        if bot in channel.members:
            return _refused(ws, user, channel.id, f"{ws.cast.app.name} is already in this channel.")
        channel.members.append(bot)
        ws.changed("channel", channel=channel.id)
        body: Json = {"type": "member_joined_channel", "user": bot, "channel": channel.id, "inviter": user}
        more: Json = {"channel_type": "C", "team": ws.cast.app.team, "event_ts": ws.new_ts()}
        event = payloads.event(ws, body | more, channel)
    heard = "member_joined_channel" in ws.subscriptions
    return acked(courier.event(event) if heard else Answer(200), trouble=None)


def join(courier: Courier, user: str, channel_id: str) -> Ack:
    """Somebody comes into a channel."""
    ws = courier.workspace
    with ws.hold():
        channel = ws.channel(channel_id)
        channel.members.append(user)
        ws.changed("channel", channel=channel.id)
        body: Json = {"type": "member_joined_channel", "user": user, "channel": channel.id, "channel_type": "C"}
        event = payloads.event(ws, body | {"team": ws.cast.team_of(user).id, "event_ts": ws.new_ts()}, channel)
    heard = "member_joined_channel" in ws.subscriptions and ws.cast.app.bot_user in channel.members
    return acked(courier.event(event) if heard else Answer(200), trouble=None)


def _knows(ws: Workspace, user: str, command: str) -> bool:
    """People of other companies have no commands of this workspace's apps."""
    known = ws.commands is None or command in [known["command"] for known in ws.commands]
    return known and not ws.cast.is_outsider(user)


def _refused(ws: Workspace, user: str, channel: str, words: str) -> Ack:
    slackbot_says(ws, user, channel, words)
    return Ack(0, words, trouble=words)


def _answered(ws: Workspace, user: str, channel: str, command: str, answer: Answer) -> Ack:
    trouble = _slash_trouble(answer)
    with ws.hold():
        if trouble is None and answer.body is not None:
            raw = answer.body if isinstance(answer.body, dict) else {"text": answer.body}
            try:
                say(ws, user, channel, raw)
            except Refused as refusal:
                trouble = refusal.error
        if trouble:
            slackbot_says(ws, user, channel, f'{command} failed with the error "{trouble}"')
    return acked(answer, trouble=trouble)


def _slash_trouble(answer: Answer) -> str | None:
    if answer.is_ack:
        return None
    return "operation_timeout" if answer.reason in ("http_timeout", "timeout") else "dispatch_failed"


def upload(ws: Workspace, user: str, name: str, data: bytes) -> File:
    """Choose a file for a message or a form: it lies in the workspace, and nobody has been shown it yet."""
    with ws.hold():
        if user not in ws.cast.people:
            raise NoSuchThing(f"no person {user!r}")
        if not data:
            raise ValueError(f"{name} is empty: Slack takes no empty files")
        return new_file(ws, name, user, len(data), data=data)


def message(
    courier: Courier, user: str, channel_id: str, text: str, thread_ts: str | None, files: Sequence[Upload] | None
) -> Ack:
    """Write a message; a mention or a direct message reaches the bot as an event. Files: new ones, or ids of uploads."""
    ws = courier.workspace
    with ws.hold():
        channel = place(ws, user, channel_id)
        uploads = [_shared(ws, user, channel, one) for one in files or ()]
        if not text.strip() and not uploads:
            raise NoSuchThing("a message needs words or a file")
        written = store(ws, channel, person_message(ws, user, text, thread_ts, uploads))
        channel.read[user] = written["ts"]
        events = [payloads.message_event(ws, kind, channel, written) for kind in _heard(ws, channel, text)]
    answers = [courier.event(event) for event in events]
    worst = max(answers, key=lambda its: its.status, default=Answer(200))
    return acked(worst, ts=written["ts"], trouble=None)


def _shared(ws: Workspace, user: str, channel: Channel, one: Upload) -> Json:
    file = own_file(ws, user, one) if isinstance(one, str) else new_file(ws, one[0], user, len(one[1]), data=one[1])
    file.shared_in.append(channel.id)
    return describe(ws, file)


def own_file(ws: Workspace, user: str, file_id: str) -> File:
    """A file this person has uploaded."""
    file = ws.files.get(file_id)
    if file is None or file.user != user:
        raise NoSuchThing(f"{user} has no file {file_id!r}")
    return file


def _heard(ws: Workspace, channel: Channel, text: str) -> list[str]:
    bot = ws.cast.app.bot_user
    if bot not in channel.members:
        return []
    kind = "message.im" if channel.im_user else "message.channels"
    heard = ["message"] if kind in ws.subscriptions else []
    is_mention = f"<@{bot}>" in text or f"<@{bot}|" in text
    return heard + (["app_mention"] if is_mention and not channel.im_user and "app_mention" in ws.subscriptions else [])


def shortcut(courier: Courier, user: str, callback_id: str, channel_id: str | None, ts: str | None) -> Ack:
    """Use a shortcut from a message's menu or, without a channel, from the search bar."""
    ws = courier.workspace
    with ws.hold():
        if ws.cast.is_outsider(user):
            place = channel_id or ws.cast.people[user].dm
            return _refused(ws, user, place, f"{callback_id} is not available to you in this workspace.")
        payload = _shortcut(ws, user, callback_id, channel_id, ts)
    return watching(ws, user, lambda: acked(courier.interactive(payload)))


def _shortcut(ws: Workspace, user: str, callback_id: str, channel_id: str | None, ts: str | None) -> Json:
    if channel_id is None:
        return payloads.global_shortcut(ws, user, callback_id)
    channel = place(ws, user, channel_id)
    found = channel.find(ts)
    if found is None:
        raise NoSuchThing(f"no message {ts!r} in {channel_id}")
    return payloads.message_shortcut(ws, user, callback_id, channel, found)


def react(courier: Courier, user: str, channel_id: str, ts: str, name: str) -> Ack:
    """Put an emoji on a message; the second time takes it away."""
    ws = courier.workspace
    with ws.hold():
        channel = place(ws, user, channel_id)
        found = channel.find(ts)
        if found is None:
            raise NoSuchThing(f"no message {ts!r} in {channel_id}")
        kind = _toggle(found, name, user)
        ws.changed("channel", channel=channel_id)
        item = {"type": "message", "channel": channel_id, "ts": ts}
        body = {"type": kind, "user": user, "reaction": name, "item_user": found["user"], "item": item}
        event = payloads.event(ws, body | {"event_ts": ws.new_ts()}, channel)
        is_heard = kind in ws.subscriptions and ws.cast.app.bot_user in channel.members
    return acked(courier.event(event) if is_heard else Answer(200), trouble=None)


def _toggle(found: Json, name: str, user: str) -> str:
    try:
        reactions.put(found, name, user)
    except Refused:
        reactions.take(found, name, user)
        return "reaction_removed"
    return "reaction_added"


def open_home(courier: Courier, user: str) -> Ack:
    """Open the bot's App Home tab."""
    ws = courier.workspace
    with ws.hold():
        dm = ws.channels[ws.cast.people[user].dm]
        body: Json = {"type": "app_home_opened", "user": user, "channel": dm.id, "tab": "home", "event_ts": ws.new_ts()}
        if user in ws.homes:
            body["view"] = ws.homes[user]
        event = payloads.event(ws, body)
    heard = "app_home_opened" in ws.subscriptions
    return acked(courier.event(event) if heard else Answer(200), trouble=None)


def raw_event(courier: Courier, body: Json) -> Ack:
    """Deliver any event, in an envelope of its own unless it brings one."""
    ws = courier.workspace
    with ws.hold():
        channel_id = body.get("channel")
        channel = ws.channels.get(channel_id) if isinstance(channel_id, str) else None
        event = payloads.event(ws, body, channel)
    return acked(courier.event(event), trouble=None)
