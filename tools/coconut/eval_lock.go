package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/coconut-page/coconut/internal/filelock"
)

// lockJournal keeps another coconut eval from a journal until unlock is called: two would ask every question twice. A
// lock whose program was killed is free.
func lockJournal(journal string) (unlock func() error, err error) {
	path := journal + ".lock"
	file, err := filelock.Try(path)
	if errors.Is(err, filelock.ErrLocked) {
		return nil, fmt.Errorf("another coconut eval is writing %s; wait for it, or give another --out", journal)
	}
	if err != nil {
		return nil, plainError(err)
	}
	return func() error {
		removed := os.Remove(path) // while it is held: what is there later may be another's
		if err := file.Close(); err != nil {
			return plainError(err)
		}
		if removed != nil { // Windows keeps files that are open; one that stays locks nobody out
			_ = os.Remove(path)
		}
		return nil
	}, nil
}
