package prosqa

import (
	"bytes"
	"testing"

	"github.com/coconut-page/coconut/tasks"
)

// TestGenerators writes every kind of question in the official form and reads it again, which validates each of them.
func TestGenerators(t *testing.T) {
	for _, k := range (Task{}).Kinds() {
		next, err := Task{}.Generator(k.Name, 3)
		if err != nil {
			t.Fatal(err)
		}
		var items []tasks.Item
		for range 8 {
			items = append(items, next()...)
		}
		var file bytes.Buffer
		if err := (Task{}).WriteItems(&file, items); err != nil {
			t.Fatal(err)
		}
		again, err := Task{}.ReadItems(&file)
		if err != nil || len(again) != len(items) {
			t.Fatalf("%s: %d of %d items, %v", k.Name, len(again), len(items), err)
		}
		for i, it := range again {
			j, err := it.Question.Judge(it.Answer)
			if err != nil || j.Verdict != tasks.Right || it.Text != items[i].Text {
				t.Errorf("%s: item %d: %+v, %v", k.Name, i, j, err)
			}
			q, err := tasks.Parse(Task{}, tasks.InEnglish(Task{}, it))
			if err != nil || q.(*Question).OfficialText() != it.Text {
				t.Errorf("%s: item %d is another question in English: %v", k.Name, i, err)
			}
		}
	}
	if _, err := (Task{}).Generator("easy", 1); err == nil {
		t.Error("a kind that there is not")
	}
}
