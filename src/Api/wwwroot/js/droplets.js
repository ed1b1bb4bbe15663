// The table of droplets, with what is going on with each.

import { byId, cell, el, KeyedList, say } from "./dom.js";
import { act, askImage, askName } from "./change.js";
import { askDestroy } from "./destroy.js";
import { age, doingOf, imageOf, moment } from "./words.js";

const list = new KeyedList(byId("droplets").tBodies[0], dropletRow);

/** Shows the droplets and, by droplet id, the actions that are running. Failures of a row's buttons go to `failed(error)`. */
export function showDroplets(droplets, total, running, failed) {
  list.show(droplets.map(droplet => ({ droplet, action: running.get(droplet.id), failed })), item => item.droplet.id);
  byId("droplets").hidden = droplets.length === 0;
  byId("no-droplets").hidden = droplets.length > 0;
  byId("more-droplets").hidden = total <= droplets.length;
  say(byId("more-droplets"), `The newest ${droplets.length} of ${total} are shown.`);
}

function dropletRow(first) {
  let item = first;
  const name = el("strong");
  const status = el("span", { class: "pill" });
  const since = el("small", { class: "muted" });
  const address = el("span");
  const image = el("span");
  const created = el("time", { datetime: first.droplet.created_at, title: moment(first.droplet.created_at) });
  const size = first.droplet.size_slug;

  const button = (text, attributes, clicked) => el("button", { type: "button", ...attributes, onclick: clicked }, text);
  const power = button("", {}, () => tries(act(item.droplet, { type: item.droplet.status === "off" ? "power_on" : "power_off" })));
  const reboot = button("Reboot", {}, () => tries(act(item.droplet, { type: "reboot" })));
  const rebuild = button("Rebuild…", {}, () => askImage(item.droplet));
  const rename = button("Rename…", {}, () => askName(item.droplet));
  const destroy = button("Destroy…", { class: "danger" }, () => askDestroy(item.droplet));

  async function tries(attempt) {
    power.disabled = reboot.disabled = true;
    try {
      await attempt;
    } catch (error) {
      item.failed(error);
    } finally {
      show();
    }
  }

  const element = el("tr", { role: "row" },
    cell("Name", name, el("small", { class: "muted" }, ` ${first.droplet.id}`)),
    cell("Status", status, " ", since),
    cell("Region", first.droplet.region.slug),
    cell("Size", size),
    cell("Image", image),
    cell("Address", address),
    cell("Age", created),
    el("td", { role: "cell", class: "doings" }, power, reboot, rename, rebuild, destroy));

  function show() {
    const { droplet, action } = item;
    const isBusy = droplet.locked || action !== undefined;
    say(name, droplet.name);
    status.className = `pill ${isBusy ? "busy" : droplet.status}`;
    say(status, action ? doingOf(action) : droplet.status);
    say(since, action ? age(action.started_at) : "");
    say(address, droplet.networks.v4.find(network => network.type === "public")?.ip_address ?? "none yet");
    say(image, imageOf(droplet.image));
    say(created, age(droplet.created_at));
    say(power, droplet.status === "off" ? "Power on" : "Power off");
    for (const control of [power, reboot, rename, rebuild]) control.disabled = isBusy || (control === reboot && droplet.status === "off");
    for (const control of [power, reboot, rename, rebuild, destroy]) {
      control.setAttribute("aria-label", `${control.textContent.replace("…", "")} ${droplet.name}`);
    }
  }

  return {
    element,
    update(next) {
      item = next;
      show();
    },
  };
}
