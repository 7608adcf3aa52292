package train

import (
	"cmp"
	"math/rand/v2"
	"slices"
)

const (
	// Heads and tails are padded to multiples of textBucket tokens, so that few programs are compiled; with XLA, see
	// edgeBucketXLA, to multiples of textBucketXLA.
	textBucket, textBucketXLA = 16, 64
	// pool is how many steps' questions are sorted by length together, so that those of one step are alike.
	pool = 16
)

// textBatch is what is in memory at once: B questions, padded on their left to P tokens, and B tails, padded on their
// right to T tokens.
type textBatch struct {
	heads  []int32 // [B, 1, P]
	pads   []int32 // [B, 1, 1]: how many tokens of the head are padding
	tails  tails   // B sequences of T; the weights of a whole step add up to 1
	answer []int   // for each tail, the index of the first label that belongs to the answer
	count  int     // B
	width  int     // P
	tokens int     // tokens and latent steps without padding
}

// textSampler draws batches. Each depends only on recipe, questions and step, so that a resumed run continues with the
// same data.
type textSampler struct {
	recipe   *Recipe
	examples []example
	markers  *markers
	bucket   int // heads and tails are padded to a multiple of it; 0 means textBucket
}

// next returns the batches of a step, in parts that fit into memory.
func (s *textSampler) next(step int, stage Stage) []*textBatch {
	t := s.recipe.Text
	order := s.order(step)
	sequences := make([]sequence, len(order))
	supervised := 0
	for i, question := range order {
		rng := rand.New(rand.NewPCG(s.recipe.Seed<<32+uint64(step), 0x7e87+uint64(i)<<16))
		sequences[i] = s.recipe.sequence(&s.examples[question], stage, s.markers, rng)
		supervised += len(sequences[i].tail) - 1
	}
	var parts []*textBatch
	for part := range slices.Chunk(sequences, t.atOnce()) {
		parts = append(parts, newTextBatch(part, 1/float32(supervised), cmp.Or(s.bucket, textBucket)))
	}
	return parts
}

// order returns the questions of a step, by length. An epoch goes over all questions in an order of its own, up to
// those that fill no step.
func (s *textSampler) order(step int) []int {
	count := s.recipe.Text.QuestionsPerStep
	perEpoch := len(s.examples) / count
	rng := rand.New(rand.NewPCG(s.recipe.Seed, uint64(step/perEpoch)))
	order := rng.Perm(len(s.examples))[:perEpoch*count]
	for part := range slices.Chunk(order, pool*count) {
		slices.SortStableFunc(part, func(a, b int) int { return s.examples[a].length() - s.examples[b].length() })
	}
	places := make([]int, 0, perEpoch)
	for first := 0; first < perEpoch; first += pool { // the steps of a pool in any order, not from short to long
		for _, i := range rng.Perm(min(pool, perEpoch-first)) {
			places = append(places, first+i)
		}
	}
	at := places[step%perEpoch] * count
	return order[at : at+count]
}

// newTextBatch lays sequences out, padded to multiples of bucket tokens; weight is that of every supervised token.
func newTextBatch(sequences []sequence, weight float32, bucket int) *textBatch {
	b := &textBatch{count: len(sequences)}
	longest := 0
	for _, s := range sequences {
		b.width, longest = max(b.width, len(s.head)), max(longest, len(s.tail)-1)
		b.tokens += s.tokens()
	}
	b.width = roundUp(b.width, bucket)
	b.tails = newTails(len(sequences), roundUp(longest, bucket))
	b.heads, b.pads = make([]int32, len(sequences)*b.width), make([]int32, len(sequences))
	for i, s := range sequences {
		b.pads[i] = int32(b.width - len(s.head))
		copy(b.heads[i*b.width+int(b.pads[i]):], s.head)
		b.tails.set(i, s.tail, s.thoughts)
		b.answer = append(b.answer, len(s.tail)-1-s.answer)
	}
	for i, w := range b.tails.weights {
		b.tails.weights[i] = w * weight
	}
	return b
}

func roundUp(n, multiple int) int { return (n + multiple - 1) / multiple * multiple }
