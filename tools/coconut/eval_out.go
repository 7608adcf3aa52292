package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// checkOut refuses an --out whose writing would cost something else: the data file, under whatever name, a folder, or a
// file that coconut eval has not written. It is called before the questions are asked, which may take hours.
func (o *evalOptions) checkOut() error {
	if o.out == "" {
		return nil
	}
	out, err := os.Stat(o.out)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return plainError(err)
	}
	data, err := os.Stat(o.data)
	if err != nil {
		return plainError(err)
	}
	switch {
	case out.IsDir():
		return fmt.Errorf("--out %s is a folder; want the file to write the figures to", o.out)
	case os.SameFile(out, data):
		return fmt.Errorf("--out %s is --data itself, which would be lost; give another file", o.out)
	case out.Mode().IsRegular() && out.Size() == 0:
		return nil
	case !out.Mode().IsRegular() || !isReport(o.out):
		return fmt.Errorf("--out %s is there already and no result of coconut eval; give another file", o.out)
	}
	return nil
}

// maxReport bounds the first line of a result, in bytes.
const maxReport = 1 << 20

// isReport reports whether a file begins like one that report.json wrote.
func isReport(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	var first struct {
		Task, Model, Data *string
		Accuracy          *float64
	}
	err = json.NewDecoder(io.LimitReader(f, maxReport)).Decode(&first)
	return err == nil && first.Task != nil && first.Model != nil && first.Data != nil && first.Accuracy != nil
}
