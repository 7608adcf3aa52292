package ui

import (
	"strings"
	"testing"

	"github.com/vugu/vugu"
	"github.com/vugu/vugu/staticrender"

	"github.com/coconut-page/coconut/ui/internal/uitest"
	"github.com/coconut-page/coconut/ui/page"
)

func newState(t *testing.T) (*page.State, *uitest.Engine) {
	t.Helper()
	e := &uitest.Engine{}
	return page.NewState(e, 7), e
}

// runningState has its model, and its first question was asked.
func runningState(t *testing.T) (*page.State, *uitest.Engine) {
	t.Helper()
	s, e := newState(t)
	s.Load()
	s.OnReady(uitest.Info)
	s.Ask()
	return s, e
}

// render builds a component and returns its HTML without the white space between tags.
func render(t *testing.T, c vugu.Builder) string {
	t.Helper()
	env, err := vugu.NewBuildEnv()
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := staticrender.New(&b).Render(env.RunBuild(c)); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(b.String(), "\n")
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	return strings.Join(lines, "")
}

func wantHTML(t *testing.T, html string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(html, p) {
			t.Errorf("the HTML lacks %q:\n%s", p, html)
		}
	}
}

func wantNoHTML(t *testing.T, html string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if strings.Contains(html, p) {
			t.Errorf("the HTML has %q:\n%s", p, html)
		}
	}
}
