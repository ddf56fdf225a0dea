"""What pages are like for those who see little, use no mouse, or hold a small screen."""

from typing import Literal

import pytest
from axe_playwright_python.async_playwright import Axe
from page_newsroom import Newsroom
from playwright.async_api import Browser, Page, expect

pytestmark = pytest.mark.asyncio(loop_scope="session")
PAGES = {
    "board": "/",
    "empty": "/?text=nowhere",
    "entity": "/e/berlin",
    "estimand": "/estimates/berlin/demonstrators",
    "past": "/estimates/berlin/demonstrators?at=2024-03-01",
    "article": "/articles/Berlin-1",
    "read": "/read",
    "embedded": "/embed/berlin/demonstrators",
    "error": "/e/nobody",
}
SERIOUS = {"serious", "critical"}


@pytest.mark.parametrize("name", PAGES)
async def test_axe_finds_nothing_serious_in_either_theme(name: str, page: Page) -> None:
    found = []
    for theme in ("light", "dark"):
        await page.emulate_media(color_scheme=theme)
        await page.goto(PAGES[name])
        if "estimates/" in PAGES[name]:
            await expect(page.locator("#chart svg a").first).to_be_visible()
        violations = (await Axe().run(page)).response["violations"]
        found += [
            (theme, one["id"], [node["html"] for node in one["nodes"]])
            for one in violations
            if one["impact"] in SERIOUS
        ]
    assert found == []


@pytest.mark.parametrize("name", PAGES)
async def test_a_page_fits_on_360_pixels(name: str, page: Page) -> None:
    await page.set_viewport_size({"width": 360, "height": 740})
    await page.goto(PAGES[name])
    assert await page.evaluate("document.documentElement.scrollWidth") <= 360


async def test_the_board_can_be_used_with_the_keyboard_alone(page: Page) -> None:
    await page.goto("/?text=berlin")
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    stops = []
    for _ in range(20):  # a date alone has several
        await page.keyboard.press("Tab")
        stops.append(await page.evaluate("document.activeElement.name || document.activeElement.textContent"))
    for stop in ("text", "sort", "since", "contested", "Berlin", "demonstrators"):
        assert stop in stops, stops


async def test_a_page_asks_nothing_of_any_other_host(browser: Browser, newsroom: Newsroom) -> None:
    context = await browser.new_context(base_url=newsroom.url)
    page = await context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for path in PAGES.values():
        await page.goto(path)
    await context.close()
    assert asked
    assert [url for url in asked if not url.startswith(newsroom.url)] == []


@pytest.mark.parametrize(("theme", "paper"), [("light", "#ffffff"), ("dark", "#15181c")])
async def test_the_chart_is_drawn_for_the_theme(theme: Literal["light", "dark"], paper: str, page: Page) -> None:
    await page.emulate_media(color_scheme=theme)
    await page.goto(PAGES["estimand"])
    await expect(page.locator("#chart svg > rect")).to_have_attribute("fill", paper)
