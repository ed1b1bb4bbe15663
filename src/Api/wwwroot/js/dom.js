// Elements without a framework. Text only ever becomes text: nothing here, or anywhere in the panel, parses HTML.

export const byId = id => document.getElementById(id);

/** Makes an element. Members of `attributes` that are functions listen (`onclick`), false and null are left out. */
export function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(key.slice(2), value);
    else if (value !== false && value != null) element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.filter(child => child != null));
  return element;
}

/** Sets an element's text, and touches nothing when it is the same: a screen reader would read it again. */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Tells whoever does not see the screen. */
export const announce = text => say(byId("news"), text);

/** A table cell that knows its column's name, for screens too narrow for columns. */
export const cell = (label, ...children) => el("td", { role: "cell", "data-label": label }, ...children);

/**
 * Keeps a list's elements in step with its data: one element for each key, made once and then updated, so that the focus stays
 * where it is while everything around it changes.
 */
export class KeyedList {
  #parent;
  #make;
  #shown = new Map();

  /** `make(item)` returns `{ element, update(item) }`. */
  constructor(parent, make) {
    this.#parent = parent;
    this.#make = make;
  }

  show(items, keyOf) {
    const before = this.#shown;
    this.#shown = new Map(items.map(item => [keyOf(item), before.get(keyOf(item)) ?? this.#make(item)]));
    for (const [key, entry] of before) if (!this.#shown.has(key)) entry.element.remove();
    let place = this.#parent.firstElementChild;
    for (const item of items) {
      const entry = this.#shown.get(keyOf(item));
      entry.update(item);
      if (entry.element === place) place = place.nextElementSibling;
      else this.#parent.insertBefore(entry.element, place);
    }
  }
}
