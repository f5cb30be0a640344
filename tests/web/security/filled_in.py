"""The forms of a page, and what a browser would send of each."""

from html.parser import HTMLParser

import msgspec

TEXTS = {"text", "email", "search", "url", "tel"}
CHOICES = {"radio", "checkbox"}


class Form(msgspec.Struct):
    """`texts` are the names of the fields that take any text."""

    action: str
    method: str
    fields: dict[str, str] = {}
    texts: set[str] = set()

    @property
    def name(self) -> str:
        """The last word of where it is sent."""
        return self.action.rpartition("/")[2]

    def filled_in(self, word: str) -> dict[str, str]:
        """Each text field holds the word, told by its name."""
        return self.fields | {name: f"{word}{name}" for name in self.texts}


class Forms(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        match tag:
            case "form":
                self.forms.append(Form(given.get("action", ""), given.get("method", "get"), {}, set()))
            case "select":
                self._select = given["name"]
                self.forms[-1].fields.setdefault(self._select, "")
            case "option" if "selected" in given and "value" in given:
                self.forms[-1].fields[self._select] = given["value"]
            case "textarea" if "readonly" not in given:
                self._take(given | {"type": "text"})
            case "input" if "readonly" not in given:
                self._take(given)
            case _:
                pass

    def _take(self, given: dict[str, str]) -> None:
        kind, name = given.get("type", "text"), given["name"]
        if kind in CHOICES and "checked" not in given:
            return
        self.forms[-1].fields[name] = given.get("value", "on" if kind in CHOICES else "")
        if kind in TEXTS:
            self.forms[-1].texts.add(name)
