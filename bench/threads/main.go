// Command threads measures how fast a language model reads and writes in Chromium when several instances of the program
// share its products, by shared memory and by messages, beside one instance alone, and natively with threads.
//
//	go run ./bench/threads -model models/smollm2-135m-int8
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"github.com/coconut-page/coconut/completion"
	"github.com/coconut-page/coconut/tools/buildsite/site"
	"github.com/coconut-page/coconut/weights"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	model := flag.String("model", "models/smollm2-135m-int8", "folder of a language model")
	variant := flag.String("variant", "relaxed", "build of the program: relaxed, simd128 or scalar")
	threads := flag.Int("threads", 2, "number of instances")
	rounds := flag.Int("rounds", 3, "how often everything is measured; the best time counts")
	always := flag.Bool("always", false, "share every product, whether that is faster or not")
	only := flag.Bool("build", false, "only build the program, into the cache")
	flag.Parse()
	dir, err := build(ctx, *variant, *model)
	if err != nil || *only {
		return err
	}
	server := httptest.NewServer(isolated(http.FileServer(http.Dir(dir))))
	defer server.Close()
	tab, end, err := open(ctx, server.URL+"/index.html")
	if err != nil {
		return err
	}
	defer end()
	modes := []mode{{"one instance", 1, false}, {"shared memory", *threads, false}, {"messages", *threads, true}}
	best, err := measureAll(tab, modes, *rounds, *always)
	if err != nil {
		return err
	}
	for i, m := range modes {
		fmt.Printf("%-14s %d threads: prefill %7.1f, decode %6.1f tokens/s\n", m.name, best[i].Threads, best[i].Prefill,
			best[i].Decode)
	}
	return native(ctx, *model, *threads, *rounds)
}

// native prints the same for the program outside a browser, with one thread and several.
func native(ctx context.Context, model string, threads, rounds int) error {
	best := map[int]speed{}
	for round := range rounds {
		for _, n := range []int{1, threads} {
			m, err := completion.Open(ctx, weights.Dir(model), nil)
			if err != nil {
				return err
			}
			m.Runtime().SetThreads(n)
			if err := m.Wait(); err != nil {
				return err
			}
			prompt, err := m.Prompt(fmt.Sprint(round+1, text))
			if err != nil {
				return err
			}
			r, err := m.Generate(ctx, prompt, completion.Options{MaxTokens: tokens}, nil)
			if err != nil {
				return err
			}
			best[n] = speed{Prefill: max(best[n].Prefill, float64(r.Prompt)/r.PrefillTime.Seconds()),
				Decode: max(best[n].Decode, float64(len(r.IDs))/r.DecodeTime.Seconds())}
		}
	}
	for _, n := range []int{1, threads} {
		fmt.Printf("%-14s %d threads: prefill %7.1f, decode %6.1f tokens/s\n", "native", n, best[n].Prefill, best[n].Decode)
	}
	return nil
}

// tokens are written after a text, which a number begins that makes it another one each time.
const tokens = 64

var text = " sheep. " + strings.Repeat("The quick brown fox jumps over the lazy dog. ", 12) +
	"Once upon a time there was a"

// mode is a way to share.
type mode struct {
	name     string
	threads  int
	messages bool
}

// speed is in tokens a second.
type speed struct {
	Prefill float64 `json:"prefill"`
	Decode  float64 `json:"decode"`
	Threads int     `json:"threads"`
	Text    string  `json:"text"`
}

// measureAll opens all modes, and measures them in turn. The best of the rounds counts for each.
func measureAll(tab context.Context, modes []mode, rounds int, always bool) ([]speed, error) {
	for i, m := range modes {
		start := fmt.Sprintf("start(%d, %d, %v, %v)", i, m.threads, m.messages, always)
		if err := evaluate(tab, start, new(int)); err != nil {
			return nil, err
		}
	}
	best := make([]speed, len(modes))
	for range rounds {
		text := ""
		for i := range modes {
			var s speed
			if err := evaluate(tab, fmt.Sprintf("measure(%d)", i), &s); err != nil {
				return nil, err
			}
			if i > 0 && s.Text != text {
				return nil, fmt.Errorf("threads: %q and %q are not the same text", text, s.Text)
			}
			text = s.Text
			best[i] = speed{max(best[i].Prefill, s.Prefill), max(best[i].Decode, s.Decode), s.Threads, s.Text}
		}
	}
	return best, nil
}

// isolated sends the headers of cross-origin isolation.
func isolated(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cross-Origin-Opener-Policy", "same-origin")
		w.Header().Set("Cross-Origin-Embedder-Policy", "require-corp")
		w.Header().Set("Cache-Control", "no-store")
		h.ServeHTTP(w, r)
	})
}

// build makes a folder with the program, its worker, a page and the model.
func build(ctx context.Context, variant, model string) (string, error) {
	root, err := filepath.Abs(".")
	if err != nil {
		return "", err
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(cache, "coconut-threads")
	if err := os.RemoveAll(dir); err != nil {
		return "", err
	}
	if err := os.MkdirAll(filepath.Join(dir, "models"), 0o755); err != nil {
		return "", err
	}
	i := slices.IndexFunc(site.Variants, func(v site.Variant) bool { return v.Name == variant })
	if i < 0 {
		return "", fmt.Errorf("threads: no variant %q", variant)
	}
	program := filepath.Join(dir, "text.wasm")
	if err := site.Variants[i].Build(ctx, program, root, site.ProgramOf("./wasm/text")); err != nil {
		return "", err
	}
	model, err = filepath.Abs(model)
	if err != nil {
		return "", err
	}
	constants := fmt.Sprintf("<!doctype html><script>const TEXT = %q, TOKENS = %d;</script>", text, tokens)
	worker, err := os.ReadFile(filepath.Join(root, "wasm", "internal", "worker", "worker.js"))
	return dir, errors.Join(err, site.CopyWasmExec(ctx, filepath.Join(dir, "wasm_exec.js"), root),
		os.WriteFile(filepath.Join(dir, "worker.js"), worker, 0o644),
		os.WriteFile(filepath.Join(dir, "index.html"), []byte(constants+page), 0o644),
		os.Symlink(model, filepath.Join(dir, "models", "model")))
}

// page talks to the workers as docs/protocol.md says.
const page = `<title>threads</title><script>
const program = WebAssembly.compileStreaming(fetch('text.wasm'));
const engines = [];
const request = (engine, body) => new Promise((resolve, reject) => {
  engine.id += 1;
  engine.hear = (event) => {
    if (event.type === 'exit' || event.type === 'failed') reject(new Error(JSON.stringify(event)));
    if (event.id === engine.id && ['ready', 'completion'].includes(event.type)) resolve(event);
  };
  engine.worker.postMessage(JSON.stringify({id: engine.id, ...body}));
});
const write = async (engine, prompt, n) => (await request(engine, {type: 'complete', complete: {
  prompt, max_tokens: n}})).completion;
const start = async (i, threads, messages, always) => {
  const engine = {id: 0, worker: new Worker('worker.js')};
  engines[i] = engine;
  const hello = new Promise((resolve, reject) => { engine.hear = (e) => (e.type === 'hello' ? resolve() : reject(e)); });
  engine.worker.onmessage = ({data}) => engine.hear(JSON.parse(data));
  engine.worker.postMessage({program: await program, threads, messages, always});
  await hello;
  await request(engine, {type: 'load', model: 'model'});
  for (let i = 0; threads > 1 && i < 40; i++) {
    if ((await write(engine, 'Hello ' + i, 1)).threads > 1) break;
    await new Promise((done) => setTimeout(done, 100));
  }
  return 0;
};
let asked = 0;
const measure = async (i) => {
  asked = i ? asked : asked + 1;
  const done = await write(engines[i], asked + TEXT, TOKENS);
  return {prefill: 1e3 * (done.prompt - (done.cached || 0)) / done.prefill_ms, decode: 1e3 * done.tokens / done.decode_ms,
    threads: done.threads || 1, text: asked + done.text};
};
</script>`

// open starts Chromium and opens a page.
func open(ctx context.Context, url string) (context.Context, func(), error) {
	path, err := exec.LookPath("chromium")
	if err != nil {
		return nil, nil, fmt.Errorf("threads: %w", err)
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox,
		chromedp.DisableGPU)
	alloc, stop := chromedp.NewExecAllocator(ctx, opts...)
	tab, closeTab := chromedp.NewContext(alloc)
	end := func() { closeTab(); stop() }
	if err := chromedp.Run(tab, chromedp.Navigate(url)); err != nil {
		end()
		return nil, nil, fmt.Errorf("threads: %w", err)
	}
	return tab, end, nil
}

func evaluate(tab context.Context, expression string, result any) error {
	ctx, cancel := context.WithTimeout(tab, 2*time.Minute)
	defer cancel()
	var raw json.RawMessage
	err := chromedp.Run(ctx, chromedp.Evaluate(expression, &raw,
		func(p *runtime.EvaluateParams) *runtime.EvaluateParams {
			return p.WithAwaitPromise(true).WithReturnByValue(true)
		}))
	if err != nil || result == nil {
		return err
	}
	return json.Unmarshal(raw, result)
}
