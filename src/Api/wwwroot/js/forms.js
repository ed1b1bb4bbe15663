// What all forms and dialogs share: opening, sending once, and saying what went wrong where it went wrong.

import { el } from "./dom.js";

/** Shows an error in words, with the request id that an operator searches the log for. */
export function showFailure(place, error) {
  place.replaceChildren(el("p", { class: "notice bad" },
    error.message,
    error.requestId ? el("small", {}, "Request ", el("code", {}, error.requestId)) : null));
}

/** Sends a form with `send(form)`, its buttons disabled meanwhile; what fails is said in the form. */
export function sends(form, send) {
  form.addEventListener("submit", async event => {
    event.preventDefault();
    const failure = form.querySelector(".failure");
    const submit = form.querySelector("[type=submit]");
    failure.replaceChildren();
    submit.disabled = true;
    try {
      await send(form);
    } catch (error) {
      showFailure(failure, error);
    } finally {
      submit.disabled = false;
    }
  });
}

/** A dialog's form: cleared when opened, closed by every button that says cancel. */
export function openDialog(dialog) {
  dialog.querySelector("form").reset();
  dialog.querySelector(".failure").replaceChildren();
  dialog.showModal();
}

export function closesByButton(dialog) {
  for (const button of dialog.querySelectorAll("button[value=cancel]")) button.addEventListener("click", () => dialog.close());
}

/** Fills a select with `[value, text]` pairs, keeping the choice when it is still there. */
export function fill(select, options, chosen = select.value) {
  select.replaceChildren(...options.map(([value, text]) => el("option", { value, selected: value === chosen }, text)));
}
