package site

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// ErrFrames is wrapped by the errors of FrameAncestors.
var ErrFrames = errors.New("site: bad frame ancestors")

// ownFrames lets pages of the site's own origin frame it.
const ownFrames = "'self'"

// maxFrames is the most bytes of a list: Cloudflare ignores lines of more than 2000, and the page's policy needs room.
const maxFrames = 1000

// frameOrigin matches an origin as a policy may name it, in lower case: no IPv6 address, no path.
var frameOrigin = regexp.MustCompile(`^https?://(\*\.)?[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*` +
	`(:([0-9]{1,5}|\*))?$`)

// FrameAncestors returns the value of frame-ancestors in a Content-Security-Policy for a list of origins, separated by
// white space, whose pages may frame the site's besides its own: https://example.org, with a port if it has one, or
// https://*.example.org for all names below. "" is none but the site's own, "none" nobody at all, "*" everybody. The
// error wraps ErrFrames and names the entry at fault.
func FrameAncestors(list string) (string, error) {
	switch entries := strings.Fields(strings.ToLower(list)); {
	case slices.Equal(entries, []string{"none"}):
		return "'none'", nil
	case slices.Equal(entries, []string{"*"}):
		return "*", nil
	default:
		sources := []string{ownFrames}
		for _, entry := range entries {
			origin := strings.TrimSuffix(entry, "/")
			if !frameOrigin.MatchString(origin) {
				return "", fmt.Errorf("%w: %q is no origin such as https://example.org or https://*.example.org "+
					"(none and * stand alone)", ErrFrames, entry)
			}
			sources = append(sources, origin)
		}
		value := strings.Join(sources, " ")
		if len(value) > maxFrames {
			return "", fmt.Errorf("%w: the list has %d bytes, at most %d", ErrFrames, len(value), maxFrames)
		}
		return value, nil
	}
}
