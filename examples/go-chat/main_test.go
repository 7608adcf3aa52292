package main

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/coconut-page/coconut"
	"github.com/coconut-page/coconut/weights"
)

// babble is a language model of a few letters.
const babble = "../../testdata/babble"

func TestChat(t *testing.T) {
	server := httptest.NewServer(http.FileServer(http.Dir(babble)))
	defer server.Close()
	var first string
	for _, place := range []string{babble, server.URL} {
		var out strings.Builder
		if err := run(t.Context(), []string{place}, strings.NewReader("abc\ncab\n"), &out); err != nil {
			t.Fatal(err)
		}
		if strings.Count(out.String(), "> ") != 3 || out.Len() < 2*maxTokens/4 {
			t.Errorf("%s wrote %q", place, out.String())
		}
		if first == "" {
			first = out.String()
		}
		if out.String() != first {
			t.Errorf("%s wrote %q, the folder %q", place, out.String(), first)
		}
	}
}

func TestRefused(t *testing.T) {
	for _, c := range []struct {
		args []string
		in   string
		want error
	}{
		{nil, "", errUsage},
		{[]string{t.TempDir()}, "", weights.ErrNotFound},
		{[]string{"../../weights/models/prosqa-coconut"}, "abc\n", coconut.ErrNoChat},
	} {
		if err := run(t.Context(), c.args, strings.NewReader(c.in), new(strings.Builder)); !errors.Is(err, c.want) {
			t.Errorf("%v: %v, want %v", c.args, err, c.want)
		}
	}
}
