package quant

// Role says what a tensor is for, which decides how it may be stored and how training initializes it. Package runtime's
// schema gives each tensor of an architecture its role; nothing guesses it from a name.
type Role int

// The roles.
const (
	// Bias and Norm are vectors, always float32.
	Bias Role = iota
	Norm
	// Linear is a matrix [outputs, inputs] of a layer.
	Linear
	// Embedding is a matrix [tokens, width] whose rows are looked up; it is also the head where the two are tied.
	Embedding
	// Positions is a matrix [positions, width] whose rows are looked up.
	Positions
	// Head is the matrix [tokens, width] that produces logits, where it is not the embedding.
	Head
)

// Matrix reports whether a tensor of this role is a matrix.
func (r Role) Matrix() bool { return r >= Linear }

// Spec describes one tensor of a model: all that is known before its values are loaded.
type Spec struct {
	// Name is the tensor's name in the store, Shape its axes: [outputs, inputs] for a matrix.
	Name  string
	Shape []int
	Role  Role
}
