"""Minutes on a page of their own, and the last ones in a list."""

from collections.abc import Sequence

from governance.approvals import Approval
from governance.minutes import Addendum, Comment, Minutes, State, given_by_party
from governance.people import Act, Person, may
from governance.sessions import Session
from handlers.kit import shown
from handlers.kit.approving import can_sign, said_of, sign_button
from handlers.kit.blocks import Block, actions, button, context, esc, header, paragraphs, section
from handlers.kit.finding import here, the_vendor
from handlers.kit.replies import Reply, Say, say
from handlers.kit.requests import Request
from handlers.kit.words import at_most
from handlers.minutes.naming import Kept, edits
from handlers.minutes.pdf import send_pdf
from handlers.minutes.words import (
    REST,
    called,
    companies_of,
    day_words,
    is_cut,
    named,
    people_of,
    rest,
    short,
    standing,
    written,
)
from storage.unit_of_work import UnitOfWork

LAST = 10
SHOWN = 6
LONG = 600
STANDS = {
    State.DRAFT: "a draft",
    State.CIRCULATED: "waits for approval",
    State.COMMENTED: "commented, waits for approval",
    State.FILED: "approved by both",
}


def page(kept: Kept, request: Request, uow: UnitOfWork, lead: str = "") -> Say:
    """How they stand first, then what stands in them."""
    people, content = people_of(kept.version.content, uow), kept.version.content
    companies = companies_of(kept.minutes.vendor_id, uow)
    lines = [*([lead] if lead else []), named(kept.session, uow), *standing(kept, uow)]
    addenda = uow.minutes.addenda(kept.minutes)
    return say(
        *paragraphs(lines),
        *paragraphs([*short(content, people, uow), *rest(content, people, companies)]),
        *([context(REST)] if is_cut(content) else []),
        *_said(uow.minutes.comments(kept.minutes), uow),
        *added(kept, addenda, request.by, uow),
        *buttons(kept, request, uow),
    )


def _said(comments: Sequence[Comment], uow: UnitOfWork) -> list[Block]:
    people = uow.people.some({its.person_id for its in comments})
    lines = [
        f"{shown.person(people.get(its.person_id))}, to version {its.version}: {written(its.text, LONG)}"
        for its in comments
    ]
    return paragraphs(["*Comments*", *at_most(lines[::-1], SHOWN)]) if lines else []


# --- corrections ---------------------------------------------------------------------------------------------------------


def added(kept: Kept, addenda: Sequence[Addendum], reader: Person, uow: UnitOfWork) -> list[Block]:
    """Each correction with who approved it, and a way for the reader's side to."""
    given = uow.approvals.of([its.stems for its in addenda]) if addenda else {}
    people = uow.people.some({its.person_id for its in addenda})
    blocks: list[Block] = []
    for its in addenda[-SHOWN:]:
        by_party = approvals_of(its, given.get(its.stems, ()))
        blocks += paragraphs([addendum_line(its, people.get(its.person_id), uow), *map(said_of, by_party.values())])
        if kept.approvers.may_lead(reader) and reader.party not in by_party:
            blocks.append(actions(approve_addendum(kept, its)))
    return blocks


def approvals_of(its: Addendum, given: Sequence[Approval]) -> dict[str, Approval]:
    return given_by_party(given, approved_as(its))


def approved_as(its: Addendum) -> str:
    """Its text never changes, so its number says which it is."""
    return str(its.number)


def addendum_line(its: Addendum, author: Person | None, uow: UnitOfWork) -> str:
    when = day_words(its.added_at.date(), uow)
    return f"*Correction {its.number}* ({shown.person(author)}, {when}): {written(its.text, LONG)}"


def approve_addendum(kept: Kept, its: Addendum) -> Block:
    label = f"Approve correction {its.number} to {kept.reference}"
    return button(f"Approve correction {its.number}", "minutes.addendum", f"{kept.reference} {its.number}", label=label)


# --- buttons -------------------------------------------------------------------------------------------------------------


def buttons(kept: Kept, request: Request, uow: UnitOfWork) -> list[Block]:
    """What this reader can do; whoever only reads can read all of it."""
    keeps, its = may(request.by, Act.KEEP_MINUTES), kept.minutes
    row = approve_buttons(kept, request.by, uow) if keeps else []
    if keeps and edits(kept, request):
        row += [send_button(kept)] if its.state is State.DRAFT else []
        row.append(edit_button(kept))
    row += [comment_button(kept)] if keeps and not its.is_filed else []
    row += [button("Add a correction", "minutes.add", kept.reference)] if keeps and its.is_filed else []
    pdf = button("PDF", "minutes.pdf", kept.reference, label=f"PDF of the minutes of {kept.reference}")
    return [actions(*row, pdf, button("Versions", "again", f"session minutes {kept.reference} versions"))]


def approve_buttons(kept: Kept, reader: Person, uow: UnitOfWork) -> list[Block]:
    """For whoever may approve for a party that has not."""
    party = kept.approvers.party_of(reader)
    if party is None or party in kept.given or not kept.minutes.waits:
        return []
    sign = sign_button("minutes.sign", kept.ref, f"the minutes of {kept.reference}", "Approve and sign")
    return [approve_button(kept.session, kept.minutes), *([sign] if can_sign(reader, uow) else [])]


def approve_button(session: Session, its: Minutes) -> Block:
    label = f"Approve the minutes of {session.reference}"
    return button("Approve", "minutes.approve", f"{session.reference} {its.version}", style="primary", label=label)


def send_button(kept: Kept) -> Block:
    label = f"Send the minutes of {kept.reference} to both"
    return button("Send to both", "minutes.send", kept.ref, style="primary", label=label)


def edit_button(kept: Kept) -> Block:
    return button("Edit", "minutes.edit", kept.reference, label=f"Edit the minutes of {kept.reference}")


def comment_button(kept: Kept) -> Block:
    return button("Comment", "minutes.comment", kept.reference, label=f"Comment on the minutes of {kept.reference}")


def open_button(session: Session) -> Block:
    label = f"Open the minutes of {session.reference}"
    return button("Open", "again", f"session minutes {session.reference}", label=label)


def hand_over_pdf(kept: Kept, request: Request, uow: UnitOfWork) -> Reply:
    """To the asker alone."""
    comment = f"Here are the minutes of {kept.reference}, version {kept.minutes.version}."
    send_pdf(kept, str(request.by.slack_user), comment, f"minutes pdf:{request.key}", uow)
    return say(section(f"The PDF of the minutes of {kept.reference} is on its way to you as a direct message."))


# --- the last ones -------------------------------------------------------------------------------------------------------


def list_last(text: str, request: Request, uow: UnitOfWork) -> Reply:
    """Those of one vendor, or for the sponsor's people of all."""
    vendor = the_vendor(request, uow, text, "/session minutes <vendor>") if text else here(request, uow)
    if vendor is None and not request.by.is_sponsors:
        return say(section("There are no minutes yet."))
    found = uow.minutes.newest({vendor.id} if vendor else None, LAST)
    sessions = {its.id: its for its in uow.sessions.some([one.session_id for one in found])}
    whose = f" with {vendor.name if request.by.is_sponsors else uow.workspace.name}" if vendor else ""
    if not found:
        return say(section(f"There are no minutes{esc(whose)} yet. They are drafted when a chair ends a session."))
    lines = [_line(its, sessions[its.session_id], uow) for its in found]
    return say(header(f"The last minutes{whose}"), *lines)


def _line(its: Minutes, session: Session, uow: UnitOfWork) -> Block:
    due = f", by {day_words(its.due_on, uow)}" if its.waits else ""
    words = f"{called(session, uow)}: version {its.version}, {STANDS[its.state]}{due}"
    return section(words, button=open_button(session))
