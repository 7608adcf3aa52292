package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/coconut-page/coconut/e2e/webdriver"
)

// firefoxPage is the page of a headless Firefox of its own, with an empty profile.
type firefoxPage struct {
	ctx     context.Context
	browser *webdriver.Browser
	pid     int
}

// openFirefox starts a Firefox and opens a row's page in it, which is cold therefore.
func openFirefox(ctx context.Context, dir string, r row) (*tab, error) {
	before := children(os.Getpid())
	b, err := webdriver.Start(ctx, webdriver.Firefox)
	if err != nil {
		return nil, err
	}
	page := &firefoxPage{ctx: ctx, browser: b}
	for pid := range children(os.Getpid()) {
		if !before[pid] {
			page.pid = pid
		}
	}
	if page.pid == 0 {
		return nil, errors.Join(fmt.Errorf("bench: Firefox's process was not found"), b.Close())
	}
	return openTab(dir, r, 1, func(url string) (evaluator, error) {
		if err := b.Navigate(ctx, url); err != nil {
			return nil, errors.Join(err, b.Close())
		}
		return page, nil
	})
}

func (p *firefoxPage) evaluate(expression string, result any) error {
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	return p.browser.Eval(ctx, expression, result)
}

func (p *firefoxPage) close() error { return p.browser.Close() }

// peak is the peak memory of the process that had most of the browser's, its own not counted: that of the page.
func (p *firefoxPage) peak() (most int64, err error) {
	for pid := range descendants(p.pid) {
		n, err := peakRSS(pid)
		if err != nil {
			return 0, err
		}
		most = max(most, n)
	}
	if most == 0 {
		return 0, fmt.Errorf("bench: memory: Firefox's process %d has no children", p.pid)
	}
	return most, nil
}
