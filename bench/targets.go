package main

import (
	"fmt"
	"strings"
)

// target is one figure that we want to reach.
type target struct {
	point string // what it is about
	what  string
	want  float64
	// most says that the figure may be at most want; otherwise at least.
	most bool
	// format prints a figure.
	format string
	// of is the figure, or 0 if it was not measured.
	of func(all measured) float64
}

// The formats of figures.
const (
	timesFormat = "%.2f ×"
	shareFormat = "%.0f %%"
	bytesFormat = "%.0f MB"
)

// allTargets are the targets in the order of the table.
func allTargets() (list []target) {
	for _, m := range []struct {
		name string
		of   func(measured) *report
	}{{"SmolLM2", func(all measured) *report { return all.smol }},
		{"GPT-2 shape", func(all measured) *report { return all.gpt2 }}} {
		list = append(list, modelTargets(m.name, m.of)...)
	}
	return append(list, kernelTargets()...)
}

// modelTargets are those of one model.
func modelTargets(model string, of func(measured) *report) (list []target) {
	ratio := func(point, kind, ours, theirs string, want float64) {
		what := fmt.Sprintf("%s, %s: %s to %s", model, kind, ours, theirs)
		list = append(list, target{point: point, what: what, want: want, format: timesFormat, of: func(all measured) float64 {
			return medianRatio(of(all).find(theirs).WallMS[kind], of(all).find(ours).WallMS[kind])
		}})
	}
	for _, kind := range []string{"decode", "prefill"} {
		list = append(list, bestTarget(model, kind, of))
	}
	list = append(list, loadTarget(model, relaxedInt8, wllama2Q8, of), loadTarget(model, relaxedInt4, wllama2Q4, of),
		memoryTarget(model, relaxedInt8, of), memoryTarget(model, relaxedInt4, of))
	two := func(name string) string { return row{name: name, threads: several}.title() }
	ratio("threads", "decode", two(relaxedInt8), relaxedInt8, 1.7)
	ratio("threads", "prefill", two(relaxedInt8), relaxedInt8, 1.8)
	ratio("threads", "decode", two(ourNative8), ourNative8, 1.8)
	ratio("threads", "prefill", two(ourNative8), ourNative8, 1.8)
	ratio("one thread", "decode", relaxedInt8, wllama2Q8, 2.5)
	ratio("one thread", "decode", relaxedInt4, wllama2Q4, 2.5)
	ratio("one thread", "decode", relaxedInt8, llamaQ8, 1)
	ratio("one thread", "decode", relaxedInt4, llamaQ4, 1)
	return list
}

// bestTarget is that our fastest row in Chromium is faster than every other engine's there, whatever their threads.
func bestTarget(model, kind string, of func(measured) *report) target {
	return target{point: "the best setting", what: fmt.Sprintf("%s, %s: our fastest row to the fastest other in Chromium",
		model, kind), want: 1, format: timesFormat, of: func(all measured) float64 {
		ours, theirs := of(all).fastest(kind)
		return medianRatio(theirs.WallMS[kind], ours.WallMS[kind])
	}}
}

// fastest finds the rows in Chromium with the least time for a measurement: of ours, and of the others.
func (r *report) fastest(kind string) (ours, theirs *result) {
	ours, theirs = &result{}, &result{}
	if r == nil {
		return ours, theirs
	}
	for _, res := range r.Results {
		if outsideChromium(res.Name) || len(res.WallMS[kind]) == 0 {
			continue
		}
		best := &theirs
		if strings.HasPrefix(res.Name, "ours, ") {
			best = &ours
		}
		if len((*best).WallMS[kind]) == 0 || median(res.WallMS[kind]) < median((*best).WallMS[kind]) {
			*best = res
		}
	}
	return ours, theirs
}

// outsideChromium reports whether a row of that name is native or in Firefox.
func outsideChromium(name string) bool {
	return strings.HasPrefix(name, firefoxPrefix) || strings.HasPrefix(name, "native ") ||
		strings.HasPrefix(name, "ours, native")
}

// loadTarget is that the first token comes nearly as soon as wllama's, cold and from this machine.
func loadTarget(model, ours, theirs string, of func(measured) *report) target {
	return target{point: "cold load", what: fmt.Sprintf("%s, first token: %s to %s", model, ours, theirs), want: 1.2,
		most: true, format: timesFormat, of: func(all measured) float64 {
			return medianRatio(of(all).find(ours).FirstMS, of(all).find(theirs).FirstMS)
		}}
}

// memoryTarget bounds what the renderer needs beside the model.
func memoryTarget(model, ours string, of func(measured) *report) target {
	return target{point: "cold load", what: fmt.Sprintf("%s, renderer memory beside the model: %s", model, ours),
		want: 120, most: true, format: bytesFormat, of: func(all measured) float64 {
			res := of(all).find(ours)
			if res.PeakRSS == 0 {
				return 0
			}
			return float64(res.PeakRSS-res.ModelBytes) / 1e6
		}}
}

// kernelTargets are shares of the ceiling that is measured beside the kernels.
func kernelTargets() (list []target) {
	for _, k := range []struct {
		row, kernel string
		want        float64
	}{
		{relaxedInt8, "int8, 128", 85}, {relaxedInt8, "int4, 128", 75},
		{simd128Int8, "int8, 128", 60}, {simd128Int8, "int4, 128", 60},
		{relaxedInt8, "int8, 1", 60}, {relaxedInt8, "int4, 1", 60},
		{simd128Int8, "int8, 1", 60}, {simd128Int8, "int4, 1", 60},
	} {
		list = append(list, target{point: "kernels", what: "share of the ceiling: " + shareName(k.row, k.kernel) + " tokens",
			want: k.want, format: shareFormat, of: func(all measured) float64 {
				rates := all.gpt2.find(k.row).KernelRates
				return 100 * medianRatio(rates[k.kernel], rates["ceiling"])
			}})
	}
	return list
}

// targets is a section with every target beside its figure.
func (all measured) targets() string {
	var b strings.Builder
	b.WriteString("## Targets\n\n" + wrap("First token is that of a cold start from loopback; the same from the "+
		"browser's storage is in [weights.md](weights.md#what-bounds-a-cold-load), with what bounds the time to the "+
		"first token and the memory. What bounds the [kernels](../RATIONALE.md#what-bounds-the-kernels-in-the-browser), "+
		"decoding and [threads](../RATIONALE.md#why-do-threads-in-the-browser-only-multiply), and what was tried, is in "+
		"RATIONALE.md. The figures are of the machine above: processors differ.") + "\n\n" +
		"| about | what | wanted | measured | |\n| --- | --- | ---: | ---: | --- |\n")
	for _, t := range allTargets() {
		bound := "≥ "
		if t.most {
			bound = "≤ "
		}
		v := t.of(all)
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", t.point, t.what, bound+fmt.Sprintf(t.format, t.want),
			number(t.format, v), t.verdict(v))
	}
	return b.String()
}

// verdict says whether a figure reaches the target, and by how much it misses it.
func (t target) verdict(v float64) string {
	switch {
	case v == 0:
		return "not measured"
	case t.most && v > t.want:
		return fmt.Sprintf("missed by %.0f %%", 100*(v/t.want-1))
	case !t.most && v < t.want:
		return fmt.Sprintf("missed by %.0f %%", 100*(1-v/t.want))
	default:
		return "met"
	}
}
