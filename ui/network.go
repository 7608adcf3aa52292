package ui

// Network is the badge in the header that says when there is no network.
type Network struct {
	State *State
}

// class is dynamic for the same reason as Form.alertClass.
func (c *Network) class() string {
	if c.State.Offline {
		return "badge"
	}
	return "badge quiet"
}

// Network is the text of the badge, a live region; "" while there is a network.
func (s *State) Network() string {
	if s.Offline {
		return "Offline"
	}
	return ""
}
