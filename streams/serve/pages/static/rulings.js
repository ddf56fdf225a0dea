// Rulings: reject or correct a claim where it stands, or withdraw such a ruling. The stream brings what comes of it.

const rule = document.getElementById("rule");
const withdraw = document.getElementById("withdraw");
let about = null; // the claim or the ruling that a dialog is open for

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-mention], button[data-ruling]");
  if (event.target.closest("[data-close]")) event.target.closest("dialog").close();
  if (!button) return;
  about = button.dataset;
  const dialog = about.mention ? rule : withdraw;
  const shown = dialog.querySelector("blockquote");
  shown.textContent = button.closest(".claim").querySelector("blockquote").textContent;
  dialog.querySelector(".refusal").hidden = true;
  for (const name of ["author", "token"]) {
    const field = dialog.querySelector("form").elements[name];
    if (field) field.value ||= sessionStorage.getItem(name) ?? "";
  }
  dialog.showModal();
});

rule.querySelector("form").addEventListener("change", (event) => {
  const { correction, action } = event.currentTarget.elements;
  correction.disabled = action.value !== "set";
});

for (const dialog of [rule, withdraw]) {
  dialog.querySelector("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.currentTarget;
    const refusal = await send(dialog, Object.fromEntries(new FormData(form)));
    if (refusal === null) {
      form.reset();
      form.elements.correction?.setAttribute("disabled", "");
      dialog.close();
      return;
    }
    const told = dialog.querySelector(".refusal");
    told.textContent = refusal;
    told.hidden = false;
  });
}

/** Send what a form says; null, or why it was refused. */
async function send(dialog, { token, author, reason, ...given }) {
  const headers = { "Content-Type": "application/json" };
  if (token) headers.Authorization = `Bearer ${token}`;
  const body = dialog === rule ? describe(given) : {};
  const [method, path] = dialog === rule ? ["POST", "/v1/rulings"] : ["DELETE", `/v1/rulings/${about.ruling}`];
  try {
    const answer = await fetch(path, { method, headers, body: JSON.stringify({ ...body, author, reason }) });
    if (!answer.ok) return (await answer.json()).detail;
  } catch (fault) {
    return String(fault);
  }
  sessionStorage.setItem("author", author);
  if (token) sessionStorage.setItem("token", token);
  return null;
}

/** The ruling that the form describes; only what was filled in is corrected. */
function describe({ action, scope, point, ...corrected }) {
  const ruling = { action, claim: about[scope] };
  if (point) ruling.value = { point: Number(point) };
  for (const [name, value] of Object.entries(corrected)) if (value) ruling[name] = value.trim();
  return ruling;
}
