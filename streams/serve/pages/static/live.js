// Follows the stream of changes, and takes parts of this page anew from the server, which alone knows how they look.

const PAUSE = 700; // milliseconds in which changes are gathered before the page is asked for again

/** Call `changed` when estimands of the filter changed behind this page, at most every PAUSE. */
export function follow(filter, changed) {
  const state = document.getElementById("state");
  let last = document.getElementById("content").dataset.told; // the event behind which this page was made
  let timer = null;
  let stream = null;

  const show = (lost) => {
    state.textContent = state.dataset.offline;
    state.hidden = !lost;
  };
  const note = (event) => {
    last = event.lastEventId || last;
    timer ??= setTimeout(() => changed((timer = null)), PAUSE);
  };
  const connect = () => {
    stream?.close();
    stream = new EventSource(`/v1/watch?${new URLSearchParams({ ...filter, after: last })}`);
    stream.addEventListener("open", () => show(false));
    stream.addEventListener("error", () => show(true)); // it tries again by itself
    stream.addEventListener("change", note);
    stream.addEventListener("reset", note); // away for longer than changes are kept
  };
  addEventListener("offline", () => {
    stream.close(); // a broken line may stay silent for minutes
    show(true);
  });
  addEventListener("online", connect);
  connect();
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
