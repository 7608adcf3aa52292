package ui

import "github.com/coconut-page/coconut/ui/page"

// Network is the badge in the header that says that there is no network.
type Network struct {
	State *page.State
}

// class is dynamic for the same reason as Form.alertClass.
func (c *Network) class() string {
	if c.State.Offline {
		return "badge"
	}
	return "badge quiet"
}
