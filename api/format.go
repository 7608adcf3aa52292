package api

import (
	"encoding/json"

	"github.com/coconut-page/coconut/completion"
)

// constraint is what a response_format asks of a text: nil for none.
func constraint(model *completion.Model, format json.RawMessage) (completion.Constraint, error) {
	if asksNothing(format, []string{"auto", "text"}) {
		return nil, nil
	}
	var f struct {
		Type   string `json:"type"`
		Schema struct {
			Schema json.RawMessage `json:"schema"`
		} `json:"json_schema"`
	}
	if err := json.Unmarshal(format, &f); err != nil {
		return nil, badRequest("response_format", "invalid_type", "response_format must be an object with a type")
	}
	var c completion.Constraint
	var err error
	switch {
	case f.Type == "json_object":
		c, err = model.JSONObject()
	case f.Type == "json_schema" && f.Schema.Schema != nil:
		c, err = model.JSON(f.Schema.Schema)
	case f.Type == "json_schema":
		return nil, badRequest("response_format", "invalid_value", "response_format.json_schema.schema is missing")
	default:
		return nil, badRequest("response_format", "invalid_value",
			"response_format has the type %.40q; want text, json_object or json_schema", f.Type)
	}
	if err != nil {
		return nil, badRequest("response_format", "unsupported_schema", "%s", message(err))
	}
	return c, nil
}
