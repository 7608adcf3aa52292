//go:build tasks_only

package registry

import "github.com/coconut-page/coconut/tasks"

var unshown []tasks.Task
