// Enhancements only: every page is complete without this file.
"use strict";

// Enter that ends an input method's composition chooses a word; it must not send the form.
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.isComposing || event.keyCode === 229)) {
    event.preventDefault();
  }
});

// "/" goes to the search line, as on many archives, unless something is being typed.
document.addEventListener("keydown", (event) => {
  const field = document.getElementById("q");
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key === "/" && field && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    field.focus();
    field.select();
  }
});

function made(tag, className, text) {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
}

// A citation gets a button that copies it; without the script, or without a clipboard, a click selects it whole.
for (const line of document.querySelectorAll("[data-copy]")) {
  const words = line.querySelector("p, pre");
  const button = made("button", "copy noprint", line.dataset.copy);
  button.type = "button";
  button.setAttribute("aria-label", `${line.dataset.copy} ${line.querySelector("h3").textContent}`);
  button.addEventListener("click", async () => {
    getSelection().selectAllChildren(words);
    try {
      await navigator.clipboard.writeText(words.textContent.trim());
    } catch {
      if (!document.execCommand("copy")) return;
    }
    button.textContent = line.dataset.copied;
    button.setAttribute("aria-live", "polite");
  });
  line.append(button);
}

// Pages that can be printed offer it.
for (const place of document.querySelectorAll("[data-print]")) {
  const button = made("button", "copy", place.dataset.print);
  button.type = "button";
  button.addEventListener("click", () => print());
  place.append(button);
}

// The same words in two places, as extracted and as they stand in the source, light up together (`data-of`).
function light(event) {
  const item = event.target.closest?.("[data-of]");
  const whole = item?.closest("[data-lit]");
  for (const lit of document.querySelectorAll(".lit")) lit.classList.remove("lit");
  if (!whole || !whole.querySelector(".passage")) return;
  for (const same of whole.querySelectorAll("[data-of]")) {
    if (same.dataset.of === item.dataset.of) same.classList.add("lit");
  }
}
document.addEventListener("pointerover", light);
document.addEventListener("focusin", light);

// With a passage in view its statement and measures can be reached by keyboard.
function reachable(whole) {
  for (const item of whole.querySelectorAll("[data-of^='p-'], [data-of^='m-']")) {
    if (!item.querySelector("a")) item.tabIndex = 0;
  }
}
for (const whole of document.querySelectorAll("[data-lit]")) {
  if (whole.querySelector(".passage")) reachable(whole);
}

// 原文 opens beside its problem; without the script the link leads to its place in the whole text.
for (const link of document.querySelectorAll("[data-passage]")) {
  link.setAttribute("role", "button");
  link.setAttribute("aria-expanded", "false");
  const toggle = async (event) => {
    event.preventDefault();
    const shown = link.parentElement.querySelector(".passage");
    if (shown) {
      shown.hidden = !shown.hidden;
      link.setAttribute("aria-expanded", String(!shown.hidden));
      return;
    }
    if (link.getAttribute("aria-busy")) return;
    link.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(link.dataset.passage);
      if (!answer.ok) throw new Error(String(answer.status));
      link.insertAdjacentHTML("afterend", await answer.text());
      link.setAttribute("aria-expanded", "true");
      reachable(link.closest("[data-lit]"));
    } catch {
      location.href = link.href;
    } finally {
      link.removeAttribute("aria-busy");
    }
  };
  link.addEventListener("click", (event) => {
    if (!event.ctrlKey && !event.metaKey && !event.shiftKey) toggle(event);
  });
  link.addEventListener("keydown", (event) => {
    if (event.key === " ") toggle(event);
  });
}

// The later measures of a long report come when they are scrolled to, or printed; without the script a link leads there.
const deferred = document.querySelectorAll("[data-deferred]");
if (deferred.length) {
  let asked = false;
  const complete = async () => {
    if (asked) return;
    asked = true;
    const answer = await fetch("?whole=1");
    if (!answer.ok) return;
    const whole = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const line of deferred) {
      const measures = whole.getElementById(line.closest(".prob").id)?.querySelector(".meas");
      if (measures) line.replaceWith(measures);
    }
  };
  const waiting = new IntersectionObserver((seen) => {
    if (seen.some((each) => each.isIntersecting)) complete();
  }, { rootMargin: "1500px" });
  for (const line of deferred) waiting.observe(line);
  addEventListener("beforeprint", complete);
}

// The outline shows which problem is being read.
const outline = new Map();
for (const link of document.querySelectorAll(".outline a[href^='#p-']")) {
  const place = document.getElementById(link.hash.slice(1));
  if (place) outline.set(place, link);
}
if (outline.size) {
  const watcher = new IntersectionObserver((seen) => {
    for (const { target, isIntersecting } of seen) {
      if (!isIntersecting) continue;
      for (const link of outline.values()) link.removeAttribute("aria-current");
      const link = outline.get(target);
      link.setAttribute("aria-current", "location");
      const list = link.closest("nav");
      if (list.scrollHeight > list.clientHeight) {
        list.scrollTop = link.offsetTop - list.offsetTop - list.clientHeight / 2;
      }
    }
  }, { rootMargin: "-10% 0px -80% 0px" });
  for (const place of outline.keys()) watcher.observe(place);
}
