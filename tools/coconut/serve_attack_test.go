package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// secret is where no request may reach.
const secret = "the secret"

// startServe runs `coconut serve` as if by hand, and returns its address, host and port.
func startServe(t *testing.T, args ...string) string {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	read, write := io.Pipe()
	root := newRoot()
	root.SetOut(write)
	root.SetErr(io.Discard)
	args = append([]string{"serve", "--addr", "127.0.0.1:0", "--log", "off"}, args...)
	if !slices.Contains(args, "--no-api") {
		args = append(args, "--model", model)
	}
	root.SetArgs(args)
	ended := make(chan error, 1)
	go func() {
		err := root.ExecuteContext(ctx)
		write.CloseWithError(errors.Join(err, io.EOF))
		ended <- err
	}()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("serve: %v", err)
		}
	})
	line, err := bufio.NewReader(read).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(strings.TrimSpace(line))
	if err != nil {
		t.Fatal(err)
	}
	return u.Host
}

// raw sends bytes unchanged, and returns the response's status and body.
func raw(t *testing.T, addr, request string) (*http.Response, string) {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	go io.WriteString(conn, request) // the server may answer, and close, before it has read all
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatalf("%.100q: %v", request, err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Fatalf("%.100q: %v", request, err)
	}
	return resp, string(body)
}

// hostileSite returns a site in a folder, with things beside and in it that are not to be served.
func hostileSite(t *testing.T) string {
	t.Helper()
	parent := t.TempDir()
	dir := filepath.Join(parent, "site")
	for name, text := range map[string]string{
		"secret": secret, "site/index.html": somePage, "site/style.css": "p{}", "site/.hidden": secret, "site/.git/config": secret,
		"site/_headers": secret, "site/models/m/manifest.json": "{}", "siteful/secret": secret,
	} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(parent, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(parent, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for link, target := range map[string]string{"link": "../secret", "absolute": filepath.Join(parent, "secret"),
		"folder": "..", "inside.css": "style.css"} {
		if err := os.Symlink(target, filepath.Join(dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// TestPaths requests files outside the site from the real server, in all the ways that have worked somewhere.
func TestPaths(t *testing.T) {
	addr := startServe(t, "--dir", hostileSite(t), "--no-api")
	for target, want := range map[string][]int{
		"/":                             {200},
		"/style.css":                    {200},
		"/inside.css":                   {200}, // a link that stays in the folder
		"/models/m/manifest.json":       {200},
		"/style.css?../secret":          {200},
		"/../secret":                    {301, 307, 404},
		"/%2e%2e/secret":                {301, 307, 404},
		"/..%2fsecret":                  {301, 307, 404},
		"/%2e%2e%2fsecret":              {301, 307, 404},
		"/..%5csecret":                  {404},
		"/..\\secret":                   {404},
		"/%252e%252e/secret":            {404},
		"/%c0%ae%c0%ae/secret":          {404},
		"/models/../../secret":          {301, 307, 404},
		"/models/..%2f..%2fsecret":      {301, 307, 404},
		"/../siteful/secret":            {301, 307, 404},
		"//secret":                      {301, 307, 404},
		"/%00":                          {404},
		"/index.html%00.css":            {404},
		"/style.css/../../secret":       {301, 307, 404},
		"/link":                         {404},
		"/absolute":                     {404},
		"/folder/secret":                {404},
		"/folder":                       {404},
		"/.hidden":                      {404},
		"/.git/config":                  {404},
		"/_headers":                     {404},
		"/models/":                      {404}, // folders are not listed
		"/models":                       {404},
		"/C:/secret":                    {404},
		"/file:///secret":               {301, 307, 404},
		"/style.css/":                   {301, 404},
		"http://127.0.0.1/../secret":    {301, 307, 404},
		"*":                             {400, 404, 405},
		"/" + strings.Repeat("a", 5000): {404},
	} {
		resp, body := raw(t, addr, "GET "+target+" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
		if !slices.Contains(want, resp.StatusCode) || strings.Contains(body, secret) {
			t.Errorf("GET %.80s: %d %.200q, want %v", target, resp.StatusCode, body, want)
		}
	}
}

// TestFrameAncestors lets pages of other origins frame the site, and nothing else.
func TestFrameAncestors(t *testing.T) {
	addr := startServe(t, "--dir", hostileSite(t), "--frame-ancestors", "https://Friend.example/ https://*.b.example")
	for path, want := range map[string]string{
		"/":        "default-src 'none'; frame-ancestors 'self' https://friend.example https://*.b.example",
		"/healthz": "default-src 'none'; frame-ancestors 'none'",
	} {
		resp, err := http.Get("http://" + addr + path)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if got := resp.Header.Get("Content-Security-Policy"); got != want {
			t.Errorf("%s: the policy is %q, want %q", path, got, want)
		}
	}
}

// TestIsolate: --isolate adds two headers to the site's files, which are not sent without.
func TestIsolate(t *testing.T) {
	for _, isolated := range []bool{true, false} {
		args, want := []string{"--dir", hostileSite(t)}, []string{"", ""}
		if isolated {
			args, want = append(args, "--isolate"), []string{"same-origin", "require-corp"}
		}
		resp, err := http.Get("http://" + startServe(t, args...) + "/style.css")
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		for i, name := range []string{"Cross-Origin-Opener-Policy", "Cross-Origin-Embedder-Policy"} {
			if got := resp.Header.Get(name); got != want[i] {
				t.Errorf("isolated %v: %s is %q, want %q", isolated, name, got, want[i])
			}
		}
	}
}

// TestHeaders checks that page and API come with the headers that keep other pages out.
func TestHeaders(t *testing.T) {
	addr := startServe(t, "--dir", hostileSite(t))
	for path, want := range map[string]map[string]string{
		"/": {
			"Content-Security-Policy": "default-src 'none'; frame-ancestors 'self'", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
			"Cross-Origin-Resource-Policy": "same-origin", "Access-Control-Allow-Origin": "",
		},
		"/style.css": {"Content-Security-Policy": "default-src 'none'; frame-ancestors 'self'", "X-Content-Type-Options": "nosniff", "Content-Type": "text/css; charset=utf-8"},
		"/none":      {"X-Content-Type-Options": "nosniff"},
		"/healthz":   {"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Access-Control-Allow-Origin": ""},
	} {
		resp, err := http.Get("http://" + addr + path)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		for name, value := range want {
			if got := resp.Header.Get(name); got != value {
				t.Errorf("%s: %s is %q, want %q", path, name, got, value)
			}
		}
	}
}

// request returns the text of a request with a body.
func request(method, path, body string, headers ...string) string {
	return fmt.Sprintf("%s %s HTTP/1.1\r\n%s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s", method, path,
		strings.Join(headers, "\r\n"), len(body), body)
}

// TestRequests sends the real server what no honest client sends.
func TestRequests(t *testing.T) {
	addr := startServe(t, "--dir", hostileSite(t))
	here := "Host: " + addr
	for name, c := range map[string]struct {
		request, want string
		status        int
	}{
		"a question":                {request("POST", "/v1/reason", askText, here), askAnswer, 200},
		"POST to a file":            {request("POST", "/style.css", "", here), "not allowed", 405},
		"PUT":                       {request("PUT", "/style.css", "x", here), "not allowed", 405},
		"DELETE":                    {request("DELETE", "/", "", here), "not allowed", 405},
		"TRACE":                     {request("TRACE", "/", "", here, "X-Secret: "+secret), "not allowed", 405},
		"PROPFIND":                  {request("PROPFIND", "/", "", here), "not allowed", 405},
		"a proxy's CONNECT":         {"CONNECT 127.0.0.1:22 HTTP/1.1\r\n" + here + "\r\n\r\n", "not found", 404},
		"a proxy's GET":             {request("GET", "http://elsewhere.example/", "", here), "does not answer", 421},
		"GET of a question":         {request("GET", "/v1/reason", askText, here), "method_not_allowed", 405},
		"rebound name":              {request("POST", "/v1/reason", askText, "Host: evil.example"), "does not answer", 421},
		"rebound name of a file":    {request("GET", "/style.css", "", "Host: evil.example:8080"), "does not answer", 421},
		"like a name of its own":    {request("GET", "/", "", "Host: localhost.evil.example"), "does not answer", 421},
		"like its address":          {request("GET", "/", "", "Host: 127.0.0.1.evil.example"), "does not answer", 421},
		"no name":                   {request("GET", "/", "", "Host:"), "does not answer", 421},
		"a name of its own":         {request("GET", "/style.css", "", "Host: LOCALHOST:1234"), "p{}", 200},
		"a name below it":           {request("GET", "/style.css", "", "Host: coconut.localhost"), "p{}", 200},
		"IPv6":                      {request("GET", "/style.css", "", "Host: [::1]:8080"), "p{}", 200},
		"two names":                 {request("GET", "/", "", here, here), "", 400},
		"without a name":            {"GET / HTTP/1.1\r\n\r\n", "", 400},
		"a page of another origin":  {request("POST", "/v1/reason", askText, here, "Origin: https://evil.example", "Content-Type: application/json"), "forbidden_origin", 403},
		"as a form":                 {request("POST", "/v1/reason", askText, here, "Origin: https://evil.example", "Content-Type: application/x-www-form-urlencoded"), "forbidden_origin", 403},
		"a sandboxed page":          {request("POST", "/v1/reason", askText, here, "Origin: null"), "forbidden_origin", 403},
		"another site":              {request("POST", "/v1/reason", askText, here, "Sec-Fetch-Site: cross-site"), "forbidden_origin", 403},
		"another port":              {request("POST", "/v1/reason", askText, here, "Origin: http://127.0.0.1:1"), "forbidden_origin", 403},
		"its own page":              {request("POST", "/v1/reason", askText, here, "Origin: http://"+addr, "Sec-Fetch-Site: same-origin"), askAnswer, 200},
		"too large a body":          {request("POST", "/v1/reason", `{"question":"`+strings.Repeat("x", 129<<10)+`"}`, here), "body_too_large", 413},
		"a body announced as huge":  {"POST /v1/reason HTTP/1.1\r\n" + here + "\r\nContent-Length: 100000000000\r\n\r\n{", "body_too_large", 413},
		"a length of two":           {"POST /v1/reason HTTP/1.1\r\n" + here + "\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}", "", 400},
		"a negative length":         {"POST /v1/reason HTTP/1.1\r\n" + here + "\r\nContent-Length: -1\r\n\r\n", "", 400},
		"chunks without an end":     {"POST /v1/reason HTTP/1.1\r\n" + here + "\r\nTransfer-Encoding: chunked\r\n\r\n" + strings.Repeat("10000\r\n"+strings.Repeat(" ", 1<<16)+"\r\n", 4), "body_too_large", 413},
		"deep JSON":                 {request("POST", "/v1/reason", strings.Repeat("[", 100_000), here), "invalid", 400},
		"deep JSON in a field":      {request("POST", "/v1/chat/completions", `{"messages":`+strings.Repeat("[", 100_000), here), "invalid", 400},
		"too large a head":          {request("GET", "/", "", here, "X: "+strings.Repeat("x", 80<<10)), "", 431},
		"many headers":              {request("GET", "/", "", here, strings.Repeat("A: b\r\n", 20_000)+"A: b"), "", 431},
		"too long an address":       {request("GET", "/"+strings.Repeat("x", 80<<10), "", here), "", 431},
		"a line break in a header":  {"GET / HTTP/1.1\r\n" + here + "\r\nX: a\rb\r\n\r\n", "", 400},
		"no HTTP":                   {"hello\r\n\r\n", "", 400},
		"HTTP/2 without asking":     {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "does not answer", 421},
		"a name with a line break":  {request("POST", "/v1/reason", `{"question":"q","model":"a\r\nSet-Cookie: x"}`, here), "model_not_found", 404},
		"a log line in the address": {request("GET", "/a%0alevel=ERROR", "", here), "", 404},
	} {
		resp, body := raw(t, addr, c.request)
		if resp.StatusCode != c.status || !strings.Contains(body, c.want) || strings.Contains(body, secret) ||
			resp.Header.Get("Set-Cookie") != "" {
			t.Errorf("%s: %d %.300q, want %d with %q", name, resp.StatusCode, body, c.status, c.want)
		}
		if got := resp.Header.Get("Access-Control-Allow-Origin"); got != "" {
			t.Errorf("%s: Access-Control-Allow-Origin is %q", name, got)
		}
	}
}

// TestOrigin checks that one origin, or all, can be admitted, by its name or by "*".
func TestOrigin(t *testing.T) {
	friend := startServe(t, "--dir", "", "--origin", "https://Friend.example:443/", "--host", "models.example")
	for name, c := range map[string]struct {
		host, origin string
		status       int
	}{
		"friend":                {friend, "https://friend.example", 200},
		"friend, by its name":   {"models.example", "https://friend.example", 200},
		"friend, by its port":   {"Models.Example:8443", "https://friend.example", 200},
		"friend, another name":  {"others.example", "https://friend.example", 421},
		"stranger":              {friend, "https://evil.example", 403},
		"stranger, like friend": {friend, "https://friend.example.evil.example", 403},
		"no browser":            {friend, "", 200},
	} {
		headers := []string{"Host: " + c.host}
		if c.origin != "" {
			headers = append(headers, "Origin: "+c.origin)
		}
		resp, body := raw(t, friend, request("POST", "/v1/reason", askText, headers...))
		if resp.StatusCode != c.status || resp.StatusCode == 200 &&
			resp.Header.Get("Access-Control-Allow-Origin") != "https://friend.example" {
			t.Errorf("%s: %d %q %.300q, want %d", name, resp.StatusCode, resp.Header.Get("Access-Control-Allow-Origin"), body,
				c.status)
		}
	}
	anyone := startServe(t, "--dir", "", "--origin", "*")
	resp, body := raw(t, anyone, request("POST", "/v1/reason", askText, "Host: "+anyone, "Origin: https://evil.example"))
	if resp.StatusCode != 200 || resp.Header.Get("Access-Control-Allow-Origin") != "*" {
		t.Errorf("anyone: %d %.300q", resp.StatusCode, body)
	}
}

// TestLoopback checks that nobody else can reach the server unless configured.
func TestLoopback(t *testing.T) {
	host, _, err := net.SplitHostPort(newServe().Flags().Lookup("addr").DefValue)
	if err != nil || !net.ParseIP(host).IsLoopback() {
		t.Errorf("it listens on %q (%v) unless told otherwise", host, err)
	}
	for addr, want := range map[string]bool{"127.0.0.1:1": true, "127.9.9.9:1": true, "[::1]:1": true, "localhost:1": true,
		":8080": false, "0.0.0.0:1": false, "192.0.2.1:1": false, "[::]:1": false} {
		if g := newGuard(nil, addr, nil, 0); g.loopback != want || g.known("evil.example") == want {
			t.Errorf("on %s: loopback %v, lets evil.example in: %v", addr, g.loopback, g.known("evil.example"))
		}
		named := newGuard(nil, addr, []string{"good.example"}, 0)
		for host, want := range map[string]bool{"good.example": true, "127.0.0.1:8080": true, "localhost": true,
			"evil.example": false, "127.0.0.1.evil.example": false, "192.0.2.1": false} {
			if got := named.known(host); got != want {
				t.Errorf("on %s, as good.example: answers to %s: %v", addr, host, got)
			}
		}
	}
}

// TestSlow checks that connections that send or read nothing are closed, however many there are, and that others are
// served meanwhile.
func TestSlow(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	endless := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/quick" {
			io.WriteString(w, "done")
			return
		}
		for block := bytes.Repeat([]byte("x"), 1<<20); ; {
			if _, err := w.Write(block); err != nil {
				return // what the test waits for
			}
		}
	})
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	short := 200 * time.Millisecond
	server := &http.Server{Handler: newGuard(endless, listener.Addr().String(), nil, short), ReadHeaderTimeout: short,
		ReadTimeout: short, IdleTimeout: short}
	go func() { ended <- serveWith(ctx, listener, server, time.Minute) }()
	addr := listener.Addr().String()
	var open []net.Conn
	for i := range 400 {
		conn, err := net.Dial("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		open = append(open, conn)
		io.WriteString(conn, []string{
			"", "G", "GET /quick HTTP/1.1\r\nHost: localhost\r\nX: ", // heads without an end
			"POST /quick HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nx", // a body without one
			"GET /endless HTTP/1.1\r\nHost: localhost\r\n\r\n",                        // nobody reads this
		}[i%5])
	}
	if resp, body := raw(t, addr, request("GET", "/quick", "", "Host: localhost")); resp.StatusCode != 200 ||
		body != "done" {
		t.Errorf("beside slow ones: %d %q", resp.StatusCode, body)
	}
	for i, conn := range open {
		if err := conn.SetReadDeadline(time.Now().Add(time.Minute)); err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, conn); errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("connection %d is still open", i)
		}
	}
	stop()
	if err := <-ended; err != nil { // it would have to wait for a handler that is still writing
		t.Error(err)
	}
}
