//go:build !js

package hub

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"net/url"
	"time"

	"github.com/coconut-page/coconut/internal/fault"
)

const (
	userAgent = "coconut (https://github.com/coconut-page/coconut)"

	maxRedirects = 10
	maxTries     = 5
	firstPause   = 300 * time.Millisecond
)

// authorized adds the token to the requests for one origin: scheme, host and port. A redirect to another one, such as
// the network that delivers large files, goes without.
type authorized struct {
	base   http.RoundTripper
	origin *url.URL
	token  string
}

// RoundTrip implements http.RoundTripper.
func (a authorized) RoundTrip(req *http.Request) (*http.Response, error) {
	if a.token != "" && sameOrigin(req.URL, a.origin) {
		req = req.Clone(req.Context())
		req.Header.Set("Authorization", "Bearer "+a.token)
	}
	return a.base.RoundTrip(req)
}

func sameOrigin(a, b *url.URL) bool { return a.Scheme == b.Scheme && a.Host == b.Host }

func (c *Client) httpClient() *http.Client {
	return &http.Client{
		Transport: authorized{c.HTTP, c.Endpoint, c.Token},
		CheckRedirect: func(req *http.Request, via []*http.Request) error {
			if via[0].Method == http.MethodHead && !sameOrigin(req.URL, c.Endpoint) {
				return http.ErrUseLastResponse // describe wants the hub's words, not the delivering server's
			}
			if len(via) >= maxRedirects {
				return fault.Errorf("hub", "more than %d redirects", maxRedirects)
			}
			if via[0].URL.Scheme == "https" && req.URL.Scheme != "https" {
				return fault.Errorf("hub", "a redirect from https to %s", req.URL.Scheme)
			}
			return nil
		},
	}
}

// send sends a request for a source and returns the answer if it is not a refusal. Errors say what to do.
func (c *Client) send(
	ctx context.Context, method string, s Source, address string, header http.Header,
) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, method, address, nil)
	if err != nil {
		return nil, ErrSource.Errorf("%w", err)
	}
	req.Header = header
	req.Header.Set("User-Agent", userAgent)
	resp, err := c.httpClient().Do(req)
	if err != nil {
		return nil, unreachable(ctx, err)
	}
	if resp.StatusCode < http.StatusBadRequest {
		return resp, nil
	}
	defer resp.Body.Close()
	return nil, c.statusError(s, resp)
}

// unreachable is a failure of the network, or the reason why the context ended.
func unreachable(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	return ErrUnreachable.Errorf("%w", err)
}

// statusError turns an answer without content into an error. The codes are in huggingface_hub's utils/_http.py.
func (c *Client) statusError(s Source, resp *http.Response) error {
	status := resp.StatusCode
	if !sameOrigin(resp.Request.URL, c.Endpoint) { // not the hub: its addresses expire, so ask it again
		return ErrUnreachable.Errorf("%s answers %s", resp.Request.URL.Host, resp.Status)
	}
	page := c.Endpoint.Redacted() + "/" + s.Repository
	switch code := resp.Header.Get("X-Error-Code"); {
	case code == "GatedRepo":
		return ErrDenied.Errorf("%s asks for its conditions to be accepted: do so at %s, then set HF_TOKEN to your token",
			s.Repository, page)
	case code == "RevisionNotFound":
		return ErrNotFound.Errorf("%s has no branch, tag or commit %q", s.Repository, s.Revision)
	case code == "EntryNotFound":
		return ErrNotFound.Errorf("%s, in %s", resp.Request.URL.Path, s.Repository)
	case code == "RepoNotFound", status == http.StatusUnauthorized && c.Token == "", status == http.StatusNotFound:
		return ErrNotFound.Errorf("there is no model at %s, or a private one: check its name, or set HF_TOKEN to a token "+
			"that may read it", page)
	case status == http.StatusUnauthorized:
		return ErrDenied.Errorf("%s does not accept the token in HF_TOKEN: %s", c.Endpoint.Host, said(resp))
	case status == http.StatusForbidden:
		return ErrDenied.Errorf("%s: %s", page, said(resp))
	case status == http.StatusTooManyRequests:
		return ErrUnreachable.Errorf("%s: too many requests; wait some minutes, or set HF_TOKEN", c.Endpoint.Host)
	case status >= 500 || status == http.StatusRequestTimeout:
		return ErrUnreachable.Errorf("%s answers %s", c.Endpoint.Host, said(resp))
	}
	return ErrAnswer.Errorf("%s answers %s", resp.Request.URL.Redacted(), said(resp))
}

// said is the hub's own message, or the status.
func said(resp *http.Response) string {
	if text := resp.Header.Get("X-Error-Message"); text != "" {
		return text
	}
	return resp.Status
}

// try calls do again after failures that may pass, which are errors that wrap ErrUnreachable: five times in a row. do
// reports whether it got any further, with which the count begins again.
func (c *Client) try(ctx context.Context, do func() (further bool, err error)) error {
	for n := 1; ; n++ {
		further, err := do()
		if further {
			n = 1
		}
		if err == nil || ctx.Err() != nil || !errors.Is(err, ErrUnreachable) || n == maxTries {
			return err
		}
		c.notify(err)
		pause := firstPause << (n - 1)
		if err := c.wait(ctx, pause/2+rand.N(pause)); err != nil {
			return err
		}
	}
}

// sleep waits, or returns the context's cause.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
