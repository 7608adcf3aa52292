package accuracy

import (
	"reflect"
	"testing"

	"github.com/coconut-page/coconut/internal/interval"
)

func TestSumUp(t *testing.T) {
	steps := []int{3, 1, 3, 0}
	got := SumUp([]Answer{
		{Question: 0, Right: true, Thoughts: 2, Tokens: 4, Millis: 9},
		{Question: 1, Tokens: 6, Millis: 1, Cut: true},
		{Question: 2, Unread: "too long"},
		{Question: 3, Right: true, Millis: 4},
	}, func(question int) int { return steps[question] })
	low, high := interval.Wilson(2, 4)
	want := Sum{N: 4, Right: 2, Accuracy: 0.5, Low: low, High: high, TokensMean: 4, MSMedian: 4, Cut: 1, Unread: 1,
		BySteps: []Steps{{0, 1, 1}, {1, 1, 0}, {3, 2, 1}}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
	none := SumUp([]Answer{{Unread: "too long"}}, func(int) int { return 0 })
	if none.N != 1 || none.Unread != 1 || none.TokensMean != 0 || none.MSMedian != 0 {
		t.Errorf("of a question that was not read: %+v", none)
	}
}
