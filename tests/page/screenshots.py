"""Makes screenshots of the pages from the demo's corpus, in both themes: `make screenshots`.

The two that the README shows go to docs/images, all of them to build/screenshots.
"""

import asyncio
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests" / "page"), str(ROOT / "tests" / "service")]

from page_newsroom import CHROMIUM, Newsroom  # noqa: E402
from playwright.async_api import Browser, Page, async_playwright  # noqa: E402
from running import serving  # noqa: E402

SHOWN = ROOT / "docs" / "images"
ALL = ROOT / "build" / "screenshots"
TROOPS = "/estimates/north-korea/troops"
STATES = {  # name: path and language
    "board": ("/?sort=claimants", "en-GB"),
    "board-german": ("/?sort=spread", "de-DE"),
    "board-empty": ("/?text=nowhere", "en-GB"),
    "entity": ("/e/north-korea", "en-GB"),
    "estimand": (TROOPS, "en-GB"),
    "estimand-german": ("/estimates/turkey/killed", "de-DE"),
    "estimand-past": (f"{TROOPS}?at=2024-10-30", "en-GB"),
    "article": ("/articles/nk-02", "en-GB"),
    "read": ("/read", "de-DE"),
    "embed": ("/embed/bosch/jobs_cut", "en-GB"),
    "error": ("/e/nobody", "en-GB"),
}
IN_README = {("board", "light"): 760, ("estimand", "dark"): 860}  # with the height that is shown


async def make() -> None:
    """Serve the seeds, and take a picture of each state, wide in both themes and narrow."""
    SHOWN.mkdir(parents=True, exist_ok=True)
    ALL.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        async with serving(Path(folder) / "data") as (service, session), async_playwright() as playwright:
            replay = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "streams", "replay", str(ROOT / "seeds"), "--service", service.url
            )
            await replay.wait()
            await service.settled(session)
            browser = await playwright.chromium.launch(executable_path=CHROMIUM)
            for name, (path, locale) in STATES.items():
                for theme, width in (("light", 1180), ("dark", 1180), ("light", 360)):
                    await _take(browser, Newsroom(service, session), name, path, locale, theme, width)
            await browser.close()


async def _take(
    browser: Browser, newsroom: Newsroom, name: str, path: str, locale: str, theme: str, width: int
) -> None:
    context = await browser.new_context(
        base_url=newsroom.url, locale=locale, color_scheme=theme, viewport={"width": width, "height": 800}
    )
    page = await context.new_page()
    await page.goto(path)
    await _wait_for_pictures(page)
    await page.screenshot(path=ALL / f"{name}-{theme}-{width}.png", full_page=True)
    if width > 360 and (height := IN_README.get((name, theme))):
        await page.set_viewport_size({"width": width, "height": height})
        await page.screenshot(path=SHOWN / f"{name}.png")
    await context.close()


async def _wait_for_pictures(page: Page) -> None:
    if await page.locator("#chart").count():
        await page.locator("#chart svg a").first.wait_for()
    for image in await page.locator("img:visible").all():  # which load when they are looked at
        await image.scroll_into_view_if_needed()
        await image.evaluate("image => image.complete || new Promise((done) => (image.onload = done))")


if __name__ == "__main__":
    asyncio.run(make())
