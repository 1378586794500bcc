"""Who hears of charters and seats: the other company's account lead, in one message, however many bodies it is about."""

from collections.abc import Sequence

from governance.bodies import SPONSOR, Body, Charter
from governance.people import Person
from handlers.bodies.book import Book
from handlers.bodies.showing import WHY, answers, quoted
from handlers.bodies.words import UNTIL, changes, short_words
from handlers.kit import shown
from handlers.kit.blocks import actions, button, cut, esc, one_way, paragraphs
from handlers.kit.leads import leads_of, tell_all
from handlers.kit.replies import Message
from handlers.kit.words import listing
from storage.unit_of_work import UnitOfWork

SUBJECT = "Who meets, and what they may decide"
Versions = Sequence[tuple[Body, Charter]]


def ask_the_other_side(versions: Versions, by: Person, book: Book, uow: UnitOfWork) -> str:
    """Asks the other side's lead to agree to these versions; who is asked, in words for the one who proposes."""
    lines = _question(versions, by, book)

    def write(reader: Person) -> Message:
        row = actions(*answers(versions, book, reader, uow, look=True))
        return Message((*paragraphs(lines), row))

    ids = "-".join(str(its.id) for _, its in versions)
    company, lead = esc(book.other(by.party)), _lead(book, by, uow)
    if lead is None:
        return f"{company} has no account lead I could ask. `vendor lead` names one."
    if not tell_all([lead], write, SUBJECT, uow, once=f"charters:{ids}"):
        return f"I have no way to write to {shown.person(lead)} of {company}; please tell them. They find it under `session body`."
    return f"{shown.person(lead)} of {company} is asked to agree."


def _question(versions: Versions, by: Person, book: Book) -> list[str]:
    """What is proposed, and the question."""
    who = f"{shown.person(by)} of {esc(book.company(by.party))}"
    if len(versions) > 1:
        lines = [f"• {short_words(body, its, book)}" for body, its in versions]
        return [
            f"*{who} proposes how both companies meet*:",
            *lines,
            "Do you agree? You can look at each first, name your own people and propose changes.",
        ]
    body, its = versions[0]
    why = [f"Why: {esc(one_way(cut(its.why, WHY)))}"] if its.why else []
    lines = [f"• {line}" for line in changes(body.charter, its, book)]
    what = f"version {its.version} of the charter of *{esc(one_way(body.name))}*"
    until = "Until then the one before holds." if body.charter else UNTIL
    return [f"{who} proposes {what}.", *why, *lines, f"Do you agree? {until}"]


def tell_of_answer(versions: Versions, did: str, by: Person, book: Book, uow: UnitOfWork) -> None:
    """The side that proposed hears what became of it. `did` is escaped."""
    names = listing([f"*{esc(one_way(body.name))}* (version {its.version})" for body, its in versions])
    words = f"{shown.person(by)} of {esc(book.company(by.party))} {did.replace('{what}', names)}"
    tell_the_other_side(words, f"answered:{'-'.join(str(its.id) for _, its in versions)}", by, book, uow)


def tell_the_other_side(words: str, once: str, by: Person, book: Book, uow: UnitOfWork) -> None:
    """Their lead reads it, with the way to look."""
    lead = _lead(book, by, uow)
    row = actions(button("Look", "again", f"session body {quoted(book)}"))
    message = Message((*paragraphs([words]), row))
    if lead:
        tell_all([lead], lambda _: message, SUBJECT, uow, once=once[:180])


def _lead(book: Book, by: Person, uow: UnitOfWork) -> Person | None:
    """Who answers for the side that `by` is not of."""
    ours = by.party == SPONSOR
    return next((its for its in leads_of(book.vendor, uow) if its.is_sponsors is not ours), None)
