/** What every page does on top of htmx: times in the reader's own zone, copy buttons, one click counts once. */
(() => {
  "use strict";
  document.documentElement.classList.add("has-js");

  const local = (root) => {
    const language = document.documentElement.lang;
    for (const time of root.querySelectorAll("time[data-local]")) {
      const moment = new Date(time.dateTime);
      if (Number.isNaN(moment.getTime())) continue;
      time.title = time.textContent;
      time.textContent = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(moment);
      time.removeAttribute("data-local");
    }
  };

  const zone = (root) => {
    const offset = -new Date().getTimezoneOffset();
    for (const field of root.querySelectorAll("input[name=zone]")) field.value = String(offset);
    for (const place of root.querySelectorAll("[data-zone-name]")) {
      place.textContent = Intl.DateTimeFormat().resolvedOptions().timeZone;
    }
  };

  const ready = (root) => { local(root); zone(root); };

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = button.dataset.copied;
  });

  // A second press while the first is under way does nothing. Back brings the page back as it was, so it is undone then.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || form.hasAttribute("data-signed-form")) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    setTimeout(() => delete form.dataset.sent, 8000); // the answer never came: let the person try again
  });
  addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });

  document.addEventListener("DOMContentLoaded", () => {
    ready(document);
    document.querySelector("[data-problem]")?.focus();
  });
  document.addEventListener("htmx:after:swap", () => ready(document));
})();
