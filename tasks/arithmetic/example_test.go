package arithmetic_test

import (
	"fmt"
	"strings"

	"github.com/coconut-page/coconut/tasks/arithmetic"
)

func Example() {
	q, err := arithmetic.Parse(`Cleo has twice as many apples as Ben. Ann has 4 apples. Dan has 9 apples.
		Ben has 3 more apples than Ann. How many apples does Cleo have?`)
	if err != nil {
		fmt.Println(err)
		return
	}
	judgement, err := q.Judge("Cleo has 14 apples.")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(judgement.Verdict + ": " + judgement.Why)
	// Output: right: Ann has 4; Ben has 4 + 3 = 7; Cleo has 7 × 2 = 14
}

func ExampleGenerator() {
	q := arithmetic.NewGenerator(1).Sample(arithmetic.Style{Operations: 2, Least: 4, Most: 4})
	fmt.Println(q.Text())
	solution, err := q.Solve()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(solution.Values[q.Root])
	// Output:
	// Ned has 6 books. Ada has twice as many books as Gus. Tom has 29 books. Gus has 15 more books than Ned. How many books does Ada have?
	// 42
}

func ExampleParse_error() {
	_, err := arithmetic.Parse("Ann has 4 apples. Ben has 3 more pears than Ann. How many apples does Ben have?")
	fmt.Println(err)
	// Output: sentence 2, "Ben has 3 more pears than Ann.": it counts pears, but sentence 1 counts apples; a question is about one kind of thing
}

func ExampleQuestion_CheckChain() {
	q, err := arithmetic.Parse("Ann has 4 apples. Ben has 3 more apples than Ann. How many apples does Ben have?")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, link := range q.CheckChain(strings.Fields("Ben Ann . Ann 4 . Ben 8 .")) {
		fmt.Println(link.From, link.To, link.Fact)
	}
	// Output:
	// Ben Ann true
	// Ann 4 true
	// Ben 8 false
}
