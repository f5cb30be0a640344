"""What tests fill in, and what they find filled in."""

from html.parser import HTMLParser

OPEN_EVENING = {
    "name": "Open evening",
    "timezone": "Europe/London",
    "start": "2026-12-10T18:00",
    "end": "2026-12-10T20:00",
    "description": "Bring a friend.\r\nAnd a cup.",
    "admission": "invited",
    "stage": "player",
    "stage_url": "https://stage.example/embed/1",
}


class Form(HTMLParser):
    """The value of each field of the forms of a page, as a browser would send them; without the proof."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self._select = self._textarea = ""
        self._option: str | None = None
        self.feed(page)
        self.fields.pop("csrf", None)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        match tag:
            case "select":
                self._select = given["name"]
                self.fields[self._select] = ""
            case "option" if "selected" in given:
                self._option = given.get("value")
                if self._option is None:
                    self._option = ""
                else:
                    self.fields[self._select] = self._option
                    self._option = None
            case "textarea":
                self._textarea = given["name"]
                self.fields[self._textarea] = ""
            case "input" if given.get("type") not in {"radio", "checkbox"} or "checked" in given:
                self.fields[given["name"]] = given.get("value", "on")

    def handle_endtag(self, tag: str) -> None:
        match tag:
            case "textarea":
                # A browser drops the line break right behind the tag.
                self.fields[self._textarea] = self.fields[self._textarea].removeprefix("\n")
                self._textarea = ""
            case "option":
                self._option = None
            case _:
                pass

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self.fields[self._textarea] += data
        elif self._option is not None:
            self.fields[self._select] = data
