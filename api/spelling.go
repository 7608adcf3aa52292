package api

import (
	"encoding/json"
	"reflect"
	"strings"
)

// misspelled finds a field of a body that is spelt like one that v has, but for its capitals, and returns what it says and what it should.
// encoding/json takes such a field for the one that is meant; JSON has no such rule, and other clients and the document do not know it.
func misspelled(data []byte, v any) (said, want string) {
	var body any
	if json.Unmarshal(data, &body) != nil {
		return "", "" // the caller has read it, so this cannot be
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
				return "", "" // a type that reads itself
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
