package main

import (
	"encoding/json"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"golang.org/x/time/rate"
)

// TestClients checks buckets, their refill, that a refused question costs nothing, and that memory is bounded.
func TestClients(t *testing.T) {
	c := newClients(rate.Limit(0.5), 3, 100)
	now := time.Unix(1_700_000_000, 0)
	addr := func(i int) netip.Prefix {
		return netip.PrefixFrom(netip.AddrFrom4([4]byte{10, 0, byte(i >> 8), byte(i)}), 32)
	}
	for i, want := range []time.Duration{0, 0, 0, 2 * time.Second, 2 * time.Second} {
		if got := c.wait(addr(1), now); got != want {
			t.Errorf("question %d: wait %v, want %v", i, got, want)
		}
	}
	if got := c.wait(addr(2), now); got != 0 {
		t.Errorf("another client waits %v", got)
	}
	if got := c.wait(addr(1), now.Add(time.Second)); got != time.Second {
		t.Errorf("half a question later: wait %v", got)
	}
	if got := c.wait(addr(1), now.Add(2*time.Second)); got != 0 {
		t.Errorf("a question later: wait %v", got)
	}
	later := now.Add(2 * time.Second)
	for i := range 5000 {
		c.wait(addr(1), later) // always among the latest, so it is never forgotten
		c.wait(addr(i+2), later)
	}
	if len(c.byAddr) != 100 || c.recent.Len() != 100 {
		t.Errorf("%d and %d clients are remembered, want 100", len(c.byAddr), c.recent.Len())
	}
	if got := c.wait(addr(1), later); got != 2*time.Second {
		t.Error("others' questions made a client forgotten that still asks")
	}
}

// TestClientOf checks whose question it is: nobody can pretend to be another client, with a trusted proxy or without.
func TestClientOf(t *testing.T) {
	var trusted []netip.Prefix
	for _, text := range []string{"127.0.0.1", "10.0.0.0/8", "fd00::/8"} {
		network, err := parseNetwork(text)
		if err != nil {
			t.Fatal(err)
		}
		trusted = append(trusted, network)
	}
	for _, c := range []struct {
		peer, header, want string
	}{
		{"192.0.2.1:99", "", "192.0.2.1/32"},
		{"192.0.2.1:99", "198.51.100.7", "192.0.2.1/32"}, // not a proxy of ours
		{"127.0.0.1:99", "198.51.100.7", "198.51.100.7/32"},
		{"127.0.0.1:99", "203.0.113.5, 198.51.100.7", "198.51.100.7/32"}, // the first was the client's own word
		{"127.0.0.1:99", "203.0.113.5,198.51.100.7 , 10.1.2.3", "198.51.100.7/32"},
		{"127.0.0.1:99", "10.1.1.1, 10.1.2.3", "10.1.1.1/32"},
		{"127.0.0.1:99", "", "127.0.0.1/32"},
		{"127.0.0.1:99", "198.51.100.7, unknown", "127.0.0.1/32"},
		{"[::ffff:127.0.0.1]:99", "::ffff:198.51.100.7", "198.51.100.7/32"},
		{"[2001:db8:1:2:3:4:5:6]:99", "", "2001:db8:1:2::/64"},
		{"[fe80::1%eth0]:99", "", "fe80::/64"},
		{"[fd00::1]:99", "2001:db8:9:9::1", "2001:db8:9:9::/64"},
		{"@", "198.51.100.7", "invalid Prefix"}, // a Unix socket
	} {
		r := &http.Request{RemoteAddr: c.peer, Header: http.Header{}}
		if c.header != "" {
			r.Header.Set("X-Forwarded-For", c.header)
		}
		if got := clientOf(r, trusted).String(); got != c.want {
			t.Errorf("%s with %q is %s, want %s", c.peer, c.header, got, c.want)
		}
	}
	lines := http.Header{"X-Forwarded-For": {"203.0.113.5", "198.51.100.7"}}
	two := &http.Request{RemoteAddr: "127.0.0.1:9", Header: lines}
	if got := clientOf(two, trusted).String(); got != "198.51.100.7/32" {
		t.Errorf("with two lines it is %s", got)
	}
}

// TestRate asks the real server too much, as several clients.
func TestRate(t *testing.T) {
	addr := startServe(t, "--dir", "", "--rate", "1", "--burst", "2", "--trust-proxy", "127.0.0.1", "--origin", "*")
	ask := func(client string) (*http.Response, string) {
		return raw(t, addr, request("POST", "/v1/reason", askText, "Host: "+addr, "X-Forwarded-For: "+client))
	}
	for _, client := range []string{"192.0.2.1", "192.0.2.2"} {
		for range 2 {
			if resp, body := ask(client); resp.StatusCode != 200 || !strings.Contains(body, askAnswer) {
				t.Errorf("%s: %d %s", client, resp.StatusCode, body)
			}
		}
		resp, body := ask(client)
		var e struct {
			Error struct{ Type, Code, Message string }
		}
		if err := json.Unmarshal([]byte(body), &e); err != nil || resp.StatusCode != 429 ||
			e.Error.Code != "rate_limit_exceeded" || e.Error.Type != "rate_limit_error" {
			t.Errorf("%s: %d %s, want a 429", client, resp.StatusCode, body)
		}
		if after := resp.Header.Get("Retry-After"); after != "60" && after != "59" ||
			!strings.Contains(e.Error.Message, after+" s") || resp.Header.Get("Access-Control-Allow-Origin") != "*" {
			t.Errorf("%s: Retry-After is %q, in %v", client, after, resp.Header)
		}
	}
	header := "X-Forwarded-For: 192.0.2.1"
	for _, path := range []string{"/healthz", "/v1/models", "/metrics"} { // what costs nothing
		resp, body := raw(t, addr, request("GET", path, "", "Host: "+addr, header))
		if resp.StatusCode != 200 {
			t.Errorf("%s: %d", path, resp.StatusCode)
		}
		if path == "/metrics" && !strings.Contains(body, "\ncoconut_rate_limited_total 2\n") {
			t.Errorf("two questions were refused, and it has %s", body)
		}
	}
}

func TestRateErrors(t *testing.T) {
	for want, args := range map[string][]string{
		"--burst has no effect without --rate":       {"--burst", "3"},
		"--trust-proxy has no effect without --rate": {"--trust-proxy", "127.0.0.1"},
		"--rate has no effect with --no-api":         {"--rate", "3", "--no-api", "--dir", "x"},
		`--trust-proxy is "proxy"`:                   {"--rate", "3", "--trust-proxy", "proxy"},
		`--rate is "0"`:                              {"--rate", "0"},
	} {
		_, err := command(t, append([]string{"serve", "--dir", ""}, args...)...)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", args, err, want)
		}
	}
}

// FuzzClientOf checks that whatever a client writes into the header, it is its own address: that of its connection, or
// the one that a trusted proxy has added at the end.
func FuzzClientOf(f *testing.F) {
	f.Add("203.0.113.5, 198.51.100.7", "192.0.2.1")
	f.Add("::1%eth0,, ::ffff:1.2.3.4 ,", "2001:db8::1")
	f.Add("unknown", "127.0.0.1")
	trusted := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
	f.Fuzz(func(t *testing.T, header, last string) {
		r := &http.Request{RemoteAddr: "192.0.2.9:1", Header: http.Header{"X-Forwarded-For": {header}}}
		if got := clientOf(r, trusted); got != netip.MustParsePrefix("192.0.2.9/32") {
			t.Errorf("%q makes a stranger %v", header, got)
		}
		addr, err := netip.ParseAddr(last)
		if err != nil || trusted[0].Contains(addr.Unmap()) {
			return
		}
		r = &http.Request{RemoteAddr: "10.1.1.1:1", Header: http.Header{"X-Forwarded-For": {header, last}}}
		if got := clientOf(r, trusted); got != clientNetwork(addr.Unmap()) {
			t.Errorf("%q before %s makes it %v", header, last, got)
		}
	})
}
