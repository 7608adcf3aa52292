package uitest

import (
	"github.com/coconut-page/coconut/engine"
)

// RaceInfo is a model among others that it can race.
var RaceInfo = engine.Info{
	Name: "prosqa-coconut", Method: "coconut", Task: "prosqa", Thoughts: 6, Models: []engine.ModelInfo{
		{Name: "pronto", Method: "coconut", Task: "prontoqa", Bytes: 9},
		{Name: "prosqa-coconut", Method: "coconut", Task: "prosqa", Bytes: 600_000},
		{Name: "prosqa-no-cot", Method: "no-cot", Task: "prosqa", Bytes: 600_000},
		{Name: "prosqa-cot", Method: "cot", Task: "prosqa", Bytes: 600_000},
	},
}

// Info is a model with no others beside it.
var Info = engine.Info{
	Name: "prosqa-coconut", Method: "coconut", Task: "prosqa", Thoughts: 4, Parameters: 1234567, Bytes: 1_400_000,
	Kernels: "none",
}
