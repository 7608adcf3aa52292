package ui

import "testing"

func TestNetwork(t *testing.T) {
	s, _ := newState(t)
	if got := s.Network(); got != "" {
		t.Errorf("with a network the badge says %q", got)
	}
	wantHTML(t, render(t, &Network{State: s}), `<p id="network" role="status" class="badge quiet"></p>`)
	s.Offline = true
	if got := s.Network(); got != "Offline" {
		t.Errorf("without a network the badge says %q", got)
	}
	// The text is not Vugu's to write, see the package comment.
	wantHTML(t, render(t, &Network{State: s}), `<p id="network" role="status" class="badge"></p>`)
}
