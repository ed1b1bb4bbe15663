// The dialog that creates a droplet.

import { post } from "./api.js";
import { images, regions, sizes, sshKeys } from "./catalogue.js";
import { announce, byId, el } from "./dom.js";
import { closesByButton, fill, openDialog, sends, showFailure } from "./forms.js";

const dialog = byId("create-dialog");
const form = dialog.querySelector("form");

/** Lets the button open the dialog; `created()` is called after each order. */
export function offerCreate(button, created) {
  button.addEventListener("click", open);
  closesByButton(dialog);
  sends(form, async () => {
    const { droplet } = await post("/v2/droplets", orderOf(new FormData(form)));
    dialog.close();
    announce(`${droplet.name} is being created`);
    created();
  });
}

async function open() {
  openDialog(dialog);
  try {
    const [allRegions, allSizes, allImages, keys] = await Promise.all([regions(), sizes(), images(), sshKeys()]);
    fill(form.elements.region, allRegions);
    fill(form.elements.size, allSizes);
    fill(form.elements.image, allImages);
    showKeys(keys);
  } catch (error) {
    showFailure(form.querySelector(".failure"), error);
  }
}

function showKeys(keys) {
  byId("create-keys").replaceChildren(...(keys.length ? keys.map(keyChoice) : [
    el("p", { class: "hint" }, "This account has none. ", el("code", {}, "POST /v2/account/keys"), " adds one."),
  ]));
}

function keyChoice(key) {
  const id = `create-key-${key.id}`;
  return el("div", { class: "choice" },
    el("input", { type: "checkbox", name: "ssh_keys", value: key.id, id, checked: true }),
    el("label", { for: id }, key.name, " ", el("small", { class: "muted" }, key.fingerprint)));
}

function orderOf(data) {
  return {
    name: data.get("name").trim(),
    region: data.get("region"),
    size: data.get("size"),
    image: data.get("image"),
    ssh_keys: data.getAll("ssh_keys").map(Number),
    user_data: data.get("user_data") || null,
    scrub: data.get("scrub") === "on",
  };
}
