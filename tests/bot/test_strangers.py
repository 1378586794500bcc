"""Who sees what: a vendor's person learns nothing of another vendor, through no door."""

import json

import httpx
import pytest

from tests.browser import BROWSER
from tests.cast import ALICE, BOB, CHARLIE, DIRECT, GOVERNANCE, HELIX, ORION, PARLEY, VERA
from tests.running import Running

CANARY = "canaryword"


@pytest.fixture
def two(with_helix: Running) -> Running:
    """Helix with a canary in everything it has, and Orion, whose Charlie must hear of none of it."""
    with_helix.say("vendor add Orion Labs, tier 2, Central laboratory")
    with_helix.say(f"vendor lead Orion Labs <@{CHARLIE}>")
    with_helix.say("vendor link Orion Labs", at=ORION)
    with_helix.say("vendor introduce Orion Labs")
    with_helix.import_results(f"Helix Clinical,{CANARY},K14,2026-10,31,39,", "Orion Labs,OR-1,K14,2026-10,39,40,")
    with_helix.say(f"action add <@{VERA}> friday {CANARY}", by=BOB, at=HELIX)
    with_helix.say(f"session schedule Helix 1 Dec 15:00 {CANARY}", at=HELIX)
    with_helix.say("digest subscribe weekly friday 9:00", at=HELIX)
    with_helix.click("Subscribe")
    return with_helix


LINES = (
    "",
    "help",
    "status",
    "status Helix Clinical",
    "vendor show Helix",
    'vendor show "Helix Clinical"',
    "vendor status Helx",
    "vendor list",
    "vendor doctor",
    "action list",
    "action list all",
    "action list mine",
    "action show A-1",
    "action done A-1",
    "action add @vera friday x",
    f"action add <@{VERA}> friday x",
    "action add",
    "session list",
    "session list Helix",
    "session schedule Helix 1 Dec 15:00",
    "session schedule",
    "sla status",
    "sla status Helix",
    "digest list",
    "digest now",
    "digest preview",
    "digest preview for Helix",
    "digest subscribe weekly friday 9:00",
    "digest subscribe weekly friday 9:00 for Helix",
    "digest subscribe daily for Helix by mail",
    "digest pause",
    "digest resume for Helix",
    "digest remove",
    "sla show K14",
    "sla show K14 Helix",
    "sla compare K14",
)


def seen_by_charlie(parley: Running) -> str:
    """Everything on Charlie's screens and in the channels he is in, and nothing he typed himself."""
    sandbox = parley.sandbox
    said = [its for place in (ORION, DIRECT[CHARLIE]) for its in sandbox.messages(place) if its["user"] == PARLEY]
    screens = [*said, *sandbox.ephemerals(CHARLIE), *sandbox.views(CHARLIE), sandbox.home(CHARLIE)]
    return json.dumps([screens, [mail.as_string() for mail in sandbox.mails if "charlie" in str(mail["To"])]])


def knows_of_helix(seen: str, typed: str = "") -> list[str]:
    """What must not be there. A refusal may repeat the name that was typed, and only that."""
    secrets = [CANARY, "Vera", "C0HELIX", "helix-northwind", "79.5"]
    return [word for word in secrets if word in seen] + (["Helix"] if "Helix" in seen and "Hel" not in typed else [])


@pytest.mark.parametrize("via", ["mention", "direct"])
def test_no_line_tells_charlie_of_helix(two: Running, via: str) -> None:
    # Slack sends no message without words; a mention may have none.
    for line in LINES if via == "mention" else filter(None, LINES):
        told = two.say(line, by=CHARLIE, at=ORION, via=via)
        assert told, line
        assert knows_of_helix(told, line) == [], line
    leaked = knows_of_helix(seen_by_charlie(two), "Helix")
    assert leaked == []


def test_home_tells_charlie_of_orion_alone(two: Running) -> None:
    assert "Orion Labs" in two.home(CHARLIE)
    assert knows_of_helix(seen_by_charlie(two)) == []


def test_a_click_made_up_by_charlie_is_charlies_own(two: Running) -> None:
    digests = ("digests.snooze", "digests.agenda", "digests.pause", "digests.remove", "digests.subscribe")
    for action in ("action.deed", "action.snooze", "again", "scorecards.show", *digests):
        for value in (
            "1",
            "weekly friday 9:00 for Helix",
            "done A-1",
            "accept A-1 announced",
            "A-1 hour",
            "action show A-1",
            'vendor status "Helix Clinical"',
            "sla status Helix",
        ):
            assert deliver(two, click_of(two, CHARLIE, "T0ORION", action, value)).status_code < 300
    assert knows_of_helix(seen_by_charlie(two), "Helix") == []
    assert "0 open items" not in two.say("action list", by=BOB, at=HELIX)
    assert "weekly on Friday" in two.say("digest list", at=HELIX)


def test_a_click_that_claims_the_sponsors_team_gains_nothing_by_it(two: Running) -> None:
    """Slack signs the person's own team; what stands beside it in `team` is where the app is installed."""
    deliver(two, click_of(two, CHARLIE, "T0ORION", "again", "vendor list"))
    assert knows_of_helix(seen_by_charlie(two)) == []


def test_someone_of_ours_seen_with_a_foreign_team_is_a_stranger(two: Running) -> None:
    before = len(two.sandbox.ephemerals(BOB))
    deliver(two, click_of(two, BOB, "T0ORION", "again", "vendor list"))
    said = [two.read(message) for message in two.sandbox.ephemerals(BOB)[before:]]
    assert all("You cannot" in words for words in said)


def test_outsiders_clicks_and_submissions_carry_their_own_team(two: Running) -> None:
    two.say("action add", by=VERA, at=HELIX, via="mention")
    two.click("Open the form", by=VERA)
    two.submit(by=VERA, title="From Vera", owner=BOB, due="2026-12-01")
    assert "A-2 From Vera (@Bob Tran, due Tue 1 Dec)" in two.heard(HELIX)
    submitted = [its.payload for its in two.sandbox.deliveries if its.payload.get("type") == "view_submission"][-1]
    assert submitted["user"]["team_id"] == "T0HELIX"
    assert submitted["view"]["app_installed_team_id"] == "T0NORTH"


def test_a_form_that_names_another_vendor_is_not_believed(two: Running) -> None:
    two.say("action add", by=CHARLIE, at=ORION, via="mention")
    two.click("Open the form", by=CHARLIE)
    view = two.sandbox.views(CHARLIE)[-1]
    state = {
        "title": {"value": {"type": "plain_text_input", "value": "sneaky"}},
        "owner": {"value": {"type": "users_select", "selected_user": BOB}},
        "due": {"value": {"type": "datepicker", "selected_date": "2026-12-01"}},
        "vendor": {"value": {"type": "static_select", "selected_option": {"value": "1"}}},
    }
    payload = {
        "type": "view_submission",
        "team": {"id": "T0NORTH"},
        "user": {"id": CHARLIE, "team_id": "T0ORION"},
        "view": {**view, "state": {"values": state}, "app_installed_team_id": "T0NORTH"},
    }
    deliver(two, payload)
    assert "sneaky" not in two.heard(HELIX)
    assert "sneaky" not in two.say("action list", by=VERA, at=HELIX, via="mention")


def test_a_stranger_in_a_vendors_channel_learns_no_more_than_whose_it_is(two: Running) -> None:
    two.meets({"id": "U0NOBODY", "name": "nobody", "real_name": "No Body", "team_id": "T0ELSE"})
    event = {"type": "app_mention", "user": "U0NOBODY", "team": "T0ELSE", "channel": HELIX, "ts": "5.5"}
    event["text"] = f"<@{PARLEY}> status"
    two.sandbox.event(event)
    two.settle()
    (said,) = [its.args for its in two.sandbox.calls("chat.postEphemeral") if its.args.get("user") == "U0NOBODY"]
    assert knows_of_helix(f"{said['text']} {said['blocks']}") == ["Helix"]


def test_the_sponsors_people_see_both(two: Running) -> None:
    said = two.say("vendor list", by=BOB, at=GOVERNANCE)
    assert "Helix Clinical" in said
    assert "Orion Labs" in said
    assert CANARY in two.say("action list", by=ALICE, at=GOVERNANCE)


def click_of(parley: Running, user: str, team: str, action: str, value: str) -> dict:
    """A press on a button that nobody showed them. Slack tells the person's own team, and where the app is installed."""
    message = parley.sandbox.messages(ORION)[-1]
    return {
        "type": "block_actions",
        "user": {"id": user, "team_id": team},
        "team": {"id": "T0NORTH", "domain": "northwind"},
        "container": {"type": "message", "message_ts": message["ts"], "channel_id": ORION, "is_ephemeral": True},
        "channel": {"id": ORION},
        "trigger_id": "7.7.made-up",
        "actions": [{"type": "button", "block_id": "b", "action_id": action, "value": value, "action_ts": "9.9"}],
    }


def deliver(parley: Running, payload: dict) -> httpx.Response:
    """A signed interaction, as Slack would post it."""
    body = httpx.QueryParams({"payload": json.dumps(payload)})
    headers = {**parley.sandbox.sign(str(body)), "Content-Type": "application/x-www-form-urlencoded"}
    answer = BROWSER.post(f"{parley.front.url}/slack/events", content=str(body), headers=headers)
    parley.settle()
    return answer
