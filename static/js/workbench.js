// The editors' workbench, made quicker. Every act is one of the page's forms; without this file they are simply sent.
"use strict";

const bench = document.getElementById("workbench");
const source = document.getElementById("source");
const structure = document.getElementById("structure");
const part = (selector) => bench.querySelector(selector);
const form = () => part(".wb-form");
const words = (name, value = "") => bench.dataset[name].replace("%s", value);
const busy = () => bench.hasAttribute("aria-busy");
const count = (text) => [...text].length; // the archive counts characters, not UTF-16 units

function say(text, kind = "info") {
  const line = document.createElement("p");
  line.className = kind;
  line.textContent = text;
  document.getElementById("wb-said").replaceChildren(line);
}

// --- what is typed and not saved -------------------------------------------------------------------------------------

const BESIDE = new Set(["why", "more", "csrfmiddlewaretoken"]);
let untouched = "";
let cursor = null; // where the cursor last stood in the text

function typed() {
  if (!form()) return "";
  return JSON.stringify([...new FormData(form())].filter(([name]) => !BESIDE.has(name)));
}
const unsaved = () => form() !== null && (form().classList.contains("dirty") || typed() !== untouched);

function settle() {
  untouched = typed();
  cursor = null;
}

addEventListener("beforeunload", (event) => {
  if (unsaved()) event.preventDefault();
});

function ask(dialog) {
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((answer) => {
    dialog.addEventListener("close", () => answer(dialog.returnValue), { once: true });
  });
}

// Resolves to whether one may go on: nothing unsaved, or saved now, or given up.
async function mayLeave() {
  if (!unsaved()) return true;
  const answer = await ask(document.getElementById("wb-guard"));
  if (answer === "save") return send(form(), form().querySelector("[value=save], [value=add]"));
  return answer === "leave";
}

// --- asking the server -----------------------------------------------------------------------------------------------

async function fetched(address, options) {
  let answer;
  try {
    answer = await fetch(address, { credentials: "same-origin", ...options });
  } catch {
    say(words("failed"), "error");
    return null;
  }
  if (answer.redirected && answer.url.includes("/login/")) {
    say(words("expired"), "error");
    return null;
  }
  if (![200, 409, 422].includes(answer.status)) {
    say(words("refused", answer.status), "error");
    return null;
  }
  return { good: answer.ok, address: answer.url, page: new DOMParser().parseFromString(await answer.text(), "text/html") };
}

// Sends a form and puts the page that comes back in place. Resolves to whether it was accepted.
async function send(sent, button) {
  if (busy()) return false;
  const data = new FormData(sent);
  data.append(button.name, button.value);
  const typing = document.activeElement;
  bench.setAttribute("aria-busy", "true");
  structure.inert = true; // what would be typed now would be lost with the form
  const answer = await fetched(sent.action, { method: "POST", body: data });
  structure.inert = false;
  bench.removeAttribute("aria-busy");
  if (!answer) {
    typing.focus();
    return false;
  }
  const places = [source.scrollTop, structure.scrollTop];
  for (const selector of [".wb-bar", "#source", "#structure", "#wb-said"]) {
    part(selector).replaceChildren(...answer.page.querySelector(selector).childNodes);
  }
  [source.scrollTop, structure.scrollTop] = places;
  if (answer.good) history.replaceState(null, "", answer.address);
  begin();
  const told = part("[role=alert]");
  if (answer.good || !told) focusPick();
  else {
    told.tabIndex = -1;
    told.focus();
  }
  return answer.good;
}

// --- the list and the source -----------------------------------------------------------------------------------------

const picks = () => [...bench.querySelectorAll(".pick")];
const current = () => part(".pick[aria-current]");
const selected = () => part("#editor")?.dataset.key ?? "report";

function show(pane, element, third = 3) {
  if (!element) return;
  if (getComputedStyle(pane).overflowY === "auto") {
    pane.scrollTop += element.getBoundingClientRect().top - pane.getBoundingClientRect().top - pane.clientHeight / third;
  } else if (element.offsetParent) {
    element.scrollIntoView({ block: "center" });
  }
}

function light(key) {
  for (const lit of source.querySelectorAll(".lit")) lit.classList.remove("lit");
  const stretches = source.querySelectorAll(`[data-of="${CSS.escape(key)}"]`);
  for (const stretch of stretches) stretch.classList.add("lit");
  show(source, stretches[0]);
}

function mark(pick) {
  for (const each of picks()) {
    each.tabIndex = each === pick ? 0 : -1;
    if (each !== pick) each.removeAttribute("aria-current");
  }
  pick?.setAttribute("aria-current", "true");
}

function focusPick() {
  current()?.focus({ preventScroll: true });
}

let opening = null; // the form that is on its way
let awaiting = null; // what a key asked for meanwhile: it is meant for that form

// Opens an item's form in its place in the list; one that is open stays as it is, unless `again`.
async function open(key, { add = "", push = true, again = false } = {}) {
  if (key === selected() && !add && !again && !form()?.elements.new) {
    light(key);
    return true;
  }
  if (busy() || !(await mayLeave())) return false;
  const query = `?item=${key}${add && `&new=${add}`}`;
  const before = typed();
  opening = fetched(`${bench.dataset.address}${query}&part=editor`);
  const answer = await opening;
  opening = null;
  if (typed() !== before && !(await mayLeave())) return false; // something was typed while the form was on its way
  const editor = answer?.page.getElementById("editor");
  const pick = picks().find((each) => each.dataset.key === key);
  if (!editor || !pick) return false;
  part("#editor")?.remove();
  pick.after(editor);
  mark(pick);
  settle();
  light(key);
  document.getElementById("wb-show-structure").checked = true;
  const box = structure.getBoundingClientRect();
  if (pick.getBoundingClientRect().top < box.top || editor.getBoundingClientRect().bottom > box.bottom) show(structure, pick, 8);
  if (push) history.pushState(null, "", query);
  say(words("opened", pick.querySelector(".words").textContent.slice(0, 40)));
  return true;
}

async function step(by) {
  const all = picks().filter((each) => each.closest(".problem"));
  const problems = all.filter((each) => each.dataset.key.startsWith("p-"));
  const here = current()?.closest(".problem")?.querySelector(".pick");
  const next = problems[here ? problems.indexOf(here) + by : 0];
  if (next && (await open(next.dataset.key))) focusPick();
}

addEventListener("popstate", () => {
  const key = new URLSearchParams(location.search).get("item");
  if (key) open(key, { push: false });
});

// --- selecting in the source -----------------------------------------------------------------------------------------

let chosen = null; // { start, end, text }

function placeIn(node, offset) {
  const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
  const line = element.closest("p[data-at]");
  if (!line) return null;
  const before = document.createRange();
  before.setStart(line, 0);
  before.setEnd(node, offset);
  return { line, inside: count(before.toString()), at: Number(line.dataset.at) };
}

document.addEventListener("selectionchange", () => {
  const selection = getSelection();
  if (!selection.rangeCount || !source.contains(selection.anchorNode)) return;
  const range = selection.getRangeAt(0);
  const first = placeIn(range.startContainer, range.startOffset);
  let last = placeIn(range.endContainer, range.endOffset);
  if (last && last.inside === 0 && last.line !== first?.line) {
    // A selection of whole lines ends before the first character of the next one.
    const line = last.line.previousElementSibling;
    last = { at: Number(line.dataset.at), inside: count(line.textContent) };
  }
  const valid = first && last && first.at + first.inside < last.at + last.inside;
  chosen = valid && { start: first.at + first.inside, end: last.at + last.inside, text: selection.toString() };
  const bar = document.getElementById("wb-chosen");
  bar.hidden = !valid;
  if (valid) bar.querySelector("span").textContent = words("chosen", count(chosen.text.replace(/\s/g, "")));
});

async function take(how) {
  if (!chosen) return;
  if (how === "respan") return press("respan");
  const { start, end, text } = chosen;
  if (!(await open(selected(), { add: how }))) return;
  form().elements.start.value = start;
  form().elements.end.value = end;
  form().elements.text.value = text.replace(/\s*\n\s*/g, "");
  form().elements.text.focus();
}

// --- acts ------------------------------------------------------------------------------------------------------------

// Presses one of the form's buttons, wherever it stands.
function press(value) {
  const button = form()?.querySelector(`button[value=${value}]`);
  if (button) form().requestSubmit(button);
}

// What the script knows and the form does not: the cursor, and what is selected in the source.
function complete(act) {
  const fields = form().elements;
  if (act === "split" && !fields.split_words.value) {
    if (!cursor || cursor >= count(fields.text.value)) {
      say(words("nocursor"), "warning");
      fields.text.focus();
      return false;
    }
    fields.at.value = cursor;
  }
  if (act === "respan" && chosen && !fields.from_words.value) {
    fields.start.value = chosen.start;
    fields.end.value = chosen.end;
  }
  return true;
}

bench.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = event.submitter;
  if (event.target === form() ? complete(button.value) : await mayLeave()) send(event.target, button);
});

bench.addEventListener("click", async (event) => {
  const link = event.target.closest("a, button");
  if (link?.dataset.take) take(link.dataset.take);
  if (link?.id === "wb-help") document.getElementById("wb-keys").showModal();
  if (link && (event.ctrlKey || event.metaKey || event.shiftKey)) return;
  if (link?.matches("a.see")) {
    document.getElementById("wb-show-source").checked = true;
    event.preventDefault();
    light(selected());
  } else if (link?.dataset.new) {
    event.preventDefault();
    if (await open(selected(), { add: link.dataset.new })) form().elements.text.focus();
  } else if (link?.matches(".cancel")) {
    event.preventDefault();
    form().classList.remove("dirty");
    settle();
    if (await open(link.dataset.open, { again: true })) focusPick();
  } else if (link?.dataset.key ?? link?.dataset.open) {
    event.preventDefault();
    if (await open(link.dataset.key ?? link.dataset.open)) focusPick();
  } else if (!link && source.contains(event.target) && getSelection().isCollapsed) {
    const key = event.target.closest("[data-of]")?.dataset.of;
    if (key && key !== selected()) open(key);
  }
});

for (const kind of ["focusout", "keyup", "pointerup"]) bench.addEventListener(kind, remember);
function remember(event) {
  const text = form()?.elements.text;
  if (text && event.target === text) cursor = count(text.value.slice(0, text.selectionStart));
}

// --- keys ------------------------------------------------------------------------------------------------------------

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  a: () => press("next"),
  e: () => form()?.querySelector("textarea, input:not([type=hidden])")?.focus(),
  c: chooseTopics,
  s: () => press("split"),
  m: () => press("merge"),
  d: () => take("respan"),
  u: () => part(".undo button")?.click(),
  r: () => part("#wb-review button")?.click(),
  o: () => {
    const toSource = !source.contains(document.activeElement);
    document.getElementById(toSource ? "wb-show-source" : "wb-show-structure").checked = true;
    if (toSource) source.focus();
    else focusPick();
  },
  "?": () => document.getElementById("wb-keys").showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229) {
    if (event.key === "Enter") event.preventDefault(); // it chooses characters, and sends no form
    return;
  }
  if (event.target.closest("dialog")) return;
  const typing = event.target.closest("input:not([type=radio], [type=checkbox]), textarea, select");
  const command = event.ctrlKey || event.metaKey;
  let act = null;
  if (command && event.key === "Enter") act = () => press("next");
  else if (command && event.key === "s" && !event.altKey) act = () => press("save");
  else if (!command && event.altKey) act = KEYS[event.code.replace("Key", "").toLowerCase()];
  else if (!command && typing && event.key === "Escape") act = focusPick;
  else if (!command && !typing) act = KEYS[event.key] ?? along(event);
  if (!act) return;
  event.preventDefault();
  remember(event);
  if (opening) later(act);
  else act();
});

// The first key only: after `e` the next ones are meant as text, and must not be taken for commands.
async function later(act) {
  if (awaiting) return;
  awaiting = act;
  await opening;
  awaiting = null;
  setTimeout(act); // after the form has been put in its place
}

// In the list, arrows go from row to row, measures too; Enter opens.
function along(event) {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const rows = picks();
  const place = rows.indexOf(event.target);
  if (!by || place < 0) return null;
  return () => {
    const next = rows[place + by];
    if (!next) return;
    event.target.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  };
}

// --- begin -----------------------------------------------------------------------------------------------------------

function begin() {
  document.getElementById("wb-help").hidden = false;
  mark(current() ?? picks()[0]);
  settle();
  light(selected());
}
begin();
show(structure, current(), 8);
