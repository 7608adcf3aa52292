package webdriver

import (
	"bytes"
	"context"
	"errors"
	"image/png"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"
)

const plainPage = `<!DOCTYPE html><title>plain</title><body style="background: #ff0000"><input id="box" value="old"><button id="button" onclick="this.textContent = 'clicked ' + box.value">click</button>
<input id="range" type="range" min="0" max="9" value="3"><p id="gone" hidden></p>`

// plain starts a browser that shows plainPage.
func plain(t *testing.T, e Engine) (context.Context, *Browser) {
	t.Helper()
	if err := e.Installed(); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	t.Cleanup(cancel)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'self' 'unsafe-inline'") // no eval
		w.Write([]byte(plainPage))
	}))
	t.Cleanup(server.Close)
	b, err := Start(ctx, e)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.Close() })
	if err := b.Navigate(ctx, server.URL); err != nil {
		t.Fatal(err)
	}
	return ctx, b
}

// TestPlainPage tests everything that the client can do in each engine.
func TestPlainPage(t *testing.T) {
	for _, e := range Engines {
		t.Run(e.Name, func(t *testing.T) {
			t.Parallel()
			ctx, b := plain(t, e)
			t.Log(b.Version)
			do := func(err error) {
				t.Helper()
				if err != nil {
					t.Fatalf("%v\nlog:\n%s", err, b.Log())
				}
			}
			eval := func(want any, expression string) {
				t.Helper()
				var got any
				do(b.Eval(ctx, expression, &got))
				if got != want {
					t.Errorf("%s is %v, want %v", expression, got, want)
				}
			}
			do(b.Clear(ctx, "#box"))
			do(b.Type(ctx, "#box", "new é"))
			do(b.Click(ctx, "#button"))
			eval("clicked new é", `document.querySelector("#button").textContent`)
			do(b.Type(ctx, "#range", KeyHome+KeyArrowRight))
			eval("1", `document.querySelector("#range").value`)
			eval(nil, `undefined`)
			eval(7.0, `new Promise((done) => setTimeout(() => done(7), 10))`)
			eval(true, `(self.left = {x: 1}).x === 1`)
			eval(1.0, `self.left.x`) // one script sees what another has set
			eval(true, `matchMedia("(prefers-reduced-motion: reduce)").matches`)
			if err := b.Eval(ctx, `nowhere.nothing`, nil); !errors.Is(err, ErrScript) {
				t.Errorf("a script that throws: %v, want ErrScript", err)
			}
			var refused *Error
			if err := b.Click(ctx, "#absent"); !errors.As(err, &refused) || refused.Code != "no such element" {
				t.Errorf("an element that is not there: %v", err)
			}
			if err := b.Click(ctx, "#gone"); !errors.As(err, &refused) || refused.Code != "element not interactable" {
				t.Errorf("an element that is not seen: %v", err)
			}
			picture, err := b.Screenshot(ctx)
			do(err)
			image, err := png.Decode(bytes.NewReader(picture))
			do(err)
			if r, g, blue, _ := image.At(image.Bounds().Dx()/2, image.Bounds().Dy()-20).RGBA(); r != 0xffff || g != 0 ||
				blue != 0 {
				t.Errorf("the page is red, its picture is %x %x %x", r, g, blue)
			}
			do(b.setPatience(ctx, 100*time.Millisecond))
			if err := b.Eval(ctx, `new Promise(() => {})`, nil); !errors.As(err, &refused) || refused.Code != "script timeout" {
				t.Errorf("a promise that nobody keeps: %v, want a time-out", err)
			}
			do(b.setPatience(ctx, time.Minute))
			eval(2.0, `1 + 1`) // the browser remains usable
			short, cancel := context.WithTimeout(ctx, 100*time.Millisecond)
			defer cancel()
			if err := b.Eval(short, `new Promise(() => {})`, nil); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("a promise that nobody keeps: %v, want the context's error", err)
			}
		})
	}
}

// TestStartTwice checks that a failing start is tried twice, and that the error has the logs of both attempts.
func TestStartTwice(t *testing.T) {
	failing := Engine{Name: "failing", launch: func(ctx context.Context, f *family, _ []string) (transport, params,
		error) {
		m, err := f.start(nil, nil, "sh", "-c", "echo nothing works here; exit 3")
		if err != nil {
			return nil, nil, err
		}
		return nil, nil, m.until(ctx, func() error { return errors.New("not ready") })
	}}
	_, err := Start(t.Context(), failing)
	if !errors.Is(err, ErrEnded) || strings.Count(err.Error(), "nothing works here") != 2 ||
		!strings.Contains(err.Error(), "exit status 3") {
		t.Errorf("got %v", err)
	}
	if _, err := Start(t.Context(), Engine{Name: "absent", programs: [][]string{{"no-such-program"}},
		packages: "none"}); !errors.Is(err, ErrNotInstalled) {
		t.Errorf("got %v, want ErrNotInstalled", err)
	}
}
