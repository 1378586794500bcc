"""`session minutes`: the page, and by a word behind the session everything a button does, for whoever writes from a thread or by
mention."""

from collections.abc import Callable

from governance.people import Act
from handlers.kit.replies import Reply
from handlers.kit.requests import Request
from handlers.minutes.adding import add
from handlers.minutes.approving import ask_to_sign, give, give_to_addendum
from handlers.minutes.commenting import comment
from handlers.minutes.editing import ask_to_edit, name_scribe, send
from handlers.minutes.naming import Kept, check_keeps, is_named, take_kept, take_number
from handlers.minutes.register import feature
from handlers.minutes.showing import hand_over_pdf, list_last, page
from handlers.minutes.versions import show_versions
from storage.unit_of_work import UnitOfWork

Deed = Callable[[Kept, str, Request, UnitOfWork], Reply]


@feature.command(
    "session minutes",
    usage="[S-3] [pdf | versions | edit | send | comment <text> | approve | sign | add <text> | scribe @who]",
    summary="The minutes of a session: read, edit, comment, approve, correct; without a session the last ones.",
    act=Act.SEE_MINUTES,
    also=(Act.KEEP_MINUTES,),
)
def minutes(request: Request, uow: UnitOfWork) -> Reply:
    if not is_named(request.text):
        return list_last(request.text.strip(), request, uow)
    word = _word(request.text)
    if word in KEEPS:
        check_keeps(request)
    kept, rest = take_kept(request.text, request, uow)
    deed = {**READS, **KEEPS}.get(word)
    return deed(kept, rest.partition(" ")[2].strip(), request, uow) if deed else page(kept, request, uow)


@feature.button("minutes.pdf", act=Act.SEE_MINUTES)
def pdf_by_button(request: Request, uow: UnitOfWork) -> Reply:
    kept, _ = take_kept(request.ref, request, uow)
    return hand_over_pdf(kept, request, uow)


def _word(text: str) -> str:
    """What stands behind the session."""
    words = text.replace(",", " ").split(maxsplit=2)
    return words[1].lower().rstrip(":") if len(words) > 1 else ""


def _approve(kept: Kept, rest: str, request: Request, uow: UnitOfWork) -> Reply:
    """`approve`, or `approve correction 1`."""
    word, _, number = rest.partition(" ")
    if word.lower() in ("correction", "addendum"):
        return give_to_addendum(kept, take_number(number)[0], request, uow)
    return give(kept, None, request, uow)


READS: dict[str, Deed] = {
    "pdf": lambda kept, _, request, uow: hand_over_pdf(kept, request, uow),
    "versions": lambda kept, _, request, uow: show_versions(kept, request, uow),
}
KEEPS: dict[str, Deed] = {
    "edit": lambda kept, _, request, uow: ask_to_edit(kept, request, uow),
    "send": lambda kept, _, request, uow: send(kept, request, uow),
    "comment": comment,
    "approve": _approve,
    "sign": lambda kept, _, request, uow: ask_to_sign(kept, None, request, uow),
    "add": add,
    "scribe": name_scribe,
}
