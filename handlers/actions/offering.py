"""Action items from messages: by the message's menu, or by an emoji, which offers it to the one who reacted, once a message."""

import re

from governance.people import Act
from handlers.actions.adding import draft_form
from handlers.actions.register import feature
from handlers.kit import shown
from handlers.kit.action_rows import open_it
from handlers.kit.blocks import actions, button, section, without_marks
from handlers.kit.replies import Message, Reply, Show, say
from handlers.kit.requests import Request
from handlers.kit.seeing import may_see
from handlers.kit.words import shortened
from storage.outbox import Kind
from storage.unit_of_work import UnitOfWork

LONGEST = 150
_SENTENCE = re.compile(r"(?<=\w[.?!]) +(?=[^\W\d_a-z])")  # an abbreviation is followed by a small letter or a number


@feature.shortcut("create_action_item", "Create action item", act=Act.KEEP_ACTIONS)
def from_message(request: Request, uow: UnitOfWork) -> Reply:
    """The form, unless the message has its action item already: then that, and a way to make another."""
    made = uow.actions.made_from(request.source.permalink) if request.source and request.source.permalink else None
    if made is None or not may_see(made, request):
        return another(request, uow)
    line = shown.action_line(made, uow.people.by_id(made.owner_id), request.today)
    more = button("Create another", "action.another", _message_of(request))
    return say(section(f"This message has its action item already:\n{line}"), actions(open_it(made), more))


@feature.reaction("action.offer", act=Act.KEEP_ACTIONS)
def offer(request: Request, uow: UnitOfWork) -> Reply:
    """Only the first who reacts is asked, and only they see it."""
    where = request.source
    assert where is not None
    create = button("Create action", "action.create", _message_of(request), style="primary")
    message = Message((section("Shall I make an action item of this message?"), actions(create)))
    payload = message.payload() | {"channel": where.channel, "user": request.by.slack_user}
    payload |= {"thread_ts": request.place.thread} if request.place.thread else {}
    once = f"offer:{where.channel}:{where.ts}"
    uow.outbox.put(Kind.EPHEMERAL, f"answer:{request.by.slack_user}", payload, once=once)
    return None


@feature.button("action.create", act=Act.KEEP_ACTIONS, reads_message=True)
def create(request: Request, uow: UnitOfWork) -> Reply:
    return from_message(request, uow)


@feature.button("action.another", act=Act.KEEP_ACTIONS, reads_message=True)
def another(request: Request, uow: UnitOfWork) -> Reply:
    """The form: its title is the message's first sentence; the link is kept, the text is not."""
    assert request.source is not None
    title = _title_of(without_marks(request.source.text))
    return Show(form=draft_form(request, uow, title=title, source=request.source.permalink))


def _title_of(text: str) -> str:
    """The first sentence of the first line, short enough for a title."""
    line = " ".join(next((line for line in text.splitlines() if line.strip()), "").split())
    return shortened(_SENTENCE.split(line, maxsplit=1)[0], LONGEST)


def _message_of(request: Request) -> str:
    """What a button carries so that the message can be read again when it is pressed."""
    where, thread = request.source, request.place.thread
    assert where is not None
    return f"{where.channel}:{where.ts}:{thread}" if thread else f"{where.channel}:{where.ts}"
