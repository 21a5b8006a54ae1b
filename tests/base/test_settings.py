"""Settings come from the environment, and a bad one is told in one sentence."""

from pathlib import Path

import pytest

from jingwei.base.settings import BadSettingError, Settings, settings_from


def test_an_empty_environment_gives_the_defaults() -> None:
    assert settings_from({}) == Settings(None, "127.0.0.1", 8420, Path(".jingwei"), "zh")
    assert settings_from({"JINGWEI_PORT": "", "JINGWEI_DATABASE_URL": ""}) == Settings()


def test_everything_can_be_set() -> None:
    environ = {
        "JINGWEI_DATABASE_URL": "postgresql://a@b/c",
        "JINGWEI_HOST": "0.0.0.0",
        "JINGWEI_PORT": "80",
        "JINGWEI_DATA": "/srv/jingwei",
        "JINGWEI_LANGUAGE": "en",
    }
    assert settings_from(environ) == Settings("postgresql://a@b/c", "0.0.0.0", 80, Path("/srv/jingwei"), "en")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("JINGWEI_PORT", "0"),
        ("JINGWEI_PORT", "65536"),
        ("JINGWEI_PORT", "http"),
        ("JINGWEI_PORT", "-1"),
        ("JINGWEI_PORT", "８０"),
        ("JINGWEI_PORT", "9" * 9999),
        ("JINGWEI_LANGUAGE", "fr"),
        ("JINGWEI_HOST", "a b"),
        ("JINGWEI_DATABASE_URL", "mysql://secret@x"),
    ],
)
def test_a_bad_value_is_named(name: str, value: str) -> None:
    with pytest.raises(BadSettingError, match=name) as caught:
        settings_from({name: value})
    assert name in caught.value.words.zh
    assert caught.value.words.zh != caught.value.words.en
    assert "secret" not in str(caught.value)
