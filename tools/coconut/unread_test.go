package main

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/internal/toymodel"
)

// TestUnread changes the thoughts of a language model about questions of which one is too long: it is left out, of the
// others' changes as well, and counted.
func TestUnread(t *testing.T) {
	long := strings.Repeat("ab ", toymodel.Context)
	data, only := filepath.Join(t.TempDir(), "problems.txt"), filepath.Join(t.TempDir(), "only.txt")
	put(t, data, "ab|| #### 1\n"+long+"|| #### 2\nab ab|| #### 3\nab c|| #### 4\n")
	put(t, only, long+"|| #### 2\n")
	model := schemed(t, "after-hash")
	for name, args := range map[string][]string{
		"intervene": {"--what", "swap,mean,transplant,noise,zero:1", "--donor", model}, "vote": {"--runs", "2"},
		"rollouts": {"--samples", "2"},
	} {
		args := append([]string{name, "--task", "gsm8k", "--model", model}, args...)
		out, err := command(t, append(slices.Clone(args), "--data", data)...)
		if err != nil || !strings.Contains(out, "3 questions") ||
			!strings.HasSuffix(out, "\n1 questions do not fit the model's context, and are left out\n") {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
		if out, err = command(t, append(slices.Clone(args), "--data", data, "--json")...); err != nil || out == "" {
			t.Fatal(name, err)
		}
		for line := range strings.Lines(out) {
			var l struct{ N, Unread int }
			if err := json.Unmarshal([]byte(line), &l); err != nil || l.N != 3 || l.Unread != 1 {
				t.Errorf("%s: %v, want 3 questions and 1 left out: %s", name, err, line)
			}
		}
		if name == "intervene" {
			args = slices.Replace(args, 6, 7, "zero")[:7]
		}
		if _, err := command(t, append(args, "--data", only)...); err == nil ||
			!strings.Contains(err.Error(), "no question fits the context of ") {
			t.Errorf("%s of long questions alone: %v", name, err)
		}
	}
}
