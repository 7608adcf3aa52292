package weights

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"unicode/utf8"
)

// form lists the fields an object has. It is no map, which a program would have to fill when it starts.
type form []field

// field is a field with the form of its value, nil for a value without fields.
type field struct {
	name string
	of   form
}

// manifestForm is the form of a manifest.
var manifestForm = form{
	{"format", nil}, {"version", nil}, {"name", nil}, {"config", nil}, {"license", nil}, {"chunks_sha256", nil},
	{"files", form{{"name", nil}, {"sha256", nil}, {"size", nil}}},
	{"tensors", form{{"name", nil}, {"dtype", nil}, {"shape", nil}, {"offset", nil}, {"length", nil}}},
	{"chunks", form{{"sha256", nil}, {"size", nil}, {"raw_size", nil}, {"compression", nil}}},
}

// find returns the form of a field's value, and whether there is such a field.
func (f form) find(name string) (of form, known bool) {
	for _, field := range f {
		if field.name == name {
			return field.of, true
		}
	}
	return nil, false
}

// checkForm refuses what encoding/json accepts but other readers may read differently: field names in another case, the
// same field twice, null, and bytes that are not UTF-8. encoding/json must have decoded the data before, so it is JSON
// within that decoder's nesting limit.
func checkForm(data []byte) error {
	if !utf8.Valid(data) {
		return errors.New("it is not UTF-8")
	}
	return walkForm(json.NewDecoder(bytes.NewReader(data)), manifestForm)
}

func walkForm(dec *json.Decoder, f form) error {
	token, err := dec.Token()
	if err != nil {
		return err
	}
	if token == nil {
		return fmt.Errorf("null at %d", dec.InputOffset())
	}
	if _, open := token.(json.Delim); !open {
		return nil
	}
	seen := map[string]bool{}
	for dec.More() {
		value := f
		if token == json.Delim('{') {
			name, err := dec.Token()
			if err != nil {
				return err
			}
			key := name.(string) // an object's token here is always a string
			sub, known := f.find(key)
			switch {
			case !known:
				return fmt.Errorf("unknown field %.40q", key)
			case seen[key]:
				return fmt.Errorf("field %q is there twice", key)
			}
			seen[key], value = true, sub
			if key == "config" { // it has a format of its own
				if err := dec.Decode(new(json.RawMessage)); err != nil {
					return err
				}
				continue
			}
		}
		if err := walkForm(dec, value); err != nil {
			return err
		}
	}
	_, err = dec.Token() // its end
	return err
}
