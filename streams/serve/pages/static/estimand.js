// One estimand: names what a point of the chart says, shows the state of any past day, and takes in what is new.

import { follow, swap, take } from "./live.js";

const DAY = 86_400_000;
const NEAR = 4; // pixels within which points hide each other, so that one tells of all
const MOST_TOLD = 6;
const figure = document.getElementById("chart");
const picture = figure.querySelector(".picture");
const form = document.querySelector("form.scrubber");
const news = document.getElementById("news");
const estimand = document.querySelector("h1 .id").textContent;

// The chart comes as an image, so that the page need not wait for it; taken apart, its points can be asked.

const tip = document.createElement("p");
tip.className = "tip";
tip.hidden = true;
picture.append(tip);

async function unfold() {
  const image = picture.querySelector("img");
  // Not `currentSrc`, which a lazy image does not have before it is seen.
  const fitting = [...picture.querySelectorAll("source")].find((source) => matchMedia(source.media).matches);
  const answer = await fetch(fitting?.srcset ?? image.src).catch(() => null);
  if (!answer?.ok) return;
  const drawn = new DOMParser().parseFromString(await answer.text(), "image/svg+xml");
  const drawing = document.importNode(drawn.documentElement, true);
  drawing.setAttribute("role", "group");
  drawing.setAttribute("aria-label", image.alt);
  picture.querySelector("svg")?.remove();
  picture.prepend(drawing);
  points().forEach((point, place) => point.setAttribute("tabindex", place ? -1 : 0)); // one stop; arrows go on from it
  mark();
}

const points = () => [...picture.querySelectorAll("svg a")];
const label = (point) => point.querySelector("[aria-label]").getAttribute("aria-label");
const near = (one, other) => Math.hypot(one.x - other.x, one.y - other.y) < NEAR;
const hush = () => (tip.hidden = true);

function tell(event) {
  const point = event.target.closest("a");
  if (!point) {
    if (!picture.querySelector("a:focus")) hush();
    return;
  }
  const box = picture.getBoundingClientRect();
  const dot = point.getBoundingClientRect();
  const beneath = points().filter((other) => other !== point && near(other.getBoundingClientRect(), dot));
  tip.textContent = [point, ...beneath].slice(0, MOST_TOLD).map(label).join("\n");
  tip.hidden = false;
  const left = Math.min(dot.x - box.x - tip.offsetWidth / 2, box.width - tip.offsetWidth);
  tip.style.left = `${Math.max(left, 0)}px`;
  tip.style.top = `${dot.y - box.y - tip.offsetHeight - 8}px`;
}

function walk(event) {
  const all = points();
  const place = all.indexOf(event.target.closest("a"));
  const step = { ArrowRight: 1, ArrowLeft: -1, Home: -all.length, End: all.length }[event.key];
  if (event.key === "Escape") hush();
  if (place < 0 || !step) return;
  event.preventDefault();
  const next = all[Math.max(0, Math.min(all.length - 1, place + step))];
  all[place].setAttribute("tabindex", -1);
  next.setAttribute("tabindex", 0);
  next.focus();
}

picture.addEventListener("pointerover", tell);
picture.addEventListener("focusin", tell);
picture.addEventListener("pointerleave", hush);
picture.addEventListener("focusout", hush);
picture.addEventListener("keydown", walk);
for (const query of ["(prefers-color-scheme: dark)", "(max-width: 44rem)"]) {
  matchMedia(query).addEventListener("change", () => requestAnimationFrame(unfold));
}

// The scrubber: the state of any past day.

const date = form?.elements.at;
const range = document.createElement("input");
let waiting = null;

function prepare() {
  Object.assign(range, { type: "range", min: 0, max: dayOf(date.max), step: 1, value: dayOf(date.value) });
  range.setAttribute("aria-label", form.querySelector("label").textContent);
  range.setAttribute("aria-valuetext", date.value);
  form.querySelector("button").hidden = true;
  form.append(range);
  range.addEventListener("input", () => scrub(dateOf(Number(range.value))));
  date.addEventListener("change", () => date.value && date.checkValidity() && scrub(date.value));
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-now]")) return;
    event.preventDefault();
    scrub(date.max);
    range.focus();
  });
}

const dayOf = (text) => Math.round((Date.parse(text) - Date.parse(date.min)) / DAY);
const dateOf = (day) => new Date(Date.parse(date.min) + day * DAY).toISOString().slice(0, 10);

function scrub(day) {
  date.value = day;
  range.value = dayOf(day);
  range.setAttribute("aria-valuetext", day);
  const address = new URL(location);
  address.hash = "";
  if (day === date.max) address.searchParams.delete("at");
  else address.searchParams.set("at", day);
  history.replaceState(null, "", address);
  mark();
  clearTimeout(waiting);
  waiting = setTimeout(async () => {
    const page = await take(address);
    if (page) swap(page, "reading", "known");
  }, 120);
}

/** A line in the chart at the end of the day that is shown; none for now. */
function mark() {
  const drawing = picture.querySelector("svg");
  if (!drawing || !date) return;
  drawing.querySelector(".moment")?.remove();
  if (date.value === date.max) return;
  const plot = drawing.querySelector(".root > g");
  const { width, height } = plot.querySelector(".background").getBBox();
  const [first, last] = [drawing.dataset.first, drawing.dataset.last].map(Number);
  const x = (width * (Date.parse(date.value) + DAY - first)) / (last - first);
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  line.setAttribute("class", "moment");
  line.setAttribute("d", `M${Math.min(Math.max(x, 0), width)},0v${height}`);
  plot.append(line);
}

// What is new: the reading changes in its place, the lists beneath it when they are asked to.

follow({ estimand }, async () => {
  const page = await take(location.href);
  if (!page) return;
  swap(page, "reading");
  news.hidden = false;
});

news.addEventListener("click", async () => {
  const page = await take(location.href);
  if (!page) return;
  swap(page, "reading", "known", "behind");
  picture.querySelector("picture").replaceWith(document.adoptNode(page.querySelector("#chart picture")));
  news.hidden = true;
  unfold();
});

if (date) prepare();
unfold();
