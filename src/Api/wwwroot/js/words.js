// How numbers, times and states are said.

const units = ["bytes", "KiB", "MiB", "GiB", "TiB", "PiB"];

/** 4194304 → "4 MiB". */
export function bytes(count) {
  let unit = 0;
  while (count >= 1024 && unit < units.length - 1) {
    count /= 1024;
    unit++;
  }
  return `${count < 10 && count % 1 ? count.toFixed(1) : Math.round(count)} ${units[unit]}`;
}

export const number = count => count.toLocaleString("en");

export const percent = (part, whole) => {
  const share = whole ? (100 * part) / whole : 0;
  return share > 0 && share < 1 ? "less than 1 %" : `${Math.round(share)} %`;
};

/** How long ago, in one unit. */
export function age(timestamp) {
  const seconds = Math.max(0, (Date.now() - Date.parse(timestamp)) / 1000);
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86400) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86400)} d`;
}

export const moment = timestamp => new Date(timestamp).toLocaleString();

const doing = {
  create: "being created",
  destroy: "being destroyed",
  power_on: "powering on",
  power_off: "powering off",
  shutdown: "shutting down",
  reboot: "rebooting",
  power_cycle: "power cycling",
  rebuild: "being rebuilt",
  rename: "being renamed",
  attach: "being attached",
  attach_volume: "being attached",
  detach: "being detached",
  detach_volume: "being detached",
  resize: "being resized",
  snapshot: "being copied",
};

/** What a running action does, as people say it. */
export const doingOf = action => doing[action.type] ?? action.type.replaceAll("_", " ");

export const sizeOf = size => `${size.vcpus} vCPU, ${bytes(size.memory * 2 ** 20)} memory, ${size.disk} GiB disk`;

export const imageOf = image => image.slug ?? image.name;
