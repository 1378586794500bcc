"""Who hears of a proposal: the channel of both in one message that stays right, the other side's lead, and then who proposed."""

from collections.abc import Sequence
from hashlib import sha256

from governance.kpis.agreeing import asked_at, party_of, waits_for
from governance.kpis.definitions import Definition, Party, Standing
from governance.kpis.refusals import TooManyProposed
from governance.people import Person
from governance.vendors import Vendor
from handlers.kit import shown
from handlers.kit.blocks import Block, actions, button, esc, paragraphs, section
from handlers.kit.deputies import hearers
from handlers.kit.news import on_behalf_of
from handlers.kit.one_acts import write_mail
from handlers.kit.replies import Message
from handlers.kit.words import listing, plural
from handlers.kpis.book import Batch, Book, company, lead_of
from handlers.kpis.facts import Names, approved, lines, names_for, standing, title
from storage.outbox import Kind
from storage.unit_of_work import UnitOfWork

CARD = "card"
MOST_BLOCKS = 40


# --- the card ----------------------------------------------------------------------------------------------------------


def card(batch: Batch, book: Book, uow: UnitOfWork) -> Message:
    """All of what was proposed at one moment, and how it stands; with buttons as long as somebody has to answer."""
    blocks = _words(batch, book, uow)
    open_ones = Batch(
        tuple(its for its in batch.kpis if waits_for(its)), tuple(its for its in batch.terms if waits_for(its))
    )
    return Message(
        (*blocks, actions(*answers(open_ones, book, in_card=True, signs=uow.rules.sends_mail)))
        if open_ones
        else tuple(blocks)
    )


def check_readable(batch: Batch, book: Book, uow: UnitOfWork) -> None:
    """Raises TooManyProposed: nobody agrees to what does not stand in one message, with room for how each will stand."""
    count = len(_words(batch, book, uow))
    if count > MOST_BLOCKS:
        raise TooManyProposed(count=len(batch.kpis), most=len(batch.kpis) * MOST_BLOCKS // (2 * count))


def _words(batch: Batch, book: Book, uow: UnitOfWork, *, plain: bool = False) -> list[Block]:
    names = names_for(book, batch.all, uow, plain=plain)
    return [section(_lead(batch, book, names)), *paragraphs(_paragraphs(batch, book, names))]


def answers(batch: Batch, book: Book, *, in_card: bool = False, signs: bool = False) -> tuple[Block, ...]:
    """The buttons that answer it; with one to sign where codes can be mailed."""
    ref = f"{batch.ref} {CARD}" if in_card else batch.ref
    if len(batch.all) > 1:
        every = button(f"Agree to all {len(batch.all)}", "sla.agree", ref, style="primary")
        sign = (button(f"Sign all {len(batch.all)}", "sla.sign", batch.ref),) if signs else ()
        return every, *sign, button("One by one", "again", f'sla agreements "{book.vendor.name}"')
    agree = button("Agree", "sla.agree", ref, style="primary")
    change = (button("Change", "sla.change", batch.ref),) if batch.kpis else ()
    sign = (button("Sign", "sla.sign", batch.ref),) if signs else ()
    return agree, *sign, button("Decline", "sla.decline", ref), *change


def _lead(batch: Batch, book: Book, names: Names) -> str:
    who, what = _proposer(batch, names), _what(batch, book)
    turn = still_missing(batch)
    if turn is not None:
        return f"{who} proposes {what}. {names.company(turn)}, do you agree?"
    stands = standing(batch.all[0], names) if len(batch.all) == 1 else "all of it is answered"
    return f"{what[0].upper()}{what[1:]} that {who} proposed: {stands}."


def _proposer(batch: Batch, names: Names) -> str:
    first = batch.all[0]
    return names.person(first.proposed_by or first.sponsor_by or first.vendor_by)


def _what(batch: Batch, book: Book) -> str:
    """Such as `3 KPIs (1 of them changed) and credit terms`."""
    if not batch.kpis:
        return "credit terms"
    changed = sum(book.before(its) is not None for its in batch.kpis)
    if len(batch.kpis) == 1:
        kpis = "a change of a KPI" if changed and batch.kpis[0].proposed_at else "a KPI"
    else:
        kpis = plural(len(batch.kpis), "KPI") + (f" ({changed} of them changed)" if changed else "")
    return f"{kpis} and credit terms" if batch.terms else kpis


def _paragraphs(batch: Batch, book: Book, names: Names) -> list[str]:
    several = len(batch.all) > 1
    found = []
    for its in batch.all:
        before = book.before(its) if isinstance(its, Definition) else book.terms_before(its)
        state = f" ({standing(its, names)})" if several and its.state is not Standing.PROPOSED else ""
        found.append("\n".join([f"{title(its, names)}{state}", *lines(its, before, names), *approved(its, names)]))
    return found


# --- asking ------------------------------------------------------------------------------------------------------------


def ask(batch: Batch, book: Book, uow: UnitOfWork) -> None:
    """The other side is asked: in the channel both read, and its lead privately."""
    turn = still_missing(batch)
    if turn is None:
        return
    check_readable(batch, book, uow)
    message, once = card(batch, book, uow), asked_as(batch, book)
    for link in [its for its in uow.vendors.links_of(book.vendor.id) if its.shared][:1]:
        payload = message.payload() | {"channel": link.channel}
        uow.outbox.put(Kind.POST, f"channel:{link.channel}", payload, once=once)
    lead = lead_of(book.vendor, turn, uow)
    if lead:
        blocks = (*_words(batch, book, uow, plain=True), actions(*answers(batch, book)))
        _tell(lead, message, f"{once}:lead", uow, by_mail=Message(blocks))


def asked_as(batch: Batch, book: Book) -> str:
    """The name of the message in the channel."""
    return f"proposal:{book.vendor.id}:{batch.asked_at:%Y%m%dT%H%M%S%f}"


def who_is_asked(book: Book, party: Party, uow: UnitOfWork) -> str:
    """Whose turn it is, in words for the one who just proposed or agreed."""
    lead, name = lead_of(book.vendor, party, uow), company(book.vendor, party, uow)
    if lead is None:
        return f"{esc(name)} has no account lead I could ask. `vendor lead` names one."
    return f"{shown.person(lead)} of {esc(name)} answers next; I have asked."


# --- answered ----------------------------------------------------------------------------------------------------------


def rewrite(changed: Sequence[Batch], book: Book, uow: UnitOfWork) -> None:
    """The messages in the channel say how things stand now; `book` as it is after the change."""
    moments = {asked_at(its) for batch in changed for its in batch.all}
    for batch in map(book.asked_together, sorted(moment for moment in moments if moment)):
        said = uow.outbox.said(asked_as(batch, book)) if batch else None
        if said:
            channel, ts = said
            payload = card(batch, book, uow).payload() | {"channel": channel, "ts": ts}
            content = sha256(str(payload["text"]).encode()).hexdigest()[:16]
            once = f"{asked_as(batch, book)}:{uow.at:%Y%m%dT%H%M%S%f}:{content}"
            uow.outbox.put(Kind.UPDATE, f"channel:{channel}", payload, once=once)


def refresh(batch: Batch, book: Book, uow: UnitOfWork) -> None:
    """The message in the channel says from when all of it would hold by now; the same is said once."""
    said = uow.outbox.said(asked_as(batch, book))
    if said:
        payload = card(batch, book, uow).payload() | {"channel": said[0], "ts": said[1]}
        content = sha256(str(payload["text"]).encode()).hexdigest()[:16]
        uow.outbox.put(Kind.UPDATE, f"channel:{said[0]}", payload, once=f"{asked_as(batch, book)}:start:{content}")


def tell_the_other_side(words: str, buttons: Sequence[Block], batch: Batch, book: Book, uow: UnitOfWork) -> None:
    """Whoever proposed it hears the answer, and where that is somebody of the actor's own side, the other side's lead."""
    assert uow.actor is not None
    actor, proposer = uow.actor, batch.all[0].proposed_by
    people = uow.people.some({proposer}) if proposer else {}
    who = people.get(proposer) if proposer else None
    if who is None or party_of(who) is party_of(actor):
        who = lead_of(book.vendor, party_of(actor).other, uow)
    if who:
        message = Message((section(words), actions(*buttons)) if buttons else (section(words),))
        _tell(who, message, f"answer:{batch.ref}:{uow.at:%Y%m%dT%H%M%S%f}", uow)


def _tell(who: Person, message: Message, once: str, uow: UnitOfWork, *, by_mail: Message | None = None) -> None:
    """At once, to whoever is there for them; by mail where they have no Slack. Nobody is told what they did themselves."""
    hearer = hearers([who], uow)[who.id]
    if uow.actor and uow.actor.id in (who.id, hearer.id):
        return
    if hearer.slack_user:
        lead = on_behalf_of(who, hearer)
        whole = Message((section(lead), *message.blocks)) if lead else message
        payload = whole.payload() | {"channel": hearer.slack_user}
        uow.outbox.put(Kind.POST, f"channel:{hearer.slack_user}", payload, once=once[:200])
    elif hearer.mail:
        _mail(hearer, by_mail or message, once, uow)


def _mail(to: Person, message: Message, once: str, uow: UnitOfWork) -> None:
    otherwise = "Answer in Slack, where I am, with /sla agreements."
    blocks, once = message.blocks, f"{once}:mail"
    write_mail(to, subject="KPIs to agree on", blocks=blocks, once=once, uow=uow, otherwise=otherwise)


def tell_the_channel(words: str, vendor: Vendor, once: str, uow: UnitOfWork) -> None:
    """What both sides should hear."""
    for link in [its for its in uow.vendors.links_of(vendor.id) if its.shared][:1]:
        payload = Message((section(words),)).payload() | {"channel": link.channel}
        uow.outbox.put(Kind.POST, f"channel:{link.channel}", payload, once=once[:200])


def still_missing(batch: Batch) -> Party | None:
    """The side whose turn it is now."""
    return next((its for its in map(waits_for, batch.all) if its), None)


def titles(batch: Batch, names: Names) -> str:
    """Such as `*K14 ...*, version 2`, or a few of them and how many more."""
    found = [title(its, names) for its in batch.all]
    return listing(found if len(found) <= 3 else [*found[:2], f"{len(found) - 2} more"])
