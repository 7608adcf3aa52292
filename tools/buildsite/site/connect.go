package site

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
)

// ErrConnect is wrapped by the errors of Connect.
var ErrConnect = errors.New("site: bad origins to connect to")

// ownConnect lets the page fetch from its own site alone.
const ownConnect = "connect-src 'self'"

// Connect returns a Content-Security-Policy's connect-src for a list of origins, separated by white space, from which
// the page may fetch models besides its own site, in the form of FrameAncestors. "" is none. The error wraps ErrConnect
// and names the entry at fault.
func Connect(list string) (string, error) {
	value, err := FrameAncestors(list)
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrConnect, err)
	}
	if !strings.HasPrefix(value, ownFrames) {
		return "", fmt.Errorf("%w: %q; name the origins", ErrConnect, list)
	}
	return "connect-src " + value, nil
}

// withConnect writes into the site's page what it may connect to, as Connect returns it.
func withConnect(page []byte, connect string) []byte {
	if connect == "" {
		return page
	}
	return bytes.Replace(page, []byte(ownConnect+";"), []byte(connect+";"), 1)
}
