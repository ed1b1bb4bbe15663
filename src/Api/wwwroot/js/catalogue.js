// What droplets can be made of. It changes seldom: read when a dialog opens.

import { get } from "./api.js";
import { imageOf, sizeOf } from "./words.js";

const everything = "per_page=200";

export async function regions() {
  const found = (await get(`/v2/regions?${everything}`)).regions.filter(region => region.available);
  return found.map(region => [region.slug, `${region.name} (${region.slug})`]);
}

export async function sizes() {
  const found = (await get(`/v2/sizes?${everything}`)).sizes.filter(size => size.available);
  found.sort((a, b) => a.disk - b.disk || a.memory - b.memory || a.vcpus - b.vcpus);
  return found.map(size => [size.slug, `${size.slug}: ${sizeOf(size)}`]);
}

export async function images() {
  const found = (await get(`/v2/images?${everything}`)).images.filter(image => image.status === "available");
  return found.map(image => [String(image.slug ?? image.id), `${image.distribution} ${image.name} (${imageOf(image)})`]);
}

export const sshKeys = async () => (await get(`/v2/account/keys?${everything}`)).ssh_keys;
