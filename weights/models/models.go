// Package models has shipped models as parts of a Go program, so that it is one file that needs no folder and no
// network. A program carries only those whose functions it calls.
package models

import (
	"embed"
	"io/fs"
)

var (
	//go:embed prosqa-coconut/manifest.json prosqa-coconut/chunks prosqa-coconut/files
	prosqaCoconut embed.FS
	//go:embed prontoqa-coconut/manifest.json prontoqa-coconut/chunks prontoqa-coconut/files
	prontoqaCoconut embed.FS
)

// ProsQACoconut returns the folder of prosqa-coconut (0.6 MB), for coconut.Open. It answers questions such as "Every
// cat is a pet. Tom is a cat. Rex is a rock. Is Tom a pet or rock?"
func ProsQACoconut() fs.FS { return folder(prosqaCoconut, "prosqa-coconut") }

// ProntoQACoconut returns the folder of prontoqa-coconut (0.6 MB), for coconut.Open. It answers questions such as
// "Tumpuses are happy. Alex is a tumpus. True or false: Alex is happy."
func ProntoQACoconut() fs.FS { return folder(prontoqaCoconut, "prontoqa-coconut") }

func folder(models embed.FS, name string) fs.FS {
	dir, err := fs.Sub(models, name)
	if err != nil {
		panic(err) // the name is not a path
	}
	return dir
}
