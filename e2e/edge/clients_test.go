package edge_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"net"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/coconut-page/coconut/tools/buildsite/site"
)

// TestOpenAIClient checks that OpenAI's own client for JavaScript understands both servers: whole answers, streams,
// errors.
func TestOpenAIClient(t *testing.T) {
	node := node(t)
	installed(t, "openai/package.json")
	server := httptest.NewServer(native())
	defer server.Close()
	for name, url := range map[string]string{"native": server.URL, "workerd": startWorkerd(t, assets(t)).URL} {
		t.Run(name, func(t *testing.T) {
			cmd := exec.CommandContext(t.Context(), node, "testdata/openai.mjs", url+"/v1", question)
			cmd.Dir = filepath.Join(repository, "wasm", "edge")
			out, err := cmd.Output()
			if err != nil {
				var exit *exec.ExitError
				if errors.As(err, &exit) {
					t.Fatalf("%v: %s", err, exit.Stderr)
				}
				t.Fatal(err)
			}
			type failure struct {
				Name, Code, Param, Message string
				Status                     int
			}
			var got struct {
				Models                            []string
				Answer, Finish, Verdict, Streamed string
				Reasoning, Thoughts               int
				Error                             failure
				Stopped, Unfinished               [2]string
				Logprobs                          [][2]any
				Refused                           []string
				Text                              struct {
					Chat, Streamed, Completion, Finish string
					Tokens, Prompt                     int
					Logprobs                           [][2]any
				}
			}
			if err := json.Unmarshal(out, &got); err != nil {
				t.Fatalf("%v in %s", err, out)
			}
			if got.Answer != answer || got.Streamed != answer || got.Finish != "stop" || got.Verdict != "right" ||
				got.Reasoning != 6 || got.Thoughts != 6 {
				t.Errorf("%s", out)
			}
			if x := got.Text; x.Chat == "" || x.Streamed != x.Chat || x.Completion == "" || x.Finish == "" ||
				x.Tokens == 0 || x.Prompt == 0 || len(x.Logprobs) != x.Tokens {
				t.Errorf("of the language model the client makes %+v", x)
			}
			if !reflect.DeepEqual(got.Models, served) {
				t.Errorf("models %v", got.Models)
			}
			if got.Stopped != [2]string{"Tom is a", "stop"} || got.Unfinished != [2]string{"", "length"} {
				t.Errorf("with stop %q, cut off %q", got.Stopped, got.Unfinished)
			}
			if want := [][2]any{{"Tom", true}, {"gerpus", true}, {".", true}}; !reflect.DeepEqual(got.Logprobs, want) {
				t.Errorf("logprobs %v, want %v", got.Logprobs, want)
			}
			if want := []string{"unsupported_value tool_choice", "unsupported_value tool_choice",
				"unsupported_value response_format"}; !slices.Equal(got.Refused, want) {
				t.Errorf("refused %q, want %q", got.Refused, want)
			}
			if e := got.Error; e.Name != "BadRequestError" || e.Status != 400 || e.Code != "unreadable_question" ||
				e.Param != "messages" || !strings.Contains(e.Message, "sentence 1") {
				t.Errorf("the error is %+v", e)
			}
		})
	}
}

// wrangler prepares wrangler, with the script, configuration and assets as they would be deployed. It has no network
// access.
func wrangler(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	path := installed(t, "wrangler/bin/wrangler.js")
	dir := t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, "build"), os.DirFS(built(t))); err != nil {
		t.Fatal(err)
	}
	config, err := os.ReadFile(filepath.Join(repository, "wasm", "edge", "wrangler.jsonc"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "wrangler.jsonc"), config, 0o644); err != nil {
		t.Fatal(err)
	}
	static := assets(t)
	page := `<meta http-equiv="Content-Security-Policy" content="default-src 'none'"><p>hello`
	if err := os.WriteFile(filepath.Join(static, "index.html"), []byte(page), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := site.WriteHeaders(static, ""); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), node(t), append([]string{path}, append(args, "--assets", static)...)...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "WRANGLER_SEND_METRICS=false", "WRANGLER_SEND_ERROR_REPORTS=false",
		"CLOUDFLARE_CF_FETCH_ENABLED=false", "WRANGLER_HIDE_BANNER=true", "CI=1",
		"WRANGLER_LOG_PATH="+dir, "XDG_CONFIG_HOME="+dir)
	return cmd
}

// TestSize checks that the script fits into 3 MB, the limit of Cloudflare's free plan, by wrangler's own count.
func TestSize(t *testing.T) {
	out, err := wrangler(t, "deploy", "--dry-run", "--outdir", t.TempDir()).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	m := regexp.MustCompile(`Total Upload: ([0-9.]+) KiB / gzip: ([0-9.]+) KiB`).FindSubmatch(out)
	if m == nil {
		t.Fatalf("no size in %s", out)
	}
	size, err := strconv.ParseFloat(string(m[2]), 64)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%s", m[0])
	if size > 3<<10 {
		t.Errorf("the script has %.0f KiB gzipped; 3072 is the most", size)
	}
}

// TestSiteAndAPI checks that one deployment, run by wrangler, serves the page and the API.
func TestSiteAndAPI(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := strconv.Itoa(listener.Addr().(*net.TCPAddr).Port)
	listener.Close()
	cmd := wrangler(t, "dev", "--local", "--ip", "127.0.0.1", "--port", port, "--inspector-port", "0",
		"--show-interactive-dev-session=false")
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) } // with workerd, which it starts
	cmd.WaitDelay = 5 * time.Second
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		cmd.Cancel()
		cmd.Wait()
	}()
	url := "http://127.0.0.1:" + port
	for began := time.Now(); ; time.Sleep(100 * time.Millisecond) {
		resp, err := client.Get(url + "/healthz")
		if err == nil {
			resp.Body.Close()
			break
		}
		if time.Since(began) > patience {
			cmd.Cancel()
			cmd.Wait()
			t.Fatalf("wrangler does not listen: %s", out.String())
		}
	}
	for _, c := range []struct {
		method, path, body, want string
		status                   int
	}{
		{"GET", "/", "", "<p>hello", 200},
		{"GET", "/models/prosqa-coconut/manifest.json", "", "coconut-weights", 200},
		{"GET", "/healthz", "", `"status":"ok"`, 200},
		{"POST", "/v1/reason", encode(t, map[string]any{"question": question}), answer, 200},
		{"GET", "/nothing", "", "unknown_url", 404},
		{"GET", "/_headers", "", "unknown_url", 404},
		{"GET", "/models/../../wrangler.jsonc", "", "unknown_url", 404},
		{"GET", "/%2e%2e/wrangler.jsonc", "", "unknown_url", 404},
		{"GET", "/..%5cwrangler.jsonc", "", "unknown_url", 404},
	} {
		if got := send(t, c.method, url+c.path, c.body); got.status != c.status || !strings.Contains(got.body, c.want) {
			t.Errorf("%s %s: %d %.300s, want %d with %q", c.method, c.path, got.status, got.body, c.status, c.want)
		}
	}
	const chunks = "/models/prosqa-coconut/chunks/"
	names, err := filepath.Glob(filepath.Join(repository, "weights", chunks[1:], "*"))
	if err != nil || len(names) == 0 {
		t.Fatalf("%q, %v", names, err)
	}
	for path, cache := range map[string]string{"/": "no-cache", chunks + filepath.Base(names[0]): site.Immutable} {
		got := send(t, "GET", url+path, "").header
		for name, want := range map[string]string{
			"Content-Security-Policy": "default-src 'none'; frame-ancestors 'self'", "X-Content-Type-Options": "nosniff",
			"Referrer-Policy": "no-referrer", "Cross-Origin-Resource-Policy": "same-origin", "Cache-Control": cache,
		} {
			if got.Get(name) != want {
				t.Errorf("%s: %s is %q, want %q", path, name, got.Get(name), want)
			}
		}
	}
}
