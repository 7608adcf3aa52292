package weights

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"unicode/utf8"
)

// form says which fields an object has, and what form their values have: nil for what has no fields.
type form map[string]form

// manifestForm is that of a manifest.
var manifestForm = form{
	"format": nil, "version": nil, "name": nil, "config": nil, "license": nil, "chunks_sha256": nil,
	"files":   {"name": nil, "sha256": nil, "size": nil},
	"tensors": {"name": nil, "dtype": nil, "shape": nil, "offset": nil, "length": nil},
	"chunks":  {"sha256": nil, "size": nil, "raw_size": nil, "compression": nil},
}

// checkForm refuses what encoding/json lets pass, and other readers may take for something else: field names in other case, the same field
// twice, null, and bytes that are not UTF-8. The data must have been decoded before: it is JSON, and no more deeply nested than that allows.
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
			key := name.(string) // what else an object's token in this place cannot be
			sub, known := f[key]
			switch {
			case !known:
				return fmt.Errorf("unknown field %.40q", key)
			case seen[key]:
				return fmt.Errorf("field %q is there twice", key)
			}
			seen[key], value = true, sub
			if key == "config" { // which is not part of this format
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
