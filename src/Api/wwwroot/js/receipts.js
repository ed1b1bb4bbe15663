// Receipts: what became of disks that were given back.

import { get } from "./api.js";
import { byId, cell, el, KeyedList, say } from "./dom.js";
import { age, bytes, moment, number } from "./words.js";

const shownReceipts = 10;

const table = byId("receipts");
const pending = new KeyedList(table.tBodies[0], pendingRow);
const list = new KeyedList(table.tBodies[1], receiptRow);

/** The receipt that an action of a droplet ended with; null while there is none. */
export async function receiptOf(dropletId, actionId) {
  const { scrub_receipts: receipts } = await get(`/v2/scrub_receipts?droplet_id=${dropletId}`);
  return receipts.find(receipt => receipt.action_id === actionId) ?? null;
}

/** Reads and shows the newest. */
export async function showReceipts() {
  const { scrub_receipts: receipts } = await get(`/v2/scrub_receipts?per_page=${shownReceipts}`);
  list.show(receipts, receipt => receipt.id);
  showWhatIsThere();
}

/** Shows the destroys that are under way. */
export function showPending(destroys) {
  pending.show(destroys, action => action.id);
  showWhatIsThere();
}

function showWhatIsThere() {
  const isEmpty = table.tBodies[0].rows.length + table.tBodies[1].rows.length === 0;
  table.hidden = isEmpty;
  byId("no-receipts").hidden = !isEmpty;
}

/** A receipt in full. */
export function receiptDetails(receipt) {
  const line = (name, ...value) => [el("dt", {}, name), el("dd", {}, ...value)];
  return el("dl", { class: `receipt ${receipt.outcome}` },
    ...line("Outcome", outcome(receipt)),
    ...line("Overwritten with zeroes", bytes(receipt.bytes_overwritten)),
    ...line("Read back as zero", bytes(receipt.bytes_verified)),
    ...line("Physical extents", `${number(receipt.extents)} on ${receipt.host}`),
    ...line("Finished", moment(receipt.completed_at)),
    ...line("Receipt", el("code", {}, receipt.id)));
}

function whose(receipt) {
  if (receipt.droplet_id !== null) return `droplet ${receipt.droplet_id}`;
  return receipt.image_id !== null ? `image ${receipt.image_id}` : el("span", {}, "volume ", el("code", {}, receipt.volume_id));
}

function receiptRow(receipt) {
  const finished = el("time", { datetime: receipt.completed_at, title: moment(receipt.completed_at) });
  const element = el("tr", { role: "row" },
    cell("Whose", whose(receipt)),
    cell("Outcome", outcome(receipt)),
    cell("Overwritten", bytes(receipt.bytes_overwritten)),
    cell("Read back as zero", bytes(receipt.bytes_verified)),
    cell("Host", receipt.host),
    cell("Finished", finished),
    cell("Receipt", el("code", { title: receipt.id }, receipt.id)));
  return { element, update: () => say(finished, `${age(receipt.completed_at)} ago`) };
}

function pendingRow(action) {
  const begun = el("time", { datetime: action.started_at, title: moment(action.started_at) });
  const element = el("tr", { role: "row" },
    cell("Whose", action.resource_id === null ? `a ${action.resource_type}` : `${action.resource_type} ${action.resource_id}`),
    cell("Outcome", el("span", { class: "pill busy" }, action.scrub === false ? "being released" : "being scrubbed")),
    cell("Overwritten", "–"), cell("Read back as zero", "–"), cell("Host", "–"), cell("Finished", begun), cell("Receipt", "–"));
  return { element, update: () => say(begun, `begun ${age(action.started_at)} ago`) };
}

function outcome(receipt) {
  if (receipt.outcome === "declined") return el("span", { class: "pill declined" }, "Scrub declined");
  const scope = receipt.scope === "full" ? "every byte" : "all that was written";
  return el("span", {}, el("span", { class: "pill scrubbed" }, "Scrubbed"), el("small", { class: "muted" }, ` ${scope}`));
}
