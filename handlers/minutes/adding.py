"""Corrections to minutes that both companies approved: they stand beside them, and change nothing."""

from governance.events import AddendumAdded, Words
from governance.minutes import LONGEST_COMMENT, MinutesNotFiled, check_text
from governance.people import Act
from handlers.kit.blocks import field, text_input
from handlers.kit.replies import Form, Reply, Show, about
from handlers.kit.requests import Request
from handlers.minutes.naming import Kept, scribe_words, take_kept
from handlers.minutes.register import feature
from handlers.minutes.showing import page
from storage.unit_of_work import UnitOfWork


@feature.button("minutes.add", act=Act.KEEP_MINUTES)
def add_by_button(request: Request, uow: UnitOfWork) -> Reply:
    kept, _ = take_kept(request.ref, request, uow)
    return add(kept, "", request, uow)


@feature.form("minutes.add", act=Act.KEEP_MINUTES)
def add_by_form(request: Request, uow: UnitOfWork) -> Reply:
    kept, _ = take_kept(str(request.values.get("of")), request, uow)
    with about("text"):
        return add(kept, request.required("text"), request, uow)


def add(kept: Kept, words: str, request: Request, uow: UnitOfWork) -> Reply:
    """Without words a form asks for them."""
    if not kept.minutes.is_filed:
        raise MinutesNotFiled(reference=kept.reference, scribe=scribe_words(kept, uow))
    if not words.strip():
        return _ask(kept)
    text = check_text(words, "The correction", "what is to be read beside the minutes")
    its = uow.minutes.add_to(kept.minutes, text, request.by.id, request.at)
    uow.record(AddendumAdded(minutes=kept.minutes.id, vendor=kept.minutes.vendor_id, addendum=its.id, text=Words(text)))
    return page(kept, request, uow)


def _ask(kept: Kept) -> Show:
    hint = "It stands beneath the minutes, which stay as they were approved."
    box = field("text", "What is to be corrected?", text_input(lines=True, most=LONGEST_COMMENT), hint=hint)
    form = Form(name="minutes.add", title="Correction", submit="Add", blocks=(box,), memo={"of": kept.reference})
    return Show(form=form, reopen=f"session minutes {kept.reference} add")
