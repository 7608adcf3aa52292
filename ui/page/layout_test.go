package page

import (
	"strings"
	"testing"

	"github.com/coconut-page/coconut/tasks/prosqa"
	"github.com/coconut-page/coconut/ui/internal/uitest"
)

// TestLayout draws many graphs: every node is inside the drawing, none covers another, and what is farther away is
// lower.
func TestLayout(t *testing.T) {
	g := prosqa.NewGenerator(1)
	for i := range 60 {
		text := g.NextSized(4+i%2*10, 13+i%2*27).Question
		r := Read(text)
		for _, narrow := range []bool{false, true} {
			l := layOut(r, narrow)
			for a, p := range l.Nodes {
				if p.X < nodeWidth/2 || p.X > l.Width-nodeWidth/2 || p.Y < nodeHeight/2 || p.Y > l.Height-nodeHeight/2 {
					t.Fatalf("question %d, narrow %t: node %d at %v is outside %d × %d",
						i, narrow, a, p, l.Width, l.Height)
				}
				for b, other := range l.Nodes[:a] {
					if abs(p.X-other.X) < nodeWidth && abs(p.Y-other.Y) < nodeHeight {
						t.Fatalf("question %d, narrow %t: nodes %d and %d cover each other", i, narrow, a, b)
					}
					if da, db := r.Dist[a], r.Dist[b]; da >= 0 && db >= 0 && (da > db) != (p.Y > other.Y) && da != db {
						t.Fatalf("question %d: nodes %d and %d hops away at heights %d and %d", i, da, db, p.Y, other.Y)
					}
				}
			}
			if len(l.Lines) != len(r.Question.Graph.Edges) {
				t.Errorf("%d lines for %d facts", len(l.Lines), len(r.Question.Graph.Edges))
			}
		}
	}
}

func abs(n int) int { return max(n, -n) }

func TestReading(t *testing.T) {
	r := Read("Tom is a cat. Every cat is a pet. Every cat is a hunter. Every pet is a friend. Eva is a tree. " +
		"Is Tom a tree or friend?")
	if r.Question == nil || r.Question.Graph.Symbols[r.Target] != "friend" {
		t.Fatalf("read: %+v; want friend to follow", r)
	}
	var onPath []string
	for i, is := range r.OnPath {
		if is {
			onPath = append(onPath, r.Question.Graph.Symbols[i])
		}
	}
	if got := strings.Join(onPath, " "); got != "Tom cat pet friend" {
		t.Errorf("on a shortest chain: %s", got)
	}
	if f := r.frontier(2); len(f) != 2 || !f["pet"] || !f["hunter"] {
		t.Errorf("two facts away: %v", f)
	}
	if f := r.frontier(0); len(f) != 0 {
		t.Errorf("no fact away: %v; want nothing to tick", f)
	}
	if r = Read("Tom likes tea. Cats purr."); r.Question != nil || len(r.Problems) != 2 {
		t.Errorf("two bad sentences: %+v", r)
	}
	if r = Read("Tom is a cat. Eva is a tree. Is Tom a cat or a cat-tree?"); r.Question != nil {
		t.Errorf("a candidate that no fact speaks of: %+v", r)
	}
	if r = Read("Tom is a cat. Tom is a pet. Is Tom a cat or pet?"); r.Question == nil || r.Target >= 0 {
		t.Errorf("both follow: %+v; want no target", r)
	}
}

func TestPlayer(t *testing.T) {
	s, _ := runningState(t)
	s.OnResult(uitest.GraphResult(s.Question))
	if s.K != 0 || !s.Playing {
		t.Fatalf("after the answer: thought %d, playing %t; want the animation from 0", s.K, s.Playing)
	}
	s.Tick()
	if s.K != 1 || !s.Playing {
		t.Errorf("a tick: thought %d, playing %t", s.K, s.Playing)
	}
	s.Tick()
	if s.K != 2 || s.Playing {
		t.Errorf("the last tick: thought %d, playing %t; want the end", s.K, s.Playing)
	}
	s.Play()
	if s.K != 0 || !s.Playing {
		t.Errorf("Play at the end: thought %d, playing %t; want the beginning", s.K, s.Playing)
	}
	s.SetK(99)
	if s.K != 2 || s.Playing {
		t.Errorf("SetK(99): thought %d, playing %t; want the last, and a pause", s.K, s.Playing)
	}
	s.Still = true
	s.Ask()
	s.OnResult(uitest.GraphResult(s.Question))
	if s.K != 2 || s.Playing {
		t.Errorf("for who wants no movement: thought %d, playing %t; want the end", s.K, s.Playing)
	}
}
