// Composes the panel: asks for the token once, then looks at the account about once a second for as long as somebody looks at it.

import { get, session } from "./api.js";
import { offerChanges } from "./change.js";
import { offerCreate } from "./create.js";
import { offerDestroy } from "./destroy.js";
import { announce, byId, say } from "./dom.js";
import { showDroplets } from "./droplets.js";
import { sends, showFailure } from "./forms.js";
import { lookAtMaps, showHosts } from "./hosts.js";
import { showPending, showReceipts } from "./receipts.js";
import { offerVolumes, showVolumes } from "./volumes.js";

const beatMilliseconds = 1000;

// When nothing goes on, an hour of watching must fit into the API's limit of 5000 requests: a host and its map with each third beat, three
// lists with each sixth, and the list of hosts once a minute.
const idleMapBeats = 3;
const idleBeats = 6;
const hostBeats = 60;
const shownDroplets = 200;
const signIn = byId("sign-in");

let isOperator = false;
let isOpen = false;
let isLooking = false;
let running = new Map();
let beat = 0;
let timer = null;
let pausedUntil = 0;

offerCreate(byId("create"), lookSoon);
offerChanges(lookSoon);
offerDestroy(lookSoon);
offerVolumes(byId("create-volume"), lookSoon);
byId("forget").addEventListener("click", () => {
  session.forget();
  location.reload();
});
document.addEventListener("visibilitychange", lookSoon);
sends(signIn, async form => {
  session.keep(form.elements.token.value.trim());
  try {
    await open();
  } catch (error) {
    session.forget();
    throw error.status === 401 ? Object.assign(error, { message: "Nobody has this token, or it was revoked." }) : error;
  }
});
start();

async function start() {
  if (session.token) {
    try {
      return await open();
    } catch (error) {
      if (error.status !== 401) trouble(error);
      else session.forget();
    }
  }
  signIn.hidden = false;
  byId("token").focus();
}

async function open() {
  const { account } = await get("/v2/account");
  isOperator = await showHosts().then(() => true, error => {
    if (error.status !== 403) throw error;
    return false;
  });
  say(byId("account"), `${account.name}${isOperator ? ", operator" : ""} · ${account.email}`);
  signIn.hidden = true;
  byId("panel").hidden = byId("forget").hidden = false;
  isOpen = true;
  byId("main").focus();
  lookSoon();
}

/** Looks at everything now, whatever the beat. */
function lookSoon() {
  beat = 0;
  if (!isLooking) schedule(0);
}

function schedule(milliseconds) {
  clearTimeout(timer);
  timer = setTimeout(look, milliseconds);
}

async function look() {
  if (!isOpen || isLooking || document.visibilityState === "hidden") return;
  isLooking = true;
  const startedAt = Date.now();
  const thisBeat = beat++;
  try {
    if (startedAt >= pausedUntil) {
      const isFirst = thisBeat === 0;
      const isBusy = isFirst || running.size > 0;
      if (isBusy || thisBeat % idleBeats === 0) await lookAtAccount(isFirst);
      if (isOperator && thisBeat % hostBeats === hostBeats - 1) await showHosts();
      if (isOperator) await lookAtMaps(isBusy, thisBeat % idleMapBeats === 0);
      byId("trouble").replaceChildren();
    }
  } catch (error) {
    if (error.status === 401) return location.reload();
    if (error.retryAfterSeconds) pausedUntil = Date.now() + error.retryAfterSeconds * 1000;
    trouble(error);
  }
  isLooking = false;
  // The first beat again: somebody asked for a look in the meantime.
  schedule(beat === 0 ? 0 : Math.max(0, startedAt + beatMilliseconds - Date.now()));
}

async function lookAtAccount(isFirst) {
  const [{ droplets, meta }, { volumes }, { actions }] = await Promise.all([
    get(`/v2/droplets?per_page=${shownDroplets}`), get(`/v2/volumes?per_page=${shownDroplets}`), get(`/v2/actions?per_page=${shownDroplets}`),
  ]);
  const before = running;
  const names = new Map(droplets.map(droplet => [droplet.id, droplet.name]));
  running = new Map(actions.filter(action => action.status === "in-progress").map(action => [action.id, action]));
  const ofDroplets = [...running.values()].filter(action => action.resource_type === "droplet");
  showDroplets(droplets, meta.total, new Map(ofDroplets.map(action => [action.resource_id, action])), trouble);
  showVolumes(volumes, names, trouble);
  showPending([...running.values()].filter(action => action.type === "destroy"));

  const ended = [...before.values()].filter(action => !running.has(action.id));
  for (const { id, resource_id: droplet } of ended) {
    const action = actions.find(one => one.id === id);
    if (action && names.has(droplet)) announce(`${names.get(droplet)}: ${action.type.replaceAll("_", " ")} ${action.status}`);
    if (action?.status === "errored") trouble(new Error(`${names.get(droplet) ?? droplet}: ${action.error?.message ?? `${action.type} failed`}`));
  }
  if (isFirst || ended.length > 0) await showReceipts();
}

function trouble(error) {
  showFailure(byId("trouble"), error);
}
