package kernels

import (
	"errors"
	"testing"
)

func TestCheck(t *testing.T) {
	test := Tests()[1]
	if test.Name() != "relaxed/runtime" || test.File() != "runtime-relaxed.wasm" {
		t.Fatalf("the test is %s in %s", test.Name(), test.File())
	}
	for out, want := range map[string]error{
		"--- PASS: TestGoldenTrace (0.01s)\n--- PASS: TestGoldenQuestions (1.00s)\nPASS\nexit 0": nil,
		"--- PASS: TestGoldenTrace (0.01s)\nPASS\nexit 0":                                        ErrFailed, // not run
		"--- SKIP: TestGoldenQuestions (1.00s)\nPASS\nexit 0":                                    ErrFailed,
		"--- FAIL: TestGoldenTrace (0.01s)\n--- PASS: TestGoldenQuestions (1.00s)\nFAIL\nexit 1": ErrFailed,
		// has not ended
		"--- PASS: TestGoldenTrace (0.01s)\n--- PASS: TestGoldenQuestions (1.00s)\nPASS\nexit none": ErrFailed,
		"run-worker.js: CompileError: WebAssembly.Module(): invalid opcode":                         ErrFailed,
		"": ErrFailed,
	} {
		if err := test.Check(out); !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", out, err, want)
		}
	}
}
