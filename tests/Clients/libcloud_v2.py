#!/usr/bin/python3
"""Apache Libcloud 3.4 (Debian python3-libcloud) through a droplet lifecycle.
CC_URL=http://127.0.0.1:PORT /usr/bin/python3 libcloud_v2.py"""
import os, sys
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from _check import *
from libcloud.common.exceptions import BaseHTTPError
from libcloud.compute.drivers.digitalocean import DigitalOcean_v2_NodeDriver
from libcloud.compute.providers import get_driver
from libcloud.compute.types import NodeState, Provider
DigitalOcean_v2_NodeDriver._ex_connection_class_kwargs = lambda self: {"url": URL}   # Libcloud's own hook for a private address
c = get_driver(Provider.DIGITAL_OCEAN)(TOKEN)
st = "lc%d" % os.getpid()
sizes = {s.name: s for s in t("sizes", c.list_sizes)}
where = [x for x in t("locations", c.list_locations) if x.id == "nyc3"][0]
image = [x for x in t("images", c.list_images) if x.extra["slug"] == "debian-12-x64"][0]
key = t("ssh key create", lambda: c.create_key_pair(st, pubkey()))
t("ssh key lookup", lambda: c.get_key_pair(st).fingerprint == key.fingerprint)
node = t("create", lambda: c.create_node(st, sizes["s-1vcpu-1gb"], image, where, ex_create_attr={"ssh_keys": [key.fingerprint], "tags": [st]}))
load = lambda: c.ex_get_node_details(node.id)
settle = lambda: until(lambda: (lambda n: n if n.state != NodeState.PENDING and not n.extra["locked"] else None)(load()))
t("running", lambda: until(lambda: load().state == NodeState.RUNNING))
t("public address", lambda: load().public_ips[0].count(".") == 3)
t("listed", lambda: node.id in [n.id for n in c.list_nodes()])
act = lambda name, fn: t(name, lambda: fn() and settle())
act("rename", lambda: c.ex_rename_node(node, st + "-r")); t("renamed", lambda: load().name == st + "-r")
act("reboot", lambda: c.reboot_node(node)); act("hard reboot", lambda: c.ex_hard_reboot(node)); act("enable ipv6", lambda: c.ex_enable_ipv6(node))
act("shut down", lambda: c.ex_shutdown_node(node)); t("off", lambda: load().state == NodeState.STOPPED)
act("resize", lambda: c.ex_resize_node(node, sizes["s-1vcpu-2gb"])); t("resized", lambda: load().extra["size_slug"] == "s-1vcpu-2gb")
act("power on", lambda: c.ex_power_on_node(node))
act("snapshot", lambda: c.create_image(node, st + "snap"))
snap = t("snapshot listed", lambda: [i for i in c.list_images() if i.name == st + "snap"][0])
t("snapshot deleted", lambda: c.delete_image(snap))
act("rebuild", lambda: c.ex_rebuild_node(node))
v = t("volume create", lambda: c.create_volume(1, st, where))
vol = lambda: [x for x in c.list_volumes() if x.id == v.id][0]
t("attach", lambda: until(lambda: not raises(BaseHTTPError, lambda: c.attach_volume(node, v))))
t("attached", lambda: until(lambda: vol().extra["droplet_ids"] == [int(node.id)]))
t("detach", lambda: until(lambda: not raises(BaseHTTPError, lambda: c.detach_volume(vol()))))
t("detached", lambda: until(lambda: vol().extra["droplet_ids"] == []))
vs = t("volume snapshot", lambda: c.create_volume_snapshot(v, st + "vs"))
t("volume snapshot listed", lambda: [s.id for s in c.list_volume_snapshots(v)] == [vs.id])
t("volume snapshot delete", lambda: c.delete_volume_snapshot(vs))
t("volume delete", lambda: until(lambda: not raises(BaseHTTPError, lambda: c.destroy_volume(v))))
ip = t("reserved ip", lambda: c.ex_create_floating_ip(where))
t("assign", lambda: c.ex_attach_floating_ip_to_node(node, ip))
t("assigned", lambda: until(lambda: c.ex_get_floating_ip(ip.ip_address).node_id == int(node.id)))
t("unassign", lambda: until(lambda: not raises(BaseHTTPError, lambda: c.ex_detach_floating_ip_from_node(node, ip))))
t("unassigned", lambda: until(lambda: c.ex_get_floating_ip(ip.ip_address).node_id is None))
t("reserved ip delete", lambda: until(lambda: not raises(BaseHTTPError, lambda: c.ex_delete_floating_ip(ip))))
t("422 has a message", lambda: "size" in str(raises(BaseHTTPError, lambda: c.create_node(st, type("S", (), {"name": "nope"}), image, where))))
t("destroy", lambda: c.destroy_node(node))
t("gone", lambda: until(lambda: node.id not in [n.id for n in c.list_nodes()]))
t("ssh key delete", lambda: c.delete_key_pair(key))
done()
