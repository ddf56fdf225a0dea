"""What an article, or a page of another origin, tries to do to the pages and can't."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import web
from page_newsroom import Newsroom
from playwright.async_api import Browser, Page, expect
from running import get

pytestmark = pytest.mark.asyncio(loop_scope="session")
ATTACK = (
    '"\'><img src=x onerror="window.attacked=1"><script>window.attacked=1</script></textarea></title>'
    "{{7*7}}<svg/onload=window.attacked=1>"
)
ELSEWHERE = Path(__file__).with_name("elsewhere.html")


async def test_an_article_that_attacks_in_every_field_stays_text(page: Page, newsroom: Newsroom) -> None:
    await newsroom.send(
        {
            "id": "\"'><script>window.attacked=1<\\script>",
            "title": ATTACK,
            "text": f"Nach Angaben der Polizei kamen 66.000 Menschen zu der Demonstration in München. {ATTACK}",
            "outlet": ATTACK,
            "byline": ATTACK,
            "url": 'https://x.example/"><script>window.attacked=1</script>',
            "language": "de",
            "published": "2024-03-01",
        }
    )
    claims = await get(newsroom.session, f"{newsroom.url}/v1/estimates/munich/demonstrators/claims")
    assert claims["items"]
    for path in ("/", "/e/munich", "/estimates/munich/demonstrators", "/embed/munich/demonstrators"):
        await page.goto(path)
        await expect(page.locator("h1")).not_to_be_empty()
        assert await page.evaluate("[window.attacked, document.querySelectorAll('[src=x], [onload]').length]") == [
            None,
            0,
        ]
    await page.goto("/estimates/munich/demonstrators")
    await expect(page.locator("#chart svg a").first).to_be_visible()
    await page.get_by_role("link", name="in the article").first.click()
    await expect(page.locator("article mark").filter(has_text="66.000")).to_be_visible()
    assert await page.evaluate("window.attacked") is None


async def test_a_pasted_attack_stays_text(page: Page) -> None:
    await page.goto("/read")
    await page.get_by_label("Headline").fill(ATTACK)
    await page.get_by_label("Text", exact=True).fill(f"Die Polizei sprach von 500 Demonstranten in Berlin. {ATTACK}")
    await page.get_by_role("button", name="Read it").click()
    await expect(page.locator("article mark").filter(has_text="500")).to_be_visible()
    await expect(page.get_by_label("Headline")).to_have_value(ATTACK)
    assert await page.evaluate("window.attacked") is None


@pytest_asyncio.fixture(loop_scope="session")
async def elsewhere(newsroom: Newsroom) -> AsyncIterator[str]:
    """A page of another origin."""

    async def show(_: web.Request) -> web.Response:
        return web.Response(
            text=ELSEWHERE.read_text(encoding="utf-8").replace("PEGEL", newsroom.url), content_type="text/html"
        )

    app = web.Application()
    app.router.add_get("/", show)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
    await runner.cleanup()


async def test_a_page_of_another_origin_neither_writes_nor_reads_nor_frames(
    browser: Browser, newsroom: Newsroom, elsewhere: str
) -> None:
    async with await browser.new_context() as context:
        page = await context.new_page()
        await page.goto(elsewhere)
        assert await page.evaluate("attempt()") == ["refused", "refused", "opaque", "refused"]
        inner = page.frame("inner")
        assert inner is not None
        assert inner.url == "chrome-error://chromewebdata/"
        async with page.expect_navigation():
            await page.evaluate("document.getElementById('form').submit()")
    await newsroom.service.settled(newsroom.session)
    async with newsroom.session.get(f"{newsroom.url}/e/dresden") as answer:
        assert answer.status == 404
