package arithmetic

import "github.com/coconut-page/coconut/tasks"

// kindEveryday is the kind of everydayGenerator.
const kindEveryday = "everyday"

// everyday are questions that are read at a glance, each with somebody who does not matter. The shipped model answers
// all of them rightly, for which they were chosen: they show how it computes, not how often it is right.
var everyday = []string{
	"Ann has 4 apples. Ben has 3 more apples than Ann. Dan has 9 apples. Cleo has twice as many apples as Ben. " +
		"How many apples does Cleo have?",
	"Nan has 12 cookies. Max has 5 fewer cookies than Nan. Zoe has 3 times as many cookies as Max. Pat has 2 more " +
		"cookies than Nan. How many cookies does Zoe have?",
	"Amy has 3 more shells than Dad. Dad has 8 fewer shells than Mum. Mum has 20 shells. Bob has twice as many shells " +
		"as Mum. Liz has twice as many shells as Amy. How many shells does Liz have?",
	"Kim has 9 books. Leo has 4 fewer books than Kim. Mia has twice as many books as Leo. Joe has 7 more books than " +
		"Mia. Eve has 2 more books than Leo. How many books does Joe have?",
}

// everydayGenerator cycles through them, from number seed on. It panics if one of them is not valid.
func everydayGenerator(seed uint64) tasks.Generator {
	return func() []tasks.Item {
		q, err := Parse(everyday[seed%uint64(len(everyday))])
		if err != nil {
			panic(err)
		}
		seed++
		return []tasks.Item{newItem(q, plain).item(q)}
	}
}
