// Follows the stream of changes, and takes parts of this page anew from the server, which alone knows how they look.

const PAUSE = 700; // milliseconds in which changes are gathered before the page is asked for again

/** Call `changed` with the estimands that changed, at most every PAUSE; on a new connection with null: anything may have. */
export function follow(changed) {
  const state = document.getElementById("state");
  const stream = new EventSource("/v1/watch");
  let waiting = new Set();
  let timer = null;
  let lost = false;
  const tell = () => {
    timer = null;
    const estimands = waiting;
    waiting = new Set();
    changed(estimands);
  };
  stream.addEventListener("change", (event) => {
    waiting.add(JSON.parse(event.data).estimand);
    timer ??= setTimeout(tell, PAUSE);
  });
  stream.addEventListener("open", () => {
    document.documentElement.dataset.stream = "live";
    state.hidden = true;
    if (lost) changed(null);
    lost = false;
  });
  stream.addEventListener("error", () => {
    document.documentElement.dataset.stream = "lost";
    state.textContent = state.dataset.offline;
    state.hidden = false;
    lost = true;
  });
}

let asked = null; // the latest request for the page: an older answer must not overwrite a newer one

/** The page at an address, as a document; null where it can't be had now or is no longer wanted. */
export async function take(address) {
  asked?.abort();
  const asking = (asked = new AbortController());
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" }, signal: asking.signal });
    if (!answer.ok) return null;
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    return null; // offline: the stream says so, and asks again
  }
}

/** Put the parts of that page with these ids in the place of ours. */
export function swap(page, ...ids) {
  for (const id of ids) {
    const fresh = page.getElementById(id);
    const stale = document.getElementById(id);
    if (fresh && stale) stale.replaceWith(document.adoptNode(fresh));
  }
}
