package runtime

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
)

const goodConfig = `{"model_type": "coconut-gpt2", "vocab_size": 64, "n_positions": 512, "n_embd": 256, "n_layer": 3, "n_head": 8, "n_inner": 1024,
	"layer_norm_epsilon": 1e-5, "position": "rotary", "rotary_base": 10000, "task": "prosqa", "method": "coconut", "n_thoughts": 6,
	"max_new_tokens": 40, "some_other_tool": {"may": "add keys"}}`

func TestParseConfig(t *testing.T) {
	got, err := ParseConfig([]byte(goodConfig))
	if err != nil {
		t.Fatal(err)
	}
	if want := shippedConfig(); got != want {
		t.Errorf("ParseConfig() = %+v, want %+v", got, want)
	}
}

func TestParseConfigErrors(t *testing.T) {
	for _, test := range []struct{ name, old, new, mention string }{
		{"not JSON", `{"model_type"`, `{"model_type`, ""},
		{"wrong type", `"n_layer": 3`, `"n_layer": "3"`, "n_layer"},
		{"model type", `coconut-gpt2`, `gpt2`, "model_type"},
		{"no vocabulary", `"vocab_size": 64`, `"vocab_size": 0`, "vocab_size"},
		{"missing", `"n_embd": 256, `, ``, "n_embd"},
		{"negative", `"n_layer": 3`, `"n_layer": -3`, "n_layer"},
		{"huge context", `"n_positions": 512`, `"n_positions": 1000000000`, "n_positions"},
		{"huge inner", `"n_inner": 1024`, `"n_inner": 1e18`, "n_inner"},
		{"heads do not divide", `"n_head": 8`, `"n_head": 7`, "n_head"},
		{"odd head width", `"n_head": 8`, `"n_head": 256`, "n_head"},
		{"wide head", `"n_embd": 256, "n_layer": 3, "n_head": 8`, `"n_embd": 4096, "n_layer": 3, "n_head": 2`, "n_head"},
		{"epsilon", `1e-5`, `0`, "layer_norm_epsilon"},
		{"position", `"rotary"`, `"alibi"`, "position"},
		{"rotary base", `10000`, `1`, "rotary_base"},
		{"odd rotary width", `"rotary_base"`, `"rotary_width": 3, "rotary_base"`, "rotary_width"},
		{"rotary width beyond the head", `"rotary_base"`, `"rotary_width": 34, "rotary_base"`, "rotary_width"},
		{"thoughts", `"n_thoughts": 6`, `"n_thoughts": -1`, "n_thoughts"},
		{"too many thoughts", `"n_thoughts": 6`, `"n_thoughts": 513`, "n_thoughts"},
		{"new tokens", `"max_new_tokens": 40`, `"max_new_tokens": 0`, "max_new_tokens"},
		{"long task", `"prosqa"`, `"` + strings.Repeat("x", 65) + `"`, "task"},
	} {
		t.Run(test.name, func(t *testing.T) {
			text := strings.Replace(goodConfig, test.old, test.new, 1)
			if text == goodConfig {
				t.Fatalf("the case does not change the config: %q", test.old)
			}
			c, err := ParseConfig([]byte(text))
			if !errors.Is(err, ErrConfig) || !strings.Contains(err.Error(), test.mention) {
				t.Errorf("ParseConfig() = %+v, %v; want ErrConfig that mentions %q", c, err, test.mention)
			}
		})
	}
	if _, err := ParseConfig(make([]byte, maxConfigFile+1)); !errors.Is(err, ErrConfig) {
		t.Errorf("a file beyond the limit: %v", err)
	}
}

// FuzzParseConfig checks that every accepted config keeps a model affordable and survives a round trip.
func FuzzParseConfig(f *testing.F) {
	f.Add([]byte(goodConfig))
	f.Add([]byte(strings.Replace(goodConfig, "rotary", "learned", 1)))
	f.Add([]byte(goodLatent))
	f.Add([]byte(`null`))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := ParseConfig(data)
		if err != nil {
			if !errors.Is(err, ErrConfig) {
				t.Fatalf("ParseConfig() = %v, want ErrConfig", err)
			}
			return
		}
		if tables := 2 * 4 * c.MaxPositions * c.headWidth() / 2; c.Position == PositionRotary && tables > 128<<20 {
			t.Fatalf("rotary tables of %d bytes", tables)
		}
		text, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		back, err := ParseConfig(text)
		if err != nil {
			t.Fatalf("ParseConfig(%s): %v", text, err)
		}
		if again, err := json.Marshal(back); err != nil || string(again) != string(text) {
			t.Fatalf("ParseConfig(%s) is written as %s, %v", text, again, err)
		}
	})
}
