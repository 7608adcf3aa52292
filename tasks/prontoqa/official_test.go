package prontoqa

import (
	"errors"
	"io/fs"
	"os"
	"testing"
)

// officialItems reads an official file, "valid" with 200 or "train" with 9000 questions; it skips the test if there is
// none.
func officialItems(t testing.TB, name string) []Item {
	t.Helper()
	path := "../../../shared/data/prontoqa_" + name + ".json"
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("the official ProntoQA file is not here (%s)", path)
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

// generated draws n questions.
func generated(seed uint64, n int) []Item {
	g := NewGenerator(seed)
	items := make([]Item, n)
	for i := range items {
		items[i] = g.Next()
	}
	return items
}

// mustParse reads an item's question and answers it.
func mustParse(t testing.TB, it Item) (q *Question, path []int) {
	t.Helper()
	q, err := Parse(it.Question)
	if err != nil {
		t.Fatal(err)
	}
	if _, path, err = q.Answer(); err != nil {
		t.Fatal(err)
	}
	return q, path
}

const tinyText = "Tumpuses are not happy. Each impus is a tumpus. Every jompus is happy. Alex is an impus. True or " +
	"false: Alex is happy."

// tinyItem returns a small valid item.
func tinyItem() Item {
	return Item{
		Question: tinyText, Answer: "False",
		Steps: []string{"Alex is an impus. Each impus is a tumpus.", "Alex is a tumpus. Tumpuses are not happy.",
			"Alex is not happy."},
	}
}
