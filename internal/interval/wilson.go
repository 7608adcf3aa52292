// Package interval says how far a measured share may be from the true one. The page and the command line share it.
package interval

import "math"

// Wilson is the interval that holds the true share with 95 % confidence, after right of n were seen: the Wilson score
// interval (Wilson 1927), which stays within 0 and 1 and is valid for shares near them. It is 0 to 1 if n is 0.
func Wilson(right, n int) (low, high float64) {
	if n == 0 {
		return 0, 1
	}
	const z = 1.959964
	p, size := float64(right)/float64(n), float64(n)
	centre := (p + z*z/(2*size)) / (1 + z*z/size)
	half := z / (1 + z*z/size) * math.Sqrt(p*(1-p)/size+z*z/(4*size*size))
	low, high = max(centre-half, 0), min(centre+half, 1)
	if right == 0 {
		low = 0 // exactly, whatever rounding made of it
	}
	if right == n {
		high = 1
	}
	return low, high
}
