"""Settings, out of the environment and out of flags."""

import pytest

from admit.config import Settings, SettingWrong, load


@pytest.fixture(autouse=True)
def _nothing_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.__struct_fields__:
        monkeypatch.delenv(f"ADMIT_{name.upper()}", raising=False)


def test_what_nobody_sets_has_its_default() -> None:
    assert load() == load({"port": None}) == Settings()


def test_a_flag_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADMIT_PORT", "9000")
    monkeypatch.setenv("ADMIT_HOST", "")
    monkeypatch.setenv("ADMIT_LOG_REQUESTS", "false")
    monkeypatch.setenv("ADMIT_REQUEST_TIMEOUT_SECONDS", "2.5")
    assert load() == Settings(port=9000, log_requests=False, request_timeout_seconds=2.5)
    assert load({"port": 0, "host": None}) == Settings(port=0, log_requests=False, request_timeout_seconds=2.5)


@pytest.mark.parametrize(
    "variable, text, sentence",
    [
        ("ADMIT_PORT", "http", "ADMIT_PORT: Expected `int`, got `str`."),
        ("ADMIT_PORT", "8000.5", "ADMIT_PORT: Expected `int`, got `str`."),
        ("ADMIT_PORT", "-1", "port: -1 is not a number from 0 to 65535."),
        ("ADMIT_PORT", "65536", "port: 65536 is not a number from 0 to 65535."),
        ("ADMIT_LOG_REQUESTS", "perhaps", "ADMIT_LOG_REQUESTS: Expected `bool`, got `str`."),
        ("ADMIT_REQUEST_TIMEOUT_SECONDS", "0", "request_timeout_seconds: 0.0 is not a time above 0."),
        ("ADMIT_REQUEST_TIMEOUT_SECONDS", "nan", "request_timeout_seconds: nan is not a time above 0."),
        ("ADMIT_REQUEST_TIMEOUT_SECONDS", "inf", "request_timeout_seconds: inf is not a time above 0."),
    ],
)
def test_a_variable_that_cannot_be_used_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, variable: str, text: str, sentence: str
) -> None:
    monkeypatch.setenv(variable, text)
    with pytest.raises(SettingWrong) as refused:
        load()
    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    "url",
    [
        *("http://localhost:8000", "https://events.example.com", "https://events.example.com/", "HTTPS://Example.com"),
        *("https://example.com/guest/list", "http://[::1]:8000", "http://192.0.2.7:65535", "https://bücher.example"),
    ],
)
def test_a_public_url_is_where_a_link_can_begin(url: str) -> None:
    assert load({"public_url": url}).public_url == url


@pytest.mark.parametrize(
    "url",
    [
        *("events.example.com", "localhost:8000", "//example.com", "/guest", "ftp://example.com", "https://"),
        *("https:///path", "https://:8000", "https://example.com:port", "https://example.com:65536", "https://[::1"),
        *("https://example.com?", "https://example.com/#", "https://example.com/?a=b", "https://me@example.com"),
        *("https://example.com/a b", "https://example.com\n", "https://example.com:0", 'https://example.com/"'),
        *("https://example.com\\path", "javascript://example.com/"),
    ],
)
def test_any_other_public_url_is_refused(url: str) -> None:
    with pytest.raises(SettingWrong) as refused:
        load({"public_url": url})
    sentence = "is not http(s)://host[:port][/path], without a query or fragment."
    assert str(refused.value) == f"public_url: {url!r} {sentence}"
