"""The pages in a real browser: the board moves, figures lead to sentences, the past can be looked at."""

import pytest
from page_newsroom import Newsroom, crowd
from playwright.async_api import Browser, Page, expect

pytestmark = pytest.mark.asyncio(loop_scope="session")
BERLIN = "/estimates/berlin/demonstrators"


async def test_the_board_moves_in_place_while_articles_come_in(page: Page, newsroom: Newsroom) -> None:
    await page.goto("/?sort=estimand")
    order = await page.locator("tr[data-estimand]").evaluate_all("rows => rows.map(row => row.dataset.estimand)")
    hamburg = page.locator('tr[data-estimand="hamburg/demonstrators"]')
    await expect(hamburg.locator(".best")).to_have_text("3,000")
    await newsroom.send(crowd(2, "9.000", city="Hamburg", day=2), crowd(1, "500", city="Leipzig"))
    await expect(hamburg.locator(".best")).not_to_have_text("3,000")
    await expect(hamburg).to_have_class("changed")
    shown = await page.locator("tr[data-estimand]").evaluate_all("rows => rows.map(row => row.dataset.estimand)")
    assert shown == order  # what is new waits
    await page.get_by_role("button", name="more changed").click()
    await expect(page.locator('tr[data-estimand="leipzig/demonstrators"]')).to_be_visible()


async def test_a_search_is_in_the_address_and_finds_what_it_names(page: Page) -> None:
    await page.goto("/")
    await page.get_by_label("Search").fill("hamburg")
    await expect(page.locator("tr[data-estimand]")).to_have_count(1)
    assert "text=hamburg" in page.url
    await page.reload()
    await expect(page.get_by_label("Search")).to_have_value("hamburg")
    await expect(page.locator("tr[data-estimand]")).to_have_count(1)
    await page.get_by_label("Search").fill("nowhere at all")
    await expect(page.get_by_text("No estimate fits.")).to_be_visible()
    await page.get_by_role("link", name="Show all").click()
    await expect(page.locator('tr[data-estimand="berlin/demonstrators"]')).to_be_visible()


async def test_an_estimand_is_reached_from_the_board_and_its_points_tell_who_said_what(page: Page) -> None:
    await page.goto("/?text=berlin")
    await page.get_by_role("link", name="demonstrators").click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Berlin: demonstrators")
    points = page.locator("#chart svg a")
    await expect(points).to_have_count(3)
    await points.nth(1).hover()
    await expect(page.locator(".tip")).to_have_text("Veranstalter: “25.000” (asserted), Stadtblatt 2, 2 Mar 2024")
    await points.first.focus()
    await page.keyboard.press("ArrowRight")
    await page.keyboard.press("ArrowRight")
    await expect(page.locator(".tip")).to_contain_text("“mehr als 12.000”")
    await page.keyboard.press("Escape")
    await expect(page.locator(".tip")).to_be_hidden()


async def test_a_point_leads_to_its_sentence_and_on_to_the_article(page: Page) -> None:
    await page.goto(BERLIN)
    await page.locator("#chart svg a").first.focus()
    await page.keyboard.press("Enter")
    claim = page.locator(".claim:target")
    await expect(claim.locator("mark")).to_have_text("8.000")
    await claim.get_by_role("link", name="in the article").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Demonstration in Berlin")
    await page.locator("article mark a").click()
    await expect(page.locator(".claim:target mark")).to_have_text("8.000")


async def test_the_scrubber_shows_the_state_of_a_past_day(page: Page) -> None:
    await page.goto(BERLIN)
    best = page.locator("#reading .best dd")
    now = await best.inner_text()
    scrubber = page.get_by_role("slider", name="State on")
    await scrubber.press("Home")
    await expect(page.locator("#reading")).to_contain_text("What was known on 1 Mar 2024")
    await expect(best).to_have_text("8,000")
    await expect(page.locator("#chart .moment")).to_have_count(1)
    assert "at=2024-03-01" in page.url
    await page.reload()
    await expect(best).to_have_text("8,000")
    await page.get_by_role("link", name="Back to now").click()
    await expect(best).to_have_text(now)
    await expect(page.locator("#chart .moment")).to_have_count(0)


async def test_an_open_estimand_takes_in_what_is_reported_meanwhile(page: Page, newsroom: Newsroom) -> None:
    await page.goto("/estimates/cologne/demonstrators")
    await expect(page.locator("#chart svg a")).to_have_count(1)
    await newsroom.send(crowd(2, "900", city="Köln", claimant="der Veranstalter", day=2))
    await expect(page.locator("#reading")).to_contain_text("2 claimants")
    await page.get_by_role("button", name="More was reported").click()
    await expect(page.locator("#chart svg a")).to_have_count(2)
    await expect(page.locator(".claim")).to_have_count(2)


async def test_offline_is_told_and_what_was_missed_is_there_after_it(page: Page, newsroom: Newsroom) -> None:
    await page.goto("/?sort=estimand")
    row = page.locator('tr[data-estimand="hamburg/demonstrators"]')
    revision = await row.get_attribute("data-revision")
    await page.context.set_offline(True)
    await expect(page.get_by_role("status")).to_contain_text("Offline")
    await newsroom.send(crowd(3, "5.000", city="Hamburg", claimant="des Senats", day=3))
    await page.context.set_offline(False)
    await expect(page.get_by_role("status")).to_be_hidden()
    await expect(row).not_to_have_attribute("data-revision", revision or "")


async def test_a_pasted_text_shows_what_would_be_read(page: Page) -> None:
    await page.goto("/read?lang=de")
    await page.get_by_label("Text", exact=True).fill(
        "Nach Angaben der Polizei kamen 4.000 Menschen zu der Demonstration in Berlin."
    )
    await page.get_by_role("button", name="Lesen").click()
    await expect(page.locator("article mark")).to_have_text("4.000")
    await expect(page.get_by_role("heading", name="1 Angabe gefunden")).to_be_visible()


async def test_without_scripts_the_pages_still_tell_everything(browser: Browser, newsroom: Newsroom) -> None:
    context = await browser.new_context(base_url=newsroom.url, java_script_enabled=False, locale="de-DE")
    page = await context.new_page()
    await page.goto(BERLIN)
    await page.fill("[name=at]", "2024-03-01")
    await page.get_by_role("button", name="Zeigen").click()
    await expect(page.locator("#reading .best dd")).to_have_text("8.000")
    await expect(page.locator("#chart img")).to_be_visible()
    await context.close()


async def test_a_claim_is_rejected_where_it_stands_and_the_ruling_withdrawn(page: Page, newsroom: Newsroom) -> None:
    await newsroom.send(
        crowd(1, "2.000", city="Dortmund"), crowd(2, "90.000", city="Dortmund", claimant="der Veranstalter", day=2)
    )
    await page.goto("/estimates/dortmund/demonstrators")
    wrong = page.locator(".claim").filter(has_text="90.000")
    await wrong.get_by_role("button", name="Reject or correct").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Who you are").fill("Redaktion <b>")
    await dialog.get_by_label("Why").fill("A slip: 9.000 were meant.")
    await dialog.get_by_role("button", name="Rule", exact=True).click()
    await expect(dialog).to_be_hidden()
    await expect(page.locator("#reading .best dd")).to_have_text("2,000")
    await page.get_by_role("button", name="More was reported").click()
    out = page.locator("section[aria-labelledby=ruled-out] .claim")
    await expect(out).to_contain_text("Ruled by Redaktion <b> on")
    await out.get_by_role("button", name="Withdraw the ruling").click()
    await dialog.get_by_label("Why").fill("It was no slip.")
    await dialog.get_by_role("button", name="Rule", exact=True).click()
    await expect(page.locator("#reading")).to_contain_text("2 claimants")


async def test_a_claim_is_corrected_and_a_refusal_is_told(page: Page, newsroom: Newsroom) -> None:
    await newsroom.send(crowd(1, "4.000", city="Essen"))
    await page.goto("/estimates/essen/demonstrators")
    await page.get_by_role("button", name="Reject or correct").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("It says something else").check()
    await dialog.get_by_label("Who you are").fill("Redaktion")
    await dialog.get_by_label("Why").fill("The article was corrected.")
    await dialog.get_by_role("button", name="Rule", exact=True).click()
    await expect(dialog.get_by_role("alert")).to_contain_text("set needs something to set")
    await dialog.get_by_label("Figure").fill("4500")
    await dialog.get_by_role("button", name="Rule", exact=True).click()
    await expect(page.locator("#reading .best dd")).to_have_text("4,500")
