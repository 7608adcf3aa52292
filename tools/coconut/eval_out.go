package main

import (
	"encoding/json"
	"io"
	"os"
)

// checkOut refuses an --out whose writing would cost something else than an earlier result.
func (o *evalOptions) checkOut() error {
	if o.out == "" {
		return nil
	}
	return target{o.out, "result of coconut eval", isReport, o.data, o.model}.check()
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
