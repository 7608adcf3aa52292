package prontoqa

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
)

// figures are the statistics that the files are compared by: name -> share, or mean.
type figures map[string]float64

// tally adds up shares.
type tally struct{ yes, all map[string]float64 }

func (c *tally) add(name string, yes bool) {
	c.all[name]++
	if yes {
		c.yes[name]++
	}
}

func (c *tally) addMean(name string, value float64) {
	c.all[name]++
	c.yes[name] += value
}

// measure computes the figures. It fails if a question does not have the graph that all questions have.
func measure(t testing.TB, items []Item) figures {
	t.Helper()
	c := &tally{yes: map[string]float64{}, all: map[string]float64{}}
	for i, it := range items {
		q, path := mustParse(t, it)
		roles, err := rolesOf(q, path)
		if err != nil {
			t.Fatalf("item %d: %v: %s", i, err, it.Question)
		}
		c.addMean("bytes of a question", float64(len(it.Question)))
		c.add("answer true", it.Answer == "True")
		c.add("asks for a negation", strings.HasPrefix(q.Query, not))
		c.add("the chain's start told first", q.Edges[23][1] == path[1])
		c.sentences(q, it, roles)
	}
	out := figures{}
	for name, all := range c.all {
		out[name] = c.yes[name] / all
	}
	return out
}

// sentences counts forms, negations, positions and words.
func (c *tally) sentences(q *Question, it Item, roles []string) {
	text := strings.Split(it.Question, ". ")
	for i, e := range q.Edges[:23] {
		object := q.Symbols[e[1]]
		kind := "literal"
		if IsConcept(object) {
			kind = "concept"
		} else {
			c.add("negated: "+roles[e[0]], strings.HasPrefix(object, not))
		}
		c.add(kind+" plural", strings.Contains(text[i], " are "))
		c.add(kind+" each", strings.HasPrefix(text[i], "Each "))
		c.addMean("position: "+roles[e[0]]+" to "+kind, float64(i))
	}
	for _, name := range Names {
		c.add("name "+name, q.Symbols[q.Root] == name)
	}
	for _, concept := range Concepts {
		c.add("concept "+concept, slices.Contains(q.Symbols, concept))
	}
	for _, p := range Properties {
		c.add("property "+p, slices.Contains(q.Symbols, p) || slices.Contains(q.Symbols, not+p))
	}
}

// rolesOf names every concept's place in the graph that Generator describes, "c" for c1 to c4, and fails if it is
// another graph.
func rolesOf(q *Question, path []int) ([]string, error) {
	if len(q.Edges) != 25 || len(path) != 7 || len(q.Symbols) != 27 {
		return nil, fmt.Errorf("%d facts, %d nodes on the path, %d nodes", len(q.Edges), len(path), len(q.Symbols))
	}
	concepts, literals := childrenOf(q)
	roles := make([]string, len(q.Symbols))
	for _, c := range path[1:5] {
		roles[c] = "c"
	}
	roles[path[5]] = "decisive"
	shape := []string{"name"}
	for _, at := range path[:6] {
		for _, child := range concepts[at] {
			if roles[child] == "" {
				roles[child] = "side"
				if literals[child] == nil {
					roles[child] = "bare"
				}
				for _, grandchild := range concepts[child] {
					roles[grandchild] = "bare"
				}
			}
			shape = append(shape, fmt.Sprint(roles[child], len(literals[child]), len(concepts[child])))
		}
	}
	slices.Sort(shape)
	const want = "[bare 0 0 c 1 2 c 1 2 c 1 2 c 1 2 decisive 1 2 name side 1 0 side 1 0 side 1 0 side 1 0 side 1 0 side " +
		"1 1]"
	if got := strings.Join(strings.Fields(fmt.Sprint(shape)),
		" "); strings.ReplaceAll(got, " ", "") != strings.ReplaceAll(want, " ", "") {
		return nil, fmt.Errorf("the graph is %s", got)
	}
	return roles, checkDistractor(q, roles, literals, q.Symbols[path[6]])
}

func childrenOf(q *Question) (concepts, literals map[int][]int) {
	concepts, literals = map[int][]int{}, map[int][]int{}
	for _, e := range q.Edges {
		if IsConcept(q.Symbols[e[1]]) {
			concepts[e[0]] = append(concepts[e[0]], e[1])
		} else {
			literals[e[0]] = append(literals[e[0]], e[1])
		}
	}
	return concepts, literals
}

// checkDistractor checks that one unconnected concept has the opposite of the decisive literal, and that the others'
// families all differ.
func checkDistractor(q *Question, roles []string, literals map[int][]int, decisive string) error {
	seen := map[int]bool{}
	apart := 0
	for node, symbol := range q.Symbols {
		for _, l := range literals[node] {
			literal := q.Symbols[l]
			if roles[node] == "" {
				apart++
				roles[node] = "apart"
				if literal != Negate(decisive) {
					return fmt.Errorf("%q apart is %q", symbol, literal)
				}
				continue
			}
			adjective := strings.TrimPrefix(literal, not)
			family := slices.IndexFunc(families[:], func(f []string) bool { return slices.Contains(f, adjective) })
			if family < 0 || seen[family] {
				return fmt.Errorf("the family of %q is there twice", literal)
			}
			seen[family] = true
		}
	}
	if apart != 1 {
		return fmt.Errorf("%d concepts apart", apart)
	}
	return nil
}

func TestGeneratorMatchesOfficialStatistics(t *testing.T) {
	compare(t, measure(t, generated(1, 9000)), official, 9000)
}

func TestOfficialFilesHaveTheMeasuredStatistics(t *testing.T) {
	compare(t, measure(t, officialItems(t, "valid")), official, 200)
	for name, got := range measure(t, officialItems(t, "train")) {
		if math.Abs(got-official[name]) > 6e-4 {
			t.Errorf("train: %s: %.4f, want %.4f", name, got, official[name])
		}
	}
}

// compare allows 4.5 standard deviations of the difference of n questions from the 9000 official ones. Shares over many
// sentences of a question are treated as if they were over one, except for the forms, which are the most numerous.
func compare(t *testing.T, got, want figures, n float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%d figures, want %d", len(got), len(want))
	}
	for name, w := range want {
		sd := math.Sqrt(w * (1 - min(w, 1)))
		switch {
		case name == "bytes of a question":
			sd = 16
		case strings.HasPrefix(name, "position: "):
			sd = 6.7
		case strings.HasSuffix(name, " plural") || strings.HasSuffix(name, " each"):
			sd /= 3.3
		}
		most := 4.5 * sd * math.Sqrt(1/n+1./9000)
		if d := math.Abs(got[name] - w); d > most || math.IsNaN(got[name]) {
			t.Errorf("%s: %.4f, want %.4f within %.4f", name, got[name], w, most)
		}
	}
}
