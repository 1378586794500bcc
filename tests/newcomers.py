"""People who come later: their Slack accounts in the sandbox, and what they do with them."""

from sandbox.cast import Person
from tests.cast import DIRECT, HELIX_TEAM, NINA, OMAR, ORION_TEAM
from tests.running import Running

NINA_PATEL = Person(
    id=NINA, name="nina", real_name="Nina Patel", team=HELIX_TEAM, tz="Europe/London", email="nina@helix.example", dm=DIRECT[NINA]
)  # fmt: skip
OMAR_DIAZ = Person(
    id=OMAR, name="omar", real_name="Omar Diaz", team=ORION_TEAM, tz="Europe/London", email="omar@orion.example", dm=DIRECT[OMAR]
)  # fmt: skip


def hire(parley: Running, person: Person, *channels: str) -> None:
    """Gives somebody a Slack account and brings them into channels."""
    parley.sandbox.hire(person)
    for channel in channels:
        parley.sandbox.join(person.id, channel)
    parley.settle()


def changes_profile(parley: Running, person: Person) -> None:
    """Somebody is what this says from now on, and Slack tells it to whoever listens."""
    parley.sandbox.hire(person)
    profile = {"real_name": person.real_name, "email": person.email}
    user = {"id": person.id, "team_id": person.team, "name": person.name, "real_name": person.real_name}
    parley.sandbox.event({"type": "user_change", "user": user | {"tz": person.tz, "profile": profile}})
    parley.settle()
