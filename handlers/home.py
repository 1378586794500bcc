"""Where people begin: a bare mention is answered with buttons, and everyone's Home says what they can do."""

from governance.people import Act, may
from handlers.kit.blocks import Block, actions, button, context, section
from handlers.kit.feature import Feature
from handlers.kit.replies import Reply, say
from handlers.kit.requests import Request
from storage.unit_of_work import UnitOfWork

feature = Feature("home")

NOTHING_YET = "No vendor is yours to see yet. Ask the sponsor's account lead to name you."


@feature.bare_mention(act=Act.SEE_STATUS)
def greet(request: Request, uow: UnitOfWork) -> Reply:
    return say(section("What would you like to see?"), _buttons())


@feature.on_home(order=0, act=Act.SEE_STATUS)
def begin(request: Request, uow: UnitOfWork) -> list[Block]:
    """Never blank: the first line says what to do next."""
    if uow.workspace.administrator is None:
        return [section("Parley has no administrator here yet. A Slack administrator types `/vendor setup`, once.")]
    return [_buttons()]


@feature.on_home(order=90, act=Act.READ_HELP)
def help_line(request: Request, uow: UnitOfWork) -> list[Block]:
    yet = [] if may(request.by, Act.SEE_STATUS) else [section(NOTHING_YET)]
    how = "`/parley help`" if request.by.is_sponsors else "`@Parley help`, in our channel or in a direct message,"
    return [
        *yet,
        context(f"{how} shows all that you can do. I keep what you type to me, never the messages around it."),
    ]


def _buttons() -> Block:
    return actions(
        button("My items", "again", "action list mine", style="primary"),
        button("Add an action", "again", "action add"),
        button("Submit results", "again", "sla submit"),
        button("Status", "again", "vendor status"),
        button("Sessions", "again", "session list"),
        button("Help", "again", "help"),
    )
