package prosqa

import "strings"

// Names are the words that stand for nodes without a parent, alphabetical; the same 17 as in the official data.
var Names = strings.Fields("Alex Bob Carol Davis Eva Fae Gabriel Jack Max Oliver Polly Rex Sally Sam Stella Tom Wren")

// Concepts are the words that stand for all other nodes, alphabetical; the same 38 as in the official data.
var Concepts = strings.Fields(`bompus boompus brimpus chorpus dumpus felpus fompus gerpus gorpus grimpus gwompus hilpus impus jelpus
	jompus kerpus lempus lorpus numpus quimpus rempus rompus rorpus scrompus shumpus sterpus storpus terpus timpus tumpus vumpus
	worpus wumpus yerpus yimpus yumpus zhorpus zumpus`)
