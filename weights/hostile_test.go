package weights

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

// TestManifestNames checks that a manifest is unambiguous: each field once, and by its exact name.
func TestManifestNames(t *testing.T) {
	good := goodManifest()
	data, err := good.Encode()
	if err != nil {
		t.Fatal(err)
	}
	for name, replace := range map[string][2]string{
		"upper case":             {`"name"`, `"Name"`},
		"upper case, inside":     {`"raw_size"`, `"RAW_SIZE"`},
		"folded":                 {`"size"`, `"\u017fize"`}, // to encoding/json, a long s is an s in another case
		"twice":                  {`"version": 2`, `"version": 2, "version": 2`},
		"twice, inside":          {`"length": 15`, `"length": 16, "length": 15`},
		"twice, one escaped":     {`"version": 2`, `"version": 2, "\u0076ersion": 2`},
		"twice, in another case": {`"version": 2`, `"version": 2, "Version": 2`},
		"config twice":           {`"config"`, `"config": {}, "config"`},
		"unknown":                {`"version": 2`, `"version": 2, "constructor": 2`},
	} {
		text := strings.Replace(string(data), replace[0], replace[1], 1)
		if text == string(data) {
			t.Fatalf("%s: nothing replaced in %s", name, data)
		}
		if _, err := ParseManifest([]byte(text)); !errors.Is(err, ErrManifest) {
			t.Errorf("%s: %v, want ErrManifest", name, err)
		}
	}
	inside := strings.Replace(string(data), `{"a":[1,"<&>"]}`, `{"a":1,"a":2,"A":3}`, 1)
	if _, err := ParseManifest([]byte(inside)); err != nil && strings.Contains(string(data), `{"a":[1,"<&>"]}`) {
		t.Errorf("names in config are not the manifest's business: %v", err)
	}
}

// manifestOf returns the beginning of a manifest followed by some text, up to the size that is read.
func manifestOf(beginning, repeated, end string) []byte {
	head := fmt.Sprintf(`{"format":%q,"version":%d,"name":"m",`, Format, Version) + beginning
	return []byte(head + strings.Repeat(repeated, (MaxManifestSize-len(head)-len(end))/len(repeated)) + end)
}

// TestHostileMemory checks that no manifest of any permitted size makes ParseManifest allocate more than about a
// hundred megabytes, whatever sizes it names.
func TestHostileMemory(t *testing.T) {
	const most = 128 << 20
	for name, data := range map[string][]byte{
		"empty tensors":      manifestOf(`"tensors":[`, `{},`, `{}]}`),
		"empty chunks":       manifestOf(`"chunks":[`, `{},`, `{}]}`),
		"empty files":        manifestOf(`"files":[`, `{},`, `{}]}`),
		"a long shape":       manifestOf(`"tensors":[{"shape":[`, `1,`, `1]}]}`),
		"enormous shapes":    manifestOf(`"tensors":[`, `{"name":"a","dtype":"float32","shape":[9223372036854775807,9223372036854775807,9223372036854775807,9223372036854775807],"length":9223372036854775807},`, `{}]}`),
		"enormous chunks":    manifestOf(`"tensors":[{"name":"a","dtype":"int8","shape":[1],"length":1}],"chunks":[`, `{"sha256":"`+hashA+`","size":9223372036854775807,"raw_size":9223372036854775807},`, `{}]}`),
		"many large chunks":  manifestOf(`"tensors":[{"name":"a","dtype":"int8","shape":[1],"length":1}],"chunks":[`, `{"sha256":"`+hashA+`","size":26214400,"raw_size":8388608},`, `{}]}`),
		"deep":               manifestOf(`"tensors":`, `[`, ``),
		"deep configuration": manifestOf(`"config":`, `{"a":`, ``),
		"deep objects":       manifestOf(`"tensors":`, `{"shape":`, ``),
		"many fields":        manifestOf(``, `"a":0,`, `"a":0}`),
		"a long name":        manifestOf(`"license":"`, `x`, `"}`),
		"escapes":            manifestOf(`"license":"`, `\u0000`, `"}`),
		"a long number":      manifestOf(`"chunks":[{"size":`, `9`, `}]}`),
		"blanks":             manifestOf(``, ` `, `}`),
	} {
		var err error
		n := allocated(func() { _, err = ParseManifest(data) })
		t.Logf("%s: %d kB for %d kB", name, n>>10, len(data)>>10)
		if !errors.Is(err, ErrManifest) || len(err.Error()) > 1000 {
			t.Errorf("%s: %.1200v, want ErrManifest", name, err)
		}
		if n > most {
			t.Errorf("%s: %d bytes allocated for %d", name, n, len(data))
		}
	}
}
