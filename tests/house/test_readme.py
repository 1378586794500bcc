"""The README tells the truth: its tables are the registry's and the settings'."""

from bot.readme import MANIFEST, README, app_manifest, written


def test_the_tables_in_the_readme_are_up_to_date() -> None:
    text = README.read_text()
    assert text == written(text), "run `make docs`"


def test_the_manifest_in_the_repository_is_up_to_date() -> None:
    assert MANIFEST.read_text() == app_manifest(), "run `make docs`"
