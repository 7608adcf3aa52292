package site

import (
	"bytes"
	"errors"
	"image/png"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestPreview checks what other sites show with a link: the page names a picture that is there and has the size it
// says, by its whole address once the site's is known.
func TestPreview(t *testing.T) {
	root := filepath.Join("..", "..", "..")
	page, err := os.ReadFile(filepath.Join(root, "index.html"))
	if err != nil {
		t.Fatal(err)
	}
	picture, err := os.ReadFile(filepath.Join(root, "docs", "pictures", cardFile))
	if err != nil {
		t.Fatal(err)
	}
	size, err := png.DecodeConfig(bytes.NewReader(picture))
	if err != nil || size.Width != 1200 || size.Height != 630 {
		t.Errorf("the picture has %d by %d points, %v", size.Width, size.Height, err)
	}
	for _, address := range []string{"", "https://coconut.example/some/where"} {
		address, err := ParseAddress(address)
		if err != nil {
			t.Fatal(err)
		}
		found := map[string]string{}
		for _, m := range regexp.MustCompile(`<meta (?:property|name)="([^"]+)" content="([^"]*)">`).
			FindAllStringSubmatch(string(withAddress(page, address)), -1) {
			found[m[1]] = m[2]
		}
		for name, want := range map[string]string{"og:image": address + cardFile, "og:image:width": "1200",
			"og:image:height": "630", "og:type": "website", "twitter:card": "summary_large_image", "og:url": address} {
			if found[name] != want {
				t.Errorf("with the address %q, %s is %q, want %q", address, name, found[name], want)
			}
		}
		if found["og:title"] == "" || found["og:description"] == "" || found["og:image:alt"] == "" {
			t.Errorf("title, description or the picture's words are missing: %q", found)
		}
	}
	for _, bad := range []string{"coconut.example", "ftp://x/", "https://x/?a", "https:///x", "https://x/#a"} {
		if _, err := ParseAddress(bad); !errors.Is(err, ErrAddress) || !strings.Contains(err.Error(), bad) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}
