//go:build !js

package runtime_test

import "github.com/coconut-page/coconut/weights"

func modelSource(folder string) weights.Source { return weights.Dir(folder) }
