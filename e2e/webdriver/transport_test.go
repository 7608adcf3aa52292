package webdriver

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/iotest"
)

// fakeFirefox says hello and then answers each command with the next of the given messages.
func fakeFirefox(t *testing.T, hello string, answers ...string) (*marionetteTransport, error) {
	t.Helper()
	ours, theirs := net.Pipe()
	t.Cleanup(func() { ours.Close() })
	go func() {
		defer theirs.Close()
		io.WriteString(theirs, hello)
		for _, a := range answers {
			var length int
			if _, err := fmt.Fscanf(iotest.OneByteReader(theirs), "%d:", &length); err != nil {
				return
			}
			command := make([]byte, length)
			if _, err := io.ReadFull(theirs, command); err != nil {
				return
			}
			io.WriteString(theirs, strings.ReplaceAll(a, "COMMAND", string(command)))
		}
	}()
	return newMarionette(ours)
}

const hello = `50:{"applicationType":"gecko","marionetteProtocol":3}`

func TestMarionetteHello(t *testing.T) {
	for name, text := range map[string]string{
		"another version": `50:{"applicationType":"gecko","marionetteProtocol":2}`,
		"another program": `5:"ssh"`,
		"no length":       `SSH-2.0-OpenSSH_9.2`,
		"too long":        `99999999999:`,
		"huge":            `999999999:{`,
		"negative":        `-1:`,
		"cut off":         `50:{"applicationType"`,
		"nothing":         ``,
	} {
		if m, err := fakeFirefox(t, text); err == nil {
			t.Errorf("%s: %v, want an error", name, m)
		}
	}
}

func TestMarionette(t *testing.T) {
	frame := func(s string) string { return fmt.Sprintf("%d:%s", len(s), s) }
	for name, tt := range map[string]struct {
		answer string
		want   string // the expected result, as JSON
		err    error
	}{
		"value":           {answer: frame(`[1,1,null,{"value":{"a":"ü"}}]`), want: `{"a":"ü"}`},
		"no value":        {answer: frame(`[1,1,null,{"value":null}]`), want: `null`},
		"bare":            {answer: frame(`[1,1,null,{"sessionId":"x","capabilities":{}}]`), want: `{"capabilities":{},"sessionId":"x"}`},
		"one left over":   {answer: frame(`[1,0,null,{"value":1}]`) + frame(`[1,1,null,{"value":2}]`), want: `2`},
		"refused":         {answer: frame(`[1,1,{"error":"no such element","message":"#a","stacktrace":""},null]`), err: &Error{"no such element", "#a"}},
		"not JSON":        {answer: frame(`[1,1`), err: ErrProtocol},
		"too few":         {answer: frame(`[1]`), err: ErrProtocol},
		"a command":       {answer: frame(`[0,1,"WebDriver:Navigate",{}]`), err: ErrProtocol},
		"connection lost": {answer: `100:[1,`, err: io.ErrUnexpectedEOF},
	} {
		t.Run(name, func(t *testing.T) {
			m, err := fakeFirefox(t, hello, tt.answer)
			if err != nil {
				t.Fatal(err)
			}
			var got any
			err = m.call(t.Context(), cmdNavigate, params{"url": "x"}, &got)
			if !sameError(err, tt.err) {
				t.Fatalf("error %v, want %v", err, tt.err)
			}
			if text, _ := json.Marshal(got); err == nil && string(text) != tt.want {
				t.Errorf("%s, want %s", text, tt.want)
			}
		})
	}
}

// TestMarionetteSends checks the form of a command, and that a context ends waiting for its answer.
func TestMarionetteSends(t *testing.T) {
	m, err := fakeFirefox(t, hello, `56:[1,1,null,{"value":COMMAND}]`, ``)
	if err != nil {
		t.Fatal(err)
	}
	var got []any
	if err := m.call(t.Context(), cmdScreenshot, nil, &got); err != nil ||
		fmt.Sprint(got) != "[0 1 WebDriver:TakeScreenshot map[]]" {
		t.Errorf("sent %v, %v", got, err)
	}
	gaveUp := errors.New("gave up")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(gaveUp)
	if err := m.call(ctx, cmdScreenshot, nil, nil); !errors.Is(err, gaveUp) {
		t.Errorf("%v, want %v", err, gaveUp)
	}
}

// TestLeftPage checks Eval's result for a script that was cut off by the end of its page: Firefox then answers with
// nothing.
func TestLeftPage(t *testing.T) {
	m, err := fakeFirefox(t, hello, `25:[1,1,null,{"value":null}]`)
	if err != nil {
		t.Fatal(err)
	}
	b := &Browser{link: m}
	var value bool
	if err := b.Eval(t.Context(), `location.reload()`,
		&value); !sameError(err, &Error{"javascript error", "the page was left before the script had ended"}) {
		t.Errorf("%v", err)
	}
}

func sameError(got, want error) bool {
	var a, b *Error
	if errors.As(got, &a) && errors.As(want, &b) {
		return *a == *b
	}
	return errors.Is(got, want)
}

func TestHTTP(t *testing.T) {
	for name, tt := range map[string]struct {
		command command
		params  params
		status  int
		answer  string
		request string
		want    string
		err     error
	}{
		"session":      {cmdNewSession, params{"capabilities": 1}, 200, `{"value":{"sessionId":"s2","capabilities":{}}}`, `POST /session/s {"capabilities":1}`, `{"capabilities":{},"sessionId":"s2"}`, nil},
		"no session":   {cmdNewSession, nil, 200, `{"value":{}}`, `POST /session/s {}`, ``, ErrProtocol},
		"end":          {cmdDeleteSession, nil, 200, `{"value":null}`, `DELETE /session/s `, `null`, nil},
		"empty object": {cmdElementClear, params{"id": "e1"}, 200, `{"value":null}`, `POST /session/s/element/e1/clear {"id":"e1"}`, `null`, nil},
		"get":          {cmdScreenshot, params{"full": false}, 200, `{"value":"abc"}`, `GET /session/s/screenshot `, `"abc"`, nil},
		"refused":      {cmdNavigate, nil, 404, `{"value":{"error":"no such window","message":"gone","stacktrace":""}}`, `POST /session/s/url {}`, ``, &Error{"no such window", "gone"}},
		"no error":     {cmdNavigate, nil, 500, `{"value":{}}`, `POST /session/s/url {}`, ``, ErrProtocol},
		"not JSON":     {cmdNavigate, nil, 502, `<html>`, `POST /session/s/url {}`, ``, ErrProtocol},
		"no value":     {cmdNavigate, nil, 200, ``, `POST /session/s/url {}`, ``, ErrProtocol},
	} {
		t.Run(name, func(t *testing.T) {
			var request string
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				body, _ := io.ReadAll(r.Body)
				request = fmt.Sprintf("%s %s %s", r.Method, r.URL, body)
				w.WriteHeader(tt.status)
				io.WriteString(w, tt.answer)
			}))
			defer server.Close()
			h := &httpTransport{base: server.URL, session: "s"}
			var got any
			err := h.call(t.Context(), tt.command, tt.params, &got)
			if request != tt.request {
				t.Errorf("sent %q, want %q", request, tt.request)
			}
			if !sameError(err, tt.err) {
				t.Fatalf("error %v, want %v", err, tt.err)
			}
			if text, _ := json.Marshal(got); err == nil && string(text) != tt.want {
				t.Errorf("%s, want %s", text, tt.want)
			}
		})
	}
}
