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

// What is too long to be sent is said beside it. A field's own limit would cut off what is pasted without a word.
for (const field of document.querySelectorAll("[data-most]")) {
  const check = () => {
    const length = field.value.length, most = Number(field.dataset.most);
    field.setCustomValidity(length <= most ? "" :
      `This text has ${length.toLocaleString("en")} characters; at most ${most.toLocaleString("en")} are read at once. Take some out.`);
  };
  field.addEventListener("input", check);
  addEventListener("pageshow", check);
}

// What a sent form changed is put back when its page is shown again, and when the reader stops waiting.
const whenBack = (putBack) => {
  addEventListener("pageshow", putBack);
  addEventListener("keydown", (event) => { if (event.key === "Escape") putBack(); });
};

// A second click, while the answer to the first is on its way, asks for nothing.
for (const form of document.querySelectorAll("form[method=post]")) {
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    sent = true;
  });
  whenBack(() => { sent = false; });
}

// A long computation says that it runs.
for (const form of document.querySelectorAll("form[data-slow]")) {
  const button = form.querySelector("button");
  const words = button.textContent;
  form.addEventListener("submit", () => {
    button.textContent = button.dataset.busy;
    setTimeout(() => { button.disabled = true; });
  });
  whenBack(() => {
    button.textContent = words;
    button.disabled = false;
  });
}

// A training run tells how far it is while one looks, and the page is made anew when it has ended.
for (const told of document.querySelectorAll("[data-job]")) {
  const events = new EventSource(`/v1/jobs/${told.dataset.job}/events`);
  const bar = told.closest("section").querySelector("progress");
  let known = told.textContent;
  const show = (event) => {
    const job = JSON.parse(event.data);
    const left = job.eta_s === null ? "" : `, about ${Math.round(job.eta_s)} seconds left`;
    known = `${job.step}, ${Math.round(job.progress * 100)}%${left}`;
    told.textContent = known;
    bar.value = job.progress;
  };
  for (const state of ["queued", "running"]) events.addEventListener(state, show);
  events.addEventListener("error", () => { told.textContent = `Sitrep does not answer at present; before, ${known}`; });
  events.addEventListener("open", () => { told.textContent = known; });
  for (const state of ["succeeded", "failed", "cancelled"]) {
    events.addEventListener(state, () => { events.close(); location.reload(); });
  }
  addEventListener("pagehide", () => events.close());
}
