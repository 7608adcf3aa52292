//go:build !tasks_only

package registry

import (
	"github.com/coconut-page/coconut/tasks"
	"github.com/coconut-page/coconut/tasks/arithmetic"
)

// unshown are tasks that the page cannot show yet. Its own program does without them, which spares its visitors
// 28 kB of brotli.
var unshown = []tasks.Task{
	arithmetic.Task{},
}
