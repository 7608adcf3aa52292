package edge_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"

	"github.com/coconut-page/coconut/api"
	"github.com/coconut-page/coconut/internal/toymodel"
	"github.com/coconut-page/coconut/tasks/prosqa"
	"github.com/coconut-page/coconut/weights"
)

const (
	question = "Every terpus is a gerpus. Tom is a terpus. Davis is a dumpus. Is Tom a gerpus or dumpus?"
	answer   = "Tom is a gerpus."
)

// languageModel is the name of a language model, beside the models of tasks.
const languageModel = "toy"

// languageModelDir is its folder. It lasts as long as the tests' process.
var languageModelDir = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "coconut-edge-*")
	if err != nil {
		return "", err
	}
	dir = filepath.Join(dir, languageModel)
	return dir, toymodel.ImportTo(context.Background(), dir, toymodel.Roomy)
})

// modelDir is the folder of any of the models.
func modelDir(name string) (string, error) {
	if name == languageModel {
		return languageModelDir()
	}
	return filepath.Join(repository, "weights", "models", name), nil
}

// served are the names of all models, the default one first.
var served = []string{"prosqa-coconut", "prosqa-cot", languageModel}

// native is the handler that coconut serve runs.
var native = sync.OnceValue(func() http.Handler {
	return api.New(api.Options{
		Models: api.NewModels(served, 0, func(ctx context.Context, name string) (api.Model, error) {
			dir, err := modelDir(name)
			if err != nil {
				return nil, err
			}
			return api.Load(ctx, weights.Dir(dir))
		}),
		Limits: api.Limits{Waiting: 1000},
	})
})

type reply struct {
	status int
	header http.Header
	body   string
}

// client uses each connection once: workerd closes idle ones after some seconds, possibly while a request is on its
// way, which Go does not resend.
var client = &http.Client{Timeout: patience, Transport: &http.Transport{DisableKeepAlives: true}}

// send sends a request to a server.
func send(t testing.TB, method, url, body string) reply {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := client.Do(req)
	if err != nil {
		t.Error(err)
		return reply{}
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Error(err)
	}
	return reply{resp.StatusCode, resp.Header, string(text)}
}

func sendNative(t testing.TB, method, path, body string) reply {
	t.Helper()
	rec := httptest.NewRecorder()
	native().ServeHTTP(rec, httptest.NewRequestWithContext(t.Context(), method, path, strings.NewReader(body)))
	return reply{rec.Code, rec.Header(), rec.Body.String()}
}

func encode(t testing.TB, fields map[string]any) string {
	t.Helper()
	data, err := json.Marshal(fields)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// timeless returns a response without what differs from one run to the next: times, and the names of completions. It
// decodes events.
func timeless(t testing.TB, body string) any {
	t.Helper()
	var all []any
	lines := strings.Lines(body)
	if strings.HasPrefix(body, "{") {
		lines = slices.Values([]string{body})
	}
	for line := range lines {
		data := strings.TrimPrefix(strings.TrimSpace(line), "data: ")
		if !strings.HasPrefix(data, "{") {
			all = append(all, data)
			continue
		}
		d := json.NewDecoder(strings.NewReader(data))
		d.UseNumber() // every digit counts
		var v any
		if err := d.Decode(&v); err != nil {
			t.Errorf("%v in %.300q", err, data)
		}
		all = append(all, without(v))
	}
	return all
}

func without(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for _, name := range []string{"ms", "prefill_ms", "think_ms", "decode_ms", "total_ms", "created", "id", "memory",
			"cached_tokens", "prompt_tokens_details"} { // what an earlier request has left in the cache
			if name != "id" || v["object"] != "model" {
				delete(v, name)
			}
		}
		for _, inner := range v {
			without(inner)
		}
	case []any:
		for _, inner := range v {
			without(inner)
		}
	}
	return v
}

// TestSame checks that the Worker answers every kind of request, valid or not, like the native server, to the last
// digit of the hidden states.
func TestSame(t *testing.T) {
	w := startWorkerd(t, assets(t))
	for name, tt := range map[string]struct {
		method, path string
		fields       map[string]any
		body         string // instead of fields
		status       int
	}{
		"reason":             {"POST", "/v1/reason", map[string]any{"question": question}, "", 200},
		"everything":         {"POST", "/v1/reason", map[string]any{"question": question, "trace": true, "top_k": 5, "nodes": true, "hidden": true}, "", 200},
		"stream":             {"POST", "/v1/reason", map[string]any{"question": question, "top_k": 5, "nodes": true, "hidden": true, "stream": true}, "", 200},
		"other words":        {"POST", "/v1/reason", map[string]any{"question": "Every cat is an animal. Tom is a cat. Rex is a rock. Is Tom an animal or rock?", "thoughts": 3, "hidden": true}, "", 200},
		"reasoning written":  {"POST", "/v1/reason", map[string]any{"question": question, "method": "cot", "hidden": true}, "", 200},
		"chat":               {"POST", "/v1/chat/completions", map[string]any{"model": "prosqa-cot", "messages": []map[string]string{{"role": "user", "content": question}}}, "", 200},
		"chat stream":        {"POST", "/v1/chat/completions", map[string]any{"messages": []map[string]string{{"role": "user", "content": question}}, "stream": true, "trace": true, "stream_options": map[string]bool{"include_usage": true}}, "", 200},
		"chat options":       {"POST", "/v1/chat/completions", map[string]any{"messages": []map[string]string{{"role": "user", "content": question}}, "logprobs": true, "top_logprobs": 5, "stop": " gerpus", "max_tokens": 4096, "top_k": 40}, "", 200},
		"chat with a schema": {"POST", "/v1/chat/completions", map[string]any{"messages": []map[string]string{{"role": "user", "content": question}}, "response_format": map[string]string{"type": "json_object"}}, "", 400},
		"two spellings":      {"POST", "/v1/reason", map[string]any{"question": "Zoe\u0308 is a caf\u00e9. Every ca\u00adfe\u0301 is an animal. Rex is a rock. Is Zo\u00eb an animal or rock?"}, "", 200},
		"byte order mark":    {"POST", "/v1/reason", nil, "\ufeff" + `{"question":"` + question + `"}`, 200},
		"models":             {"GET", "/v1/models", nil, "", 200},
		"model":              {"GET", "/v1/models/prosqa-cot", nil, "", 200},
		"health":             {"GET", "/healthz", nil, "", 200},
		"document":           {"GET", "/openapi.json", nil, "", 200},
		"preflight":          {"OPTIONS", "/v1/reason", nil, "", 204},
		"not JSON":           {"POST", "/v1/reason", nil, "hello", 400},
		"not UTF-8":          {"POST", "/v1/reason", nil, "{\"question\":\"\xff\xfe\"}", 400},
		"no body":            {"POST", "/v1/reason", nil, "", 400},
		"unreadable":         {"POST", "/v1/reason", map[string]any{"question": "Cats purr."}, "", 400},
		"unreadable stream":  {"POST", "/v1/reason", map[string]any{"question": "Cats purr.", "stream": true}, "", 400},
		"too many thoughts":  {"POST", "/v1/reason", map[string]any{"question": question, "thoughts": 1000}, "", 400},
		"no such model":      {"POST", "/v1/reason", map[string]any{"question": question, "model": "none"}, "", 404},
		"too long":           {"POST", "/v1/reason", map[string]any{"question": strings.Repeat("x ", 100_000)}, "", 413},
		"no such address":    {"GET", "/v1/none", nil, "", 404},
		"other method":       {"DELETE", "/v1/reason", nil, "", 405},
	} {
		t.Run(name, func(t *testing.T) {
			body := tt.body
			if tt.fields != nil {
				body = encode(t, tt.fields)
			}
			got, want := send(t, tt.method, w.URL+tt.path, body), sendNative(t, tt.method, tt.path, body)
			if got.status != tt.status || want.status != tt.status {
				t.Fatalf("status %d, natively %d, want %d: %s", got.status, want.status, tt.status, got.body)
			}
			if !reflect.DeepEqual(timeless(t, got.body), timeless(t, want.body)) {
				t.Errorf("got %.2000s\nwant %.2000s", got.body, want.body)
			}
			for name := range want.header {
				if got.header.Get(name) != want.header.Get(name) {
					t.Errorf("header %s is %q, natively %q", name, got.header.Get(name), want.header.Get(name))
				}
			}
		})
	}
	if got := send(t, "POST", w.URL+"/v1/reason", strings.Repeat("x", 3<<20)); got.status != 413 ||
		!strings.Contains(got.body, "body_too_large") {
		t.Errorf("three megabytes: %d %s", got.status, got.body)
	}
}

// TestThoughtByThought checks that a stream's events come one by one, not all at the end: each chunk of the body is one
// event.
func TestThoughtByThought(t *testing.T) {
	w := startWorkerd(t, assets(t))
	conn, err := net.Dial("tcp", strings.TrimPrefix(w.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	body := encode(t, map[string]any{"question": question, "stream": true})
	fmt.Fprintf(conn, "POST /v1/reason HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
	var all []byte
	for buffer := make([]byte, 1<<16); !bytes.HasSuffix(all, []byte("\r\n0\r\n\r\n")); {
		n, err := conn.Read(buffer)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, buffer[:n]...)
	}
	_, rest, _ := strings.Cut(string(all), "\r\n\r\n")
	chunks := 0
	for rest != "" {
		size, after, _ := strings.Cut(rest, "\r\n")
		n, err := strconv.ParseInt(size, 16, 32)
		if err != nil || int(n)+2 > len(after) {
			t.Fatalf("chunk of %q bytes, %v", size, err)
		}
		if n > 0 {
			chunks++
			if got := strings.Count(after[:n], "event: "); got != 1 {
				t.Errorf("a chunk has %d events: %s", got, after[:n])
			}
		}
		rest = after[n+2:]
	}
	if chunks < 9 { // <bot>, six thoughts, <eot>, tokens, the result
		t.Errorf("%d chunks", chunks)
	}
}

// TestMany checks that one isolate answers 500 questions, 20 at a time, each like the native server, without growing.
func TestMany(t *testing.T) {
	w := startWorkerd(t, assets(t))
	questions := questions(500)
	var began, half int64
	var mu sync.Mutex
	var all sync.WaitGroup
	turns := make(chan struct{}, 20)
	for i, q := range questions {
		switch i { // the first ones come all at once, before the model is loaded
		case 20:
			began = w.memory(t)
		case len(questions) / 2:
			half = w.memory(t)
		}
		turns <- struct{}{}
		all.Go(func() {
			defer func() { <-turns }()
			body := encode(t, map[string]any{"question": q, "trace": i%10 == 0, "hidden": i%10 == 0, "stream": i%5 == 0})
			got := send(t, "POST", w.URL+"/v1/reason", body)
			mu.Lock()
			defer mu.Unlock()
			want := sendNative(t, "POST", "/v1/reason", body)
			if got.status != 200 || !reflect.DeepEqual(timeless(t, got.body), timeless(t, want.body)) {
				t.Errorf("%s: %d %.500s\nwant %.500s", q, got.status, got.body, want.body)
			}
		})
	}
	all.Wait()
	var health struct{ Memory int64 }
	if err := json.Unmarshal([]byte(send(t, "GET", w.URL+"/healthz", "").body), &health); err != nil {
		t.Fatal(err)
	}
	t.Logf("resident: %d MB after 20 requests, %d after 250, %d after 500, %d at most; Go's memory in the isolate: %d MB",
		began>>20, half>>20, w.memory(t)>>20, w.status(t, "VmHWM:")>>20, health.Memory>>20)
	if health.Memory == 0 || health.Memory > 96<<20 {
		t.Errorf("the program has %d bytes, of the isolate's 128 MB", health.Memory)
	}
	// What the process itself needs: the isolate, and workerd's own memory.
	if own := w.status(t, "RssAnon:"); own > 128<<20 {
		t.Errorf("workerd has %d bytes", own)
	} else {
		t.Logf("without the program file's pages: %d MB", own>>20)
	}
}

// TestLeave checks that clients that go away in the middle of a stream free their turn for others.
func TestLeave(t *testing.T) {
	w := startWorkerd(t, assets(t))
	body := encode(t, map[string]any{"question": question, "thoughts": 64, "hidden": true, "nodes": true, "stream": true})
	for range 30 { // many more than may compute at a time
		ctx, cancel := context.WithCancel(t.Context())
		req, err := http.NewRequestWithContext(ctx, "POST", w.URL+"/v1/reason", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		resp, err := client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadFull(resp.Body, make([]byte, 100)); err != nil {
			t.Fatal(err)
		}
		cancel()
		resp.Body.Close()
	}
	if got := send(t, "POST", w.URL+"/v1/reason", encode(t, map[string]any{"question": question})); got.status != 200 ||
		!strings.Contains(got.body, answer) {
		t.Errorf("%d %s", got.status, got.body)
	}
}

// TestRestart checks that a new isolate answers like the old one.
func TestRestart(t *testing.T) {
	dir := assets(t)
	body := encode(t, map[string]any{"question": question, "hidden": true})
	var first any
	for range 3 {
		w := startWorkerd(t, dir)
		cpu, began := w.cpu(t), time.Now()
		got := send(t, "POST", w.URL+"/v1/reason", body)
		cold, coldCPU := time.Since(began), w.cpu(t)-cpu
		began = time.Now()
		again := send(t, "POST", w.URL+"/v1/reason", body)
		t.Logf("first answer after %v (%v of processor time), second after %v", cold, coldCPU, time.Since(began))
		w.stop()
		if first == nil {
			first = timeless(t, got.body)
		}
		if got.status != 200 || !reflect.DeepEqual(timeless(t, got.body), first) ||
			!reflect.DeepEqual(timeless(t, again.body), first) {
			t.Errorf("%d %s", got.status, got.body)
		}
	}
}

// TestWeights checks that weights that are missing, or do not match the manifest, are never used: the request gets an
// error, and once they have been repaired the next one is answered.
func TestWeights(t *testing.T) {
	dir := assets(t)
	w := startWorkerd(t, dir)
	name := chunk(t, dir)
	good, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	bad := bytes.Clone(good)
	bad[len(bad)/2] ^= 1
	ask := func(want int, text string) {
		t.Helper()
		got := send(t, "POST", w.URL+"/v1/reason", encode(t, map[string]any{"question": question}))
		if got.status != want || !strings.Contains(got.body, text) {
			t.Errorf("%d %s, want %d with %q", got.status, got.body, want, text)
		}
	}
	if err := os.Remove(name); err != nil {
		t.Fatal(err)
	}
	ask(503, "not found")
	for _, c := range []struct {
		data   []byte
		status int
		text   string
	}{{bad, 503, "checksum"}, {good[:len(good)/2], 503, "model_unavailable"}, {good, 200, answer}, {bad, 200, answer}} {
		if err := os.WriteFile(name, c.data, 0o644); err != nil {
			t.Fatal(err)
		}
		ask(c.status, c.text)
	}
}

// BenchmarkWorkerd is a question's wall and CPU time in workerd, one after the other.
func BenchmarkWorkerd(b *testing.B) {
	w := startWorkerd(b, assets(b))
	questions := questions(100)
	for _, q := range questions {
		send(b, "POST", w.URL+"/v1/reason", encode(b, map[string]any{"question": q}))
	}
	before, i := w.cpu(b), 0
	for b.Loop() {
		if got := send(b, "POST", w.URL+"/v1/reason",
			encode(b, map[string]any{"question": questions[i%len(questions)]})); got.status != 200 {
			b.Fatal(got.body)
		}
		i++
	}
	b.ReportMetric(float64((w.cpu(b)-before).Microseconds())/1000/float64(b.N), "cpu-ms/op")
	b.ReportMetric(float64(w.memory(b)>>20), "MB")
}

// questions are fresh ProsQA questions.
func questions(n int) []string {
	g := prosqa.NewGenerator(7)
	all := make([]string, n)
	for i := range all {
		all[i] = g.Next().Question
	}
	return all
}

// TestEncodedBodies checks that the Worker decompresses the same encodings as the native server, within the same limit.
func TestEncodedBodies(t *testing.T) {
	w := startWorkerd(t, assets(t))
	text := encode(t, map[string]any{"question": question})
	var zipped, bomb bytes.Buffer
	for out, text := range map[*bytes.Buffer]string{&zipped: text, &bomb: strings.Repeat(text, 10_000)} {
		z := gzip.NewWriter(out)
		if _, err := io.WriteString(z, text); err != nil {
			t.Fatal(err)
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
	}
	encoder, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		encoding, body, want string
		status               int
	}{
		"gzip": {"gzip", zipped.String(), answer, 200},
		"zstd": {"zstd", string(encoder.EncodeAll([]byte(text), nil)), answer, 200},
		"bomb": {"gzip", bomb.String(), "body_too_large", 413},
		"br":   {"br", text, "unsupported_content_encoding", 415},
	} {
		req, err := http.NewRequestWithContext(t.Context(), "POST", w.URL+"/v1/reason", strings.NewReader(tt.body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Encoding", tt.encoding)
		resp, err := client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err != nil || resp.StatusCode != tt.status || !strings.Contains(string(got), tt.want) {
			t.Errorf("%s: %d %.300s, %v; want %d with %q", name, resp.StatusCode, got, err, tt.status, tt.want)
		}
	}
}

// TestOriginSetting checks that COCONUT_ORIGIN is normalized to the form that browsers send, and that an origin no
// browser sends is an error.
func TestOriginSetting(t *testing.T) {
	dir, err := filepath.Abs(assets(t))
	if err != nil {
		t.Fatal(err)
	}
	for origin, want := range map[string]struct {
		status       int
		body, header string
	}{
		"https://Friend.example/": {200, `"status":"ok"`, "https://friend.example"},
		"friend.example":          {500, "COCONUT_ORIGIN", ""},
	} {
		binding := fmt.Sprintf(`bindings = [(name = "COCONUT_ORIGIN", text = %q), `, origin)
		w := serveWorkerd(t, built(t), strings.Replace(fmt.Sprintf(configuration, dir), "bindings = [", binding, 1))
		if got := send(t, "GET", w.URL+"/healthz", ""); got.status != want.status || !strings.Contains(got.body, want.body) ||
			got.header.Get("Access-Control-Allow-Origin") != want.header {
			t.Errorf("%s: %d %s %v", origin, got.status, got.body, got.header)
		}
	}
}
