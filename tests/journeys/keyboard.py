"""A visitor without a mouse."""

from playwright.sync_api import Page

TABS_MAX = 40

IN_FOCUS = """
() => {
  const element = document.activeElement;
  if (element === document.body) return {name: "", isSeen: false};
  const {outlineStyle, outlineWidth} = getComputedStyle(element);
  return {
    name: (element.ariaLabel ?? (element.labels?.[0] ?? element).textContent).replace(/\\s+/g, " ").trim(),
    isSeen: outlineStyle !== "none" && parseFloat(outlineWidth) >= 2 && element.checkVisibility(),
  };
}
"""


class Keyboard:
    def __init__(self, page: Page) -> None:
        self.page = page

    def tab_to(self, name: str) -> None:
        """On to the element of this name, from wherever the focus is. It is seen at each stop."""
        passed = []
        for _ in range(TABS_MAX):
            self.page.keyboard.press("Tab")
            focus = self.page.evaluate(IN_FOCUS)
            assert focus["isSeen"] or not focus["name"], f"{focus['name']} does not show that it has the focus"
            if focus["name"] == name:
                return
            passed.append(focus["name"])
        raise AssertionError(f"no way to {name!r}, only {passed}")

    def type(self, name: str, *parts: str) -> None:
        """Each part into a field of its own, as a date and a time have them."""
        self.tab_to(name)
        for number, part in enumerate(parts):
            if number:
                self.page.keyboard.press("Tab")
            self.page.keyboard.type(part)

    def press(self, name: str, key: str = "Enter") -> None:
        self.tab_to(name)
        self.page.keyboard.press(key)
