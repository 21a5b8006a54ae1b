"""Words are said in the listener's language and filled without running anything."""

import pytest

from jingwei.base.words import Words, same


def test_says_the_language_asked() -> None:
    words = Words("工单", "work order")
    assert (words.say("zh"), words.say("en"), words.say()) == ("工单", "work order", "工单")


def test_fills_places_in_both_languages() -> None:
    words = Words("{form}第{n}行", "row {n} of {form}").fill(form=Words("工单", "work order"), n=3)
    assert words == Words("工单第3行", "row 3 of work order")


def test_an_english_word_goes_with_its_number() -> None:
    late = Words("逾期 {n} 天", "{n} {n|day|days} late")
    assert [late.fill(n=n).en for n in (1, 2, "0.5")] == ["1 day late", "2 days late", "0.5 days late"]
    assert late.places() == {"n"}


def test_what_is_filled_in_is_never_a_template_again() -> None:
    assert Words("{a}{b}", "{a}{b}").fill(a="{b}", b="x") == same("{b}x")


def test_a_template_cannot_reach_attributes() -> None:
    reaching = same("{a.__class__}")
    assert reaching.fill(a=1) == reaching


def test_a_forgotten_value_is_told() -> None:
    with pytest.raises(KeyError, match="name"):
        same("{name}").fill(other=1)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("报工", Words("报工", "报工")),
        ({"zh": "报工", "en": "report"}, Words("报工", "report")),
        ({"zh": "报工"}, Words("报工", "报工")),
        ({"en": "report"}, Words("report", "report")),
        (Words("报工", "report"), Words("报工", "report")),
    ],
)
def test_reads_titles_of_a_bundle(raw: object, expected: Words) -> None:
    assert Words.parse(raw) == expected


@pytest.mark.parametrize(
    "raw", ["", {}, {"zh": ""}, {"zh": 1}, {"zh": "a", "en": 1}, {"fr": "rapport"}, None, 3, ["a"]]
)
def test_refuses_what_is_no_title(raw: object) -> None:
    with pytest.raises(ValueError, match="zh and en"):
        Words.parse(raw)


def test_needs_both_texts() -> None:
    with pytest.raises(ValueError, match="both"):
        Words("工单", "")
