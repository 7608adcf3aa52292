package layout

import "testing"

func TestRename(t *testing.T) {
	names := map[string]string{"wte": "token_embd", "attn.q": "attn_q"}
	for ours, want := range map[string]string{
		"wte.weight": "token_embd.weight", "h.3.attn.q.bias": "blk.3.attn_q.bias", "h.12.attn.q.weight": "blk.12.attn_q.weight",
	} {
		if got, ok := Rename(ours, "blk.", names); got != want || !ok {
			t.Errorf("%s is %s, %v; want %s", ours, got, ok, want)
		}
	}
	for ours, want := range map[string]string{"h.3.ln_1.weight": "blk.3.ln_1.weight", "wpe.weight": "wpe.weight",
		"x": "x"} {
		if got, ok := Rename(ours, "blk.", names); got != want || ok {
			t.Errorf("%s is %s, %v; want %s and no entry", ours, got, ok, want)
		}
	}
}
