package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/systeminfo"
	"github.com/chromedp/chromedp"
)

// patience bounds everything that is done in the browser.
const patience = 3 * time.Minute

// browser is a headless Chromium.
type browser struct {
	ctx     context.Context
	tabs    int
	Version string
}

func startBrowser(ctx context.Context) (*browser, func(), error) {
	path := ""
	for _, name := range []string{os.Getenv("CHROMIUM"), "chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); name != "" && err == nil && path == "" {
			path = found
		}
	}
	if path == "" {
		return nil, nil, errors.New("bench: no Chromium on the PATH; set CHROMIUM")
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox,
		chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true))
	alloc, stop := chromedp.NewExecAllocator(ctx, opts...)
	tab, closeTab := chromedp.NewContext(alloc)
	if err := chromedp.Run(tab); err != nil {
		stop()
		return nil, nil, fmt.Errorf("bench: start Chromium: %w", err)
	}
	out, err := exec.Command(path, "--version").Output()
	if err != nil {
		stop()
		return nil, nil, fmt.Errorf("bench: %s --version: %w", path, err)
	}
	return &browser{ctx: tab, Version: strings.TrimSpace(string(out))}, func() { closeTab(); stop() }, nil
}

// cpuTimes returns the CPU seconds of the renderers so far, by process.
type cpuTimes map[int]float64

func (b *browser) cpu() (cpuTimes, error) {
	executor := cdp.WithExecutor(b.ctx, chromedp.FromContext(b.ctx).Browser)
	processes, err := systeminfo.GetProcessInfo().Do(executor)
	if err != nil {
		return nil, fmt.Errorf("bench: CPU time: %w", err)
	}
	times := cpuTimes{}
	for _, p := range processes {
		if p.Type == "renderer" {
			times[int(p.ID)] = p.CPUTime
		}
	}
	return times, nil
}

// since returns the CPU time of all renderers since before, and the process that used most of it.
func (t cpuTimes) since(before cpuTimes) (total time.Duration, busiest int) {
	var seconds, most float64
	for pid, s := range t {
		spent := s - before[pid]
		seconds += spent
		if spent > most {
			most, busiest = spent, pid
		}
	}
	return time.Duration(seconds * float64(time.Second)), busiest
}

// tab is one engine in its own page; its server has its own host name, so that no two share a process.
type tab struct {
	ctx    context.Context
	info   opened
	server *httptest.Server
	bytes  int64
}

// opened is what a page reports once its engine is ready.
type opened struct {
	// Load is the time from nothing to ready, in ms, from a server on this machine.
	Load    float64 `json:"load"`
	Kernels string  `json:"kernels"`
}

// open opens an engine with a model, and waits until it is ready.
func (b *browser) open(dir, engine, model string) (*tab, error) {
	t := &tab{}
	files := http.FileServer(http.Dir(dir))
	t.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		counted := &countingWriter{ResponseWriter: w, n: &t.bytes}
		counted.Header().Set("Cache-Control", "no-store")
		files.ServeHTTP(counted, r)
	}))
	t.ctx, _ = chromedp.NewContext(b.ctx)
	b.tabs++
	_, port, _ := strings.Cut(strings.TrimPrefix(t.server.URL, "http://"), ":")
	url := fmt.Sprintf("http://engine%d.localhost:%s/index.html?engine=%s&model=%s", b.tabs, port, engine, model)
	if err := chromedp.Run(t.ctx, chromedp.Navigate(url)); err != nil {
		return nil, fmt.Errorf("bench: open %s: %w", engine, err)
	}
	// Navigation ends before the page's module has run; its errors are caught here.
	err := t.evaluate(`new Promise((resolve, reject) => {
		addEventListener('error', (e) => reject(e.error || e.message));
		addEventListener('unhandledrejection', (e) => reject(e.reason));
		const ready = () => (window.opened ? resolve({load: opened.load, kernels: opened.kernels}) : setTimeout(ready, 20));
		ready();
	})`, &t.info)
	if err != nil {
		return nil, fmt.Errorf("bench: open %s with %s: %w", engine, model, err)
	}
	return t, nil
}

// measure runs one measurement and returns its wall time, or 0 if the engine does not support it.
func (t *tab) measure(kind string, n int) (time.Duration, error) {
	var ms *float64
	if err := t.evaluate(fmt.Sprintf("measure(%q, %d)", kind, n), &ms); err != nil {
		return 0, err
	}
	if ms == nil {
		return 0, nil
	}
	return time.Duration(*ms * float64(time.Millisecond)), nil
}

func (t *tab) evaluate(expression string, result any) error {
	ctx, cancel := context.WithTimeout(t.ctx, patience)
	defer cancel()
	return chromedp.Run(ctx, chromedp.Evaluate(expression, result,
		func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }))
}

// countingWriter counts the bytes of bodies.
type countingWriter struct {
	http.ResponseWriter
	n *int64
}

func (w *countingWriter) Write(data []byte) (int, error) {
	n, err := w.ResponseWriter.Write(data)
	*w.n += int64(n)
	return n, err
}

// linkFiles creates the folder that the pages are served from: page/, the models, node_modules, and our builds.
func linkFiles(dir, bench, cache string) error {
	for name, target := range map[string]string{"models": cache, "node_modules": filepath.Join(bench, "node_modules")} {
		if err := os.Symlink(target, filepath.Join(dir, name)); err != nil {
			return err
		}
	}
	pages, err := filepath.Glob(filepath.Join(bench, "page", "*"))
	if err != nil {
		return err
	}
	for _, page := range pages {
		if err := os.Symlink(page, filepath.Join(dir, filepath.Base(page))); err != nil {
			return err
		}
	}
	return nil
}
