package page

import (
	"encoding/json"
	"fmt"

	"github.com/coconut-page/coconut/engine"
	"github.com/coconut-page/coconut/internal/interval"
	"github.com/coconut-page/coconut/reasoner"
)

// Download is a file for the visitor to keep.
type Download struct {
	Name string
	Data string // JSON
}

// TakeDownload returns what is to be saved, once, and nil if there is nothing.
func (s *State) TakeDownload() *Download {
	d := s.download
	s.download = nil
	return d
}

// ExportTrace saves the answer with its trace, as `coconut ask --json` prints it, and that of the last experiment if
// there was one.
func (s *State) ExportTrace() {
	if s.Result == nil {
		return
	}
	type changed struct {
		What   string           `json:"what"`
		Result *reasoner.Result `json:"result"`
	}
	file := struct {
		Link    string           `json:"link"`
		Result  *reasoner.Result `json:"result"`
		Changed *changed         `json:"changed,omitempty"`
	}{s.Link(), s.Result, nil}
	if s.WhatIf.After != nil {
		file.Changed = &changed{s.WhatIf.Done, s.WhatIf.After}
	}
	s.export(fmt.Sprintf("coconut-trace-%d.json", s.Seed), file)
}

// ExportBatch saves the results of the last batch.
func (s *State) ExportBatch() {
	b := &s.Batch
	if len(b.Items) == 0 {
		return
	}
	right, all := b.Right(-1)
	low, high := interval.Wilson(right, all)
	s.export(fmt.Sprintf("coconut-batch-%d.json", b.Run.Seed), struct {
		Model    string             `json:"model"`
		Batch    engine.Batch       `json:"batch"`
		Right    int                `json:"right"`
		All      int                `json:"all"`
		Interval [2]float64         `json:"interval95"`
		Items    []engine.BatchItem `json:"items"`
	}{s.Info.Name, b.Run, right, all, [2]float64{low, high}, b.Items})
}

// export saves a value as a file of JSON.
func (s *State) export(name string, v any) {
	data, err := json.Marshal(v)
	if err != nil {
		s.Status = Say("The file could not be written: {Reason}", err.Error())
		return
	}
	s.download = &Download{Name: name, Data: string(data)}
	s.Status = Say("Saved as {file}.", name)
}
