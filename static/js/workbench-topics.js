// Categories by letter, in the dialog of the editors' workbench; workbench.js, which comes after it, opens it.
"use strict";

const topics = document.getElementById("wb-topics");
const topicButtons = [...topics.querySelectorAll("[data-code]")];
const letter = (place) => String.fromCharCode("a".charCodeAt(0) + place);
let codes = [];

function toggle(code) {
  if (codes.includes(code)) codes = codes.filter((each) => each !== code);
  else if (codes.length < 3) codes = [...codes, code];
  else say(words("full"), "warning");
  drawTopics();
}

function drawTopics() {
  for (const button of topicButtons) {
    const place = codes.indexOf(button.dataset.code) + 1;
    button.setAttribute("aria-pressed", String(place > 0));
    button.querySelector("b").textContent = place || "";
  }
}

async function chooseTopics() {
  const fields = [...(form()?.querySelectorAll("[data-topic]") ?? [])];
  if (!fields.length || fields[0].matches(":disabled")) return;
  codes = fields.map((field) => field.value).filter(Boolean);
  drawTopics();
  if ((await ask(topics)) === "take") fields.forEach((field, place) => { field.value = codes[place] ?? ""; });
  fields[0].focus();
}

topicButtons.forEach((button, place) => {
  button.querySelector("kbd").textContent = letter(place);
  button.addEventListener("click", () => toggle(button.dataset.code));
});
topics.addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const button = topicButtons.find((_button, place) => letter(place) === event.key);
  if (button) toggle(button.dataset.code);
  else if (event.key === "Enter" && !event.target.closest("form")) topics.close("take");
  else return;
  event.preventDefault();
});
