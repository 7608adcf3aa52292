package main

import (
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"
)

// guard answers requests only if they are for this server, and aborts responses that nobody reads.
//
// Any page can reach even a server that listens on this machine alone: a hostile page lets its own host name point to
// 127.0.0.1, and is then of the same origin to its browser (DNS rebinding). The host name in its requests gives it
// away.
type guard struct {
	next     http.Handler
	hosts    []string // permitted host names; none: any
	loopback bool     // it listens on this machine alone
	patience time.Duration
}

// newGuard guards a server that listens on addr. hosts are the names that it is known by besides its own; without any,
// a server that other machines can reach answers to every name.
func newGuard(next http.Handler, addr string, hosts []string, patience time.Duration) *guard {
	host, _, err := net.SplitHostPort(addr)
	return &guard{next: next, hosts: hosts, loopback: err == nil && isLoopback(host), patience: patience}
}

// ServeHTTP implements http.Handler.
func (g *guard) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if g.patience > 0 {
		// The only error is that w is not a connection, as in tests.
		_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(g.patience))
	}
	if !g.known(r.Host) {
		http.Error(w, fmt.Sprintf("this server does not answer to the name %.100q; coconut serve --host NAME changes that",
			r.Host), http.StatusMisdirectedRequest)
		return
	}
	g.next.ServeHTTP(w, r)
}

// withDeadline aborts responses that nobody reads, some time after they should have been computed: an unread stream
// would keep its turn, and others waiting.
func withDeadline(next http.Handler, compute time.Duration) http.Handler {
	if compute == 0 {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(compute + headTime))
		next.ServeHTTP(w, r)
	})
}

// known reports whether a Host header names this server. This machine's own names are always among them, for health
// checks beside it: no hostile page's name looks like that.
func (g *guard) known(host string) bool {
	if !g.loopback && len(g.hosts) == 0 {
		return true
	}
	name := strings.ToLower(host)
	if h, _, err := net.SplitHostPort(name); err == nil {
		name = h
	}
	name = strings.TrimSuffix(strings.TrimSuffix(strings.TrimPrefix(name, "["), "]"), ".")
	return isLoopback(name) || slices.ContainsFunc(g.hosts,
		func(h string) bool { return strings.EqualFold(h, name) })
}

// isLoopback reports whether a name or address always means the machine itself.
func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback() || host == "localhost" || strings.HasSuffix(host, ".localhost")
}
