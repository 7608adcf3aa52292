package main

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// forwarded returns the addresses in X-Forwarded-For, the client's own word first and the nearest proxy's last. Their
// number is bounded by the size of a request's head.
func forwarded(r *http.Request) []string {
	var hops []string
	for _, line := range r.Header.Values("X-Forwarded-For") {
		for hop := range strings.SplitSeq(line, ",") {
			hops = append(hops, strings.TrimSpace(hop))
		}
	}
	return hops
}

// isTrusted reports whether an address is in one of the networks.
func isTrusted(addr netip.Addr, networks []netip.Prefix) bool {
	return slices.ContainsFunc(networks, func(n netip.Prefix) bool { return n.Contains(addr) })
}
