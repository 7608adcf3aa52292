package main

import (
	"errors"
	"fmt"
	"time"
)

// patience bounds everything that is done in a browser.
const patience = 3 * time.Minute

// evaluator is a page in some browser.
type evaluator interface {
	// evaluate evaluates JavaScript, waits for a promise, and decodes its value.
	evaluate(expression string, result any) error
	close() error
}

// tab is one engine in its own page, with its own server.
type tab struct {
	evaluator
	info   opened
	server *server
}

// opened is what a page reports once its engine is ready, in ms.
type opened struct {
	// Load is the time until the engine can be used, from a server on this machine, First that from the navigation to the
	// first token after a short prompt.
	Load    float64 `json:"load"`
	First   float64 `json:"first"`
	Kernels string  `json:"kernels"`
}

// ready waits until the page says that its engine is ready. Navigation ends before the page's module has run; its
// errors are caught here.
const ready = `new Promise((resolve, reject) => {
	addEventListener('error', (e) => reject(e.error || e.message));
	addEventListener('unhandledrejection', (e) => reject(e.reason));
	const look = () => (window.opened ?
		resolve({load: opened.load, first: opened.first, kernels: opened.kernels}) : setTimeout(look, 20));
	look();
})`

// openTab opens a row's page by navigate, and waits until its engine is ready.
func openTab(dir string, r row, n int, navigate func(url string) (evaluator, error)) (*tab, error) {
	t := &tab{server: serve(dir, r.threads > 1)}
	page, err := navigate(t.server.page(r, n))
	if err != nil {
		t.server.Close()
		return nil, fmt.Errorf("bench: open %s: %w", r.title(), err)
	}
	t.evaluator = page
	if err := t.evaluate(ready, &t.info); err != nil {
		return nil, fmt.Errorf("bench: open %s: %w", r.title(), errors.Join(err, t.close()))
	}
	return t, nil
}

func (t *tab) close() error {
	err := t.evaluator.close()
	t.server.Close()
	return err
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
