package train

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"testing"

	"github.com/gomlx/gomlx/ml/model"
)

// sealed returns a checkpoint file of a header and values, with the right length and checksum.
func sealed(header, values []byte) []byte {
	file := binary.LittleEndian.AppendUint64([]byte(checkpointMagic), uint64(len(header)))
	file = append(append(file, header...), values...)
	sum := sha256.Sum256(file)
	return append(file, sum[:]...)
}

// FuzzParseCheckpoint parses files with a valid checksum, like an attacker's: an accepted file can be restored, and
// takes no more memory than the file.
func FuzzParseCheckpoint(f *testing.F) {
	f.Add([]byte(`{"state":{"step":3},"variables":[{"path":"/params/w","dtype":"Float32","dims":[1,2],"size":8}]}`),
		make([]byte, 8))
	f.Add([]byte(`{"variables":[{"path":"/step","dtype":"Int64","dims":[],"size":8},{"path":"/x","dtype":"Float32","dims":[],"size":4}]}`), make([]byte, 12))
	f.Add([]byte(`{"variables":[{"path":"/x","dtype":"Float32","dims":[1],"size":-4},{"path":"/y","dtype":"Float32","dims":[3],"size":12}]}`), make([]byte, 8))
	f.Add([]byte(`{"variables":[{"path":"/x","dtype":"Float32","dims":[1099511627776],"size":4}]}`), make([]byte, 4))
	f.Add([]byte(`{"variables":[{"path":"/x","dtype":"Float32","dims":[4294967296,4294967296],"size":0}]}`), []byte{})
	f.Fuzz(func(t *testing.T, head, values []byte) {
		header, got, err := parseCheckpoint("the file", sealed(head, values))
		if err != nil {
			if !errors.Is(err, ErrCheckpoint) {
				t.Fatalf("error %v", err)
			}
			return
		}
		if !bytes.Equal(got, values) {
			t.Fatalf("%d bytes of values became %d others", len(values), len(got))
		}
		_ = header.restore(model.NewStore(), got) // may reject what GoMLX has no variable for, with an error
	})
}
