package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/systeminfo"
	"github.com/chromedp/chromedp"
)

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

// chromiumPage is a tab of a Chromium.
type chromiumPage struct {
	ctx   context.Context
	after func() // ends what was started for it
}

// open opens a row's page in a tab.
func (b *browser) open(dir string, r row) (*tab, error) {
	b.tabs++
	return openTab(dir, r, b.tabs, func(url string) (evaluator, error) {
		ctx, closeTab := chromedp.NewContext(b.ctx)
		// chromedp has DevTools listen to the network, and then the renderer keeps a copy of everything it fetches: 190 MB
		// of its memory and a tenth of its time would be the measurement's.
		return &chromiumPage{ctx, closeTab}, chromedp.Run(ctx, network.Disable(), chromedp.Navigate(url))
	})
}

// openCold opens a row's page in a Chromium of its own with an empty profile, which ends with the page.
func openCold(ctx context.Context, dir string, r row) (*tab, error) {
	b, stop, err := startBrowser(ctx)
	if err != nil {
		return nil, err
	}
	t, err := b.open(dir, r)
	if err != nil {
		stop()
		return nil, err
	}
	t.evaluator.(*chromiumPage).after = stop
	return t, nil
}

func (p *chromiumPage) evaluate(expression string, result any) error {
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	return chromedp.Run(ctx, chromedp.Evaluate(expression, result,
		func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }))
}

func (p *chromiumPage) close() error {
	p.after()
	return nil
}
