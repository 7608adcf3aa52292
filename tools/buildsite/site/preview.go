package site

import (
	"bytes"
	"errors"
	"fmt"
	"html"
	"net/url"
	"strings"
)

// cardFile is the picture that other sites show with a link to this one. The page does not use it, so visitors do not
// keep it.
const cardFile = "card.png"

// ErrAddress means that a site's address is not one.
var ErrAddress = errors.New("site: the address must be of the form https://host/ or https://host/path/")

// ParseAddress checks where a site will be, for Options.Address, and returns it with a slash at its end.
func ParseAddress(text string) (string, error) {
	if text == "" {
		return "", nil
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.RawQuery != "" || u.Fragment != "" {
		return "", fmt.Errorf("%w: %q", ErrAddress, text)
	}
	return strings.TrimSuffix(u.String(), "/") + "/", nil
}

// withAddress writes a site's address into its page: most sites that preview links want a picture's whole address.
func withAddress(page []byte, address string) []byte {
	if address == "" {
		return page
	}
	address = html.EscapeString(address)
	page = bytes.Replace(page, []byte(`content="`+cardFile+`"`), []byte(`content="`+address+cardFile+`"`), 1)
	return bytes.Replace(page, []byte(`    <meta property="og:title"`),
		[]byte(`    <meta property="og:url" content="`+address+"\">\n    <meta property=\"og:title\""), 1)
}
