"""A conversation as text, as a person would read it."""

from textwrap import dedent


def plain(text):
    return {"type": "plain_text", "text": text}


DIGEST = [
    {"type": "header", "text": plain("Helix Clinical")},
    {
        "type": "section",
        "text": {
            "type": "mrkdwn",
            "text": "*Amber*: 2 of 3 on time, <https://x.example|report>, due <!date^1796137200^{date_short} at {time}|soon>",
        },
    },
    {
        "type": "table",
        "rows": [
            [{"type": "raw_text", "text": "KPI"}, {"type": "raw_text", "text": "Now"}],
            [{"type": "raw_text", "text": "On time"}, {"type": "raw_text", "text": "92 %"}],
        ],
    },
    {"type": "divider"},
    {"type": "context", "elements": [{"type": "mrkdwn", "text": "for <@U0VERA> &amp; <#C0HELIX>"}]},
    {"type": "image", "image_url": "https://x.example/a.png", "alt_text": "On time rises"},
    {
        "type": "actions",
        "elements": [
            {"type": "button", "action_id": "done", "text": plain("Done")},
            {"type": "users_select", "action_id": "owner", "placeholder": plain("Owner")},
        ],
    },
]


def test_a_whole_channel_reads_like_a_page(sandbox, client):
    root = sandbox.message("U0VERA", "C0HELIX", "<@U0PARLEY> status").ts
    client.chat_postMessage(channel="C0HELIX", text="Helix: amber", blocks=DIGEST, thread_ts=root)
    sandbox.react("U0BOB", "C0HELIX", root, "eyes")
    assert sandbox.as_text("C0HELIX", zone="Europe/Warsaw") == dedent(
        """\
        == #helix-northwind ==

        Vera Novak, 13:00:
          @Parley status
          :eyes: 1

            Parley, 13:00:
              Helix Clinical
              ==============
              Amber: 2 of 3 on time, report, due Dec 1, 2026 at 16:00
              KPI     | Now
              On time | 92 %
              --------
              for @Vera Novak & #helix-northwind
              [image: On time rises]
              [Done] [Owner]"""
    )


def test_a_persons_own_screens_are_read_too(sandbox, bot, client):
    client.chat_postEphemeral(channel="C0GOV", user="U0ALICE", text="only you")
    sandbox.slash("U0ALICE", "C0GOV", "/action add")
    inputs = [
        {
            "type": "input",
            "block_id": "what",
            "label": plain("What"),
            "hint": plain("One sentence."),
            "element": {"type": "plain_text_input", "action_id": "in"},
        },
        {
            "type": "input",
            "block_id": "who",
            "optional": True,
            "label": plain("Owner"),
            "element": {"type": "users_select", "action_id": "in", "initial_user": "U0VERA"},
        },
    ]
    view = {
        "type": "modal",
        "title": plain("Action"),
        "submit": plain("Add"),
        "close": plain("Cancel"),
        "blocks": inputs,
    }
    opened = client.views_open(trigger_id=bot.last.fields["trigger_id"], view=view)["view"]
    sandbox.submit("U0ALICE", opened["id"], {})
    assert sandbox.as_text("U0ALICE") == dedent(
        """\
        == only Alice Moreau sees ==

        Parley in #vendor-governance, 12:00:
          only you

        -- Action --
        What: [...]
          One sentence.
          ! Please complete this required field.
        Owner (optional): [@Vera Novak]
        [Add] [Cancel]"""
    )
