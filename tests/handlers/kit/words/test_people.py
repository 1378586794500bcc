"""People and channels at the front of a text."""

import pytest

from handlers.kit.words import (
    ChannelMention,
    Mention,
    Named,
    take_channel,
    take_person,
)


@pytest.mark.parametrize(
    ("text", "person", "rest"),
    [
        ("<@U0VERA|vera> friday", Mention("U0VERA", "vera"), "friday"),
        ("<@U0VERA>: friday", Mention("U0VERA"), "friday"),
        ("<@W0VERA|>", Mention("W0VERA"), ""),
        ("<@U0VERA|R&amp;D>", Mention("U0VERA", "R&D"), ""),
        ("@vera friday", Named("vera"), "friday"),
        ("@vera, friday", Named("vera"), "friday"),
        ("@vera.novak", Named("vera.novak"), ""),
        ('@"Vera  Novak" friday', Named("Vera Novak"), "friday"),
        ("@\u201cVera Novak\u201d friday", Named("Vera Novak"), "friday"),
        ("vera friday", None, "vera friday"),
        ("@ vera", None, "@ vera"),
        ("", None, ""),
    ],
)
def test_a_person_is_taken_from_the_front(text: str, person: Mention | Named | None, rest: str) -> None:
    assert take_person(text) == (person, rest)


@pytest.mark.parametrize(
    ("text", "channel", "rest"),
    [
        ("<#C0HELIX|helix-northwind> daily", ChannelMention("C0HELIX", "helix-northwind"), "daily"),
        ("<#C0HELIX|> daily", ChannelMention("C0HELIX"), "daily"),
        ("<#G0HELIX>", ChannelMention("G0HELIX"), ""),
        ("#helix-northwind, daily", Named("helix-northwind"), "daily"),
        ("daily", None, "daily"),
    ],
)
def test_a_channel_is_taken_from_the_front(text: str, channel: ChannelMention | Named | None, rest: str) -> None:
    assert take_channel(text) == (channel, rest)
