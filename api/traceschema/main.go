// Command traceschema writes the JSON Schema of a trace, docs/trace.schema.json, from the API's description: a trace is
// what POST /v1/reason answers, and coconut ask --json prints.
package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
)

const components, definitions = "#/components/schemas/", "#/$defs/"

func main() {
	from := flag.String("from", "", "the API's description")
	to := flag.String("to", "", "the file to write")
	flag.Parse()
	if err := write(*from, *to); err != nil {
		fmt.Fprintln(os.Stderr, "traceschema:", err)
		os.Exit(1)
	}
}

func write(from, to string) error {
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	var api struct {
		Components struct {
			Schemas struct{ Result, Step json.RawMessage }
		}
	}
	if err := json.Unmarshal(data, &api); err != nil {
		return fmt.Errorf("%s: %w", from, err)
	}
	s := api.Components.Schemas
	schema, err := json.MarshalIndent(map[string]any{
		"$schema": "https://json-schema.org/draft/2020-12/schema",
		"$id":     "https://github.com/coconut-page/coconut/blob/main/docs/trace.schema.json",
		"title":   "A trace: a question, its answer, and every step between them",
		"$ref":    definitions + "Result",
		"$defs":   map[string]json.RawMessage{"Result": s.Result, "Step": s.Step},
	}, "", " ")
	if err != nil {
		return err
	}
	schema = bytes.ReplaceAll(schema, []byte(components), []byte(definitions))
	return os.WriteFile(to, append(schema, '\n'), 0o644)
}
