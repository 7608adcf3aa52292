package site

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestConnect(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "..", "..", "index.html"))
	if err != nil {
		t.Fatal(err)
	}
	for list, want := range map[string]string{
		"": "; connect-src 'self'; ", "https://huggingface.co https://*.hf.co": "; connect-src 'self' https://huggingface.co " +
			"https://*.hf.co; ",
	} {
		value, err := Connect(list)
		if err != nil {
			t.Errorf("%q: %v", list, err)
		}
		if got := string(withConnect(page, value)); !strings.Contains(got, want) {
			t.Errorf("%q: the page lacks %q", list, want)
		}
	}
	for _, list := range []string{"none", "*", "huggingface.co", "https://a.example; script-src *", "https://a.example/path"} {
		if got, err := Connect(list); !errors.Is(err, ErrConnect) {
			t.Errorf("%q: %q, %v; want ErrConnect", list, got, err)
		}
	}
}
