"""What the environment decides; read once at the start and handed on as a value."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from jingwei.base.words import LANGUAGES, Language, Words


@dataclass(frozen=True, slots=True)
class Settings:
    """`database_url` None means the embedded PostgreSQL under the data directory."""

    database_url: str | None = None
    host: str = "127.0.0.1"
    port: int = 8420
    data: Path = Path(".jingwei")
    language: Language = "zh"
    files_gb: int = 50


class BadSettingError(ValueError):
    """A setting cannot be used; the words are one sentence for the operator."""

    def __init__(self, zh: str, en: str, **values: object) -> None:
        self.words = Words(zh, en).fill(**values)
        super().__init__(self.words.en)


def settings_from(environ: Mapping[str, str]) -> Settings:
    """Settings from JINGWEI_* variables; absent or empty ones keep their default."""
    standard = Settings()
    host = environ.get("JINGWEI_HOST") or standard.host
    if any(character.isspace() for character in host):
        raise BadSettingError(
            "JINGWEI_HOST 是“{host}”，但主机名中不能有空格。", "JINGWEI_HOST is '{host}', but a host has no spaces.", host=host,
        )  # fmt: skip
    return Settings(
        database_url=_database_url(environ.get("JINGWEI_DATABASE_URL") or None),
        host=host,
        port=_port(environ.get("JINGWEI_PORT") or str(standard.port)),
        data=Path(environ.get("JINGWEI_DATA") or standard.data).expanduser(),
        language=_language(environ.get("JINGWEI_LANGUAGE") or standard.language),
        files_gb=_files_gb(environ.get("JINGWEI_FILES_GB") or str(standard.files_gb)),
    )


def _database_url(raw: str | None) -> str | None:
    if raw is not None and not raw.startswith(("postgresql://", "postgres://")):
        # The value is not shown: it may hold a password.
        raise BadSettingError(
            "JINGWEI_DATABASE_URL 须以 postgresql:// 开头并写明数据库。",
            "JINGWEI_DATABASE_URL must begin with postgresql:// and name a database.",
        )
    try:
        _ = raw is not None and urlsplit(raw).port
    except ValueError:
        raise BadSettingError(
            "JINGWEI_DATABASE_URL 中的主机或端口无法识别。",
            "JINGWEI_DATABASE_URL names a host or port that cannot be read.",
        ) from None
    return raw


def _port(raw: str) -> int:
    if not (raw.isascii() and raw.isdigit() and 1 <= int(raw[:6]) <= 65535 and len(raw) <= 5):
        raise BadSettingError(
            "JINGWEI_PORT 是“{raw}”，但端口应为 1 到 65535 的整数。",
            "JINGWEI_PORT is '{raw}', but a port is a whole number from 1 to 65535.",
            raw=raw,
        )
    return int(raw)


def _files_gb(raw: str) -> int:
    if not (raw.isascii() and raw.isdigit() and len(raw) <= 6 and int(raw) >= 1):
        raise BadSettingError(
            "JINGWEI_FILES_GB 是“{raw}”，但应为不小于 1 的整数（GB）。",
            "JINGWEI_FILES_GB is '{raw}', but it is a whole number of gigabytes from 1.",
            raw=raw,
        )
    return int(raw)


def _language(raw: str) -> Language:
    for language in LANGUAGES:
        if raw == language:
            return language
    raise BadSettingError(
        "JINGWEI_LANGUAGE 是“{raw}”，但只有 zh 和 en。",
        "JINGWEI_LANGUAGE is '{raw}', but only zh and en are spoken.",
        raw=raw,
    )
