package deploy

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/coconut-page/coconut/api"
	"github.com/coconut-page/coconut/tools/buildsite/site"
	"github.com/coconut-page/coconut/weights"
)

// proxies start a server in front of an upstream with the file of this folder, and return its address. encodings are
// the compressed forms that it serves, the best first.
var proxies = map[string]struct {
	start     func(t *testing.T, dir, upstream string) string
	encodings []string
}{"nginx": {startNginx, []string{"gzip"}}, "Caddy": {startCaddy, []string{"br", "gzip"}}}

// TestProxies puts each server in front of a site and the real API, and checks all that docs/deploy.md asks of one.
func TestProxies(t *testing.T) {
	for name, proxy := range proxies {
		t.Run(name, func(t *testing.T) {
			dir := newSite(t)
			up := newUpstream(t)
			base := "http://" + proxy.start(t, dir, strings.TrimPrefix(up.server.URL, "http://"))
			awaitServer(t, base+"/healthz")
			checkFiles(t, dir, base, proxy.encodings)
			checkHidden(t, base)
			checkAPI(t, base)
			checkStream(t, up, base)
		})
	}
}

// freeAddr is an address that nobody listens on.
func freeAddr(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

func startNginx(t *testing.T, dir, upstream string) string {
	nginx := found(t, "nginx", "nginx-light")
	addr, home := freeAddr(t), t.TempDir()
	open(t, home)
	write(t, filepath.Join(home, "site.conf"), edited(t, "nginx.conf", "listen 80;", "listen "+addr+";",
		"/opt/coconut/dist", dir, "127.0.0.1:8080", upstream))
	var temporary strings.Builder
	for _, kind := range []string{"client_body", "proxy", "fastcgi", "uwsgi", "scgi"} {
		fmt.Fprintf(&temporary, "%s_temp_path %s;\n", kind, filepath.Join(home, kind))
	}
	config := filepath.Join(home, "nginx.conf")
	write(t, config, fmt.Sprintf("daemon off;\npid %[1]s/pid;\nerror_log stderr;\nevents {}\n"+
		"http {\naccess_log off;\n%[2]sinclude %[1]s/site.conf;\n}\n", home, temporary.String()))
	if out, err := command(t, nginx, "-t", "-c", config); err != nil || strings.Contains(out, "[warn]") {
		t.Fatalf("nginx -t: %v: %s", err, out)
	}
	start(t, nginx, "-c", config)
	return addr
}

func startCaddy(t *testing.T, dir, upstream string) string {
	caddy := found(t, "caddy", "caddy")
	addr, home := freeAddr(t), t.TempDir()
	config := filepath.Join(home, "Caddyfile")
	// Without TLS, which needs a name and an authority, and without the port for commands.
	write(t, config, "{\n\tadmin off\n\tauto_https off\n}\n"+edited(t, "Caddyfile", "example.org {", "http://"+addr+" {",
		"/opt/coconut/dist", dir, "127.0.0.1:8080", upstream))
	start(t, caddy, "run", "--adapter", "caddyfile", "--config", config)
	return addr
}

// upstream is the API behind a proxy.
type upstream struct {
	server *httptest.Server
	// seen has the last request, and proceed lets the stream at /v1/slow go on.
	seen    chan *http.Request
	proceed chan struct{}
}

// newUpstream starts the real API, with one address more, whose answer waits in its middle.
func newUpstream(t *testing.T) *upstream {
	t.Helper()
	models := api.NewModels([]string{model}, 0, func(ctx context.Context, name string) (api.Model, error) {
		return api.Load(ctx, weights.Dir(filepath.Join(root, "weights", "models", name)))
	})
	up := &upstream{seen: make(chan *http.Request, 1), proceed: make(chan struct{})}
	mux := http.NewServeMux()
	mux.Handle("/", api.New(api.Options{Models: models, Origin: api.SameOrigin}))
	mux.HandleFunc("/metrics", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "secret") })
	mux.HandleFunc("/v1/slow", func(w http.ResponseWriter, r *http.Request) {
		up.seen <- r
		w.Header().Set("Content-Type", "text/event-stream")
		io.WriteString(w, "data: first\n\n")
		_ = http.NewResponseController(w).Flush() // the test notices if the first part does not go out
		select {
		case <-up.proceed:
			io.WriteString(w, "data: second\n\n")
		case <-r.Context().Done():
		}
	})
	up.server = httptest.NewServer(mux)
	t.Cleanup(up.server.Close)
	return up
}

// awaitServer waits until a server answers.
func awaitServer(t *testing.T, address string) {
	t.Helper()
	var err error
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		var resp *http.Response
		if resp, err = http.Get(address); err == nil {
			resp.Body.Close()
			return
		}
	}
	t.Fatalf("no answer: %v", err)
}

// send sends a request and returns the answer with its body, as it is sent. Headers are lines.
func send(t *testing.T, method, address, body string, headers ...string) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		req.Header.Set(name, value)
	}
	client := &http.Client{Transport: &http.Transport{DisableCompression: true, DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Fatal(err)
	}
	return resp, string(text)
}

// checkFiles fetches every file of the site, and compares it with the file, and its headers with dist/_headers.
func checkFiles(t *testing.T, dir, base string, encodings []string) {
	rules := parseHeaders(t, read(t, filepath.Join(dir, "_headers")))
	types := map[string]string{".wasm": "application/wasm", ".js": "text/javascript", ".html": "text/html",
		".webmanifest": "application/manifest+json", ".json": "application/json"}
	files, immutable := 0, 0
	for _, name := range pages(t, dir) {
		resp, body := send(t, "GET", base+"/"+strings.TrimSuffix(name, "index.html"), "")
		if resp.StatusCode != 200 || body != read(t, filepath.Join(dir, name)) {
			t.Errorf("%s: %s, %d bytes", name, resp.Status, len(body))
			continue
		}
		for header, want := range rules.of("/" + name) {
			if got := resp.Header.Values(header); !slices.Equal(got, []string{want}) {
				t.Errorf("%s: %s is %q, want %q", name, header, got, want)
			}
		}
		if got, want := resp.Header.Get("Content-Type"), types[filepath.Ext(name)]; !strings.HasPrefix(got, want) {
			t.Errorf("%s: Content-Type is %q, want %q", name, got, want)
		}
		if strings.Contains(resp.Header.Get("Cache-Control"), "immutable") {
			immutable++
		}
		files++
		for _, encoding := range encodings {
			checkForm(t, dir, base, name, encoding)
		}
		checkUnchanged(t, base, name, resp.Header.Get("ETag"))
	}
	if files < 6 || immutable < 2 {
		t.Errorf("%d files were checked, %d of them immutable", files, immutable)
	}
}

// checkForm fetches a file compressed, if the site has it so.
func checkForm(t *testing.T, dir, base, name, encoding string) {
	address := base + "/" + strings.TrimSuffix(name, "index.html")
	resp, body := send(t, "GET", address, "", "Accept-Encoding: "+encoding)
	if form, err := os.ReadFile(filepath.Join(dir, site.EncodedName(name, encoding))); err == nil {
		if resp.Header.Get("Content-Encoding") != encoding || body != string(form) {
			t.Errorf("%s, as %s: %q, %d bytes", name, encoding, resp.Header.Get("Content-Encoding"), len(body))
		}
	} else if resp.Header.Get("Content-Encoding") != "" {
		t.Errorf("%s is compressed twice", name)
	}
}

// checkUnchanged asks whether a file has changed.
func checkUnchanged(t *testing.T, base, name, tag string) {
	address := base + "/" + strings.TrimSuffix(name, "index.html")
	if tag == "" {
		t.Errorf("%s has no ETag", name)
	} else if resp, _ := send(t, "GET", address, "", "If-None-Match: "+tag); resp.StatusCode != http.StatusNotModified {
		t.Errorf("%s, unchanged: %s", name, resp.Status)
	}
}

// pages lists the files of a site that visitors fetch: not hidden ones, and not compressed forms.
func pages(t *testing.T, dir string) []string {
	t.Helper()
	var names []string
	err := filepath.WalkDir(dir, func(file string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.ContainsAny(d.Name()[:1], "._") {
			return err
		}
		name, err := filepath.Rel(dir, file)
		if ext := filepath.Ext(name); !strings.HasPrefix(name, "models/") && (ext == ".br" || ext == ".gz") {
			return err
		}
		names = append(names, filepath.ToSlash(name))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// checkHidden asks for what nobody should get.
func checkHidden(t *testing.T, base string) {
	for _, path := range []string{"/_headers", "/_encodings.json", "/.hidden", "/metrics", "/none", "/models/",
		"/models/" + model + "/", "/%2e%2e/secret"} {
		resp, body := send(t, "GET", base+path, "")
		if !slices.Contains([]int{400, 403, 404}, resp.StatusCode) || strings.Contains(body, "secret") {
			t.Errorf("%s: %s %.200s", path, resp.Status, body)
		}
	}
	if resp, _ := send(t, "POST", base+"/", "x"); !slices.Contains([]int{403, 405}, resp.StatusCode) {
		t.Errorf("POST of a file: %s", resp.Status)
	}
}

// checkAPI asks the API through the proxy: as a page of this site and of another, and with too large a body.
func checkAPI(t *testing.T, base string) {
	const question = `{"question":"Every terpus is a gerpus. Tom is a terpus. Davis is a dumpus. Is Tom a gerpus or dumpus?"}`
	resp, body := send(t, "POST", base+"/v1/reason", question, "Origin: "+base, "Content-Type: application/json")
	if resp.StatusCode != 200 || !strings.Contains(body, `"answer":"Tom is a gerpus."`) {
		t.Errorf("a question: %s %.300s", resp.Status, body)
	}
	if got := resp.Header.Values("Content-Security-Policy"); len(got) != 1 || !strings.Contains(got[0], "'none'") {
		t.Errorf("the API's policy is %q", got)
	}
	if resp, _ := send(t, "POST", base+"/v1/reason", question, "Origin: https://evil.example"); resp.StatusCode != 403 {
		t.Errorf("from a page elsewhere: %s", resp.Status)
	}
	if resp, _ := send(t, "POST", base+"/v1/reason", strings.Repeat(" ", 200<<10)); resp.StatusCode != 413 {
		t.Errorf("too large a body: %s", resp.Status)
	}
	for _, path := range []string{"/healthz", "/openapi.json", "/v1/models"} {
		if resp, body := send(t, "GET", base+path, ""); resp.StatusCode != 200 || !strings.HasPrefix(body, "{") {
			t.Errorf("%s: %s %.100s", path, resp.Status, body)
		}
	}
}

// checkStream checks that the proxy sends on what it has got of an answer: the second event is sent when the first has
// arrived. It says who asks, whatever the client says, and by which name.
func checkStream(t *testing.T, up *upstream, base string) {
	ctx, stop := context.WithTimeout(t.Context(), 30*time.Second)
	defer stop()
	req, err := http.NewRequestWithContext(ctx, "POST", base+"/v1/slow", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("X-Forwarded-For", "192.0.2.1")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatalf("the stream's first event is held back: %v", err)
	}
	defer resp.Body.Close()
	lines := bufio.NewReader(resp.Body)
	if first, err := lines.ReadString('\n'); first != "data: first\n" {
		t.Fatalf("the stream begins with %q, %v", first, err)
	}
	close(up.proceed)
	rest, err := io.ReadAll(lines)
	if string(rest) != "\ndata: second\n\n" || err != nil {
		t.Errorf("the stream ends with %q, %v", rest, err)
	}
	seen := <-up.seen
	hops := strings.Split(seen.Header.Get("X-Forwarded-For"), ", ")
	if hops[len(hops)-1] != "127.0.0.1" {
		t.Errorf("X-Forwarded-For is %q", hops)
	}
	if name := strings.Split(seen.Host, ":")[0]; name != "127.0.0.1" {
		t.Errorf("the Host is %q", seen.Host)
	}
}
