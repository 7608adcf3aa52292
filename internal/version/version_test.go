package version

import (
	"os"
	"strings"
	"testing"
)

// TestNumber checks that the constant is what the file says; go generate ./internal/version mends it.
func TestNumber(t *testing.T) {
	file, err := os.ReadFile("../../VERSION")
	if err != nil {
		t.Fatal(err)
	}
	if want := strings.TrimSpace(string(file)); Number != want {
		t.Errorf("Number is %s, VERSION %s: run go generate ./internal/version", Number, want)
	}
}
