package site

import (
	"errors"
	"fmt"
	"html"
	"os"
	"path/filepath"
	"strings"
)

// headersFile tells Cloudflare (and Netlify) which headers to answer with. It is no part of the page.
const headersFile = "_headers"

// ErrNoPolicy: the page has no Content-Security-Policy.
var ErrNoPolicy = errors.New("site: index.html has no Content-Security-Policy")

// Header is a header's name and value.
type Header struct{ Name, Value string }

// Headers are what every file of the site in dir should be answered with, whoever serves it. The page carries its policy itself, so that it
// holds on servers that set no headers; as a header it holds for the workers, too, and says who may frame the page, which no page can say.
//
// There is no Cross-Origin-Opener-Policy: the page opens no window and has nothing to keep from one that opened it, and with one Firefox
// 153 loses its WebDriver session when the page is reloaded without a network.
func Headers(dir string) ([]Header, error) {
	page, err := os.ReadFile(filepath.Join(dir, "index.html"))
	if err != nil {
		return nil, fmt.Errorf("site: %w", err)
	}
	policy := policyContent.FindSubmatch(page)
	if policy == nil {
		return nil, ErrNoPolicy
	}
	return []Header{
		{"Content-Security-Policy", html.UnescapeString(string(policy[1])) + "; frame-ancestors 'self'"},
		{"X-Content-Type-Options", "nosniff"},
		{"Referrer-Policy", "no-referrer"},
		{"Permissions-Policy", "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"},
		{"Cross-Origin-Resource-Policy", "same-origin"},
	}, nil
}

// WriteHeaders writes the headers of the site in dir in Cloudflare's form, and how long each file may be kept: what is named by its content for ever, all
// else until the server says that there is another one.
func WriteHeaders(dir string) error {
	headers, err := Headers(dir)
	if err != nil {
		return err
	}
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
