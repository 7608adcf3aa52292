// Package order sorts without generics. The standard library's sort is compiled anew for every type, and five of those
// copies made up a hundredth of the page's program; these two are compiled once. They are for lists that fit on a
// screen, or in a question.
package order

// Sort sorts n elements in O(n log n), by Floyd's heapsort; equal ones may change places.
func Sort(n int, less func(i, j int) bool, swap func(i, j int)) {
	for i := n/2 - 1; i >= 0; i-- {
		sink(i, n, less, swap)
	}
	for end := n - 1; end > 0; end-- {
		swap(0, end)
		sink(0, end, less, swap)
	}
}

// sink moves element i of a heap of n, whose largest is first, down to its place.
func sink(i, n int, less func(i, j int) bool, swap func(i, j int)) {
	for {
		child := 2*i + 1
		if child >= n {
			return
		}
		if child+1 < n && less(child, child+1) {
			child++
		}
		if !less(i, child) {
			return
		}
		swap(i, child)
		i = child
	}
}

// Stable sorts n elements by insertion, in O(n²); equal ones keep their order.
func Stable(n int, less func(i, j int) bool, swap func(i, j int)) {
	for i := 1; i < n; i++ {
		for j := i; j > 0 && less(j, j-1); j-- {
			swap(j, j-1)
		}
	}
}

// Ints sorts numbers.
func Ints(x []int) {
	Sort(len(x), func(i, j int) bool { return x[i] < x[j] }, func(i, j int) { x[i], x[j] = x[j], x[i] })
}

// Strings sorts texts.
func Strings(x []string) {
	Sort(len(x), func(i, j int) bool { return x[i] < x[j] }, func(i, j int) { x[i], x[j] = x[j], x[i] })
}
