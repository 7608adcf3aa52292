package main

import (
	"bytes"
	"encoding/json"
	"os"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// TestTraceSchema holds the traces that the command prints against docs/trace.schema.json.
func TestTraceSchema(t *testing.T) {
	data, err := os.ReadFile("../../docs/trace.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Defs json.RawMessage `json:"$defs"`
	}
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	defs := bytes.ReplaceAll(file.Defs, []byte("#/$defs/"), []byte("#/components/schemas/"))
	doc, err := openapi3.NewLoader().LoadFromData([]byte(`{"openapi": "3.0.3", "info": {"title": "", "version": ""},
		"paths": {}, "components": {"schemas": ` + string(defs) + `}}`))
	if err != nil {
		t.Fatal(err)
	}
	schema := doc.Components.Schemas["Result"].Value
	const question = "Every terpus is a gerpus. Tom is a terpus. Davis is a dumpus. Is Tom a gerpus or dumpus?"
	for _, args := range [][]string{{}, {"--trace"}, {"--trace", "--hidden", "--top", "3"}, {"--without-thoughts"},
		{"--model", "../../weights/models/prosqa-cot", "--trace"}} {
		out, err := command(t, append([]string{"ask", "--json", "--model", model, question}, args...)...)
		if err != nil {
			t.Fatal(err)
		}
		var trace any
		if err := json.Unmarshal([]byte(out), &trace); err != nil {
			t.Fatal(err)
		}
		if err := schema.VisitJSON(trace); err != nil {
			t.Errorf("%v: %v", args, err)
		}
		trace.(map[string]any)["surprise"] = 1
		if schema.VisitJSON(trace) == nil {
			t.Error("a field that is not described is taken")
		}
	}
}
