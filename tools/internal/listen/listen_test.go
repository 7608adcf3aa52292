package listen

import (
	"errors"
	"strings"
	"testing"
)

// TestTCP checks that a free address can be listened on, and that an error names the address, the option and an
// understandable reason.
func TestTCP(t *testing.T) {
	taken, err := TCP("127.0.0.1:0", "--addr")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	for addr, want := range map[string]string{
		taken.Addr().String(): "is taken by another program; choose another address with ADDR",
		"":                    "missing port in address",
		"8080":                "missing port in address",
		"127.0.0.1":           "missing port in address",
		"127.0.0.1:many":      "unknown port",
		"192.0.2.1:0":         "cannot assign requested address", // reserved by RFC 5737
	} {
		l, err := TCP(addr, "ADDR")
		if err == nil {
			l.Close()
			t.Errorf("%s: no error", addr)
			continue
		}
		if e, ok := errors.AsType[*Error](err); !ok || e.Addr != addr || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v; want an *Error with %q", addr, err, want)
		}
		for _, internal := range []string{"listen tcp", "bind:", "strconv", "lookup"} {
			if strings.Contains(err.Error(), internal) {
				t.Errorf("%s: %v has %q in it", addr, err, internal)
			}
		}
	}
}
