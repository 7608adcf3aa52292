package main

import (
	"io"
	"net"
	"strings"
	"testing"
)

func TestRun(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	for _, c := range []struct{ addr, want string }{{"127.0.0.1:0", ""}, {taken.Addr().String(), "ADDR"}, {"", "ADDR"}} {
		switch err := run([]string{"-option", "ADDR", c.addr}, io.Discard); {
		case c.want == "" && err != nil:
			t.Errorf("%q: %v", c.addr, err)
		case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%q: %v; want an error that names %s", c.addr, err, c.want)
		}
	}
	if err := run(nil, io.Discard); err == nil {
		t.Error("no address: no error")
	}
}
