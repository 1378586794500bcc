"""The form that schedules a session, once or as a series."""

from governance.calendar.series import OnHoliday
from governance.sessions import USUAL_MINUTES, Kind
from handlers.kit.blocks import (
    checkboxes,
    choice,
    date_input,
    esc,
    field,
    people_input,
    text_input,
    time_input,
)
from handlers.kit.finding import here
from handlers.kit.replies import Form
from handlers.kit.requests import Request
from handlers.kit.words.recurrence import usual_recurrences
from handlers.sessions.company import others_input
from storage.unit_of_work import UnitOfWork

ONCE = "once"
MOST_SINGLE = 12
LENGTHS = (30, 45, 60, 90, 120, 180)
_HOLIDAYS = (
    (OnHoliday.PREVIOUS, "Hold it on the working day before"),
    (OnHoliday.NEXT, "Hold it on the working day after"),
    (OnHoliday.SKIP, "Leave it out"),
    (OnHoliday.KEEP, "Hold it all the same"),
)


def schedule_form(request: Request, uow: UnitOfWork, *, minutes: int | None = None) -> Form:
    """What has to be said first; what follows may be left as it is. `minutes` are offered besides the usual lengths."""
    vendor = here(request, uow)
    names = [vendor.name] if vendor else [its.name for its in uow.vendors.page(0, 100)]
    kinds = [(kind, kind.capitalize()) for kind in Kind]
    lengths = [(str(length), f"{length} minutes") for length in sorted({*LENGTHS, minutes or LENGTHS[0]})]
    often = [(ONCE, "Once"), *usual_recurrences()]
    blocks = [
        field("kind", "What kind of session?", choice(kinds, Kind.JOINT_STRATEGY)),
        field("date", "On which day, or from which day on?", date_input()),
        field("time", "At what time?", time_input("15:00")),
        field("repeat", "How often?", choice(often, ONCE)),
        field("minutes", "How long?", choice(lengths, str(USUAL_MINUTES[Kind.JOINT_STRATEGY]))),
        field(
            "people",
            "Who has to come?",
            people_input(),
            optional=True,
            hint="Both account leads are invited in any case; choose nobody, and its governance body is invited, too.",
        ),
        field("optional", "Who may come?", people_input(), optional=True),
        others_input(),
        field("title", "Title", text_input(most=200), optional=True),
        field("join_link", "Link to join", text_input(placeholder="https://", most=500), optional=True),
        *_of_a_series(request),
    ]
    if names:
        blocks.insert(0, field("vendor", "With which vendor?", choice([(name, esc(name)) for name in names], names[0])))
    return Form(name="session.schedule", title="Schedule a session", submit="Send invites", blocks=tuple(blocks))


def _of_a_series(request: Request) -> list[dict[str, object]]:
    other = text_input(placeholder="every 3 weeks on Thursday", most=100)
    return [
        field(
            "other_repeat",
            "Another rhythm",
            other,
            optional=True,
            hint="What Outlook cannot hold is refused, with the nearest.",
        ),
        field("until", "Last day of the series", date_input(), optional=True),
        field("on_holiday", "When the day is a holiday of somebody who comes", choice(_HOLIDAYS, OnHoliday.PREVIOUS)),
        field(
            "zone",
            "On whose clock?",
            text_input(request.zone.key, most=60),
            hint="A series keeps its hour there, whatever clocks elsewhere do.",
        ),
        field(
            "singly",
            "Where calendars do not agree on that clock",
            checkboxes([("singly", f"Schedule the next {MOST_SINGLE} as single meetings instead")]),
            optional=True,
        ),
    ]
