"""The buttons beside an action item, the same in lists, reminders and on Home."""

from governance.actions import ActionItem, State, side
from governance.people import Person
from handlers.kit.blocks import Block, button, menu

SNOOZES = (("hour", "For an hour"), ("tomorrow", "Until tomorrow"), ("week", "Until next week"))


def deed(label: str, word: str, item: ActionItem, *, style: str | None = None, announced: bool = False) -> Block:
    """A button that does one thing to the item: `word` is the verb of its command. `announced`: on the message that told of it."""
    ref = f"{word} {item.reference}" + (" announced" if announced else "")
    return button(label, "action.deed", ref, style=style, label=f"{label}: {item.reference}")


def open_it(item: ActionItem) -> Block:
    return button("Open", "again", f"action show {item.reference}", label=f"Open {item.reference}")


def snooze(item: ActionItem) -> Block:
    """Hear of it later."""
    choices = [(f"{item.reference} {value}", words) for value, words in SNOOZES]
    return menu("Snooze", "action.snooze", choices)


def owners_row(item: ActionItem, *, answers: bool = True) -> tuple[Block, ...]:
    """For the one who has to do it; without `answers` for the other side, who can neither accept it for them nor close
    what they are to verify."""
    if answers and item.state is State.PROPOSED:
        return (deed("Accept", "accept", item, style="primary"), deed("Done", "done", item), *_more(item))
    done = (deed("Done", "done", item, style="primary"),) if answers or not item.needs_verification else ()
    return (*done, *_more(item))


def verifiers_row(item: ActionItem) -> tuple[Block, ...]:
    """For the one who asked, once it is done."""
    return (
        deed("Verify", "verify", item, style="primary"),
        deed("Not done yet", "reopen", item),
        open_it(item),
    )


def row_for(item: ActionItem, reader: Person) -> tuple[Block, ...]:
    """For whoever reads a line about it; nobody verifies what they did themselves."""
    next_up = item.waits_on == side(reader)
    if item.is_open:
        return owners_row(item, answers=next_up)
    verifies = item.awaits_verification and next_up and reader.id != item.owner_id
    return verifiers_row(item) if verifies else (open_it(item),)


def _more(item: ActionItem) -> tuple[Block, ...]:
    return (snooze(item), deed("Reassign", "reassign", item), open_it(item))
