package intervene

import "context"

// MeanOf is how many other questions a study of many questions takes a mean thought of.
const MeanOf = 16

// maxOthers bounds the questions of a mean.
const maxOthers = 10000

// meanThoughts returns the means of the first n thoughts about questions.
func meanThoughts(ctx context.Context, source Source, questions []string, n int) ([][]float32, error) {
	if len(questions) == 0 || len(questions) > maxOthers {
		return nil, ErrChange.Errorf("the mean of %d questions; want 1 to %d", len(questions), maxOthers)
	}
	var sums [][]float64
	for _, q := range questions {
		thoughts, err := source.ThoughtsOf(ctx, q, n)
		if err != nil {
			return nil, err
		}
		for k, thought := range thoughts[:n] {
			if k == len(sums) {
				sums = append(sums, make([]float64, len(thought)))
			}
			for i, v := range thought {
				sums[k][i] += float64(v)
			}
		}
	}
	means := make([][]float32, n)
	for k, sum := range sums {
		means[k] = make([]float32, len(sum))
		for i, v := range sum {
			means[k][i] = float32(v / float64(len(questions)))
		}
	}
	return means, nil
}
