//go:build !js && !windows

package weights

import (
	"bufio"
	"context"
	"os"
	"os/exec"
	"testing"
	"time"
)

// TestWriteKilled kills a process that writes two models in turn to the same folder, at random moments, and opens what
// is there.
func TestWriteKilled(t *testing.T) {
	a, b := testPackage(1), testPackage(2)
	if dir := os.Getenv("COCONUT_WRITE_FOREVER"); dir != "" {
		writeForever(dir, a, b)
	}
	if testing.Short() {
		t.Skip("starts processes")
	}
	dir := writePackage(t, a)
	for round := range 8 {
		cmd := exec.Command(os.Args[0], "-test.run=^TestWriteKilled$")
		cmd.Env = append(os.Environ(), "COCONUT_WRITE_FOREVER="+dir)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if _, err := bufio.NewReader(out).ReadByte(); err != nil { // the first model is written
			t.Errorf("the process that writes did not start: %v", err)
		}
		time.Sleep(time.Duration(round*3) * time.Millisecond)
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait() // killed
		s, err := Open(context.Background(), Dir(dir))
		if err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		want := a
		if tok, err := s.File(context.Background(), "tokenizer.json"); err != nil {
			t.Fatalf("round %d: %v", round, err)
		} else if string(tok) == string(b.Files["tokenizer.json"]) {
			want = b
		}
		checkModel(t, Dir(dir), want)
		if _, err := Prune(dir); err != nil {
			t.Fatal(err)
		}
	}
}

// writeForever is the process that gets killed.
func writeForever(dir string, packages ...Package) {
	for n := 0; ; n++ {
		if _, err := Write(dir, packages[n%len(packages)]); err != nil {
			os.Exit(1)
		}
		if n == 0 {
			os.Stdout.WriteString("!")
		}
	}
}
