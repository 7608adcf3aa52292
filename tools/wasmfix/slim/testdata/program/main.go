// Command program exercises the tables of functions: it recovers from panics of all kinds, lets the garbage collector
// walk deep stacks, and looks up its callers. It prints the results.
package main

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
)

func main() {
	fmt.Println(recovered(func() { panic("a panic") }))
	fmt.Println(recovered(func() { var m map[string]int; m["a"] = 1 }))
	fmt.Println(recovered(func() { var s []int; fmt.Println(s[len(os.Args)]) }))
	fmt.Println(recovered(func() { var n *node; n.value++ }))
	fmt.Println(recovered(func() { defer inner{}.last(); panic("by a method") }))
	fmt.Println(recovered(func() { var c closer = outer{&inner{}}; defer c.last(); panic("by a wrapper") }))
	fmt.Println(recovered(func() {
		var c closer = &outer{&inner{}}
		defer c.again()
		panic("by a wrapper that was inlined")
	}))
	fmt.Println(recovered(func() { defer func() { nested() }(); panic("not by a call further down") }))
	fmt.Println(recovered(func() { defer func() { panic("again") }(); panic("first") }))
	fmt.Println(deep(2000))
	fmt.Println(parallel())
	pc, _, _, ok := runtime.Caller(0)
	fmt.Println(runtime.FuncForPC(pc).Name(), ok)
	if len(os.Args) > 1 {
		panic(errors.New(os.Args[1]))
	}
}

func recovered(f func()) (what string) {
	defer func() { what = fmt.Sprint(what, recover()) }()
	f()
	return "went on after "
}

func nested() { fmt.Println("nested:", recover()) }

type closer interface {
	last()
	again()
}

type inner struct{ n int }

func (inner) last() { fmt.Println("last:", recover()) }

func (i *inner) again() { i.helper() }

func (i *inner) helper() { i.n++; fmt.Println("again:", recover()) }

type outer struct{ *inner }

type node struct {
	value int
	next  *node
	text  string
}

// deep has the collector find pointers in many frames, of which some hold the only one.
func deep(n int) int {
	here := &node{value: n, text: strings.Repeat("x", n%7)}
	if n%500 == 0 {
		runtime.GC()
	}
	if n == 0 {
		return 0
	}
	below := deep(n - 1)
	garbage := make([]*node, 100)
	for i := range garbage {
		garbage[i] = &node{next: here}
	}
	return below + here.value + len(here.text) + garbage[n%100].next.value
}

func parallel() (sum int) {
	results := make(chan int)
	for i := range 20 {
		go func() {
			defer func() { recover(); results <- deep(100 + i) }()
			panic(i)
		}()
	}
	for range 20 {
		sum += <-results
	}
	return sum
}
