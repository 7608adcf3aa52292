package deploy

import (
	"regexp"
	"strings"
	"testing"
)

// headerRules are the rules of a _headers file, in order.
type headerRules []headerRule

// headerRule sets headers for the addresses that match, after it has taken away those in drop.
type headerRule struct {
	match *regexp.Regexp
	drop  []string
	set   [][2]string
}

// parseHeaders reads a _headers file (https://developers.cloudflare.com/workers/static-assets/headers/).
func parseHeaders(t *testing.T, text string) headerRules {
	t.Helper()
	var rules headerRules
	for line := range strings.Lines(strings.TrimSpace(text)) {
		entry := strings.TrimSpace(line)
		switch name, value, isHeader := strings.Cut(entry, ": "); {
		case !strings.HasPrefix(line, " "):
			pattern := regexp.MustCompile(`:\w+`).ReplaceAllString(regexp.QuoteMeta(entry), `[^/]+`)
			pattern = strings.ReplaceAll(pattern, `\*`, `.*`)
			rules = append(rules, headerRule{match: regexp.MustCompile("^" + pattern + "$")})
		case strings.HasPrefix(entry, "! "):
			last := &rules[len(rules)-1]
			last.drop = append(last.drop, strings.TrimPrefix(entry, "! "))
		case isHeader:
			last := &rules[len(rules)-1]
			last.set = append(last.set, [2]string{name, value})
		default:
			t.Fatalf("_headers has the line %q", line)
		}
	}
	return rules
}

// of returns the headers of an address.
func (rules headerRules) of(path string) map[string]string {
	headers := map[string]string{}
	for _, r := range rules {
		if !r.match.MatchString(path) {
			continue
		}
		for _, name := range r.drop {
			delete(headers, name)
		}
		for _, h := range r.set {
			headers[h[0]] = h[1]
		}
	}
	return headers
}
