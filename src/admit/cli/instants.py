"""Instants on the command line."""

from datetime import UTC, datetime, tzinfo

import click

from admit.lib.clock import Timestamp, timestamp


class Instant(click.ParamType[Timestamp]):
    """ISO 8601. Without an offset it is UTC."""

    name = "ISO 8601"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> Timestamp:
        try:
            return read_instant(value, UTC)
        except (ValueError, OverflowError):
            self.fail(f"{value!r} is not an instant such as 2026-12-10T18:00:00Z.", param, ctx)


INSTANT = Instant()


def read_instant(text: str, zone: tzinfo) -> Timestamp:
    """Without an offset it is the time on the clocks of `zone`. Raises ValueError or OverflowError."""
    instant = datetime.fromisoformat(text)
    return timestamp(instant if instant.tzinfo else instant.replace(tzinfo=zone))
