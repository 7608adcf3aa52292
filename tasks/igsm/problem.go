package igsm

// Modulus is what all arithmetic is reduced by.
const Modulus = 23

// Quantity is how many of Thing each Owner has. Thing is a category where no sentence defines the quantity.
type Quantity struct{ Owner, Thing string }

// String is the quantity as a solution of iGSM's writes it: "Art Room's Blue Bag".
func (q Quantity) String() string { return q.Owner + "'s " + q.Thing }

// Operation is how an equation's number is combined with its quantities.
type Operation int

// The operations. Just is the number alone, or the quantities alone.
const (
	Just  Operation = iota
	More            // N more than
	Times           // N times as much as
)

// Equation is what one sentence says of a quantity.
type Equation struct {
	About     Quantity
	Operation Operation
	// N is the number, 0 to 22; it is 0 where there is none.
	N int
	// Of are the quantities, of which the sum is taken, or with Difference the first minus the second.
	Of         []Quantity
	Difference bool
}

// Problem is a problem in iGSM's form.
type Problem struct {
	// Equations are in the order of their sentences; no quantity has two.
	Equations []Equation
	Asked     Quantity
}
