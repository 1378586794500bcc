"""Pages on the web: whatever people wrote is text in them, in every place it can stand, and a form sends what it shows."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as some

from handlers.kit.pages import GONE, entry, form, hidden, page, paragraph, radios

NASTY = "\"'><script>alert(1)</script><a href='x'>&amp; & </textarea></option></title>"
# What HTML keeps as it is: no carriage returns, no signs that it has none of.
texts = some.text(some.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=30) | some.just(NASTY)
FIRST = "font:16px/1.5 system-ui"


class Reader(HTMLParser):
    """A page as a browser reads it: elements in order with their attributes, and the text in each."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.texts.append((tag, ""))

    def handle_data(self, data: str) -> None:
        tag, before = self.texts[-1] if self.texts else ("", "")
        self.texts[-1:] = [(tag, before + data)]

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for its, attributes in self.elements if its == tag]

    def text(self, tag: str) -> list[str]:
        return [text for its, text in self.texts if its == tag]


def tags(html: str) -> list[str]:
    return [tag for tag, _ in Reader(html).elements]


# --- a whole page ------------------------------------------------------------------------------------------------------------


@given(texts)
def test_a_page_has_its_title_twice_and_says_its_language(title: str) -> None:
    html = page(title, paragraph("One"), paragraph("Two"))
    its = Reader(html)
    assert html.startswith('<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport"')
    assert its.text("title") == its.text("h1") == [title]
    assert its.text("p") == ["One", "Two"]
    assert tags(html) == ["html", "head", "meta", "meta", "title", "style", "body", "main", "h1", "p", "p"]
    assert FIRST in its.text("style")[0]
    assert html.endswith("<p>One</p><p>Two</p></main></body></html>")


def test_a_page_that_is_gone_says_so() -> None:
    assert Reader(GONE).text("h1") == ["This page is not there"]
    assert Reader(GONE).text("p") == ["The link is not valid, or what it was for is over."]


@given(texts)
def test_a_paragraph_is_words_and_an_answer_is_read_out(words: str) -> None:
    plain, said = Reader(paragraph(words)), Reader(paragraph(words, said=True))
    assert plain.elements == [("p", {})]
    assert said.elements == [("p", {"class": "said", "role": "status"})]
    assert plain.text("p") == said.text("p") == [words]


# --- what is filled in -------------------------------------------------------------------------------------------------------


@given(texts, texts, some.lists(some.tuples(texts, texts), max_size=4), some.none() | texts)
def test_one_question_offers_its_choices_and_marks_the_one_that_was_chosen(
    name: str, legend: str, choices: list[tuple[str, str]], chosen: str | None
) -> None:
    html = radios(name, legend, choices, chosen)
    its = Reader(html)
    assert its.text("legend") == [legend]
    assert its.all("input") == [
        {"type": "radio", "name": name, "value": value} | ({"checked": None} if value == chosen else {})
        for value, _ in choices
    ]
    assert [text.removeprefix(" ") for text in its.text("input")] == [words for _, words in choices]
    assert tags(html) == ["fieldset", "legend", *["label", "input"] * len(choices)]


@given(texts, texts, texts, texts, texts)
def test_a_field_has_its_label_what_is_wrong_and_a_hint(
    name: str, label: str, start: str, hint: str, error: str
) -> None:
    html = entry(name, label, {"type": "text", "start": start}, hint=hint, error=error)
    its = Reader(html)
    assert its.all("label") == [{"for": name}]
    assert its.text("label") == [label]
    assert its.all("input") == [{"type": "text", "id": name, "name": name, "maxlength": "3000", "value": start}]
    shown = [({"class": "wrong", "role": "alert"}, error)] * bool(error) + [({"class": "hint"}, hint)] * bool(hint)
    assert list(zip(its.all("p"), its.text("p"), strict=True)) == shown
    assert its.all("div") == [{"class": "field"}]
    order = ["div", "label", *["p"] * bool(error), "input", *["p"] * bool(hint)]
    assert tags(html) == order


@pytest.mark.parametrize("kind", ["date", "time"])
def test_a_day_and_a_time_have_fields_of_their_own_without_a_length(kind: str) -> None:
    its = Reader(entry("due", "Due", {"type": kind, "needed": True, "start": "2026-12-01"}))
    assert its.all("input") == [{"type": kind, "id": "due", "name": "due", "required": None, "value": "2026-12-01"}]


def test_what_is_needed_is_marked_and_what_is_not_is_not() -> None:
    for shape in ({"type": "text"}, {"type": "text", "lines": True}, {"type": "choice", "choices": []}):
        for needed in (True, False):
            its = Reader(entry("what", "What", shape | {"needed": needed}))
            [control] = [attributes for tag, attributes in its.elements if tag in ("input", "textarea", "select")]
            assert ("required" in control) is needed
            assert (control["id"], control["name"]) == ("what", "what")


@given(texts, some.integers(1, 9000))
def test_several_lines_begin_with_what_is_known(start: str, most: int) -> None:
    its = Reader(entry("why", "Why", {"type": "text", "lines": True, "start": start, "most": most}))
    assert its.all("textarea") == [{"id": "why", "name": "why", "rows": "4", "maxlength": str(most)}]
    assert its.text("textarea") == [f"\n{start}"]  # a browser drops the first line end
    assert Reader(entry("why", "Why", {"type": "text", "most": most})).all("input")[0]["maxlength"] == str(most)


@given(some.lists(some.tuples(texts.filter(bool), texts), max_size=3, unique_by=lambda its: its[0]), texts)
def test_a_choice_offers_nothing_first_and_then_what_there_is(choices: list[tuple[str, str]], start: str) -> None:
    html = entry("which", "Which", {"type": "choice", "choices": choices, "start": start})
    its = Reader(html)
    assert its.all("select") == [{"id": "which", "name": "which"}]
    assert its.all("option") == [
        {"value": value} | ({"selected": None} if value == start else {}) for value, _ in [("", ""), *choices]
    ]
    assert its.text("option") == ["", *(words for _, words in choices)]
    assert tags(html) == ["div", "label", "select", *["option"] * (len(choices) + 1)]


def test_nothing_is_chosen_where_nothing_is_known() -> None:
    its = Reader(entry("which", "Which", {"type": "choice", "choices": [("a", "A")]}))
    assert ["selected" in one for one in its.all("option")] == [True, False]
    assert Reader(entry("what", "What", {"type": "text"})).all("input")[0]["value"] == ""


# --- what is sent ------------------------------------------------------------------------------------------------------------


@given(texts, texts)
def test_what_travels_along_comes_back_as_it_was(name: str, value: str) -> None:
    assert Reader(hidden(name, value)).elements == [("input", {"type": "hidden", "name": name, "value": value})]


@given(texts)
def test_a_form_is_sent_to_its_own_page_by_one_button(submit: str) -> None:
    html = form(submit, hidden("a", "1"), hidden("b", "2"))
    its = Reader(html)
    assert its.all("form") == [{"method": "post"}]
    assert its.text("button") == [submit]
    assert tags(html) == ["form", "input", "input", "button"]
    assert html.endswith("</button></form>")


def test_the_parts_of_a_form_and_of_a_page_follow_one_another() -> None:
    assert form("Send", "<b></b>", "<i></i>") == '<form method="post"><b></b><i></i><button>Send</button></form>'
    assert "</h1><b></b><i></i></main>" in page("T", "<b></b>", "<i></i>")


def test_every_element_that_is_opened_is_closed() -> None:
    shape = {"type": "choice", "choices": [("a", "A")]}
    parts = (entry("a", "A", shape, hint="h", error="e"), entry("b", "B", {"type": "text", "lines": True}))
    html = page("T", paragraph("p", said=True), form("Send", radios("r", "R", [("1", "One")], "1"), *parts))
    for tag in ("html", "head", "title", "style", "body", "main", "h1", "p", "form", "fieldset", "legend", "label"):
        assert html.count(f"<{tag}>") + html.count(f"<{tag} ") == html.count(f"</{tag}>")
    for tag in ("div", "select", "option", "textarea", "button"):
        assert html.count(f"<{tag}>") + html.count(f"<{tag} ") == html.count(f"</{tag}>")
