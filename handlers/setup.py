"""Setting Parley up: a Slack administrator says so once, and Parley has its administrator."""

from governance.events import WorkspaceSetUp
from governance.people import Act, Role
from governance.refusals import AlreadySetUp, NotASlackAdministrator, SlackDidNotSay
from handlers.kit.blocks import actions, button, section
from handlers.kit.feature import Feature
from handlers.kit.replies import Reply, say
from handlers.kit.requests import Request
from storage.unit_of_work import UnitOfWork

feature = Feature("setup")


@feature.command(
    "vendor setup",
    summary="Make yourself Parley's administrator; a Slack administrator does this once, and again where no administrator is left.",
    act=Act.SET_UP,
    before_setup=True,
    ask_slack=True,
)
def set_up(request: Request, uow: UnitOfWork) -> Reply:
    there = [its for its in uow.people.administrators() if its.is_there]
    if there:
        asked = [its for its in there if its.id == uow.workspace.administrator]
        raise AlreadySetUp(administrator=(asked or there)[0].name)
    if not uow.people.learned({request.by.slack_user or ""}):
        raise SlackDidNotSay
    if not request.by.slack_admin:
        raise NotASlackAdministrator
    uow.people.recognise(request.by.id, Role.ADMINISTRATOR, None)
    uow.appoint(request.by, keep_zone=uow.workspace.administrator is not None)
    uow.record(WorkspaceSetUp(workspace=uow.workspace.id, administrator=request.by.id))
    return say(
        section("You are Parley's administrator now. Next: add your first vendor, then link its channel."),
        actions(button("Add a vendor", "again", "vendor add", style="primary"), button("Help", "again", "help")),
    )
