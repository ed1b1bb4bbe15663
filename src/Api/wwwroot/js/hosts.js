// For operators: every host's extents, live while the map is on the screen.

import { get, post } from "./api.js";
import { byId, el, KeyedList, say } from "./dom.js";
import { countByKind, drawMap, releasedSince, stillFresh } from "./extents.js";
import { showFailure } from "./forms.js";
import { age, bytes, number, percent } from "./words.js";

const busyMilliseconds = 10_000;

const cards = new Map();
const list = new KeyedList(byId("host-cards"), host => new HostCard(host));
const onScreen = new IntersectionObserver(entries => {
  for (const entry of entries) cards.get(entry.target)?.seen(entry.isIntersecting);
});
const resized = new ResizeObserver(entries => {
  for (const entry of entries) cards.get(entry.target)?.draw();
});
const dark = matchMedia("(prefers-color-scheme: dark)");
dark.addEventListener("change", () => cards.forEach(card => card.draw()));

let turn = 0;

/** Reads the list of hosts. Whoever is no operator is told no, and never sees the section. */
export async function showHosts() {
  const { hosts } = await get("/v2/hosts?per_page=200");
  list.show(hosts, host => host.name);
  byId("hosts").hidden = hosts.length === 0;
}

/**
 * Reads the hosts that are on the screen: all of them, or those where something goes on and, when it is `anotherTurn`, one of the others,
 * for the API's sake.
 */
export async function lookAtMaps(all, anotherTurn) {
  const visible = [...cards.values()].filter(card => card.isOnScreen);
  const next = anotherTurn ? visible[turn++ % Math.max(1, visible.length)] : null;
  await Promise.all(visible.filter(card => all || card.isBusy || card === next).map(card => card.look()));
}

const finding = ({ kind, resource, detail, first_seen_at: since }) =>
  el("li", { class: "notice warn" }, el("strong", {}, kind.replaceAll("_", " ")), ` ${detail}`, el("small", {}, `${resource}, for ${age(since)}`));

class HostCard {
  #host;
  #map = null;
  #released = [];
  #changedAt = 0;
  #canvas = el("canvas", { role: "img" });
  #facts = {};
  #note = el("p", { class: "hint" });
  #state = el("span", { class: "pill" });
  #findings = el("ul", { class: "findings" });
  #turn = el("button", { type: "button", onclick: () => this.#drainOrServe() });
  #failure = el("div", { role: "alert" });
  isOnScreen = false;

  constructor(host) {
    this.#host = host;
    const fact = (kind, name) => {
      this.#facts[kind] = el("dd", {}, "–");
      return el("div", {}, el("dt", {}, name), this.#facts[kind]);
    };
    this.element = el("article", { class: "card host", "aria-label": host.name },
      el("div", { class: "title" },
        el("h3", {}, host.name, el("small", { class: "muted" }, ` ${host.region} · extents of ${bytes(host.extent_bytes)}`)),
        el("p", { class: "doings" }, this.#state, this.#turn)),
      this.#canvas,
      el("dl", { class: "facts" },
        fact("free", "Free"), fact("allocated", "Allocated"), fact("quarantined", "Quarantined"), fact("dirty", "Dirty")),
      this.#note, this.#findings, this.#failure);
    cards.set(this.#canvas, this);
    onScreen.observe(this.#canvas);
    resized.observe(this.#canvas);
  }

  /** Whether its map changed a moment ago, or a disk on it is being cleaned. */
  get isBusy() {
    return this.#map === null || Date.now() - this.#changedAt < busyMilliseconds || this.#map.extents.some(run => run.state === "quarantined");
  }

  update(host) {
    this.#host = host;
    this.#state.className = `pill ${host.away ? "declined" : host.state === "serving" ? "active" : "off"}`;
    say(this.#state, host.away ? `away, ${host.state}` : host.state);
    say(this.#turn, host.state === "serving" ? "Drain" : "Serve");
    this.#turn.setAttribute("aria-label", `${this.#turn.textContent} ${host.name}`);
    this.#turn.title = host.state === "serving" ? "It takes no orders from now on; what is on it stays" : "It takes orders again";
    this.#turn.hidden = host.state === "removed";
    if (host.findings) this.#findings.replaceChildren(...host.findings.map(finding));
  }

  async #drainOrServe() {
    this.#turn.disabled = true;
    try {
      this.update((await post(`/v2/hosts/${this.#host.name}/${this.#host.state === "serving" ? "drain" : "serve"}`)).host);
      this.#failure.replaceChildren();
    } catch (error) {
      showFailure(this.#failure, error);
    } finally {
      this.#turn.disabled = false;
    }
  }

  /** Whoever scrolls to a map wants the one of now. */
  seen(isOnScreen) {
    this.isOnScreen = isOnScreen;
    if (isOnScreen) this.#changedAt = Date.now();
  }

  async look() {
    const [map, { host }] = await Promise.all([get(`/v2/hosts/${this.#host.name}/extents`), get(`/v2/hosts/${this.#host.name}`)]);
    this.update(host);
    const now = Date.now();
    if (this.#map && JSON.stringify(map.extents) !== JSON.stringify(this.#map.extents)) {
      this.#changedAt = now;
      if (!map.coarse && !this.#map.coarse) this.#released.push(...releasedSince(this.#map.extents, map.extents, now));
    }
    this.#map = map;
    this.#released = stillFresh(this.#released, map.extents, now);
    this.draw();
  }

  draw() {
    if (this.#map === null) return;
    const { extents, coarse, total_extents: total, extent_bytes: size, taken_at: takenAt } = this.#map;
    drawMap(this.#canvas, extents, this.#released, total);

    const counts = countByKind(extents);
    for (const [kind, place] of Object.entries(this.#facts)) say(place, `${bytes(counts[kind] * size)} (${percent(counts[kind], total)})`);
    const label = `Map of ${number(total)} extents of ${this.#host.name}: ${percent(counts.allocated, total)} allocated, `
      + `${percent(counts.quarantined, total)} quarantined, ${percent(counts.dirty, total)} dirty`;
    if (this.#canvas.getAttribute("aria-label") !== label) this.#canvas.setAttribute("aria-label", label);
    say(this.#note, [
      takenAt ? `Last change ${age(takenAt)} ago.` : "No worker has published its map yet.",
      coarse ? "Too fragmented to show every extent: each cell shows the loudest of its states." : "",
    ].join(" ").trim());
  }
}
