// godo 1.37 (Debian golang-github-digitalocean-godo-dev) through a droplet lifecycle; doctl and Terraform's provider are made of it.
// CC_URL=http://127.0.0.1:PORT CC_TOKEN=... GO111MODULE=off GOPATH=/usr/share/gocode go run godo_v2.go
package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/digitalocean/godo"
)

var (
	ctx            = context.Background()
	passed, failed int
	patience       = time.Minute
)

type bearer struct{ token string }

func (b bearer) RoundTrip(r *http.Request) (*http.Response, error) {
	r.Header.Set("Authorization", "Bearer "+b.token)
	return http.DefaultTransport.RoundTrip(r)
}

func check(name string, err error) {
	if err == nil {
		passed++
		fmt.Println("ok   " + name)
	} else {
		failed++
		fmt.Println("FAIL " + name + ": " + err.Error())
	}
}

func that(name string, holds bool) {
	if holds {
		check(name, nil)
	} else {
		check(name, errors.New("it does not hold"))
	}
}

func until(name string, holds func() bool) {
	deadline := time.Now().Add(patience)
	for !holds() {
		if time.Now().After(deadline) {
			check(name, errors.New("timed out"))
			return
		}
		time.Sleep(300 * time.Millisecond)
	}
	check(name, nil)
}

func main() {
	c, err := godo.New(&http.Client{Transport: bearer{os.Getenv("CC_TOKEN")}}, godo.SetBaseURL(os.Getenv("CC_URL")+"/"))
	check("client", err)
	st := fmt.Sprintf("go%d", os.Getpid())

	account, _, err := c.Account.Get(ctx)
	check("account", err)
	that("account is active", err == nil && account.Status == "active")
	sizes, _, err := c.Sizes.List(ctx, &godo.ListOptions{PerPage: 200})
	check("sizes", err)
	that("prices are there", err == nil && sizes[0].PriceMonthly > 0)
	_, _, err = c.Regions.List(ctx, &godo.ListOptions{PerPage: 200})
	check("regions", err)
	_, _, err = c.Images.ListDistribution(ctx, &godo.ListOptions{})
	check("distributions", err)
	image, _, err := c.Images.GetBySlug(ctx, "debian-12-x64")
	check("image by slug", err)

	droplet, resp, err := c.Droplets.Create(ctx, &godo.DropletCreateRequest{
		Name: st, Region: "nyc3", Size: "s-1vcpu-1gb", Image: godo.DropletCreateImage{ID: image.ID}, Tags: []string{st}, Monitoring: true, IPv6: true,
	})
	check("create", err)
	if err != nil {
		finish()
	}
	that("create links its action", len(resp.Links.Actions) == 1 && resp.Links.Actions[0].Rel == "create")
	load := func() *godo.Droplet {
		if d, _, err := c.Droplets.Get(ctx, droplet.ID); err == nil {
			return d
		}
		return &godo.Droplet{Locked: true}
	}
	until("active", func() bool { return load().Status == "active" && !load().Locked })
	ip, err := load().PublicIPv4()
	that("public address", err == nil && strings.Count(ip, ".") == 3)
	tagged, _, err := c.Droplets.ListByTag(ctx, st, nil)
	that("listed by tag", err == nil && len(tagged) == 1)

	act := func(name string, order func() (*godo.Action, *godo.Response, error)) {
		action, _, err := order()
		if err != nil {
			check(name, err)
			return
		}
		until(name, func() bool {
			a, _, err := c.DropletActions.Get(ctx, droplet.ID, action.ID)
			return err == nil && a.Status == godo.ActionCompleted
		})
	}
	act("reboot", func() (*godo.Action, *godo.Response, error) { return c.DropletActions.Reboot(ctx, droplet.ID) })
	act("rename", func() (*godo.Action, *godo.Response, error) { return c.DropletActions.Rename(ctx, droplet.ID, st+"-r") })
	that("renamed", load().Name == st+"-r")
	act("enable backups", func() (*godo.Action, *godo.Response, error) { return c.DropletActions.EnableBackups(ctx, droplet.ID) })
	act("disable backups", func() (*godo.Action, *godo.Response, error) { return c.DropletActions.DisableBackups(ctx, droplet.ID) })
	act("power off", func() (*godo.Action, *godo.Response, error) { return c.DropletActions.PowerOff(ctx, droplet.ID) })
	act("resize", func() (*godo.Action, *godo.Response, error) {
		return c.DropletActions.Resize(ctx, droplet.ID, "s-1vcpu-2gb", true)
	})
	that("resized", load().SizeSlug == "s-1vcpu-2gb")
	act("snapshot", func() (*godo.Action, *godo.Response, error) {
		return c.DropletActions.Snapshot(ctx, droplet.ID, st+"snap")
	})
	snapshots, _, err := c.Droplets.Snapshots(ctx, droplet.ID, nil)
	that("snapshot listed", err == nil && len(snapshots) == 1 && snapshots[0].Name == st+"snap")
	act("power on", func() (*godo.Action, *godo.Response, error) { return c.DropletActions.PowerOn(ctx, droplet.ID) })
	act("rebuild", func() (*godo.Action, *godo.Response, error) {
		return c.DropletActions.RebuildByImageSlug(ctx, droplet.ID, "debian-12-x64")
	})
	for _, list := range []func() error{
		func() error { _, _, err := c.Droplets.Actions(ctx, droplet.ID, nil); return err },
		func() error { _, _, err := c.Droplets.Kernels(ctx, droplet.ID, nil); return err },
		func() error { _, _, err := c.Droplets.Backups(ctx, droplet.ID, nil); return err },
		func() error { _, _, err := c.Droplets.Neighbors(ctx, droplet.ID); return err },
		func() error { _, _, err := c.Firewalls.ListByDroplet(ctx, droplet.ID, nil); return err },
		func() error { _, _, err := c.Projects.List(ctx, nil); return err },
		func() error { _, _, err := c.Snapshots.List(ctx, nil); return err },
	} {
		check("list", list())
	}

	volume, _, err := c.Storage.CreateVolume(ctx, &godo.VolumeCreateRequest{Region: "nyc3", Name: st, SizeGigaBytes: 1, FilesystemType: "ext4"})
	check("volume create", err)
	attached := func() int {
		v, _, err := c.Storage.GetVolume(ctx, volume.ID)
		if err != nil {
			return -1
		}
		return len(v.DropletIDs)
	}
	until("attach", func() bool { _, _, err := c.StorageActions.Attach(ctx, volume.ID, droplet.ID); return err == nil })
	until("attached", func() bool { return attached() == 1 })
	until("detach", func() bool {
		_, _, err := c.StorageActions.DetachByDropletID(ctx, volume.ID, droplet.ID)
		return err == nil
	})
	until("detached", func() bool { return attached() == 0 })
	kept, _, err := c.Storage.CreateSnapshot(ctx, &godo.SnapshotCreateRequest{VolumeID: volume.ID, Name: st + "vs"})
	check("volume snapshot", err)
	_, err = c.Storage.DeleteSnapshot(ctx, kept.ID)
	check("volume snapshot delete", err)
	until("volume delete", func() bool { _, err := c.Storage.DeleteVolume(ctx, volume.ID); return err == nil })

	address, _, err := c.FloatingIPs.Create(ctx, &godo.FloatingIPCreateRequest{Region: "nyc3"})
	check("reserved ip", err)
	if err == nil {
		assigned := func() *godo.Droplet { f, _, _ := c.FloatingIPs.Get(ctx, address.IP); return f.Droplet }
		_, _, err = c.FloatingIPActions.Assign(ctx, address.IP, droplet.ID)
		check("assign", err)
		until("assigned", func() bool { return assigned() != nil })
		until("unassign", func() bool { _, _, err := c.FloatingIPActions.Unassign(ctx, address.IP); return err == nil })
		until("unassigned", func() bool { return assigned() == nil })
		until("reserved ip delete", func() bool { _, err := c.FloatingIPs.Delete(ctx, address.IP); return err == nil })
	}

	vpc, _, err := c.VPCs.Create(ctx, &godo.VPCCreateRequest{Name: st, RegionSlug: "nyc3"})
	check("vpc create", err)
	if err == nil {
		_, err = c.VPCs.Delete(ctx, vpc.ID)
		check("vpc delete", err)
	}
	_, err = c.Droplets.DeleteByTag(ctx, st)
	check("delete by tag", err)
	until("gone", func() bool {
		_, r, err := c.Droplets.Get(ctx, droplet.ID)
		return err != nil && r != nil && r.StatusCode == http.StatusNotFound
	})
	finish()
}

func finish() {
	fmt.Printf("%d passed, %d failed\n", passed, failed)
	if failed > 0 || passed == 0 {
		os.Exit(1)
	}
	os.Exit(0)
}
