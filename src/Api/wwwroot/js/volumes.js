// The table of block volumes: attach, detach, enlarge, and the dialogs that order and delete them.

import { get, post, remove } from "./api.js";
import { regions } from "./catalogue.js";
import { announce, byId, cell, el, KeyedList, say } from "./dom.js";
import { closesByButton, fill, openDialog, sends, showFailure } from "./forms.js";
import { age, doingOf, moment } from "./words.js";

const waitSeconds = 10;     // less than a request may take

const create = byId("volume-dialog");
const attach = byId("attach-dialog");
const enlarge = byId("enlarge-dialog");
const deletion = byId("delete-volume-dialog");
const list = new KeyedList(byId("volumes").tBodies[0], volumeRow);

let volume = null;
let begun = () => {};
let changed = () => {};

/** Prepares the dialogs; `whenChanged()` is called after each order and when what it ordered has ended. */
export function offerVolumes(button, whenChanged) {
  changed = whenChanged;
  for (const dialog of [create, attach, enlarge, deletion]) closesByButton(dialog);
  button.addEventListener("click", askVolume);
  sends(create.querySelector("form"), async ({ elements }) => {
    const { volume: made } = await post("/v2/volumes", {
      name: elements.name.value.trim(), region: elements.region.value, size_gigabytes: Number(elements.size.value),
      filesystem_type: elements.filesystem.value,
    });
    create.close();
    announce(`Volume ${made.name} is being created`);
    changed();
  });
  sends(attach.querySelector("form"), async ({ elements }) => {
    await order({ type: "attach", droplet_id: Number(elements.droplet.value) });
    attach.close();
  });
  sends(enlarge.querySelector("form"), async ({ elements }) => {
    await order({ type: "resize", size_gigabytes: Number(elements.size.value) });
    enlarge.close();
  });
  sends(deletion.querySelector("form"), async () => {
    await remove(`/v2/volumes/${volume.id}`);
    deletion.close();
    announce(`${volume.name} is deleted, its disk is being scrubbed`);
    byId("volumes-title").focus();     // its button is gone
    changed();
  });
}

/** Shows the volumes, with the names of the droplets that have them. Failures of a row's buttons go to `failed(error)`. */
export function showVolumes(volumes, droplets, failed) {
  list.show(volumes.map(one => ({ volume: one, droplets, failed })), item => item.volume.id);
  byId("volumes").hidden = volumes.length === 0;
  byId("no-volumes").hidden = volumes.length > 0;
}

function volumeRow(first) {
  let item = first;
  let doing = null;
  const status = el("span", { class: "pill" });
  const size = el("span");
  const created = el("time", { datetime: first.volume.created_at, title: moment(first.volume.created_at) });

  const button = (text, attributes, clicked) => el("button", { type: "button", ...attributes, onclick: clicked }, text);
  const asks = question => () => {
    [volume, begun] = [item.volume, follow];
    question(item);
  };
  const move = button("", {}, async () => {
    if (item.volume.droplet_ids.length === 0) return asks(askDroplet)();
    [volume, begun] = [item.volume, follow];
    move.disabled = true;
    await order({ type: "detach", droplet_id: item.volume.droplet_ids[0] }).catch(item.failed);
    show();
  });
  const grow = button("Enlarge…", {}, asks(askSize));
  const destroy = button("Delete…", { class: "danger" }, asks(askDeletion));

  /** Shows what goes on until it has ended, and says why if it ended badly. */
  async function follow(action) {
    doing = doingOf(action);
    show();
    try {
      while (action.status === "in-progress") ({ action } = await get(`/v2/actions/${action.id}?wait=${waitSeconds}`));
      announce(`${item.volume.name}: ${action.type} ${action.status}`);
      if (action.status === "errored") item.failed(new Error(`${item.volume.name}: ${action.error?.message ?? `${action.type} failed`}`));
    } catch (error) {
      item.failed(error);
    }
    doing = null;
    changed();
  }

  function show() {
    const { volume: one, droplets } = item;
    const [dropletId] = one.droplet_ids;
    status.className = `pill ${doing ? "busy" : dropletId ? "active" : "off"}`;
    say(status, doing ?? (dropletId ? `at ${droplets.get(dropletId) ?? `droplet ${dropletId}`}` : "free"));
    say(size, `${one.size_gigabytes} GiB`);
    say(created, age(one.created_at));
    say(move, dropletId ? "Detach" : "Attach…");
    for (const control of [move, grow, destroy]) {
      control.disabled = doing !== null || (control === destroy && dropletId !== undefined);
      control.setAttribute("aria-label", `${control.textContent.replace("…", "")} ${one.name}`);
    }
  }

  const element = el("tr", { role: "row" },
    cell("Name", el("strong", {}, first.volume.name)),
    cell("Status", status),
    cell("Region", first.volume.region.slug),
    cell("Size", size),
    cell("File system", first.volume.filesystem_type || "none"),
    cell("Age", created),
    el("td", { role: "cell", class: "doings" }, move, grow, destroy));
  return {
    element,
    update(next) {
      item = next;
      show();
    },
  };
}

async function order(what) {
  const follow = begun;
  const { action } = await post(`/v2/volumes/${volume.id}/actions`, { ...what, region: volume.region.slug });
  announce(`${volume.name} is ${doingOf(action)}`);
  follow(action);
}

async function askVolume() {
  openDialog(create);
  try {
    fill(byId("volume-region"), await regions());
  } catch (error) {
    showFailure(create.querySelector(".failure"), error);
  }
}

async function askDroplet() {
  openDialog(attach);
  byId("attach-title").textContent = `Attach ${volume.name}`;
  try {
    const { droplets } = await get("/v2/droplets?per_page=200");
    const near = droplets.filter(droplet => droplet.region.slug === volume.region.slug);
    fill(byId("attach-droplet"), near.map(droplet => [String(droplet.id), `${droplet.name} (${droplet.id})`]));
    byId("attach-none").hidden = near.length > 0;
    attach.querySelector("[type=submit]").disabled = near.length === 0;
  } catch (error) {
    showFailure(attach.querySelector(".failure"), error);
  }
}

function askSize() {
  openDialog(enlarge);
  byId("enlarge-title").textContent = `Enlarge ${volume.name}`;
  const field = byId("enlarge-size");
  field.min = field.value = volume.size_gigabytes + 1;
  field.select();
}

function askDeletion() {
  openDialog(deletion);
  byId("delete-volume-title").textContent = `Delete ${volume.name}`;
}
