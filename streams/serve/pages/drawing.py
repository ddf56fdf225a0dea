"""Draws charts: Vega-Lite specifications become SVG or PNG, by vl-convert, which has Vega inside and no network.

The first picture takes most of a second, for the engine starts with it; further ones a tenth.
"""

import asyncio
import json
from functools import lru_cache
from typing import Any

import vl_convert

VEGA_LITE = "5.20"
REMEMBERED = 128  # pictures; one is about 60 KB
PNG_SCALE = 2.0  # for dense screens and for print


async def draw_svg(specification: dict[str, Any]) -> str:
    """The picture as SVG, without script and without inline style."""
    return await asyncio.to_thread(_svg, json.dumps(specification, sort_keys=True))


async def draw_png(specification: dict[str, Any]) -> bytes:
    """The picture as PNG."""
    svg = await draw_svg(specification)
    return await asyncio.to_thread(vl_convert.svg_to_png, svg, scale=PNG_SCALE)


@lru_cache(REMEMBERED)
def _svg(specification: str) -> str:
    drawn: str = vl_convert.vegalite_to_svg(specification, vl_version=VEGA_LITE, allowed_base_urls=[])
    return drawn
