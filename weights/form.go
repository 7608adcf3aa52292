package weights

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"unicode/utf8"
)

// form lists the fields an object has and the forms of their values, nil for values without fields.
type form map[string]form

// manifestForm is the form of a manifest.
var manifestForm = form{
	"format": nil, "version": nil, "name": nil, "config": nil, "license": nil, "chunks_sha256": nil,
	"files":   {"name": nil, "sha256": nil, "size": nil},
	"tensors": {"name": nil, "dtype": nil, "shape": nil, "offset": nil, "length": nil},
	"chunks":  {"sha256": nil, "size": nil, "raw_size": nil, "compression": nil},
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
			sub, known := f[key]
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
