package site

import (
	"cmp"
	"errors"
	"fmt"
	"html"
	"os"
	"path/filepath"
	"strings"
)

// headersFile tells Cloudflare (and Netlify) which headers to answer with. It is not part of the page.
const headersFile = "_headers"

// ErrNoPolicy means that the page has no Content-Security-Policy.
var ErrNoPolicy = errors.New("site: index.html has no Content-Security-Policy")

// Header is a header's name and value.
type Header struct{ Name, Value string }

// Headers returns the headers that every server should send with each file of the site in dir. The page contains its
// policy, so that it applies on servers that set no headers; as a header it also applies to workers, and says who may
// frame the page, which a page cannot say.
//
// There is no Cross-Origin-Opener-Policy, but in Isolation: the page opens no window and has nothing to hide from one
// that opened it, and with such a policy Firefox 153 loses its WebDriver session when the page is reloaded offline.
//
// ancestors are the pages that may frame this one, as FrameAncestors returns them; "" is the site's own.
func Headers(dir, ancestors string) ([]Header, error) {
	page, err := os.ReadFile(filepath.Join(dir, "index.html"))
	if err != nil {
		return nil, fmt.Errorf("site: %w", err)
	}
	policy := policyContent.FindSubmatch(page)
	if policy == nil {
		return nil, ErrNoPolicy
	}
	return []Header{
		{"Content-Security-Policy", html.UnescapeString(string(policy[1])) + "; frame-ancestors " +
			cmp.Or(ancestors, ownFrames)},
		{"X-Content-Type-Options", "nosniff"},
		{"Referrer-Policy", "no-referrer"},
		{"Permissions-Policy", "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"},
		{"Cross-Origin-Resource-Policy", "same-origin"},
	}, nil
}

// Isolation are the headers that make the page cross-origin isolated: then the workers of a language model share
// memory. docs/deploy.md says what they cost.
func Isolation() []Header {
	return []Header{
		{"Cross-Origin-Opener-Policy", "same-origin"},
		{"Cross-Origin-Embedder-Policy", "require-corp"},
	}
}

// WriteHeaders writes the headers of the site in dir, and the others, in Cloudflare's form, and how long each file may
// be cached: files named by their content forever, all others until the server has a newer one.
func WriteHeaders(dir, ancestors string, others ...Header) error {
	headers, err := Headers(dir, ancestors)
	if err != nil {
		return err
	}
	headers = append(headers, others...)
	var b strings.Builder
	b.WriteString("/*\n")
	for _, h := range append(headers, Header{"Cache-Control", "no-cache"}) {
		fmt.Fprintf(&b, "  %s: %s\n", h.Name, h.Value)
	}
	for _, folder := range []string{"chunks", "files"} {
		fmt.Fprintf(&b, "/models/:model/%s/*\n  ! Cache-Control\n  Cache-Control: %s\n", folder, Immutable)
	}
	return writeFile(filepath.Join(dir, headersFile), []byte(b.String()))
}

// Immutable is the Cache-Control of files that are named by the SHA-256 of their content.
const Immutable = "public, max-age=31536000, immutable"
