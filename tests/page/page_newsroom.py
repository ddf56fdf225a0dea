"""A real browser before a real service: Debian's Chromium, driven by Playwright; skipped where there is none."""

import shutil
from collections.abc import AsyncIterator

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright, expect
from running import Service, post, serving

CHROMIUM = next((path for name in ("chromium", "chromium-browser") if (path := shutil.which(name))), None)
PATIENCE_MS = 20_000  # for what the page should show; nothing waits as long unless it fails


class Newsroom:
    """The service, and a way to send it articles."""

    def __init__(self, service: Service, session: aiohttp.ClientSession) -> None:
        self.service, self.session = service, session

    @property
    def url(self) -> str:
        return self.service.url

    async def send(self, *articles: dict[str, object]) -> None:
        """Send the articles; return once their claims are visible."""
        answer = await post(self.session, f"{self.url}/v1/articles", articles)
        assert all(one["status"] == "accepted" for one in answer["results"]), answer
        await self.service.settled(self.session)


def crowd(
    number: int, figure: str, *, city: str = "Berlin", claimant: str = "der Polizei", day: int = 1
) -> dict[str, object]:
    """An article with one claim about the people at a demonstration."""
    return {
        "id": f"{city}-{number}",
        "title": f"Demonstration in {city}",
        "text": f"Nach Angaben {claimant} kamen {figure} Menschen zu der Demonstration in {city}.",
        "outlet": f"Stadtblatt {number}",
        "url": f"https://stadtblatt.example/{city}/{number}",
        "language": "de",
        "published": f"2024-03-{day:02}T12:00:00Z",
    }


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def newsroom(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Newsroom]:
    async with serving(tmp_path_factory.mktemp("page") / "data", PEGEL_EXTRACTORS="1") as (service, session):
        room = Newsroom(service, session)
        await room.send(
            crowd(1, "8.000"),
            crowd(2, "25.000", claimant="der Veranstalter", day=2),
            crowd(3, "mehr als 12.000", claimant="des Innenministeriums", day=3),
            crowd(1, "3.000", city="Hamburg"),
            crowd(1, "700", city="Köln"),
        )
        yield room


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("there is no Chromium; apt-get install chromium")
    expect.set_options(timeout=PATIENCE_MS)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser, newsroom: Newsroom) -> AsyncIterator[Page]:
    """A fresh page; no script may fail on it, and nothing on it may break its policy."""
    context = await browser.new_context(
        base_url=newsroom.url, locale="en-GB", timezone_id="Europe/Berlin", reduced_motion="reduce"
    )
    context.set_default_timeout(PATIENCE_MS)
    page = await context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if "Content Security" in message.text else None)
    page.on("dialog", lambda dialog: faults.append(f"a dialog: {dialog.message}"))
    yield page
    await context.close()
    assert faults == []
