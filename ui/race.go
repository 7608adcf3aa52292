package ui

import (
	"slices"
	"strconv"
	"strings"

	"github.com/coconut-page/coconut/engine"
	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/ui/page"
)

// RaceTable shows how every method answers the same question, side by side.
type RaceTable struct {
	State *page.State
}

// raceRow is one method in the race.
type raceRow struct {
	Name, Note, Class      string
	Answer, Verdict        string
	VerdictClass           string
	Tokens, Passes, Millis string
	Chain                  []page.ChainLink
	State                  string // while there is no answer
	Lane                   string // how far it is while the race is shown
	Deeper                 string // says that the question is deeper than the model's thoughts reach
}

func (c *RaceTable) has() bool { return c.State.Model == page.ModelReady && len(c.State.Racers()) > 0 }

func (c *RaceTable) running() bool { return c.State.Running(page.RaceJob) }

func (c *RaceTable) started() bool { return len(c.State.Standings) > 0 }

// stale reports whether the box holds another question than the one that raced.
func (c *RaceTable) stale() bool { return c.started() && c.State.RaceStale() }

// cost says how much the race will download.
func (c *RaceTable) cost() string {
	var bytes int64
	n := 0
	for _, m := range c.State.Racers() {
		if m.Name != c.State.Info.Name {
			bytes, n = bytes+m.Bytes, n+1
		}
	}
	switch {
	case n == 0 || c.started():
		return ""
	case c.State.Offline:
		return "Without a network only the models race that are on this device already."
	}
	return page.Say("The first race fetches {n more model}, {Size} in all.", n, page.FormatBytes(bytes))
}

// stop ends this job and no other.
func (c *RaceTable) stop() {
	if c.running() {
		c.State.Stop()
	}
}

func (c *RaceTable) label() string {
	if c.running() {
		return "Racing…"
	}
	return "Race"
}

func (c *RaceTable) rows() []raceRow {
	var rows []raceRow
	for _, m := range c.State.Racers() {
		row := raceRow{Name: m.Method, Class: "racer"}
		if known := page.MethodOf(m.Method); known != nil {
			row.Name, row.Note = known.Name, known.Note
		}
		c.fill(&row, m)
		rows = append(rows, row)
	}
	if c.State.Reading().Guesser() == nil {
		return rows
	}
	return append(rows, c.heuristic())
}

func (c *RaceTable) fill(row *raceRow, m engine.ModelInfo) {
	i := slices.IndexFunc(c.State.Standings, func(l engine.Standing) bool { return l.Model == m.Name })
	switch {
	case i < 0:
		if c.running() {
			row.State = page.Say("waits")
		}
	case c.State.Standings[i].Absent:
		row.State = "is not on this device, and its server cannot be reached"
	case c.State.Standings[i].Problem != "":
		row.State = page.Say("could not run: {Reason}", c.State.Standings[i].Problem)
	case c.State.Standings[i].Result != nil:
		row.result(c.State.Standings[i].Result, m.Task)
		if c.State.Racing {
			row.run(c.State, c.State.Standings[i].Result)
		}
	case c.State.Standings[i].Total > 0:
		s := c.State.Standings[i]
		row.State = page.Say("is fetched: {Size} of {SizeAll}", page.FormatBytes(s.Done), page.FormatBytes(s.Total))
	default:
		row.State = page.Say("runs")
	}
}

func (r *raceRow) result(res *reasoner.Result, task string) {
	r.Answer, r.Verdict, r.VerdictClass = res.Answer, page.VerdictWord(res.Verdict), verdictClass(res.Verdict)
	if r.Answer == "" {
		r.Answer = "(no answer)"
	}
	r.Tokens = strconv.Itoa(len(res.Tokens) + res.Thoughts)
	r.Passes = strconv.Itoa(passes(res))
	r.Millis = page.FormatMillis(res.PrefillMS + res.ThinkMS + res.DecodeMS)
	r.Deeper = page.TooDeep(res)
	if len(res.Chain) > 0 {
		r.Chain = page.Read(res.Question).Chain(res)
	}
}

// run shows how far a model is by the race's clock, and takes away what it has not come to yet.
func (r *raceRow) run(s *page.State, res *reasoner.Result) {
	thoughts, tokens, ms, done := s.Lane(res)
	r.Millis = page.FormatMillis(ms)
	if done {
		return
	}
	r.Lane = strings.Repeat("●", thoughts) + " " + strings.Join(tokens, " ")
	if thoughts+len(tokens) == 0 {
		r.Lane = "reads the question"
	}
	r.Answer, r.Verdict, r.Deeper, r.Chain, r.Tokens, r.Passes = "", "", "", nil, strconv.Itoa(thoughts+len(tokens)), ""
}

// slowed says how much slower the race is shown than it was.
func (c *RaceTable) slowed() string {
	return page.Say("Shown {n} times slower than it was; ● is a thought.", c.State.SlowedBy())
}

// passes counts the passes through the model that had to wait for one another: one over the question, one for each
// thought, and one for each token that it said, the first of which comes out of the pass over <eot>.
func passes(res *reasoner.Result) int { return 1 + res.Thoughts + len(res.Tokens) }

// heuristic is the row of a rule of thumb that does no reasoning.
func (c *RaceTable) heuristic() raceRow {
	row := raceRow{
		Name: "A rule of thumb", Class: "racer rule",
		Note: "no model: the candidate nearer to the name, whichever way the arrows point",
	}
	if !c.started() || c.stale() {
		return row
	}
	row.Tokens, row.Passes, row.Millis = "0", "0", "–"
	answer, verdict, ok := c.State.Reading().Guesser().Guess()
	if !ok {
		row.Answer, row.Verdict, row.VerdictClass = "(both are equally near)", "A coin’s toss.", "verdict open"
		return row
	}
	row.Answer, row.Verdict, row.VerdictClass = answer, page.VerdictWord(verdict), verdictClass(verdict)
	return row
}

var tallyHeads = []string{"Method", "Right", "Time each"}

func (c *RaceTable) tallying() bool { return c.State.Running(page.TallyJob) }

// stopTally ends this job and no other.
func (c *RaceTable) stopTally() {
	if c.tallying() {
		c.State.Stop()
	}
}

func (c *RaceTable) tallyDone() string { done, _ := c.State.Tally.Done(); return strconv.Itoa(done) }
func (c *RaceTable) tallyAll() string  { _, all := c.State.Tally.Done(); return strconv.Itoa(all) }

func (c *RaceTable) tallyRows() []barRow {
	var rows []barRow
	for _, r := range c.State.Tally.Rows {
		row := barRow{Name: page.MethodName(r.Method), Number: "–"}
		if r.N > 0 {
			row.Number = page.FormatMillis(r.Millis / float64(r.N))
		}
		row.share(r.Right, r.N)
		rows = append(rows, row)
	}
	return rows
}

// tallied says which questions were asked.
func (c *RaceTable) tallied() string {
	first := c.State.Tally.First
	return page.Say("Questions no. {n} to {m}, the same for all. The thin line is the 95 % interval, the upright one a "+
		"coin’s toss.", first, first+page.Tallied-1)
}
