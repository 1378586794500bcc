"""The page behind a link that does one thing once: what it says, and Slack's form as a plain one in HTML."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, time
from typing import Any

from governance.one_acts import OneAct, Standing
from governance.people import Person
from handlers.kit.blocks import Block
from handlers.kit.one_acts import as_words, who_helps
from handlers.kit.pages import entry, form, hidden, page, paragraph
from handlers.kit.replies import Form
from storage.unit_of_work import UnitOfWork

KEPT, SEAL, WORDS = "_form", "_seal", "_words"
LONGEST = 3000  # what Slack lets people type into one field
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_COMMAND = re.compile(r"[^.]*`/[^`]*`[^.]*\.?")


class NeedsSlack(ValueError):
    """A form of ours asks for what no page can give, such as a person from Slack's list."""


# --- what the page says ----------------------------------------------------------------------------------------------------


def button_page(act: OneAct, person: Person, uow: UnitOfWork) -> str:
    """One button, and what it does; who closes something can say in a few words what was done."""
    words = (entry(WORDS, "What was done? (may be left empty)", {"type": "text", "lines": True}),)
    return page(
        act.title,
        *_front(act.about, person, uow),
        form(act.label, *(words if takes_words(act) else ())),
        *_end(act, person, uow),
    )


def form_page(
    act: OneAct, person: Person, its: Form, uow: UnitOfWork, *, errors: Mapping[str, str] | None = None
) -> str:
    """Slack's form with its one button; what is wrong stands above the field it is about."""
    kept = json.dumps(
        {"name": its.name, "title": its.title, "submit": its.submit, "memo": its.memo, "blocks": its.blocks}
    )
    seal = uow.rules.addresses.sealed(f"{act.id}:{kept}")
    parts = [hidden(KEPT, kept), hidden(SEAL, seal), *_fields(its, errors or {}, uow)]
    # A form that says itself what it is about says it as it is now.
    about = "" if any(block["type"] == "section" for block in its.blocks) else act.about
    return page(act.title, *_front(about, person, uow), form(its.submit, *parts), *_end(act, person, uow))


def done_page(act: OneAct, person: Person, words: str, uow: UnitOfWork, *, goes_on: bool) -> str:
    """What was done, in the words that Slack would answer with."""
    said = [paragraph(line, said=True) for line in (words or "Done. Thank you.").splitlines()]
    more = "Open the link again for the rest." if goes_on else "You can close this page."
    return page(act.title, *said, paragraph(more), *_help(person, uow))


def over_page(act: OneAct, person: Person, uow: UnitOfWork) -> str:
    """Used already, or too late."""
    zone = person.hours(uow.workspace.zone).zone
    if act.standing(uow.at) is Standing.USED and act.used_at:
        words = (
            f"This was done with this link on {act.used_at.astimezone(zone):%A %-d %B %Y at %H:%M}. It works once only."
        )
    else:
        words = f"This link could be used until {act.expires_at.astimezone(zone):%A %-d %B %Y}. Nothing was done."
    return page(act.title, paragraph(words, said=True), *_help(person, uow))


def refused_page(act: OneAct, person: Person, words: str, uow: UnitOfWork) -> str:
    """Answered otherwise meanwhile, or not theirs to do any more."""
    why = paragraph(without_commands(words), said=True)
    return page(act.title, why, paragraph("Nothing was done with this link."), *_help(person, uow))


def without_commands(words: str) -> str:
    """A refusal for whoever cannot type a command: the sentences that name one are left out, where there are others."""
    left = _COMMAND.sub("", words).strip()
    return (left or words).replace("`", "")


def takes_words(act: OneAct) -> bool:
    return act.name == "action.deed" and act.ref.startswith("done ")


def _front(about: str, person: Person, uow: UnitOfWork) -> Iterator[str]:
    yield paragraph(f"For {person.name}, from {uow.workspace.name}.")
    yield from (paragraph(line) for line in about.splitlines())


def _end(act: OneAct, person: Person, uow: UnitOfWork) -> Iterator[str]:
    until = act.expires_at.astimezone(person.hours(uow.workspace.zone).zone)
    yield paragraph(f"Nothing happens until you press the button. It works once, until {until:%A %-d %B %Y}.")
    yield from _help(person, uow)


def _help(person: Person, uow: UnitOfWork) -> Iterator[str]:
    if helper := who_helps(person, uow):
        yield paragraph(f"Anything unclear? Write to {helper}.")


# --- the form ----------------------------------------------------------------------------------------------------------------


def _fields(its: Form, errors: Mapping[str, str], uow: UnitOfWork) -> Iterator[str]:
    for block in its.blocks:
        if block["type"] == "input":
            shape = _shape(block)
            if shape is None:
                continue
            hint = (block.get("hint") or {}).get("text", "")
            optional = " (may be left empty)" if block["optional"] else ""
            label = f"{block['label']['text']}{optional}"
            yield entry(block["block_id"], label, shape, hint=hint, error=errors.get(block["block_id"], ""))
        elif words := as_words([block], uow):
            yield from (paragraph(line) for line in words.splitlines())


def _shape(block: Block) -> dict[str, Any] | None:
    """What kind of entry an input of Slack's is in HTML; None for one that can be left out. Raises NeedsSlack."""
    its, needed = block["element"], not block["optional"]
    match its["type"]:
        case "plain_text_input":
            start, most = its.get("initial_value", ""), its.get("max_length", LONGEST)
            return {"type": "text", "lines": its["multiline"], "most": most, "start": start, "needed": needed}
        case "datepicker":
            return {"type": "date", "start": its.get("initial_date", ""), "needed": needed}
        case "timepicker":
            return {"type": "time", "start": its.get("initial_time", ""), "needed": needed}
        case "static_select":
            choices = [(one["value"], one["text"]["text"]) for one in its["options"]]
            start = (its.get("initial_option") or {}).get("value", "")
            return {"type": "choice", "choices": choices, "start": start, "needed": needed}
        case _ if needed:
            raise NeedsSlack(its["type"])
        case _:
            return None


def form_in(values: Mapping[str, str], act: OneAct, uow: UnitOfWork) -> Form | None:
    """The form that a page came with; None where it is not one that we gave out with this link."""
    kept, seal = values.get(KEPT, ""), values.get(SEAL, "")
    if not kept or not uow.rules.addresses.is_sealed(f"{act.id}:{kept}", seal):
        return None
    facts = json.loads(kept)
    return Form(**facts | {"blocks": tuple(facts["blocks"])})


def answers_in(its: Form, values: Mapping[str, str]) -> dict[str, Any]:
    """What stands in the fields, as Slack would hand it over: None where nothing does, or what the field cannot hold."""
    return {block["block_id"]: _answer(block, values) for block in its.blocks if block["type"] == "input"}


def _answer(block: Block, values: Mapping[str, str]) -> str | None:
    element, said = block["element"], typed(values.get(block["block_id"], ""))
    match element["type"]:
        case "datepicker":
            return said if _reads(date.fromisoformat, said) else None
        case "timepicker":
            return said if _reads(time.fromisoformat, said) else None
        case "static_select":
            return said if said in {one["value"] for one in element["options"]} else None
        case "plain_text_input":
            return said[: element.get("max_length", LONGEST)] or None
        case _:
            return None


def _reads(read: Any, said: str) -> bool:
    try:
        return bool(said) and read(said) is not None
    except ValueError:
        return False


def typed(text: str) -> str:
    """As a person can type it: no control characters but ends of lines."""
    return _CONTROL.sub("", text.replace("\r\n", "\n"))[:LONGEST].strip()


def filled_in(its: Form, answers: Mapping[str, Any]) -> Form:
    """The form with what was typed in it, so that nothing is lost when something is wrong."""
    return replace(its, blocks=tuple(_started(block, answers) for block in its.blocks))


def _started(block: Block, answers: Mapping[str, Any]) -> Block:
    if block["type"] != "input" or not answers.get(block["block_id"]):
        return block
    element, said = dict(block["element"]), answers[block["block_id"]]
    names = {"plain_text_input": "initial_value", "datepicker": "initial_date", "timepicker": "initial_time"}
    if element["type"] == "static_select":
        element["initial_option"] = next(one for one in element["options"] if one["value"] == said)
    elif element["type"] in names:
        element[names[element["type"]]] = said
    return block | {"element": element}
