//go:build js && wasm

package text

import (
	"github.com/coconut-page/coconut/engine"
	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/simd"
	"github.com/coconut-page/coconut/wasm/internal/worker"
)

// worthTeam is the bytes of weights from which on other instances of the program may help: below, a token takes hardly
// longer than telling them about it.
const worthTeam = 32 << 20

// team is that of the model that was loaded last; nil for none.
var team *simd.Team

// Share has other instances of the program share the model's products, as far as that is faster here. It waits for the
// model's weights, and computes in the server's turns. A model that is not shared, for whatever reason, is as good.
func Share(s *engine.Server, m *runtime.Model, bytes int64) {
	team.Close()
	team = nil
	o := worker.Options()
	if o.Threads < 2 || bytes < worthTeam && !o.Always || m.Wait() != nil {
		return
	}
	t, err := worker.StartTeam(o)
	if err != nil {
		return
	}
	team = t
	if o.Always {
		t.ShareAll()
	}
	s.Turn(func(pause func()) {
		if m.Share(t, pause) != nil || !o.Always && t.Tune(pause) != nil {
			t.Close()
		}
	})
}
