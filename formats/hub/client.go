//go:build !js

package hub

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/coconut-page/coconut/internal/fault"
)

// Client fetches models from one hub into one cache. FromEnvironment makes the usual one.
type Client struct {
	// Endpoint is the hub's address, such as https://huggingface.co.
	Endpoint *url.URL
	// Token is the user's, or "".
	Token string
	// Cache is the folder that is shared with other programs.
	Cache string
	// Offline forbids to ask the hub: models come from the cache alone.
	Offline bool
	// HTTP sends the requests, to which the token has been added. Nil stands for http.DefaultTransport.
	HTTP http.RoundTripper
	// Check, if not nil, may refuse a model by its config.json, before its weights are fetched.
	Check func(config []byte) error
	// Progress, if not nil, is told how many bytes of a file are there, of how many.
	Progress func(file string, done, total int64)
	// Notify, if not nil, is told of failures that are made good: by another try, or by the cache.
	Notify func(err error)

	// Replaced in tests: how it waits between tries, and how long a connection may be silent.
	wait  func(ctx context.Context, d time.Duration) error
	stall time.Duration
}

const (
	defaultEndpoint = "https://huggingface.co"
	// stallTime is how long a connection may be silent.
	stallTime = time.Minute
	// maxToken bounds the file with the token.
	maxToken = 1 << 10
)

// FromEnvironment returns the client that the variables of Python's huggingface_hub describe: HF_ENDPOINT, HF_TOKEN or
// the token of `hf auth login`, HF_HUB_CACHE, HF_HOME and HF_HUB_OFFLINE. home is the user's home folder.
func FromEnvironment(getenv func(name string) string, home string) (*Client, error) {
	endpoint, err := url.Parse(strings.TrimRight(cmp.Or(getenv("HF_ENDPOINT"), defaultEndpoint), "/"))
	if err != nil || endpoint.Host == "" || endpoint.Scheme != "https" && endpoint.Scheme != "http" {
		return nil, fault.Errorf("hub", "HF_ENDPOINT is %.100q, want an address such as %s", getenv("HF_ENDPOINT"),
			defaultEndpoint)
	}
	cacheHome := cmp.Or(getenv("XDG_CACHE_HOME"), filepath.Join(home, ".cache"))
	hfHome := cmp.Or(expand(getenv("HF_HOME"), home), filepath.Join(cacheHome, "huggingface"))
	c := &Client{
		Endpoint: endpoint,
		Token:    strings.TrimSpace(cmp.Or(getenv("HF_TOKEN"), getenv("HUGGING_FACE_HUB_TOKEN"))),
		Cache: cmp.Or(expand(getenv("HF_HUB_CACHE"), home), expand(getenv("HUGGINGFACE_HUB_CACHE"), home),
			filepath.Join(hfHome, "hub")),
		Offline: isTrue(getenv("HF_HUB_OFFLINE")),
		HTTP:    transport(),
	}
	if c.Token == "" && !isTrue(getenv("HF_HUB_DISABLE_IMPLICIT_TOKEN")) {
		c.Token, err = readToken(cmp.Or(expand(getenv("HF_TOKEN_PATH"), home), filepath.Join(hfHome, "token")))
	}
	return c, err
}

// ready returns a client with what the fields leave open.
func (c *Client) ready() *Client {
	r := *c
	if r.HTTP == nil {
		r.HTTP = http.DefaultTransport
	}
	if r.wait == nil {
		r.wait = sleep
	}
	r.stall = cmp.Or(r.stall, stallTime)
	return &r
}

// transport is Go's own, with a limit on how long an answer may take to begin.
func transport() http.RoundTripper {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.ResponseHeaderTimeout = stallTime
	return t
}

// expand replaces a ~ at the beginning.
func expand(path, home string) string {
	if rest, ok := strings.CutPrefix(path, "~"); ok {
		return filepath.Join(home, rest)
	}
	return path
}

func isTrue(value string) bool {
	switch strings.ToUpper(value) {
	case "1", "ON", "YES", "TRUE":
		return true
	}
	return false
}

// readToken reads the token of someone who has logged in; "" is that of someone who has not.
func readToken(path string) (string, error) {
	data, err := readLimited(path, maxToken)
	if errors.Is(err, os.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", fault.Errorf("hub", "the token in %s: %w", path, err)
	}
	return strings.TrimSpace(string(data)), nil
}

func (c *Client) notify(err error) {
	if c.Notify != nil {
		c.Notify(err)
	}
}
