"""The weights with which times are compared, each with its meaning: nobody has to guess why one was proposed."""

from dataclasses import fields
from datetime import time

from governance.calendar.fairness import Weights
from governance.people import Act
from handlers.kit.blocks import context, paragraphs, section
from handlers.kit.replies import Reply, say
from handlers.kit.requests import Request
from handlers.sessions.register import feature
from storage.unit_of_work import UnitOfWork

MEANINGS = {
    "earliest": "no meeting before this time on anybody's clock, unless they work then",
    "latest": "no meeting after this time on anybody's clock, unless they work then",
    "notice_hours": "hours of notice people get at least",
    "outside": "for leaving somebody's working hours at all",
    "farther": "for each hour away from them, to the power of the next",
    "steeper": "how much worse each further hour is",
    "edge": "at the very beginning or end of working hours",
    "edge_hours": "in so many hours that fades",
    "tentative": "somebody is tentatively taken",
    "focus": "somebody keeps the time for their own work",
    "back_to_back": "right before or after another meeting",
    "soft_day": "a half day or school holiday",
    "unasked": "nothing is known of somebody's calendar",
    "chair": "how much an account lead counts",
    "required": "how much somebody required counts",
    "optional": "how much somebody optional counts",
    "worst": "for the one hit hardest, on top of their side's mean",
    "fairness": "how much it counts who has borne more so far; 0: not at all",
    "decay": "what is left of a meeting's burden after each later one",
    "absent": "somebody cannot come, times how much they count",
    "day_away": "for each day that one meeting of a series is moved",
    "moved": "one meeting of a series is moved",
    "skipped": "one meeting of a series is left out",
    "apart_hours": "proposals on one day that are nearer than so many hours are the same",
}
SETTINGS = {
    "earliest": "FIND_EARLIEST",
    "latest": "FIND_LATEST",
    "notice_hours": "FIND_NOTICE",
    "fairness": "FIND_FAIRNESS",
    "outside": "FIND_OUTSIDE",
    "absent": "FIND_ABSENT",
    "day_away": "FIND_DAY_AWAY",
}


@feature.command("session weights", summary="What counts how much where a time is looked for.", act=Act.SEE_SESSIONS)
def weights(request: Request, uow: UnitOfWork) -> Reply:
    its = uow.rules.weights
    return say(
        section(
            "*What counts where a time is looked for.* 1 is about one person's nuisance just after work; less is better."
        ),
        *paragraphs(_line(name, getattr(its, name)) for name in MEANINGS),
        context("They are guesses to begin with. Those with a name in capitals are settings of whoever runs Parley."),
    )


def _line(name: str, value: time | float) -> str:
    shown = f"{value:%H:%M}" if isinstance(value, time) else f"{value:g}"
    setting = f" (`{SETTINGS[name]}`)" if name in SETTINGS else ""
    return f"*{shown}* {MEANINGS[name]}{setting}"


assert MEANINGS.keys() == {field.name for field in fields(Weights)}  # a weight nobody explains is not shown
