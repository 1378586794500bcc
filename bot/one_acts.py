"""`/act/<secret>`: a link in a mail that does one thing once, as the person it was written to, by the same handler as a click.

Looking tries what a press would do and takes all of it back, so that the page says truly what would happen; only a press is kept.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

from bot import apologies, participants
from bot.acquaintances import as_of_now
from bot.entering import enter
from bot.house import House
from bot.inbound import AGAIN
from governance.events import Door
from governance.feeds import fingerprint
from governance.one_acts import OneAct, Standing
from governance.people import Person
from governance.refusals import Refusal
from handlers.kit import act_pages
from handlers.kit.blocks import Block
from handlers.kit.grammar import Puzzled, parse
from handlers.kit.one_acts import as_words, name_of
from handlers.kit.replies import Form, Reply, Show, Wrong
from handlers.kit.requests import Place, Request
from storage.unit_of_work import UnitOfWork, unit_of_work

log = logging.getLogger("parley.acts")


class _OnlyLooked(Exception):
    """No error: it takes back what was tried."""

    def __init__(self, html: str | None) -> None:
        self.html = html


@dataclass(frozen=True, kw_only=True)
class _Open:
    """An open link and what was sent with it: the `form` it showed before, if any, and that form's answers."""

    act: OneAct
    person: Person
    values: Mapping[str, str]
    form: Form | None
    answers: Mapping[str, Any]

    @property
    def words(self) -> str:
        """What whoever closes something says was done."""
        return act_pages.typed(self.values.get(act_pages.WORDS, "")) if act_pages.takes_words(self.act) else ""


class OneActs:
    """Shows and presses such links."""

    def __init__(self, house: House) -> None:
        self.house = house

    def visit(self, secret: str, values: Mapping[str, str] | None) -> tuple[str | None, tuple[str, ...]]:
        """The page as HTML, None where there is none; and the lanes that have something to say now. `values`: it was pressed."""
        house = self.house
        if house.workspace is None:
            raise apologies.StillStarting
        its = unit_of_work(house.database, house.workspace, at=house.now(), door=Door.PAGE, rules=house.rules)
        try:
            with its as uow:
                html = self._page(secret, values, uow)
                if values is None:
                    raise _OnlyLooked(html)
        except _OnlyLooked as looked:
            return looked.html, ()
        return html, tuple(uow.touched_lanes)

    def _page(self, secret: str, values: Mapping[str, str] | None, uow: UnitOfWork) -> str | None:
        act = uow.one_acts.by_secret(fingerprint(secret))
        if act is None:
            return None
        person = uow.actor = as_of_now(uow.people.by_id(act.person_id))
        if act.standing(uow.at) is not Standing.OPEN:
            return act_pages.over_page(act, person, uow)
        form = act_pages.form_in(values or {}, act, uow)
        answers = act_pages.answers_in(form, values or {}) if form else {}
        its = _Open(act=act, person=person, values=values or {}, form=form, answers=answers)
        try:
            with uow.savepoint():
                reply = self._act(its, uow)
                self.house.react(uow)
            return _answered(its, reply, uow, pressed=values is not None)
        except Refusal as refusal:
            return _refused(its, refusal, uow)
        except act_pages.NeedsSlack:
            return act_pages.refused_page(act, person, "This can be done in Slack only.", uow)

    def _act(self, its: _Open, uow: UnitOfWork) -> Reply:
        """What a click or a form of this person would do now."""
        participants.check_answers({**its.answers, "words": its.words}, uow)
        registry, request = self.house.registry, _request(its, uow)
        if its.form:
            return enter(registry.forms[its.form.name], replace(request, values={**its.answers, **its.form.memo}), uow)
        if its.act.name != AGAIN and not its.words:
            return enter(registry.buttons[its.act.name], request, uow)
        line = parse(registry, its.act.ref if its.act.name == AGAIN else f"action {its.act.ref} {its.words}")
        assert not isinstance(line, Puzzled)  # it is a line of ours
        return enter(line.command, replace(request, text=line.rest), uow)


def _refused(its: _Open, refusal: Refusal, uow: UnitOfWork) -> str:
    """What is wrong with what was typed stands in the form; anything else ends the matter."""
    _log(its.act, "refused")
    names = {block.get("block_id") for block in its.form.blocks} if its.form else set()
    if its.form and refusal.field in names:
        return _still_open(its, {str(refusal.field): str(refusal)}, uow)
    return act_pages.refused_page(its.act, its.person, str(refusal), uow)


def _still_open(its: _Open, errors: Mapping[str, str], uow: UnitOfWork) -> str:
    assert its.form is not None
    plain = {name: act_pages.without_commands(words) for name, words in errors.items()}
    form = act_pages.filled_in(its.form, its.answers)
    return act_pages.form_page(its.act, its.person, form, uow, errors=plain)


def _answered(its: _Open, reply: Reply, uow: UnitOfWork, *, pressed: bool) -> str:
    if isinstance(reply, Show):
        return act_pages.form_page(its.act, its.person, reply.form, uow)
    if isinstance(reply, Wrong):
        return _still_open(its, reply.errors, uow)
    if not pressed:
        return act_pages.button_page(its.act, its.person, uow)
    _log(its.act, "done")
    blocks = reply.message.blocks if reply else ()
    goes_on = _asks_again(blocks, its.act)
    if not goes_on:
        uow.one_acts.use(its.act, uow.at)
    return act_pages.done_page(its.act, its.person, as_words(blocks, uow), uow, goes_on=goes_on)


def _request(its: _Open, uow: UnitOfWork) -> Request:
    """As if they clicked the button in their own conversation with us."""
    return Request(
        key=f"act:{its.act.id}:{uow.at:%Y%m%dT%H%M%S%f}",
        at=uow.at,
        by=its.person,
        zone=ZoneInfo(its.person.zone or uow.workspace.zone),
        door=Door.PAGE,
        place=Place(direct=True),
        ref=its.act.ref,
    )


def _asks_again(blocks: Sequence[Block], act: OneAct) -> bool:
    """Whether the answer offers the same button: a part is left, such as results that are still without a number."""
    rows = [block["elements"] for block in blocks if block["type"] == "actions"]
    return any(name_of(its) == act.name and its.get("value") == act.ref for row in rows for its in row)


def _log(act: OneAct, outcome: str) -> None:
    log.info("one act", extra={"act": act.name, "number": act.id, "door": Door.PAGE, "outcome": outcome})
