"""The scribe's part: mending the texts, sending the draft to both companies, and handing the pen to somebody else."""

from collections.abc import Mapping
from typing import Any

from governance.events import MinutesCirculated, ScribeNamed
from governance.minutes import (
    LONGEST_TEXT,
    MinutesMoved,
    MinutesSentAlready,
    NotAChair,
    NothingDifferent,
    State,
)
from governance.people import Act
from governance.refusals import UnknownPerson
from handlers.kit.because import why_field, why_in
from handlers.kit.blocks import Block, context, cut, field, text_input
from handlers.kit.finding import may_own, take_owner
from handlers.kit.replies import Form, Reply, Show, about
from handlers.kit.requests import Request
from handlers.kit.words import listing, shortened
from handlers.minutes.content import rewritten
from handlers.minutes.naming import (
    Kept,
    check_edits,
    check_unfiled,
    kept_of,
    take_kept,
    take_number,
)
from handlers.minutes.register import feature
from handlers.minutes.rewriting import rewrite
from handlers.minutes.showing import page
from storage.unit_of_work import UnitOfWork

POINTS = 40  # texts that a form asks for; Slack takes a hundred blocks


# --- mending -------------------------------------------------------------------------------------------------------------


@feature.button("minutes.edit", act=Act.KEEP_MINUTES)
def edit_by_button(request: Request, uow: UnitOfWork) -> Reply:
    kept, _ = take_kept(request.ref, request, uow)
    return ask_to_edit(kept, request, uow)


def ask_to_edit(kept: Kept, request: Request, uow: UnitOfWork) -> Reply:
    check_edits(kept, request, uow)
    return Show(form=_form(kept), reopen=f"session minutes {kept.reference} edit")


@feature.form("minutes.edit", act=Act.KEEP_MINUTES)
def edit(request: Request, uow: UnitOfWork) -> Reply:
    """The next version, which both companies are asked to approve anew."""
    kept, rest = take_kept(str(request.values.get("of")), request, uow)
    with about("summary"):
        check_edits(kept, request, uow)
        # A form that was opened on a draft asks for no reason, and what was sent meanwhile needs one.
        if (take_number(rest)[0], request.values.get("state")) != (kept.minutes.version, _asks(kept)):
            raise MinutesMoved(reference=kept.reference)
        content = _typed(kept, request)
        if content == dict(kept.version.content):
            raise NothingDifferent(version=kept.minutes.version)
    reason = why_in(request) if kept.minutes.waits else ""
    return page(_rewrite(kept, content, reason, request, uow), request, uow)


def _rewrite(kept: Kept, content: Mapping[str, Any], reason: str, request: Request, uow: UnitOfWork) -> Kept:
    now = rewrite(kept, content, reason, uow)
    if now is None:
        raise MinutesMoved(reference=kept.reference)
    return now


def _typed(kept: Kept, request: Request) -> dict[str, Any]:
    content, values = kept.version.content, request.values
    words = {its["item"]: _text(values.get(f"item{its['item']}")) for its in content["items"][:POINTS]}
    return rewritten(content, _text(values.get("summary")), words)


def _text(said: Any) -> str:
    return "\n".join(line.rstrip() for line in str(said or "").strip().splitlines())


def _form(kept: Kept) -> Form:
    content = kept.version.content
    summary = text_input(content["summary"], lines=True, most=LONGEST_TEXT)
    blocks = [field("summary", "In short", summary, hint="What somebody who was not there should know.", optional=True)]
    blocks += [_point(its) for its in content["items"][:POINTS]]
    if len(content["items"]) > POINTS:
        blocks.append(context(f"The {len(content['items']) - POINTS} points after these stay as they are."))
    if kept.minutes.waits:
        blocks.append(why_field(hint="Both companies read it, and both are asked to approve anew."))
    title, memo = cut(f"Minutes of {kept.reference}", 24), {"of": kept.ref, "state": _asks(kept)}
    return Form(name="minutes.edit", title=title, submit="Save", blocks=tuple(blocks), memo=memo)


def _asks(kept: Kept) -> str:
    """Whether a change needs a reason, as the form remembers it."""
    return "sent" if kept.minutes.waits else "draft"


def _point(its: Mapping[str, Any]) -> Block:
    came = f" ({its['outcome']})" if its["outcome"] else ""
    label = f"{its['position']}. {shortened(its['title'], 100)}{came}"
    return field(f"item{its['item']}", label, text_input(its["words"], lines=True, most=LONGEST_TEXT), optional=True)


# --- sending -------------------------------------------------------------------------------------------------------------


@feature.button("minutes.send", act=Act.KEEP_MINUTES)
def send_by_button(request: Request, uow: UnitOfWork) -> Reply:
    kept, _ = take_kept(request.ref, request, uow)
    return send(kept, request, uow)


def send(kept: Kept, request: Request, uow: UnitOfWork) -> Reply:
    check_edits(kept, request, uow)
    if kept.minutes.state is not State.DRAFT:
        raise MinutesSentAlready(reference=kept.reference)
    return page(circulate(kept, uow), request, uow)


def circulate(kept: Kept, uow: UnitOfWork) -> Kept:
    """Both companies are asked to approve."""
    changed = uow.minutes.change(kept.minutes, state=State.CIRCULATED)
    if changed is None:
        raise MinutesMoved(reference=kept.reference)
    facts = {"vendor": changed.vendor_id, "session": changed.session_id, "version": changed.version}
    uow.record(MinutesCirculated(minutes=changed.id, **facts))
    return kept_of(changed, kept.session, uow)


# --- the scribe ----------------------------------------------------------------------------------------------------------


def name_scribe(kept: Kept, words: str, request: Request, uow: UnitOfWork) -> Reply:
    """A chair says who edits from now on."""
    check_unfiled(kept)
    if not kept.approvers.may_lead(request.by):
        raise NotAChair(deed="Naming the scribe of", reference=kept.reference, people=chairs_words(kept))
    person, _ = take_owner(request, uow, words)
    if person is None:
        raise UnknownPerson(name=shortened(words) or "nobody", nearest="")
    scribe = may_own(person, uow.vendors.by_id(kept.minutes.vendor_id), request.by)
    changed = uow.minutes.change(kept.minutes, scribe_id=scribe.id)
    if changed is None:
        raise MinutesMoved(reference=kept.reference)
    uow.record(ScribeNamed(minutes=changed.id, vendor=changed.vendor_id, person=scribe.id))
    return page(kept_of(changed, kept.session, uow), request, uow)


def chairs_words(kept: Kept) -> str:
    return listing(sorted(its.name for its in kept.approvers.everyone_asked())) or "the account leads"
