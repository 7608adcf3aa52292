//go:build xla

package train

// XLA needs cgo (it opens the plugin with dlopen), so it is not in the default build. The package with the automatic
// installer is deliberately not imported: nothing is downloaded behind the user's back.
import _ "github.com/gomlx/go-xla/compute/xla"

func init() { hasXLA = true }
