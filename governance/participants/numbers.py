"""Numbers that lead to a person: of medical records, of health services, of social security. A subject number does not."""

import re

from governance.participants.reading import SUBJECT, Finding

RECORD = Finding("a medical record number", "that number")
NHS = Finding("an NHS number", "that number")
SSN = Finding("a social security number", "that number")
NATIONAL = Finding("a national identity number", "that number")

_LABEL = r"(?:no|nr|num|number|numbers|id|ids|code|#)(?:\b\.?|(?<=#))"
_RECORD = re.compile(
    rf"\b(?:m(?:rns?(?![^\W\d_])|\.r\.n\.|ed(?:ical)?\.?\s?rec(?:ord)?s?\b\.?(?:\s?{_LABEL})?|edica(?:re|id)\s{_LABEL})"
    rf"|hospital\s(?:{_LABEL}|record(?:\s{_LABEL})?|file\s{_LABEL}|chart\s{_LABEL})|c(?:hart\s{_LABEL}|linic\s(?:file|record)\s{_LABEL}"
    rf"|artella\sclinica)|patient\s(?:file|chart|record)\s{_LABEL}|dossier\s(?:médical|medical|patient)|krankenakte|patientenakte"
    rf"|fallnummer|kis-?nummer|historia\scl[ií]nica|prontuário|health\s(?:card|insurance)\s{_LABEL}|pesel\b)"
    r"[\s:=#.,(/-]{0,4}(?:(?:no|nr|n|num|number|id|is|was|of|for)(?![^\W\d_ºª°])[\s:=#.º°(-]{0,4}){0,2}"
    rf"(?:{SUBJECT}\s[\w/-]{{1,15}}[\s:=,-]{{1,3}}(?:(?:is|was)\s)?)?"
    r"(?!(?:19|20)\d\d(?![\d/-]))[a-z]{0,4}[/-]?\d(?:[/-]?\d){3,14}(?!\w)"
)
_TEN = re.compile(r"(?<![\d-])\d{3}(?P<apart>[ -]?)\d{3}(?P=apart)\d{4}(?![\d-])")
_NHS_BEFORE = re.compile(r"\bnhs\b[^\n\d]{0,30}$")
_SUBJECT_BEFORE = re.compile(rf"{SUBJECT}[^\n]{{0,40}}$")
_CALLS = re.compile(r"\b(?:zoom|webex|teams|meeting|phone|tel|telephone|fax|mobile|dial|call|hotline|line|passcode)\b")
_SSN = re.compile(r"(?<![\w/-])(?!000|666|9)\d{3}-(?!00)\d\d-(?!0000)\d{4}(?![\w-])")
_SSN_SAID = re.compile(
    r"\b(?:ssns?|social\ssecurity)\b[\s:=#.]{0,3}(?:(?:no|number|num|is|was)\b[\s:=#.]{0,3}){0,2}\d{3}[- ]?\d\d[- ]?\d{4}(?!\d)"
)
_OTHER_NUMBER = re.compile(
    rf"(?:{SUBJECT}|\b(?:screening|randomi[sz]ation|protocol|study|site|order|po|invoice|ticket|contract|phone|tel|fax|kit|lot"
    r"|batch|awb|airway\sbill|waybill|shipment|courier|fedex|ups|dhl|call|ref|reference|case|query|report|item|sample|tracking|account)\b)[\s:#.,(/-]{0,3}(?:(?:no|number|numbers|nos|id|ids|and)\b[\s:#.]{0,2}){0,2}"
    r"(?:[\d-]{4,14}(?:,| and|, and)?\s){0,3}$"
)


# Said to be one, and shaped like one: Czech, Swedish, Brazilian, Spanish, Italian, Dutch, French.
_NATIONAL = re.compile(
    r"\b(?:rodné\sčíslo|personnummer|cpf|dni|nie|codice\sfiscale|bsn|nir)\b[\s:=#.]{0,3}(?:(?:no|nr|number|is|was)\b[\s:=#.]{0,3}){0,2}"
    r"(?:\d{6}[/+-]?\d{3,4}|\d{3}\.\d{3}\.\d{3}-\d\d|[xyz]?\d{7,8}-?[a-z]|[a-z]{6}\d\d[a-z]\d\d[a-z]\d{3}[a-z]"
    r"|\d{9}|\d{11}|[12]\s?\d\d\s?\d\d\s?\d\d\s?\d{3}\s?\d{3}(?:\s?\d\d)?)(?!\w)"
)
_DIGITS_OF_A_HOSPITALS = 5  # fewer are how a hospital itself is numbered


def number(text: str) -> Finding | None:
    """A number that leads to somebody, in a text that `plain` has made plain."""
    low = text.lower()
    if any(_is_record(its[0]) for its in _RECORD.finditer(low)):
        return RECORD
    if _NATIONAL.search(low):
        return NATIONAL
    if any(_is_nhs(its) for its in _TEN.finditer(low)):
        return NHS
    if _SSN_SAID.search(low) or any(_is_ssn(its) for its in _SSN.finditer(low)):
        return SSN
    return None


def _is_record(said: str) -> bool:
    return not said.startswith("hospital") or sum(map(str.isdigit, said)) >= _DIGITS_OF_A_HOSPITALS


def _is_nhs(match: re.Match[str]) -> bool:
    """Said to be one, or written as one beside a patient; its last digit tells (NHS Data Dictionary: modulus 11)."""
    if not _checks_out(match[0]):
        return False
    before = match.string[max(0, match.start() - 60) : match.start()]
    if _NHS_BEFORE.search(before):
        return True
    return match["apart"] == " " and not _CALLS.search(before) and _SUBJECT_BEFORE.search(before) is not None


def _checks_out(number: str) -> bool:
    digits = [int(sign) for sign in number if sign.isdigit()]
    last = 11 - sum((10 - place) * digit for place, digit in enumerate(digits[:9])) % 11
    return last % 11 == digits[9] and last != 10


def _is_ssn(match: re.Match[str]) -> bool:
    """Three, two and four digits, unless something before says that it is another number."""
    return _OTHER_NUMBER.search(match.string[max(0, match.start() - 60) : match.start()]) is None
