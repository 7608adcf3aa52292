package api

import (
	"encoding/json"
	"reflect"
	"strings"
)

// misspelled finds a field of a body whose name differs from one of v's only in case, and returns both names.
// encoding/json accepts such a field, but JSON names are case-sensitive, and so are the specification and other
// programs.
func misspelled(data []byte, v any) (said, want string) {
	var body any
	if json.Unmarshal(data, &body) != nil {
		return "", "" // the caller has decoded it, so this cannot happen
	}
	return misspelledIn(body, reflect.TypeOf(v))
}

func misspelledIn(body any, t reflect.Type) (said, want string) {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch body := body.(type) {
	case []any:
		for _, element := range body {
			if t.Kind() != reflect.Slice {
				return "", "" // a type with its own UnmarshalJSON
			}
			if said, want = misspelledIn(element, t.Elem()); said != "" {
				return said, want
			}
		}
	case map[string]any:
		if t.Kind() != reflect.Struct {
			return "", ""
		}
		for i := range t.NumField() {
			if t.Field(i).Anonymous {
				if said, want = misspelledIn(body, t.Field(i).Type); said != "" {
					return said, want
				}
				continue
			}
			name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
			for key, value := range body {
				if key != name && strings.EqualFold(key, name) {
					return key, name
				}
				if key == name {
					if said, want = misspelledIn(value, t.Field(i).Type); said != "" {
						return said, want
					}
				}
			}
		}
	}
	return "", ""
}
