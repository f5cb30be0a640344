"""PNG pictures of 256 colours, which take a third of the room: a page has few colours but at the edges of letters."""

import base64
import struct
import zlib
from typing import Any

from playwright.sync_api import Page

COUNT = """
async (png) => {
  const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
  const {width, height} = image;
  const canvas = new OffscreenCanvas(width, height).getContext("2d");
  canvas.drawImage(image, 0, 0);
  const {data} = canvas.getImageData(0, 0, width, height);
  const colours = Array.from({length: width * height}, (_, i) =>
    data[4 * i] << 16 | data[4 * i + 1] << 8 | data[4 * i + 2]);

  const uses = new Map();
  for (const colour of colours) uses.set(colour, (uses.get(colour) ?? 0) + 1);
  const palette = [...uses].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, 256).map(([colour]) => colour);

  const away = (a, b) => [16, 8, 0].reduce((sum, shift) => sum + ((a >> shift & 255) - (b >> shift & 255)) ** 2, 0);
  const indexes = new Map(palette.map((colour, index) => [colour, index]));
  for (const colour of uses.keys()) {
    const nearer = (best, each, index) => away(each, colour) < away(palette[best], colour) ? index : best;
    if (!indexes.has(colour)) indexes.set(colour, palette.reduce(nearer, 0));
  }
  const pixels = colours.map(colour => String.fromCharCode(indexes.get(colour))).join("");
  return {width, height, palette, pixels: btoa(pixels)};
}
"""
"""The palette is what most pixels have; any other colour becomes the nearest of it."""


def reduce(png: bytes, page: Page) -> bytes:
    """`page` is any page without a policy: its browser has a decoder at hand."""
    counted: dict[str, Any] = page.evaluate(COUNT, base64.b64encode(png).decode())
    width, height = counted["width"], counted["height"]
    pixels = base64.b64decode(counted["pixels"])
    rows = b"".join(b"\0" + pixels[start : start + width] for start in range(0, width * height, width))
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
            _chunk(b"PLTE", b"".join(colour.to_bytes(3, "big") for colour in counted["palette"])),
            _chunk(b"IDAT", zlib.compress(rows, 9)),
            _chunk(b"IEND", b""),
        )
    )


def _chunk(kind: bytes, body: bytes) -> bytes:
    """See PNG (ISO/IEC 15948), section 5.3."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
