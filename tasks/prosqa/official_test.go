package prosqa

import (
	"errors"
	"io/fs"
	"os"
	"testing"
)

// officialItems reads the official valid file, 300 questions; it skips the test if the file is missing.
func officialItems(t testing.TB) []Item {
	t.Helper()
	const path = "../../../shared/data/prosqa_valid.json"
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("the official ProsQA file is not here (%s); get prosqa_valid.json from facebookresearch/coconut to run "+
			"this test", path)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	items, err := ReadItems(f)
	if err != nil {
		t.Fatal(err)
	}
	return items
}

// generated draws n questions of the official size.
func generated(seed uint64, n int) []Item {
	g := NewGenerator(seed)
	items := make([]Item, n)
	for i := range items {
		items[i] = g.Next()
	}
	return items
}

// tinyItem returns a small valid item: Tom -> cat -> pet, Tom -> dog, Eva -> tree.
func tinyItem() Item {
	return Item{
		Question: "Eva is a tree. Every cat is a pet. Tom is a dog. Tom is a cat. Is Tom a tree or pet?",
		Steps:    []string{"Tom is a cat.", "Every cat is a pet."}, Answer: "Tom is a pet.",
		IdxToSymbol: []string{"Tom", "Eva", "cat", "dog", "tree", "pet"},
		Edges:       [][2]int{{0, 2}, {0, 3}, {1, 4}, {2, 5}},
		Root:        0, Target: 5, NegTarget: 4,
	}
}
