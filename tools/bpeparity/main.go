// Command bpeparity writes the texts on which parity.py compares runtime/tokenizer/bpe with Hugging Face's library, one
// after the other, and their sizes in bytes.
//
//	go run ./tools/bpeparity -out DIR [-seed 1] [-bytes 1500000]
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/coconut-page/coconut/internal/mixedtext"
)

func main() {
	out := flag.String("out", "", "where to write text.bin and sizes.json")
	seed := flag.Uint64("seed", 1, "the seed of the texts")
	bytes := flag.Int("bytes", 1_500_000, "how many bytes they have together, at least")
	valid := flag.Bool("valid", false, "leave out what is not UTF-8")
	flag.Parse()
	if err := write(*out, mixedtext.Documents(*seed, *bytes, !*valid)); err != nil {
		fmt.Fprintln(os.Stderr, "bpeparity:", err)
		os.Exit(1)
	}
}

func write(dir string, texts []string) error {
	sizes := make([]int, len(texts))
	for i, text := range texts {
		sizes[i] = len(text)
	}
	list, err := json.Marshal(sizes)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "sizes.json"), list, 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "text.bin"), []byte(strings.Join(texts, "")), 0o644)
}
