// The board: rows change in their place while the stream flows; what would move them waits for a click.

import { follow, swap, take } from "./live.js";

const news = document.getElementById("news");
const form = document.querySelector("form.search");

const { subject } = document.getElementById("rows").dataset; // of an entity's page

follow(subject ? { subject } : {}, async () => {
  const page = await take(location.href);
  if (page) refresh(page);
});

/** Rows that stand here change in place; others are counted. */
function refresh(page) {
  const shown = rowsOf(document);
  let waiting = 0;
  for (const [estimand, row] of rowsOf(page)) {
    const old = shown.get(estimand);
    if (!old) waiting += 1;
    else if (old.dataset.revision !== row.dataset.revision) {
      const focused = old.contains(document.activeElement) ? document.activeElement.className : null;
      const next = document.adoptNode(row);
      next.classList.add("changed");
      old.replaceWith(next);
      if (focused) next.querySelector(`.${focused}`)?.focus();
    }
  }
  if (!news) return;
  news.hidden = waiting === 0;
  news.textContent = (waiting === 1 ? news.dataset.one : news.dataset.many).replace("#", waiting);
}

function rowsOf(page) {
  return new Map([...page.querySelectorAll("tr[data-estimand]")].map((row) => [row.dataset.estimand, row]));
}

news?.addEventListener("click", () => show(location.href));

async function show(address) {
  const page = await take(address);
  if (!page) return;
  swap(page, "rows");
  news.hidden = true;
}

/** The address says what is searched for, so that it can be sent to somebody. */
function search() {
  const given = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
  if (form.elements.sort.value === "recency") given.delete("sort");
  const address = `${form.getAttribute("action")}?${given}`;
  history.replaceState(null, "", address);
  show(address);
}

let typing = null;
form?.addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(search, 250);
});
form?.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(typing);
  search();
});
