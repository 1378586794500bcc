"""Columns that say together whom a line is about, in tables people send."""

import pytest

from governance.participants import find_in


@pytest.mark.parametrize(
    "cells",
    [
        {"Subject": "1001-004", "Name": "Maria Keller"},
        {"Subject": "1001-004", "Name": "Keller"},
        {"Subject": "1001-004", "First name": "Maria", "Last name": "Keller"},
        {"Nr": "1001-004", "Vorname": "Maria", "Nachname": "Keller"},
        {"Patient ID": "0042", "Surname": "keller"},
        {"Subject": "1001-004", "Initials": "MK", "Birth year": "1961"},
        {"Screening no.": "S-0042", "Subject initials": "M.K."},
        {"Initials": "MK", "Birthday": "12-03-1961"},
        {"Initials": "QA", "Birthdate": "1961"},
        {"Name": "Keller", "Geburtsjahr": "1961"},
        {"Action": "Call", "Subject": "1001-004", "Geburtstag": "12.03.1961"},
    ],
)
def test_columns_are_read_together(cells: dict[str, str]) -> None:
    assert find_in(cells.items()) is not None


@pytest.mark.parametrize(
    "cells",
    [
        {"Subject": "1001-004", "Owner": "Maria Keller"},
        {"Subject": "1001-004", "Name": "Vera Novak"},
        {"Subject": "1001-004", "First name": "Vera", "Last name": "Novak"},
        {"Subject": "1001-004", "Name": "Visit window missed"},
        {"Subject": "Send the site list", "Name": "Maria Keller"},
        {"Name": "Maria Keller", "Email": "maria.keller@helix.example", "Company": "Helix"},
        {"Vendor": "Helix", "Name": "Visit reports on time", "Numerator": "38"},
        {"Action": "Close query", "Subject": "1001-004", "Initials": ""},
    ],
)
def test_columns_of_ordinary_tables_are_let_through(cells: dict[str, str]) -> None:
    assert find_in(cells.items(), {"vera novak"}) is None
