package prontoqa_test

import (
	"fmt"

	"github.com/coconut-page/coconut/tasks/prontoqa"
)

func ExampleParse() {
	q, err := prontoqa.Parse("Every jompus is happy. Tumpuses are jompuses. Alex is a tumpus. True or false: Alex is " +
		"not happy.")
	if err != nil {
		fmt.Println(err)
		return
	}
	answer, path, err := q.Answer()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(answer)
	for _, node := range path {
		fmt.Println(q.Symbols[node])
	}
	// Output:
	// false
	// Alex
	// tumpus
	// jompus
	// happy
}
