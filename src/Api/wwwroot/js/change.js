// What a droplet can be asked to do and survives: power, rename, rebuild.

import { post } from "./api.js";
import { images } from "./catalogue.js";
import { announce, byId } from "./dom.js";
import { closesByButton, fill, openDialog, sends, showFailure } from "./forms.js";
import { doingOf, imageOf } from "./words.js";

const rename = byId("rename-dialog");
const rebuild = byId("rebuild-dialog");

let droplet = null;
let changed = () => {};

/** Prepares the dialogs; `whenChanged()` is called after each action that began. */
export function offerChanges(whenChanged) {
  changed = whenChanged;
  for (const dialog of [rename, rebuild]) closesByButton(dialog);
  sends(rename.querySelector("form"), async form => {
    await act(droplet, { type: "rename", name: form.elements.name.value.trim() });
    rename.close();
  });
  sends(rebuild.querySelector("form"), async form => {
    await act(droplet, { type: "rebuild", image: form.elements.image.value });
    rebuild.close();
  });
}

/** Begins an action on a droplet. */
export async function act(which, order) {
  const { action } = await post(`/v2/droplets/${which.id}/actions`, order);
  announce(`${which.name} is ${doingOf(action)}`);
  changed();
}

export function askName(which) {
  droplet = which;
  openDialog(rename);
  byId("rename-title").textContent = `Rename ${which.name}`;
  const field = rename.querySelector("input");
  field.value = which.name;
  field.select();
}

export async function askImage(which) {
  droplet = which;
  openDialog(rebuild);
  byId("rebuild-title").textContent = `Rebuild ${which.name}`;
  try {
    fill(byId("rebuild-image"), await images(), imageOf(which.image));
  } catch (error) {
    showFailure(rebuild.querySelector(".failure"), error);
  }
}
