package api

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// ErrOrigin is wrapped by the error for an origin that no browser would ever send.
var ErrOrigin = errors.New("api: bad origin")

// ParseOrigin gives the form of Options.Origin in which browsers name an origin, "https://example.org": small
// letters, no slash at the end, no port that the scheme has anyway. "", "*" and SameOrigin stay. The error wraps
// ErrOrigin.
func ParseOrigin(text string) (string, error) {
	text = strings.TrimSpace(text)
	if text == "" || text == "*" || text == SameOrigin {
		return text, nil
	}
	bad := func(format string, a ...any) (string, error) {
		return "", fmt.Errorf("%w: %.100q %s", ErrOrigin, text, fmt.Sprintf(format, a...))
	}
	if strings.ContainsAny(text, ", \t") {
		return bad(`is a list; only one origin is possible, or "*" for any`)
	}
	u, err := url.Parse(text)
	switch {
	case !strings.Contains(text, "://"):
		return bad("has no scheme; did you mean https://%s?", strings.TrimRight(text, "/"))
	case err != nil:
		return bad("is not an address: %v", errors.Unwrap(err))
	case u.Hostname() == "" || strings.Contains(u.Host, "*"):
		return bad("has no host name; an origin looks like https://example.org")
	case u.User != nil || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "":
		return bad("has more than scheme, host and port; the origin is %s://%s", u.Scheme, u.Host)
	}
	host := strings.ToLower(u.Host)
	if standard := map[string]string{"http": ":80", "https": ":443"}[u.Scheme]; standard != "" {
		host = strings.TrimSuffix(host, standard)
	}
	return u.Scheme + "://" + strings.TrimSuffix(host, ":"), nil
}

// Misconfigured answers every request with an error about the server's settings, for servers that cannot refuse to
// start.
func Misconfigured(err error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		e := &Error{Status: http.StatusInternalServerError, Type: typeServer, Code: "misconfigured", Message: err.Error()}
		_ = writeJSON(w, e.Status, errorBody{e}) // this fails only when the client is gone
	})
}
