package train

import (
	"os"
	"reflect"
	"strings"
	"testing"
)

// TestRecipeTable checks that the documentation's tables have every field of a recipe, a stage and a curriculum, and
// that training.md has those of text.
func TestRecipeTable(t *testing.T) {
	for file, types := range map[string][]any{
		"../docs/train-your-own.md": {Recipe{}, Stage{}, Curriculum{}}, "../docs/training.md": {Text{}, LoRA{}},
	} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		cells := map[string]bool{}
		for line := range strings.Lines(string(text)) {
			if strings.HasPrefix(line, "| `") {
				for i, part := range strings.Split(line, "`") {
					if i%2 == 1 {
						cells[part] = true
					}
				}
			}
		}
		for _, v := range types {
			for field := range reflect.TypeOf(v).Fields() {
				name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
				if !cells[name] {
					t.Errorf("%s has no row for %s of a %T", file, name, v)
				}
			}
		}
	}
}
