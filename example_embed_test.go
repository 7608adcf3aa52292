package coconut_test

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"log"

	"github.com/coconut-page/coconut"
)

// A folder without its README.md; "all:model" would take everything in a folder model beside this file.
//
//go:embed weights/models/prosqa-coconut/manifest.json
//go:embed weights/models/prosqa-coconut/chunks weights/models/prosqa-coconut/files
var embedded embed.FS

// A model in the program itself: one file, no folder and no network. (Package weights/models has this one ready.)
func ExampleOpen_embedded() {
	folder, err := fs.Sub(embedded, "weights/models/prosqa-coconut")
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()
	model, err := coconut.Open(ctx, folder)
	if err != nil {
		log.Fatal(err)
	}
	defer model.Close()
	result, err := model.Answer(ctx, "Every cat is a pet. Tom is a cat. Rex is a rock. Is Tom a pet or rock?")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(result.Answer)
	// Output: Tom is a pet.
}
