// The dialog that destroys a droplet, then shows how its disk is cleaned, and at last the receipt.

import { destroyDroplet, get } from "./api.js";
import { announce, byId } from "./dom.js";
import { closesByButton, openDialog, sends, showFailure } from "./forms.js";
import { receiptDetails, receiptOf } from "./receipts.js";
import { age } from "./words.js";

const pollMilliseconds = 500;

const dialog = byId("destroy-dialog");
const form = dialog.querySelector("form");
const scrub = byId("destroy-scrub");
const [ask, watch] = form.querySelectorAll("[data-stage]");

let droplet = null;
let changed = () => {};

/** Prepares the dialog; `whenChanged()` is called when a droplet went and when its disk is clean. */
export function offerDestroy(whenChanged) {
  changed = whenChanged;
  closesByButton(dialog);
  scrub.addEventListener("change", () => { byId("destroy-warning").hidden = scrub.checked; });
  dialog.addEventListener("close", () => {
    if (!ask.hidden) return;     // kept: the focus returns to the button by itself
    byId("droplets-title").focus();     // its button is gone
  });
  sends(form, async () => {
    const { id, name } = droplet;
    const scrubs = scrub.checked;
    const actionId = await destroyDroplet(id, scrubs);
    changed();
    show(watch);
    await follow(actionId, id, name, scrubs);
  });
}

export function askDestroy(which) {
  droplet = which;
  openDialog(dialog);
  show(ask);
  byId("destroy-title").textContent = `Destroy ${which.name}`;
  byId("destroy-warning").hidden = true;
}

function show(stage) {
  for (const other of [ask, watch]) other.hidden = other !== stage;
}

/** Watches the action to its end. Whoever closes the dialog finds the rest among the destroyed disks. */
async function follow(actionId, dropletId, name, scrubs) {
  const text = byId("destroy-progress-text");
  const bar = byId("destroy-progress");
  const receiptPlace = byId("destroy-receipt");
  text.textContent = scrubs
    ? `${name} is gone. Its disk is in quarantine: it is overwritten with zeroes, read back, and only then released.`
    : `${name} is gone. Its disk is being released unscrubbed, as you asked.`;
  bar.hidden = false;
  watch.querySelector("button").focus();     // the button that had the focus is hidden now
  receiptPlace.replaceChildren();

  while (dialog.open && droplet.id === dropletId) {
    try {
      const { action } = await get(`/v2/actions/${actionId}`);
      if (action.status === "in-progress") {
        bar.title = `for ${age(action.started_at)}`;
      } else {
        const receipt = await receiptOf(dropletId, action.id);
        bar.hidden = true;
        text.textContent = action.status === "completed" ? `${name} was destroyed.` : `Destroying ${name} failed: ${action.error?.message ?? "nobody knows why"}`;
        if (receipt) receiptPlace.replaceChildren(receiptDetails(receipt));
        announce(text.textContent);
        changed();
        return;
      }
    } catch (error) {
      showFailure(receiptPlace, error);
    }
    await new Promise(resolve => setTimeout(resolve, pollMilliseconds));
  }
}
