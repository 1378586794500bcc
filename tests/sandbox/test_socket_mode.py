"""Socket Mode, tried with the client that real bots use."""

import asyncio
import json
import threading
from collections.abc import Iterator

import pytest
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk import WebClient
from slack_sdk.web.async_client import AsyncWebClient
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect


def new_address(sandbox):
    app = WebClient(sandbox.app_token, base_url=sandbox.api_url)
    return app.apps_connections_open(app_token=sandbox.app_token)["url"]


def modal(title):
    return {
        "type": "modal",
        "callback_id": "form",
        "title": {"type": "plain_text", "text": title},
        "submit": {"type": "plain_text", "text": "Go"},
        "blocks": [
            {
                "type": "input",
                "block_id": "what",
                "label": {"type": "plain_text", "text": "What"},
                "element": {"type": "plain_text_input", "action_id": "in"},
            }
        ],
    }


def build(sandbox):
    """A tiny bot: a command that opens a form, a form that complains, a mention that is answered."""
    app = AsyncApp(client=AsyncWebClient(sandbox.bot_token, base_url=sandbox.api_url), process_before_response=True)

    @app.command("/action")
    async def action(ack, command, client):
        await client.views_open(trigger_id=command["trigger_id"], view=modal("New action"))
        await ack(f"you said {command['text']}")

    @app.view("form")
    async def submitted(ack, view):
        said = view["state"]["values"]["what"]["in"]["value"]
        await ack(response_action="errors", errors={"what": f"Not {said}."})

    @app.event("app_mention")
    async def mentioned(event, say):
        await say(text=f"hello <@{event['user']}>", thread_ts=event["ts"])

    return app


@pytest.fixture
def connected(sandbox) -> Iterator[AsyncSocketModeHandler]:
    """The bot, connected by Socket Mode, in a loop of its own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    async def connect():
        handler = AsyncSocketModeHandler(
            build(sandbox), sandbox.app_token, web_client=AsyncWebClient(sandbox.app_token, base_url=sandbox.api_url)
        )
        await handler.connect_async()
        return handler

    handler = asyncio.run_coroutine_threadsafe(connect(), loop).result(10)
    assert sandbox.wait_until(lambda: sandbox.socket_connections == 1)
    yield handler
    asyncio.run_coroutine_threadsafe(handler.close_async(), loop).result(10)
    assert sandbox.wait_until(lambda: sandbox.socket_connections == 0)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)
    loop.close()


def test_a_command_is_answered_and_opens_a_form(sandbox, connected):
    ack = sandbox.slash("U0ALICE", "C0GOV", "/action add")
    assert (ack.status, ack.body) == (200, {"text": "you said add"})
    assert ack.view["title"]["text"] == "New action"
    assert sandbox.ephemerals("U0ALICE")[-1]["text"] == "you said add"


def test_a_submission_is_answered_with_errors_in_the_ack(sandbox, connected):
    view = sandbox.slash("U0ALICE", "C0GOV", "/action add").view
    ack = sandbox.submit("U0ALICE", view["id"], {"what": "that"})
    assert ack.body == {"response_action": "errors", "errors": {"what": "Not that."}}
    assert sandbox.views("U0ALICE")[0]["errors"] == {"what": "Not that."}


def test_a_mention_is_answered_in_its_thread(sandbox, connected):
    asked = sandbox.message("U0VERA", "C0HELIX", "<@U0PARLEY> hello")
    assert asked.status == 200
    assert sandbox.wait_until(lambda: len(sandbox.messages("C0HELIX")) == 2)
    assert sandbox.messages("C0HELIX")[1]["thread_ts"] == asked.ts


def test_a_client_that_is_asked_to_come_back_does(sandbox, connected):
    sandbox.disconnect_sockets()
    assert sandbox.wait_until(lambda: len(sandbox.calls("apps.connections.open")) == 2)
    assert sandbox.wait_until(lambda: sandbox.socket_connections == 1)
    assert sandbox.slash("U0ALICE", "C0GOV", "/action add").status == 200


def test_a_ticket_opens_one_connection(sandbox):
    address = new_address(sandbox)
    with connect(address) as socket:
        assert '"type":"hello"' in str(socket.recv())
        with pytest.raises(InvalidStatus):
            connect(address)


def hear(socket, answer=None):
    """Take the next envelope, ack it when there is an answer, and give it back."""
    envelope = json.loads(socket.recv(timeout=5))
    if answer is not None:
        socket.send(json.dumps({"envelope_id": envelope["envelope_id"], "payload": answer}))
    return envelope


def test_an_event_that_is_not_acked_comes_again_with_its_attempt(sandbox):
    sandbox.ack_seconds = 0.05
    with connect(new_address(sandbox)) as socket:
        socket.recv()
        sandbox.message("U0BOB", "D0BOB", "status")
        sandbox.redeliver_due()
        first, second = hear(socket), hear(socket)
    assert (first["type"], first["accepts_response_payload"], first["retry_attempt"]) == ("events_api", False, 0)
    assert (second["retry_attempt"], second["retry_reason"]) == (1, "timeout")
    assert first["payload"]["event_id"] == second["payload"]["event_id"]
    assert sandbox.wait_until(lambda: sandbox.socket_connections == 0)


def test_a_payload_goes_to_one_of_several_connections(sandbox):
    sandbox.ack_seconds = 0.05
    with connect(new_address(sandbox)) as one, connect(new_address(sandbox)) as other:
        hellos = [json.loads(socket.recv()) for socket in (one, other)]
        for text in ("first", "second"):
            sandbox.message("U0BOB", "D0BOB", text)
        texts = {hear(socket)["payload"]["event"]["text"] for socket in (one, other)}
    assert [hello["num_connections"] for hello in hellos] == [1, 2]
    assert texts == {"first", "second"}
    assert sandbox.wait_until(lambda: sandbox.socket_connections == 0)


def test_without_a_door_to_the_bot_nothing_is_delivered(sandbox):
    ack = sandbox.slash("U0ALICE", "C0GOV", "/action add")
    assert (ack.status, ack.trouble) == (0, "dispatch_failed")
