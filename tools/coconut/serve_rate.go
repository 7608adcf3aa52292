package main

import (
	"container/list"
	"fmt"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"golang.org/x/time/rate"
)

// rateOptions are the flags of `coconut serve` that bound what one client may ask.
type rateOptions struct {
	perMinute, burst int
	proxies          []string
	trusted          []netip.Prefix // what check has read of proxies
}

// add adds the flags.
func (o *rateOptions) add(flags *pflag.FlagSet) {
	countVar(flags, &o.perMinute, "rate", 1, 0, "questions a minute for each client, by its address; more get a 429 "+
		"(default: any number)")
	countVar(flags, &o.burst, "burst", 1, 10, "with --rate, questions that a client may ask at once after a rest")
	flags.StringArrayVar(&o.proxies, "trust-proxy", nil, "with --rate, address or network of a proxy, such as 127.0.0.1 "+
		"or 10.0.0.0/8, whose X-Forwarded-For names the client; repeatable")
}

// check reads the options.
func (o *rateOptions) check(cmd *cobra.Command) error {
	if o.perMinute == 0 {
		return withoutEffect(cmd, "without --rate", "burst", "trust-proxy")
	}
	o.trusted = nil
	for _, text := range o.proxies {
		network, err := parseNetwork(text)
		if err != nil {
			return &valueError{"trust-proxy", text, "an address such as 127.0.0.1, or a network such as 10.0.0.0/8", err}
		}
		o.trusted = append(o.trusted, network)
	}
	return nil
}

// parseNetwork reads a network, or an address as one of a single machine.
func parseNetwork(text string) (netip.Prefix, error) {
	if network, err := netip.ParsePrefix(text); err == nil {
		return network.Masked(), nil
	}
	addr, err := netip.ParseAddr(text)
	if err != nil {
		return netip.Prefix{}, err
	}
	return netip.PrefixFrom(addr, addr.BitLen()), nil
}

// admit returns the API's Admit: refused is called for each question that must wait. It is nil without a limit.
func (o *rateOptions) admit(refused func()) func(*http.Request) time.Duration {
	if o.perMinute == 0 {
		return nil
	}
	clients := newClients(rate.Limit(float64(o.perMinute)/60), o.burst, maxClients)
	return func(r *http.Request) time.Duration {
		wait := clients.wait(clientOf(r, o.trusted), time.Now())
		if wait > 0 {
			refused()
		}
		return wait
	}
}

// maxClients bounds the clients that are remembered, at some 300 bytes each. Beyond that the one that has asked nothing
// for the longest time is forgotten: who has that many addresses cannot be limited by them.
const maxClients = 1 << 16

// clients gives every client a bucket of questions that refills steadily.
type clients struct {
	limit rate.Limit
	burst int
	most  int

	mu     sync.Mutex
	byAddr map[netip.Prefix]*list.Element
	recent *list.List // of *client, the latest first
}

type client struct {
	addr   netip.Prefix
	bucket *rate.Limiter
}

func newClients(limit rate.Limit, burst, most int) *clients {
	return &clients{limit: limit, burst: burst, most: most, byAddr: map[netip.Prefix]*list.Element{}, recent: list.New()}
}

// wait takes a question out of a client's bucket. If there is none, it returns how long it takes until there is one.
func (c *clients) wait(addr netip.Prefix, now time.Time) time.Duration {
	taken := c.bucket(addr).ReserveN(now, 1)
	wait := taken.DelayFrom(now)
	if wait > 0 {
		taken.CancelAt(now) // a refused question costs nothing
	}
	return wait
}

// bucket returns a client's bucket, a new and full one for a client that is not remembered.
func (c *clients) bucket(addr netip.Prefix) *rate.Limiter {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e, known := c.byAddr[addr]; known {
		c.recent.MoveToFront(e)
		return e.Value.(*client).bucket
	}
	if c.recent.Len() >= c.most {
		oldest := c.recent.Back()
		delete(c.byAddr, oldest.Value.(*client).addr)
		c.recent.Remove(oldest)
	}
	bucket := rate.NewLimiter(c.limit, c.burst)
	c.byAddr[addr] = c.recent.PushFront(&client{addr, bucket})
	return bucket
}

// clientOf returns who asks: the address at the other end of the connection or, if that is a trusted proxy, the last
// one in X-Forwarded-For that is not. Anybody can write what stands before it. Of an IPv6 address the first 64 bits
// count: the rest is the client's own choice.
func clientOf(r *http.Request, trusted []netip.Prefix) netip.Prefix {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Prefix{} // not a connection over IP: all of these are one client
	}
	addr := peer.Addr().Unmap()
	for hops := forwarded(r); isTrusted(addr, trusted) && len(hops) > 0; hops = hops[:len(hops)-1] {
		next, err := netip.ParseAddr(hops[len(hops)-1])
		if err != nil {
			break // the proxy itself is the client, as it does not say who is
		}
		addr = next.Unmap()
	}
	return clientNetwork(addr)
}

// clientNetwork is the part of an address that stands for one client.
func clientNetwork(addr netip.Addr) netip.Prefix {
	bits := 64
	if addr.Is4() {
		bits = 32
	}
	network, err := addr.WithZone("").Prefix(bits)
	if err != nil {
		panic(fmt.Sprintf("coconut: %v has no %d bits: %v", addr, bits, err)) // every address has as many
	}
	return network
}
