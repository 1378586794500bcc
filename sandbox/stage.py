"""The stage of the opening script: people act, what they say and see is printed, and what must come back is waited for."""

from collections.abc import Callable
from typing import Any

from sandbox import rendering
from sandbox.records import Ack
from sandbox.server import Sandbox
from sandbox.workspace import Json

PATIENCE = 15.0  # seconds; a picture drawn on a busy machine takes a few
MARGIN = "   "


class Mismatch(Exception):
    """What was expected, and what came instead."""

    def __init__(self, expected: str, got: str) -> None:
        super().__init__(f"expected {expected}, but got:\n{_indented(got or '(nothing)')}")


class Stage:
    """Acts for people and prints the conversation. Texts it gives back are what a person would read."""

    def __init__(self, sandbox: Sandbox, patience: float = PATIENCE) -> None:
        self.sandbox, self.patience, self.say = sandbox, patience, print
        self.cast = sandbox.workspace.cast

    # What people do

    def types(self, user: str, channel: str, typed: str) -> str:
        """A slash command; the text of its answer, empty when it only opened a form."""
        self._line(user, channel, typed)
        ack = self.sandbox.slash(user, channel, typed)
        if ack.trouble:
            raise Mismatch("an answer in time", ack.trouble)
        answer = self._read(user, ack.body)
        if answer:
            self.shows(f"{self.cast.app.name}, to {self.name(user)} only", answer)
        return answer

    def is_refused(self, user: str, channel: str, typed: str) -> str:
        """A slash command that Slack itself refuses; Slack's words."""
        self._line(user, channel, typed)
        ack = self.sandbox.slash(user, channel, typed)
        if ack.status or not ack.trouble:
            raise Mismatch("Slack to refuse the command", self._read(user, ack.body))
        self.shows("Slackbot, to " + self.name(user) + " only", ack.trouble)
        return ack.trouble

    def writes(self, user: str, channel: str, text: str, thread: str | None = None) -> str:
        """A message, perhaps in a thread; its timestamp."""
        self._line(user, channel, text)
        ts = self.sandbox.message(user, channel, text, thread_ts=thread).ts
        if ts is None:
            raise Mismatch("the message to be there", "no timestamp")
        return ts

    def clicks(self, user: str, message: Json, button: str) -> Ack:
        """The button with this text on a channel's message."""
        elements = [e for block in message["blocks"] for e in block.get("elements", [])]
        found = next((e for e in elements if e.get("text", {}).get("text") == button), None)
        if found is None:
            raise Mismatch(f"a button [{button}]", self.text(user, message))
        self.say(f"{MARGIN}{self.name(user)} clicks [{button}]")
        return self._went_through(self.sandbox.click(user, message["channel"], message["ts"], found["action_id"]))

    def reacts(self, user: str, channel: str, ts: str, emoji: str) -> Ack:
        """An emoji on a message."""
        self.say(f"{MARGIN}{self.name(user)} puts :{emoji}: on it")
        return self._went_through(self.sandbox.react(user, channel, ts, emoji))

    def opens(self, user: str, act: Callable[[], object]) -> Json:
        """The form that an act opens."""
        act()
        self.waits(lambda: self.sandbox.views(user), f"a form for {self.name(user)}")
        self._form(user)
        return self.sandbox.views(user)[-1]

    def submits(self, user: str, view: Json, values: Json) -> Json | None:
        """A filled-in form; what is open afterwards, the same form with its `errors` or the next one. None: all is done."""
        shown = {key: f"@{self.name(said)}" if said in self.cast.people else said for key, said in values.items()}
        lines = "\n".join(f"{key}: {said}" for key, said in shown.items())
        self.shows(f"{self.name(user)} submits", lines or "it as it is")
        self._went_through(self.sandbox.submit(user, view["id"], values))
        still_open = self.sandbox.views(user)
        if not still_open:
            return None
        errors = still_open[-1]["errors"]
        if errors:
            self.shows("The form stays open", "\n".join(f"! {key}: {words}" for key, words in errors.items()))
        else:
            self._form(user)
        return still_open[-1]

    def closes(self, user: str, view: Json, values: Json) -> None:
        """A filled-in form that is then done with."""
        left = self.submits(user, view, values)
        if left is not None:
            raise Mismatch("the form to close", str(left["errors"]))

    # What comes back

    def answered(self, user: str, act: Callable[[], object], *words: str) -> Json:
        """What only this person is shown because of an act, with these words in it."""
        before = len(self.sandbox.ephemerals(user))

        def found() -> Json | None:
            fresh = self.sandbox.ephemerals(user)[before:]
            return next((its for its in fresh if all(word in self.text(user, its) for word in words)), None)

        act()
        self.waits(found, f"an answer to {self.name(user)}" + "".join(f" with {word!r}" for word in words))
        answer = found() or {}
        self.shows(f"{self.cast.app.name}, to {self.name(user)} only", self.text(user, answer))
        return answer

    def told(self, user: str, channel: str, *words: str, after: str = "0", thread: str | None = None) -> Json:
        """The newest message of the bot with these words, in a channel or in one of its threads."""

        def found() -> Json | None:
            ours = (its for its in self.sandbox.messages(channel) if its["user"] == self.cast.app.bot_user)
            fresh = (its for its in ours if its["ts"] > after and thread in (None, its.get("thread_ts")))
            return next((its for its in fresh if all(word in self.text(user, its) for word in words)), None)

        self.waits(found, f"a message in {self.place(channel)} with {' and '.join(map(repr, words))}")
        message = found() or {}
        place = "to all" if thread is None else "in the thread"
        where = "" if self.sandbox.workspace.channels[channel].im_user else f", {place}"
        self.shows(f"{self.cast.app.name}{where}", self.text(user, message))
        return message | {"channel": channel}

    def waits(self, happened: Callable[[], object], expected: str) -> None:
        """Until it has happened; Mismatch when it does not, with what the bot called last."""
        if not self.sandbox.wait_until(happened, self.patience):
            calls = [f"{call.method}: {call.response.get('error', 'ok')}" for call in self.sandbox.calls()[-5:]]
            raise Mismatch(f"{expected} within {self.patience:g} seconds", "the bot's last calls:\n" + "\n".join(calls))

    def expects(self, text: str, *words: str) -> None:
        """All of these words stand in the text."""
        missing = next((word for word in words if word not in text), None)
        if missing is not None:
            raise Mismatch(f"the words {missing!r}", text)

    def expects_nothing_of(self, text: str, *words: str) -> None:
        """None of these words stands in the text."""
        found = next((word for word in words if word in text), None)
        if found is not None:
            raise Mismatch(f"nothing of {found!r}", text)

    # Words

    def text(self, user: str, message: Json) -> str:
        """A message as this person reads it."""
        return self._read(user, message)

    def shows(self, who: str, text: str) -> None:
        """Prints what somebody says."""
        self.say(f"{MARGIN}{who}:\n{_indented(text)}")

    def name(self, user: str) -> str:
        """A person's first name."""
        return self.cast.people[user].real_name.split()[0]

    def place(self, channel: str) -> str:
        """#channel, or the direct messages with the bot."""
        its = self.sandbox.workspace.channels[channel]
        return f"a direct message to {self.cast.app.name}" if its.im_user else f"#{its.name}"

    def _line(self, user: str, channel: str, typed: str) -> None:
        with self.sandbox.workspace.hold():
            typed = rendering.mrkdwn(self.sandbox.workspace, typed)
        self.shows(f"{self.name(user)}, in {self.place(channel)}", typed)

    def _form(self, user: str) -> None:
        with self.sandbox.workspace.hold():
            ws = self.sandbox.workspace
            self.shows("A form opens", rendering.view_text(ws, ws.stack(user)[-1], self.cast.people[user].tz))

    def _read(self, user: str, said: Any) -> str:
        if not isinstance(said, dict):
            return str(said or "")
        zone, ws = self.cast.people[user].tz, self.sandbox.workspace
        with ws.hold():
            return rendering.blocks_text(ws, said.get("blocks") or [], zone) or rendering.mrkdwn(
                ws, said.get("text", "")
            )

    @staticmethod
    def _went_through(ack: Ack) -> Ack:
        if ack.trouble:
            raise Mismatch("an answer in time", ack.trouble)
        return ack


def _indented(text: str) -> str:
    return "\n".join(f"{MARGIN}   {line}".rstrip() for line in text.splitlines())
