package interval

import "math"

// students are the 97.5 % points of Student's t distribution with 1, 2, … degrees of freedom; beyond them it is within
// 5 % of the normal distribution's.
var students = []float64{12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160,
	2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042}

// Mean returns the mean of independent measurements, as of one recipe with several seeds, and how far it may be from
// the true one on either side with 95 % confidence: Student's t interval (Student 1908), which takes the measurements
// for normally distributed. One measurement says nothing of that, so half is then infinite, and of none both are NaN.
func Mean(of []float64) (mean, half float64) {
	if len(of) == 0 {
		return math.NaN(), math.NaN()
	}
	for _, x := range of {
		mean += x / float64(len(of))
	}
	if len(of) == 1 {
		return mean, math.Inf(1)
	}
	var squares float64
	for _, x := range of {
		squares += (x - mean) * (x - mean)
	}
	degrees, t := len(of)-1, 1.96
	if degrees <= len(students) {
		t = students[degrees-1]
	}
	return mean, t * math.Sqrt(squares/float64(degrees)/float64(len(of)))
}
