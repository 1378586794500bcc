"""A feature and its decorators: the decorator is the sentence that says when a function is called.

Everything generated (manifest, help, permission checks, routes) is generated from what is registered here.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from governance.events import Door, Event
from governance.notes import NoteKind
from governance.people import Act
from handlers.kit.blocks import Block
from handlers.kit.bundles import Bundle
from handlers.kit.mail_values import Mail, mail_of
from handlers.kit.replies import Reply
from handlers.kit.requests import Job, Report, Request, Round, Tick, Visit, Waiting
from storage.schedules import Schedule
from storage.unit_of_work import UnitOfWork

Handler = Callable[[Request, UnitOfWork], Reply]
Reaction = Callable[[Any, UnitOfWork], None]
TickHandler = Callable[[Tick, UnitOfWork], None]
DueHandler = Callable[[Schedule, Tick, UnitOfWork], None]
ReportSection = Callable[[Report, UnitOfWork], list[Block]]
HomeSection = Callable[[Request, UnitOfWork], list[Block]]
WorkHandler = Callable[[Job], None]
MailHandler = Callable[[Mail, UnitOfWork], None]
DocumentMaker = Callable[[Job], bytes | Bundle]
PageHandler = Callable[[Visit, UnitOfWork], str | None]
WaitingPart = Callable[[Round, UnitOfWork], Mapping[int, Sequence[Waiting]]]

H = TypeVar("H", bound=Callable[..., Any])


# Nouns that `/parley` alone takes, as in `/parley me show`: Slack keeps /me for itself, and the record is not for daily use.
WITHOUT_SHORT = {"me", "audit"}
MAIL = "mail"


@dataclass(frozen=True, kw_only=True)
class Command:
    """`noun verb`, answered alike by slash command, mention and direct message. `before_setup`: works with no administrator.

    `also`: what a part of it asks for besides, which the handler checks."""

    noun: str
    verb: str
    usage: str
    summary: str
    act: Act
    handler: Handler
    also: tuple[Act, ...] = ()
    before_setup: bool = False
    ask_slack: bool = False

    @property
    def name(self) -> str:
        return f"{self.noun} {self.verb}"

    def line(self, prefix: str = "/") -> str:
        """How to type it: `/action add @owner <date> <what>`."""
        if prefix == "/" and self.noun in WITHOUT_SHORT:
            prefix = "/parley "
        return f"{prefix}{self.name} {self.usage}".strip()


@dataclass(frozen=True, kw_only=True)
class Control:
    """A button, form, shortcut, emoji reaction or note by its name. `also`: as a command's."""

    name: str
    act: Act
    handler: Handler
    also: tuple[Act, ...] = ()
    title: str = ""
    before_setup: bool = False
    ask_slack: bool = False
    reads_message: bool = False


@dataclass(frozen=True, kw_only=True)
class Appointment:
    """A tick of the timetable: a cron line in UTC, weekdays by name."""

    name: str
    cron: str
    handler: TickHandler


@dataclass(frozen=True, kw_only=True)
class Work:
    """Something done outside any request; `door` is what the record says it came through. `calendar`: the file it is for is a
    calendar, which is read where it can do no harm; the work is given what it says as `payload["read"]`, None when nothing."""

    name: str
    handler: WorkHandler
    door: Door
    calendar: bool = False


@dataclass(frozen=True, kw_only=True)
class HomePart:
    """A part of App Home, for whoever may do its act."""

    order: int
    act: Act
    handler: HomeSection


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page on the web. Its secret lets in, and the act is what can be done there."""

    name: str
    act: Act
    handler: PageHandler


@dataclass(eq=False)
class Feature:
    """One module's entries in the house's registry."""

    name: str
    commands: list[Command] = field(default_factory=list)
    buttons: list[Control] = field(default_factory=list)
    forms: list[Control] = field(default_factory=list)
    shortcuts: list[Control] = field(default_factory=list)
    emojis: list[Control] = field(default_factory=list)
    notes: list[Control] = field(default_factory=list)
    reactions: list[tuple[type[Event], Reaction]] = field(default_factory=list)
    timetable: list[Appointment] = field(default_factory=list)
    dues: dict[str, DueHandler] = field(default_factory=dict)
    report: list[tuple[int, ReportSection]] = field(default_factory=list)
    home: list[HomePart] = field(default_factory=list)
    waiting: list[tuple[int, WaitingPart]] = field(default_factory=list)
    works: list[Work] = field(default_factory=list)
    documents: dict[str, DocumentMaker] = field(default_factory=dict)
    pages: dict[str, Page] = field(default_factory=dict)
    mail_act: Act | None = None
    mention: Control | None = None
    sent_file: Control | None = None

    def command(
        self,
        name: str,
        *,
        usage: str = "",
        summary: str,
        act: Act,
        also: tuple[Act, ...] = (),
        before_setup: bool = False,
        ask_slack: bool = False,
    ) -> Callable[[H], H]:
        """Answers `noun verb ...` through every door. `also`: what a part of it asks for besides; the handler checks that.
        `ask_slack`: what Slack says of the asker must be fresh."""
        noun, verb = name.split()

        def register(handler: H) -> H:
            self.commands.append(
                Command(
                    noun=noun,
                    verb=verb,
                    usage=usage,
                    summary=summary,
                    act=act,
                    handler=handler,
                    also=also,
                    before_setup=before_setup,
                    ask_slack=ask_slack,
                )
            )
            return handler

        return register

    def button(
        self, name: str, *, act: Act, also: tuple[Act, ...] = (), reads_message: bool = False
    ) -> Callable[[H], H]:
        """Called when a button of this name is clicked; `request.ref` is what it is about.

        `reads_message`: the ref is `<channel>:<ts>[:<thread>]`, and `request.source` is that message, read for this request.
        """
        return self._control(self.buttons, name, act, also=also, reads_message=reads_message)

    def form(self, name: str, *, act: Act) -> Callable[[H], H]:
        """Called with a form's answers in `request.values`."""
        return self._control(self.forms, name, act)

    def shortcut(self, name: str, title: str, *, act: Act) -> Callable[[H], H]:
        """Called from a message's menu; `request.source` is that message."""
        return self._control(self.shortcuts, name, act, title)

    def reaction(self, emoji: str, *, act: Act) -> Callable[[H], H]:
        """Called when someone puts this emoji on a message, which is `request.source`."""
        return self._control(self.emojis, emoji, act)

    def note(self, kind: NoteKind, *, act: Act) -> Callable[[H], H]:
        """Called when someone says something in the thread of a session that is on, with this word and a colon in front."""
        return self._control(self.notes, kind, act)

    def bare_mention(self, *, act: Act) -> Callable[[H], H]:
        """Called when someone just says Parley's name."""

        def register(handler: H) -> H:
            self.mention = Control(name="mention", act=act, handler=handler)
            return handler

        return register

    def file(self, *, act: Act, also: tuple[Act, ...] = ()) -> Callable[[H], H]:
        """Called when someone sends Parley files without a word of the grammar; they are `request.files`."""

        def register(handler: H) -> H:
            self.sent_file = Control(name="file", act=act, handler=handler, also=also)
            return handler

        return register

    def work(self, name: str, *, door: Door, calendar: bool = False) -> Callable[[H], H]:
        """Called for a letter of kind WORK, FETCH or READ that names it, in a thread of its own."""

        def register(handler: H) -> H:
            self.works.append(Work(name=name, handler=handler, door=door, calendar=calendar))
            return handler

        return register

    def mail(self, *, act: Act) -> Callable[[H], H]:
        """Called with each mail that came in and says something a calendar would say, once; it is never answered by mail.
        `act`: what is done by such a mail."""

        def register(handler: H) -> H:
            self.mail_act = act
            self.works.append(Work(name=f"{self.name}.{MAIL}", handler=partial(_hand_over, handler), door=Door.MAIL))
            return handler

        return register

    def document(self, name: str) -> Callable[[H], H]:
        """Makes the bytes of a file that somebody is sent, when it is sent; or what is in it, where a PDF has to be set first."""

        def register(maker: H) -> H:
            self.documents[name] = maker
            return maker

        return register

    def page(self, name: str, *, act: Act) -> Callable[[H], H]:
        """Answers `/<name>/<secret>` on the web with HTML, or None where there is no such page (any more).

        Whoever has the secret is let in; they change something only by sending the page's form, never by looking.
        """

        def register(handler: H) -> H:
            self.pages[name] = Page(name=name, act=act, handler=handler)
            return handler

        return register

    def on(self, event: type[Event]) -> Callable[[H], H]:
        """Reacts to an event in the same transaction; may write to our own database only."""

        def register(reaction: H) -> H:
            self.reactions.append((event, reaction))
            return reaction

        return register

    def every(self, name: str, cron: str) -> Callable[[H], H]:
        """Called by the clock."""

        def register(handler: H) -> H:
            self.timetable.append(Appointment(name=name, cron=cron, handler=handler))
            return handler

        return register

    def when_due(self, what: str) -> Callable[[H], H]:
        """Called when a schedule that people set falls due."""

        def register(handler: H) -> H:
            self.dues[what] = handler
            return handler

        return register

    def in_digest(self, *, order: int) -> Callable[[H], H]:
        """A part of every digest and of every status answer, in this order."""

        def register(part: H) -> H:
            self.report.append((order, part))
            return part

        return register

    def on_home(self, *, order: int, act: Act) -> Callable[[H], H]:
        """A part of the App Home of everyone who may do this, in this order."""

        def register(part: H) -> H:
            self.home.append(HomePart(order=order, act=act, handler=part))
            return part

        return register

    def waits_on_people(self, *, order: int) -> Callable[[H], H]:
        """What waits on people, by person: a part of everyone's daily message, in this order. Asked for many at once."""

        def register(part: H) -> H:
            self.waiting.append((order, part))
            return part

        return register

    def _control(self, kept: list[Control], name: str, act: Act, title: str = "", **more: Any) -> Callable[[H], H]:
        def register(handler: H) -> H:
            kept.append(Control(name=name, act=act, handler=handler, title=title, **more))
            return handler

        return register


def _hand_over(handler: MailHandler, job: Job) -> None:
    with job.unit_of_work() as uow:
        handler(mail_of(job.payload["mail"]), uow)


class Twice(ValueError):
    """Two features claim the same name."""


class Registry:
    """All features together: who answers what."""

    def __init__(self, features: Iterable[Feature]) -> None:
        self.features = tuple(features)
        self.commands = _by_name(command for feature in self.features for command in feature.commands)
        self.buttons = _by_name(control for feature in self.features for control in feature.buttons)
        self.forms = _by_name(control for feature in self.features for control in feature.forms)
        self.shortcuts = _by_name(control for feature in self.features for control in feature.shortcuts)
        self.emojis = _by_name(control for feature in self.features for control in feature.emojis)
        self.notes = _by_name(control for feature in self.features for control in feature.notes)
        self.timetable = _by_name(entry for feature in self.features for entry in feature.timetable)
        self.dues = {what: handler for feature in self.features for what, handler in feature.dues.items()}
        self.works = _by_name(work for feature in self.features for work in feature.works)
        self.mails = [name for name in self.works if name.endswith(f".{MAIL}")]
        self.documents = {name: maker for feature in self.features for name, maker in feature.documents.items()}
        self.pages = _by_name(page for feature in self.features for page in feature.pages.values())
        self.sent_file = next((feature.sent_file for feature in self.features if feature.sent_file), None)
        self.mention = next((feature.mention for feature in self.features if feature.mention), None)

    @property
    def nouns(self) -> list[str]:
        """The nouns of the grammar, in the order people meet them."""
        return list(dict.fromkeys(command.noun for command in self.commands.values()))

    def verbs(self, noun: str) -> list[Command]:
        return [command for command in self.commands.values() if command.noun == noun]

    def reactions_to(self, event: Event) -> list[Reaction]:
        return [react for feature in self.features for kind, react in feature.reactions if isinstance(event, kind)]

    def report_sections(self) -> list[ReportSection]:
        parts = [entry for feature in self.features for entry in feature.report]
        return [part for _, part in sorted(parts, key=lambda entry: entry[0])]

    def waiting_parts(self) -> list[WaitingPart]:
        parts = [entry for feature in self.features for entry in feature.waiting]
        return [part for _, part in sorted(parts, key=lambda entry: entry[0])]

    def home_parts(self) -> list[HomePart]:
        return sorted((part for feature in self.features for part in feature.home), key=lambda part: part.order)


N = TypeVar("N", Command, Control, Appointment, Work, Page)


def _by_name(entries: Iterable[N]) -> dict[str, N]:
    found: dict[str, N] = {}
    for entry in entries:
        if entry.name in found:
            raise Twice(entry.name)
        found[entry.name] = entry
    return found
