// Suggestions under the search line while one types. Without this file they stand as links on the page of results.
"use strict";

(() => {
  const field = document.getElementById("q");
  if (!field || !field.dataset.suggest || !window.fetch || !window.AbortController) return;
  const WAIT = 160; // milliseconds after the last key
  const list = document.createElement("ul");
  list.id = "q-suggestions";
  list.className = "suggest";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", field.dataset.suggestLabel || "");
  field.form.append(list);
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  field.setAttribute("aria-expanded", "false");

  let timer = 0;
  let request = null;
  let active = -1;

  // While an input method composes, the field holds letters that nobody has chosen yet: nothing is asked.
  field.addEventListener("input", (event) => {
    if (!event.isComposing) later();
  });
  field.addEventListener("compositionstart", close);
  field.addEventListener("compositionend", later);
  field.addEventListener("blur", () => setTimeout(close, 150)); // a click on a line comes first

  field.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Escape") {
      event.preventDefault();
      close();
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      list.children[active].firstChild.click();
    }
  });

  function later() {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  }

  async function ask() {
    if (request) request.abort();
    if (!field.value.trim()) return close();
    request = new AbortController();
    const asked = field.value;
    const parameters = new URLSearchParams(new FormData(field.form));
    try {
      const answer = await fetch(`${field.dataset.suggest}?${parameters}`, { signal: request.signal });
      const { suggestions } = await answer.json();
      if (field.value === asked && document.activeElement === field) show(suggestions);
    } catch (error) {
      close(); // a request that was overtaken, or a site that cannot be reached: the search itself still works
    }
  }

  function show(suggestions) {
    list.replaceChildren(...suggestions.map(line));
    active = -1;
    field.removeAttribute("aria-activedescendant");
    list.hidden = !suggestions.length;
    field.setAttribute("aria-expanded", String(!list.hidden));
  }

  function line(suggestion, number) {
    const item = document.createElement("li");
    item.id = `q-suggestion-${number}`;
    item.setAttribute("role", "option");
    const link = document.createElement("a");
    link.href = suggestion.url;
    link.tabIndex = -1;
    link.rel = "nofollow";
    for (const [name, words] of [["q", suggestion.title], ["", suggestion.label], ["q", suggestion.detail]]) {
      const part = document.createElement("span");
      part.className = name;
      part.textContent = words;
      link.append(part);
    }
    item.append(link);
    return item;
  }

  function move(step) {
    const lines = [...list.children];
    active = active < 0 && step < 0 ? lines.length - 1 : (active + step + lines.length) % lines.length;
    lines.forEach((item, number) => item.setAttribute("aria-selected", String(number === active)));
    field.setAttribute("aria-activedescendant", lines[active].id);
    lines[active].scrollIntoView({ block: "nearest" });
  }

  function close() {
    clearTimeout(timer);
    list.hidden = true;
    active = -1;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  }
})();
