"""What no page may do while somebody looks at it."""

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response, WebError


class Watch:
    """`complaints` has a sentence for each error, and for each request that failed or went elsewhere."""

    def __init__(self, context: BrowserContext, *origins: str) -> None:
        self.complaints: list[str] = []
        self._origins = tuple(f"{origin}/" for origin in origins)
        context.on("console", self._heard)
        context.on("weberror", self._raised)
        context.on("request", self._asked)
        context.on("response", self._answered)
        context.on("requestfailed", self._failed)

    def _heard(self, message: ConsoleMessage) -> None:
        """A resource that is not there is reported as a response."""
        if message.type in {"error", "warning"} and not message.text.startswith("Failed to load resource"):
            self.complaints.append(f"console: {message.text}")

    def _raised(self, error: WebError) -> None:
        self.complaints.append(f"script: {error.error}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith(self._origins):
            self.complaints.append(f"elsewhere: {request.url}")

    def _answered(self, response: Response) -> None:
        """A page that refuses is a page. What it is made of has to be there."""
        if response.status >= 400 and not response.request.is_navigation_request():
            self.complaints.append(f"{response.status}: {response.url}")

    def _failed(self, request: Request) -> None:
        """Aborted is what the visitor did not wait for."""
        if request.failure != "net::ERR_ABORTED":
            self.complaints.append(f"failed: {request.url}: {request.failure}")
