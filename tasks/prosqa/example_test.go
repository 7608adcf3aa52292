package prosqa_test

import (
	"fmt"
	"strings"

	"github.com/coconut-page/coconut/tasks/prosqa"
)

func Example() {
	q, err := prosqa.Parse(`Rex is a dog. Every dog is an animal. Every animal is a mortal.
		Eva is a statue. Is Rex a statue or mortal?`)
	if err != nil {
		fmt.Println(err)
		return
	}
	judgement, err := q.Judge("Rex is a mortal.")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(judgement.Verdict + ": " + judgement.Why)
	// Output: right: 3 facts lead from Rex to mortal, and none to statue
}

func ExampleParse_error() {
	_, err := prosqa.Parse("Rex is a dog. Dogs bark. Is Rex a dog or cat?")
	fmt.Println(err)
	// Output: sentence 2, "Dogs bark.": a fact reads "Every X is a Y." or "Name is a Y."
}

func ExampleGenerator() {
	item := prosqa.NewGenerator(1).NextSized(6, 6)
	fmt.Println(item.Question)
	fmt.Println(strings.Join(item.Steps, " "), "###", item.Answer)
	// Output:
	// Polly is a bompus. Max is a rempus. Every lorpus is a rempus. Every impus is a rempus. Max is a impus. Every impus is a lorpus. Is Max a bompus or rempus?
	// Max is a rempus. ### Max is a rempus.
}
