"""Dates in the speaker's own language: read where they are plain, asked back where they are not, never guessed."""

import time
from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from governance.refusals import Refusal
from handlers.kit.words import AmbiguousDate, NoDate, find_date, take_clear_date, take_date

MONDAY = date(2026, 11, 23)

MONTHS = {
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
}
WRITTEN = {"de": "{}. {} {}", "es": "{} de {} de {}", "pt": "{} de {} de {}"}
WEEKDAYS = {
    "de": "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "es": "lunes martes miércoles jueves viernes sábado domingo",
    "it": "lunedì martedì mercoledì giovedì venerdì sabato domenica",
    "pl": "poniedziałek wtorek środa czwartek piątek sobota niedziela",
    "nl": "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
}
SPANS = {
    "de": ("in {} Tagen", "morgen", "heute"),
    "fr": ("dans {} jours", "demain", "aujourd'hui"),
    "es": ("en {} días", "mañana", "hoy"),
    "it": ("tra {} giorni", "domani", "oggi"),
    "pl": ("za {} dni", "jutro", "dzisiaj"),
    "nl": ("over {} dagen", "morgen", "vandaag"),
}
TASKS = ("Liste schicken", "envoyer la liste", "enviar la lista", "wysłać listę", "שלח את הרשימה", "🎉 feiern")

languages = st.sampled_from(sorted(MONTHS))
mondays = st.dates(date(2026, 1, 1), date(2028, 1, 1))
tasks = st.sampled_from(TASKS)


def taken(text: str, today: date, language: str) -> tuple[date, str]:
    return take_date(text, today, language=f"{language}-XX")


@settings(max_examples=100)
@given(languages, mondays, st.integers(0, 600), tasks)
@example("de", date(2026, 12, 1), 455, "Liste schicken")  # 29 February 2028
@example("fr", date(2026, 12, 1), 455, "🎉 feiern")
def test_a_whole_date_is_read_in_every_language(language: str, today: date, ahead: int, task: str) -> None:
    day = today + timedelta(days=ahead)
    month = MONTHS[language].split()[day.month - 1]
    said = WRITTEN.get(language, "{} {} {}").format(day.day, month, day.year)
    assert taken(f"{said} {task}", today, language) == (day, task)


@settings(max_examples=100)
@given(languages, mondays, st.integers(0, 364), tasks)
def test_a_date_without_its_year_is_the_next_such_day(language: str, today: date, ahead: int, task: str) -> None:
    day = today + timedelta(days=ahead)
    if (day.month, day.day) == (2, 29):
        return
    month = MONTHS[language].split()[day.month - 1]
    said = WRITTEN.get(language, "{} {} {}").format(day.day, month, "").removesuffix(" de ").strip()
    assert taken(f"{said} {task}", today, language) == (day, task)


@settings(max_examples=100)
@given(st.sampled_from(sorted(WEEKDAYS)), mondays, st.integers(0, 6), tasks)
def test_a_weekday_is_the_one_to_come_and_never_today(language: str, today: date, weekday: int, task: str) -> None:
    day, rest = taken(f"{WEEKDAYS[language].split()[weekday]} {task}", today, language)
    assert (day.weekday(), rest) == (weekday, task)
    assert today < day <= today + timedelta(days=7)


@settings(max_examples=60)
@given(st.sampled_from(sorted(SPANS)), mondays, st.integers(2, 60), tasks)
def test_so_many_days_ahead_are_counted_from_today(language: str, today: date, days: int, task: str) -> None:
    span, tomorrow, now = SPANS[language]
    assert taken(f"{span.format(days)} {task}", today, language) == (today + timedelta(days=days), task)
    assert taken(f"{tomorrow} {task}", today, language) == (today + timedelta(days=1), task)
    assert taken(f"{now} {task}", today, language) == (today, task)


@pytest.mark.parametrize(
    ("language", "text", "day", "task"),
    [
        ("de", "morgen und weiter", 24, "und weiter"),
        ("de", "in 3 Tagen 2 Listen schicken", 26, "2 Listen schicken"),
        ("de", "24. November an Vera schicken", 24, "an Vera schicken"),
        ("de", "23. November um die Liste bitten", 23, "um die Liste bitten"),
        ("fr", "demain M. Dupont appeler", 24, "M. Dupont appeler"),
        ("fr", "24 novembre 3 listes", 24, "3 listes"),
        ("es", "24 de noviembre en la lista", 24, "en la lista"),
        ("pl", "24 listopada o liście", 24, "o liście"),
        ("nl", "vrijdag om de lijst", 27, "om de lijst"),
    ],
)
def test_no_word_behind_a_date_is_lost(language: str, text: str, day: int, task: str) -> None:
    assert taken(text, MONDAY, language) == (date(2026, 11, day), task)


# --- never guessed -----------------------------------------------------------------------------------------------------


@settings(max_examples=60)
@given(languages, st.integers(1, 12), st.integers(1, 12), st.sampled_from(["/2027", "-2027", "/27"]))
def test_what_could_be_two_days_is_asked_back_in_every_language(language: str, one: int, two: int, year: str) -> None:
    said = f"{one:02}{year[0]}{two:02}{year}"
    if one == two:
        assert taken(said, MONDAY, language) == (date(2027, one, two), "")
        return
    with pytest.raises(AmbiguousDate) as asked:
        taken(said, MONDAY, language)
    assert len({choice for choice, _ in asked.value.choices}) == 2


@pytest.mark.parametrize("language", sorted(MONTHS))
@pytest.mark.parametrize(
    "text",
    [
        "liste 12",
        "3",
        "12 sites",
        "2027",
        "a",
        "v2.1",
        "12:30",
        "10 %",
        "@vera",
        "<@U0VERA>",
        "https://x.example/1",
        "…",
    ],
)
def test_what_is_no_date_is_not_taken_for_one(language: str, text: str) -> None:
    with pytest.raises(NoDate):
        taken(text, MONDAY, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "die Liste senden"),
        ("de", "mit Vera sprechen"),
        ("de", "so schnell wie möglich"),
        ("de", "do the source data checks"),
        ("fi", "to send the list"),
        ("pl", "nie wysyłać listy"),
        ("fr", "jeu de données"),
        ("fr", "mer calme"),
        ("fr", "prochaine mer"),
        ("es", "vie enviar"),
        ("pt", "ter a lista"),
        ("pt", "segunda versão"),
        ("nl", "zo snel mogelijk"),
        ("nl", "do it"),
        ("cs", "ne dnes"),
        ("cs", "po schůzce"),
        ("da", "man skal sende"),
        ("ro", "mi trimite"),
        ("tr", "pazar araştırması"),
        ("id", "minggu ini"),
        ("ja", "月 報告"),
        ("ko", "일 보내기"),
        ("he", "שני מסמכים"),
        ("de", "do 3 Listen"),
    ],
)
def test_a_word_that_is_also_short_for_a_weekday_is_no_date(language: str, text: str) -> None:
    with pytest.raises(NoDate):
        taken(text, MONDAY, language)


@pytest.mark.parametrize(
    ("language", "text", "day"),
    [
        ("de", "Fr. Liste schicken", 27),
        ("de", "Do 26. November Liste schicken", 26),
        ("fr", "ven 27 novembre liste", 27),
        ("pt", "segunda-feira enviar", 30),
        ("ro", "joi trimite", 26),
        ("tr", "cuma gönder", 27),
        ("fi", "perjantai lista", 27),
        ("zh", "周五 发送", 27),
        ("ja", "月曜日 送る", 30),
        ("ru", "в пятницу отправить", 27),
    ],
)
def test_a_weekday_in_full_with_a_dot_or_beside_a_date_is_read(language: str, text: str, day: int) -> None:
    assert taken(text, MONDAY, language)[0] == date(2026, 11, day)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "3 Tage Urlaub"),
        ("de", "1 Tag Urlaub"),
        ("fr", "3 jours de congé"),
        ("es", "3 días libres"),
        ("it", "3 giorni liberi"),
        ("pl", "3 dni wolne"),
        ("nl", "3 dagen vrij"),
    ],
)
def test_so_many_days_that_nobody_said_are_to_come_are_no_date(language: str, text: str) -> None:
    with pytest.raises(NoDate):
        taken(text, MONDAY, language)


@pytest.mark.parametrize("language", sorted(MONTHS))
def test_a_month_alone_is_no_day(language: str) -> None:
    for month in MONTHS[language].split():
        with pytest.raises(NoDate):
            taken(f"{month} xyzzy", MONDAY, language)


@settings(max_examples=80)
@given(st.text(max_size=30), st.sampled_from([*sorted(MONTHS), "en", "he", "ja", "xx", "", "zh-Hant-TW", "\u202e"]))
@example("31 Februar", "de")
@example("0 Dezember 99999", "de")
@example("nächsten nächsten", "de")
@example("in 99999999 Tagen", "de")
@example("in 9999999999999999999999 Jahren", "de")
def test_any_text_in_any_language_is_a_day_to_come_or_a_refusal(text: str, language: str) -> None:
    with suppress(Refusal):
        day, _ = take_date(text, MONDAY, language=language)
        assert isinstance(day, date)


def test_a_long_text_takes_no_longer_than_its_first_words() -> None:
    started = time.process_time()
    with suppress(Refusal):
        taken("a" * 1_000_000, MONDAY, "de")
    with suppress(Refusal):
        taken("1 " * 500_000, MONDAY, "de")
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    ("language", "text", "day"),
    [
        ("de", "bis Freitag senden", date(2026, 11, 27)),
        ("de", "bis zum 12. Dezember senden", date(2026, 12, 12)),
        ("de", "am 12. Dezember senden", date(2026, 12, 12)),
        ("de", "25.12. senden", date(2026, 12, 25)),
        ("de", "bis 25.12. senden", date(2026, 12, 25)),
        ("de", "1.2. senden", date(2027, 2, 1)),
        ("fr", "avant vendredi envoyer", date(2026, 11, 27)),
        ("fr", "d'ici vendredi envoyer", date(2026, 11, 27)),
        ("es", "el viernes enviar", date(2026, 11, 27)),
        ("es", "antes del 12 de diciembre enviar", date(2026, 12, 12)),
        ("pl", "do piątku wysłać", date(2026, 11, 27)),
        ("pl", "w piątek wysłać", date(2026, 11, 27)),
        ("nl", "op vrijdag sturen", date(2026, 11, 27)),
        ("it", "entro venerdì inviare", date(2026, 11, 27)),
        ("ru", "до пятницы отправить", date(2026, 11, 27)),
    ],
)
def test_a_word_may_lead_a_date_in_every_language(language: str, text: str, day: date) -> None:
    assert taken(text, MONDAY, language) == (day, text.split()[-1])


@pytest.mark.parametrize(
    ("language", "text", "day", "rest"),
    [
        ("de", "Liste senden bis Freitag", 27, "Liste senden"),
        ("de", "die Zentren bis Freitag prüfen", 27, "die Zentren prüfen"),
        ("fr", "envoyer la liste avant vendredi", 27, "envoyer la liste"),
        ("pl", "wysłać listę do piątku", 27, "wysłać listę"),
    ],
)
def test_a_date_behind_such_a_word_is_found_anywhere(language: str, text: str, day: int, rest: str) -> None:
    assert find_date(text, MONDAY, language=f"{language}-XX") == (date(2026, 11, day), rest)


@pytest.mark.parametrize(
    ("language", "text"),
    [("de", "Dienstag in einer Woche senden"), ("de", "Samstag oder Sonntag senden"), ("fr", "lundi ou mardi")],
)
def test_two_dates_in_ones_own_language_are_asked_back_or_none_is_taken(language: str, text: str) -> None:
    with pytest.raises((AmbiguousDate, NoDate)):
        take_clear_date(text, MONDAY, language=f"{language}-XX")
