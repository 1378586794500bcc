"""What people of either company say to minutes before both have approved them."""

from governance.events import MinutesCommented, Words
from governance.minutes import LONGEST_COMMENT, State, check_text
from governance.people import Act
from handlers.kit.blocks import field, text_input
from handlers.kit.replies import Form, Reply, Show, about
from handlers.kit.requests import Request
from handlers.minutes.naming import Kept, check_unfiled, kept_of, take_kept
from handlers.minutes.register import feature
from handlers.minutes.showing import page
from storage.unit_of_work import UnitOfWork


@feature.button("minutes.comment", act=Act.KEEP_MINUTES)
def comment_by_button(request: Request, uow: UnitOfWork) -> Reply:
    kept, _ = take_kept(request.ref, request, uow)
    return ask_for_comment(kept)


@feature.form("minutes.comment", act=Act.KEEP_MINUTES)
def comment_by_form(request: Request, uow: UnitOfWork) -> Reply:
    kept, _ = take_kept(str(request.values.get("of")), request, uow)
    with about("comment"):
        return comment(kept, request.required("comment"), request, uow)


def comment(kept: Kept, words: str, request: Request, uow: UnitOfWork) -> Reply:
    """Kept with the version it was said to; the scribe reads it."""
    check_unfiled(kept)
    if not words.strip():
        return ask_for_comment(kept)
    said = check_text(words, "The comment", "what should be different")
    its = kept.minutes
    uow.minutes.comment(its, said, request.by.id, request.at)
    if its.state is State.CIRCULATED:
        its = uow.minutes.change(its, state=State.COMMENTED) or its
    uow.record(MinutesCommented(minutes=its.id, vendor=its.vendor_id, version=its.version, comment=Words(said)))
    return page(kept_of(its, kept.session, uow), request, uow)


def ask_for_comment(kept: Kept) -> Reply:
    check_unfiled(kept)
    box = field(
        "comment",
        "What should be different?",
        text_input(lines=True, most=LONGEST_COMMENT),
        hint="Both companies can read it.",
    )
    form = Form(name="minutes.comment", title="Comment", submit="Send", blocks=(box,), memo={"of": kept.reference})
    return Show(form=form, reopen=f"session minutes {kept.reference} comment")
