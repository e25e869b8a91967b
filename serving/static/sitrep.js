// Improvements only: every page works without this file.
"use strict";

// Evidence: pointing at a theme, or focusing it, leaves only that theme's marks lit.
for (const row of document.querySelectorAll("[data-lights]")) {
  const scope = row.closest("[data-evidence]") || document;
  const light = (on) => {
    for (const mark of scope.querySelectorAll("mark[data-themes]")) {
      const lit = mark.dataset.themes.split(" ").includes(row.dataset.lights);
      mark.classList.toggle("dim", on && !lit);
    }
  };
  if (row.closest(".answers") && scope.querySelector("mark[data-themes]")) row.tabIndex = 0;
  row.addEventListener("mouseenter", () => light(true));
  row.addEventListener("mouseleave", () => light(false));
  row.addEventListener("focusin", () => light(true));
  row.addEventListener("focusout", () => light(false));
}

// Choices that need no second click: a day, a filter. The button stays for everyone else: with a keyboard, every
// digit of a day and every arrow through a list is a change, and none of them is the choice yet.
for (const form of document.querySelectorAll("form[data-auto]")) {
  let typed = false;
  form.addEventListener("keydown", () => { typed = true; });
  form.addEventListener("pointerdown", () => { typed = false; });
  form.addEventListener("change", (event) => {
    if (!typed && event.target.matches("select, input[type=date]") && form.reportValidity()) form.requestSubmit();
  });
}

// A long computation says that it runs, and is not started twice.
for (const form of document.querySelectorAll("form[data-slow]")) {
  const button = form.querySelector("button");
  const words = button.textContent;
  form.addEventListener("submit", () => {
    button.textContent = button.dataset.busy;
    setTimeout(() => { button.disabled = true; });
  });
  addEventListener("pageshow", () => {
    button.textContent = words;
    button.disabled = false;
  });
}
