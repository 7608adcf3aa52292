package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/profiler"
	"github.com/chromedp/chromedp"
)

// profileTop is how many functions a profile lists.
const profileTop = 25

// profileAll profiles every measurement of our own rows, one row after the other.
func (b *bench) profileAll(ctx context.Context, rows []row, w io.Writer) error {
	var stop func()
	var err error
	if b.chromium, stop, err = startBrowser(ctx); err != nil {
		return err
	}
	defer stop()
	defer b.closeTabs()
	for _, r := range rows {
		if !strings.HasPrefix(r.engine, "ours:") || r.firefox || !strings.Contains(r.name, b.only) {
			continue
		}
		res := &result{Name: r.title(), row: r}
		if res.tab, err = b.chromium.open(b.dir, r); err != nil {
			return err
		}
		b.results = append(b.results, res)
		for range warmUpRounds { // until the browser has optimized it
			if err := b.round(ctx, res, false); err != nil {
				return err
			}
		}
		fmt.Fprintf(w, "\n## %s\n", r.name)
		for _, kind := range append(slices.Clone(kinds), "load") {
			if err := res.tab.profile(kind, b.profiled(kind, r), w); err != nil {
				return err
			}
		}
	}
	return nil
}

// profiled is how many tokens or steps a profile takes, or one load.
func (o options) profiled(kind string, r row) int {
	if kind == "load" {
		return 1
	}
	return o.count(kind, r)
}

// profile measures one kind in a tab under Chromium's sampling profiler, and writes the functions with the largest
// share of the samples, their callees' not included.
func (t *tab) profile(kind string, n int, w io.Writer) error {
	page := t.evaluator.(*chromiumPage).ctx
	if err := chromedp.Run(page, profiler.Enable(), profiler.SetSamplingInterval(200), profiler.Start()); err != nil {
		return fmt.Errorf("bench: profile: %w", err)
	}
	wall, err := t.measure(kind, n)
	if err != nil {
		return err
	}
	p, err := profiler.Stop().Do(cdp.WithExecutor(page, chromedp.FromContext(page).Target))
	if err != nil {
		return fmt.Errorf("bench: profile: %w", err)
	}
	fmt.Fprintf(w, "%s: %.2f ms each\n", kind, wall.Seconds()*1000/float64(n))
	shares, idle := selfTimes(p)
	fmt.Fprintf(w, "%6.1f %%  waiting, of all; the others are shares of the rest\n", 100*idle)
	for _, f := range shares[:min(len(shares), profileTop)] {
		fmt.Fprintf(w, "%6.1f %%  %s\n", 100*f.share, f.name)
	}
	return nil
}

// function is a function's share of a profile's samples.
type function struct {
	name  string
	share float64
}

// selfTimes adds up the samples of each function, largest first, and says what share of all were of none.
func selfTimes(p *profiler.Profile) (functions []function, idle float64) {
	hits, total, waiting := map[string]int64{}, int64(0), int64(0)
	for _, node := range p.Nodes {
		if name := node.CallFrame.FunctionName; name == "(idle)" || name == "(program)" {
			waiting += node.HitCount
		} else {
			hits[name] += node.HitCount
			total += node.HitCount
		}
	}
	var all []function
	for name, n := range hits {
		all = append(all, function{name, float64(n) / float64(max(total, 1))})
	}
	slices.SortFunc(all, func(a, b function) int {
		return cmp.Or(cmp.Compare(b.share, a.share), cmp.Compare(a.name, b.name))
	})
	return all, float64(waiting) / float64(max(total+waiting, 1))
}
