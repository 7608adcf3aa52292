package prosqa

import (
	"encoding/json"
	"errors"
	"math"
	"slices"
	"testing"
)

// published are the figures of the 800 official valid and test questions, and how far a set of questions may be from
// them: official for the 300 of the valid file, drawn for the few thousand of the generator. Both allow for chance in
// the 800 published questions and in the compared set.
var published = []struct {
	name            string
	want            float64
	official, drawn float64
	of              func(*Stats) float64
}{
	{"nodes, mean", 22.8, 0.3, 0.25, func(s *Stats) float64 { return s.Nodes.Mean }},
	{"nodes, sd", 1.98, 0.25, 0.15, func(s *Stats) float64 { return s.Nodes.SD }},
	{"edges, mean", 36.0, 0.8, 0.7, func(s *Stats) float64 { return s.Edges.Mean }},
	{"edges, sd", 5.8, 0.6, 0.4, func(s *Stats) float64 { return s.Edges.SD }},
	{"hops, mean", 3.77, 0.1, 0.08, func(s *Stats) float64 { return s.MeanHops }},
	{"3 hops", 0.407, 0.05, 0.04, func(s *Stats) float64 { return at(s.Hops, 3) }},
	{"4 hops", 0.438, 0.05, 0.04, func(s *Stats) float64 { return at(s.Hops, 4) }},
	{"5 hops", 0.131, 0.03, 0.03, func(s *Stats) float64 { return at(s.Hops, 5) }},
	{"6 hops", 0.024, 0.012, 0.012, func(s *Stats) float64 { return at(s.Hops, 6) }},
	{"no parent", 0.027, 0.006, 0.006, func(s *Stats) float64 { return at(s.InDegree, 0) }},
	{"1 parent", 0.479, 0.015, 0.015, func(s *Stats) float64 { return at(s.InDegree, 1) }},
	{"2 parents", 0.305, 0.015, 0.012, func(s *Stats) float64 { return at(s.InDegree, 2) }},
	{"3 parents", 0.133, 0.01, 0.01, func(s *Stats) float64 { return at(s.InDegree, 3) }},
	{"4 parents", 0.042, 0.006, 0.006, func(s *Stats) float64 { return at(s.InDegree, 4) }},
	{"5 parents", 0.011, 0.004, 0.003, func(s *Stats) float64 { return at(s.InDegree, 5) }},
	{"asked about node 1", 0.636, 0.06, 0.04, func(s *Stats) float64 { return at(s.RootIndex, 1) }},
	{"2 entities", 0.576, 0.06, 0.04, func(s *Stats) float64 { return at(s.Entities, 2) }},
	{"3 entities", 0.316, 0.05, 0.04, func(s *Stats) float64 { return at(s.Entities, 3) }},
	{"4 entities", 0.085, 0.03, 0.025, func(s *Stats) float64 { return at(s.Entities, 4) }},
	{"neither family", 0.03, 0.006, 0.008, func(s *Stats) float64 { return s.Families[Neither] }},
	{"first family", 0.40, 0.03, 0.025, func(s *Stats) float64 { return s.Families[FirstFamily] }},
	{"second family", 0.52, 0.03, 0.025, func(s *Stats) float64 { return s.Families[SecondFamily] }},
	{"both families", 0.055, 0.012, 0.018, func(s *Stats) float64 { return s.Families[Both] }},
	{"frontier 1", 2.94, 0.12, 0.12, func(s *Stats) float64 { return at(s.Frontier, 1) }},
	{"frontier 2", 4.40, 0.2, 0.2, func(s *Stats) float64 { return at(s.Frontier, 2) }},
	{"frontier 3", 3.35, 0.25, 0.2, func(s *Stats) float64 { return at(s.Frontier, 3) }},
	{"frontier 4", 2.04, 0.25, 0.2, func(s *Stats) float64 { return at(s.Frontier, 4) }},
	{"frontier 5", 1.49, 0.3, 0.2, func(s *Stats) float64 { return at(s.Frontier, 5) }},
	{"on a shortest path at 1", 1.33, 0.08, 0.07, func(s *Stats) float64 { return at(s.OnPath, 1) }},
	{"on a shortest path at 2", 1.29, 0.08, 0.07, func(s *Stats) float64 { return at(s.OnPath, 2) }},
	{"on a shortest path at 3", 1.10, 0.05, 0.05, func(s *Stats) float64 { return at(s.OnPath, 3) }},
	{"reachable", 13.4, 0.5, 0.4, func(s *Stats) float64 { return s.Reachable }},
	{"children of the root", 2.9, 0.15, 0.12, func(s *Stats) float64 { return s.OutDegree }},
	{"shortest paths", 1.58, 0.12, 0.12, func(s *Stats) float64 { return s.ShortestPaths }},
	{"target deepest", 1, 0, 0, func(s *Stats) float64 { return s.TargetDeepest }},
	{"wrong deepest", 0.689, 0.05, 0.04, func(s *Stats) float64 { return s.WrongDeepest }},
	{"wrong at 1", 0.199, 0.04, 0.035, func(s *Stats) float64 { return at(s.WrongDepth, 1) }},
	{"wrong at 2", 0.521, 0.05, 0.04, func(s *Stats) float64 { return at(s.WrongDepth, 2) }},
	{"wrong at 3", 0.251, 0.04, 0.035, func(s *Stats) float64 { return at(s.WrongDepth, 3) }},
	{"wrong at 4", 0.026, 0.015, 0.015, func(s *Stats) float64 { return at(s.WrongDepth, 4) }},
	{"nearer is right", 0.804, 0.04, 0.035, func(s *Stats) float64 { return s.Undirected.Right }},
	{"nearer is undecided", 0.134, 0.035, 0.03, func(s *Stats) float64 { return s.Undirected.Tie }},
	{"nearer is wrong", 0.063, 0.025, 0.02, func(s *Stats) float64 { return s.Undirected.Wrong }},
	{"fewer parents is right", 0.5025, 0.05, 0.045, func(s *Stats) float64 { return s.FewerParents.Right }},
	{"fewer parents is wrong", 0.175, 0.04, 0.035, func(s *Stats) float64 { return s.FewerParents.Wrong }},
}

func at(shares []float64, i int) float64 {
	if i < len(shares) {
		return shares[i]
	}
	return 0
}

func TestOfficialStatistics(t *testing.T) {
	s, err := Measure(officialItems(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range published {
		if got := p.of(&s); math.Abs(got-p.want) > p.official {
			t.Errorf("%s: %.3f, published %.3f ± %.3f", p.name, got, p.want, p.official)
		}
	}
}

func TestGeneratorMatchesOfficialStatistics(t *testing.T) {
	s, err := Measure(generated(20261123, 5000))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range published {
		got := p.of(&s)
		t.Logf("%-26s %7.3f, published %7.3f", p.name, got, p.want)
		if math.Abs(got-p.want) > p.drawn {
			t.Errorf("%s: %.3f, published %.3f ± %.3f", p.name, got, p.want, p.drawn)
		}
	}
	if s.Nodes.Max > officialSlots {
		t.Errorf("a graph of %d nodes", s.Nodes.Max)
	}
}

func TestMeasureCountsByHand(t *testing.T) {
	s, err := Measure([]Item{tinyItem()})
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name      string
		got, want []float64
	}{
		{"hops", s.Hops, []float64{0, 0, 1}},
		{"in-degree", s.InDegree, []float64{0, 1}},
		{"root", s.RootIndex, []float64{1}},
		{"entities", s.Entities, []float64{0, 0, 1}},
		{"families", s.Families[:], []float64{0, 0.75, 0.25, 0}},
		{"frontier", s.Frontier, []float64{1, 2, 1}},
		{"on path", s.OnPath, []float64{1, 1, 1}},
		{"wrong depth", s.WrongDepth, []float64{0, 1}},
		{"single figures", []float64{s.Reachable, s.OutDegree, s.ShortestPaths, s.TargetDeepest, s.WrongDeepest, s.MeanHops}, []float64{4, 2, 1, 1, 1, 2}},
		{"nodes", []float64{s.Nodes.Mean, s.Nodes.SD, float64(s.Nodes.Min), float64(s.Nodes.Max)}, []float64{6, 0, 6, 6}},
		{"edges", []float64{s.Edges.Mean, s.Edges.SD, float64(s.Edges.Min), float64(s.Edges.Max)}, []float64{4, 0, 4, 4}},
	} {
		if !slices.Equal(test.got, test.want) {
			t.Errorf("%s: %v, want %v", test.name, test.got, test.want)
		}
	}
	if s.Undirected != (Heuristic{Right: 1}) || s.FewerParents != (Heuristic{Tie: 1}) {
		t.Errorf("heuristics %+v, %+v", s.Undirected, s.FewerParents)
	}
}

func TestMeasureOfNothing(t *testing.T) {
	s, err := Measure(nil)
	if err != nil || s.Items != 0 || s.Nodes.Mean != 0 {
		t.Errorf("%+v, %v", s, err)
	}
}

func TestMeasureRefusesUnsoundItems(t *testing.T) {
	bad := tinyItem()
	bad.Edges = append(bad.Edges, [2]int{5, 2})
	outside := tinyItem()
	outside.Root = -1
	for _, items := range [][]Item{{bad}, {outside}, {{}}} {
		if _, err := Measure(items); !errors.Is(err, ErrItem) {
			t.Errorf("got %v", err)
		}
	}
}

func TestStatsAsJSON(t *testing.T) {
	s, err := Measure(generated(1, 10))
	if err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	var fields map[string]any
	if err := json.Unmarshal(data, &fields); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"items", "nodes", "in_degree", "wrong_depth", "undirected"} {
		if _, ok := fields[name]; !ok {
			t.Errorf("no field %q in %s", name, data)
		}
	}
}

func BenchmarkMeasure(b *testing.B) {
	items := generated(1, 100)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Measure(items); err != nil {
			b.Fatal(err)
		}
	}
}
