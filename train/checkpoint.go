package train

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
)

// ErrCheckpoint is wrapped by every error about a checkpoint that cannot be read; the file is left as it is.
var ErrCheckpoint = errors.New("train: unreadable checkpoint")

// ErrNoCheckpoint is wrapped by the error about a run that is to be resumed, but whose folder has no checkpoint.
var ErrNoCheckpoint = errors.New("train: no checkpoint")

const (
	checkpointFile  = "checkpoint.bin"
	bestFile        = "best.bin"
	checkpointMagic = "coconut-checkpoint-1\n"
)

// state is the progress of a run; together with the recipe it determines everything that follows.
type state struct {
	// Step counts optimizer steps; Stage and StageStep are the run's place in the curriculum.
	Step      int `json:"step"`
	Stage     int `json:"stage"`
	StageStep int `json:"stage_step"`
	// Hit, Answer and Loss are running means within the stage.
	Hit    float64 `json:"hit"`
	Exact  float64 `json:"exact"`
	Answer float64 `json:"answer"`
	Loss   float64 `json:"loss"`
	// Best is the value of Answer when bestFile was last written.
	Best float64 `json:"best"`
	// Examples counts questions, Seconds the time spent training, over all sessions.
	Examples int64   `json:"examples"`
	Seconds  float64 `json:"seconds"`
	// Tokens counts what a recipe for text has read.
	Tokens int64 `json:"tokens,omitempty"`
	// Init is the folder of the model that such a recipe started from.
	Init string `json:"init,omitempty"`
}

// checkpointHeader precedes the raw little-endian values of all trained variables and of the optimizer's.
type checkpointHeader struct {
	State     state                `json:"state"`
	Recipe    Recipe               `json:"recipe"`
	Variables []checkpointVariable `json:"variables"`
}

type checkpointVariable struct {
	Path  string `json:"path"`
	DType string `json:"dtype"` // "Float32" or "Int64"
	Dims  []int  `json:"dims"`
	Size  int    `json:"size"` // bytes
}

// saveCheckpoint writes the files names in dir, all with the same contents: magic, header length, header, values,
// SHA-256 of all that. It writes to a temporary name, reads it back, and only then replaces the last good file, so a
// full disk or a kill loses the new checkpoint at most.
func saveCheckpoint(dir string, recipe Recipe, st state, store *model.Store, names ...string) error {
	header := checkpointHeader{State: st, Recipe: recipe}
	var values bytes.Buffer
	for v := range store.IterVariables() {
		if strings.HasPrefix(v.Path(), frozenScope) || strings.HasPrefix(v.Path(), sumScope) {
			continue // those of the model that the run started from; 0
		}
		value, err := v.Value()
		if err != nil {
			return fmt.Errorf("train: read variable %s: %w", v.Path(), err)
		}
		before := values.Len()
		if err := value.ConstBytes(func(raw []byte) { values.Write(raw) }); err != nil {
			return fmt.Errorf("train: read variable %s: %w", v.Path(), err)
		}
		header.Variables = append(header.Variables,
			checkpointVariable{v.Path(), v.DType().String(), v.Shape().Dimensions, values.Len() - before})
	}
	head, err := json.Marshal(header)
	if err != nil {
		return fmt.Errorf("train: encode checkpoint: %w", err)
	}
	file := binary.LittleEndian.AppendUint64([]byte(checkpointMagic), uint64(len(head)))
	file = append(append(file, head...), values.Bytes()...)
	sum := sha256.Sum256(file)
	file = append(file, sum[:]...)
	for _, name := range names {
		if err := replaceFile(filepath.Join(dir, name), file); err != nil {
			return err
		}
	}
	return nil
}

// writeTo is replaced in the test of a full disk.
var writeTo = (*os.File).Write

// replaceFile atomically replaces path with data, after reading it back from the disk unchanged.
func replaceFile(path string, data []byte) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".tmp*")
	if err != nil {
		return fmt.Errorf("train: write %s: %w", path, err)
	}
	defer func() {
		if err != nil {
			os.Remove(f.Name())
			kept := ""
			if _, statErr := os.Stat(path); statErr == nil {
				kept = " (the last good one is kept)"
			}
			err = fmt.Errorf("train: write %s%s: %w", path, kept, err)
		}
	}()
	if _, err = writeTo(f, data); err == nil {
		err = f.Sync()
	}
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return err
	}
	back, err := os.ReadFile(f.Name())
	if err != nil {
		return err
	}
	if !bytes.Equal(back, data) {
		return errors.New("what was read back differs")
	}
	return os.Rename(f.Name(), path)
}

// dropHalfWritten removes the temporary files of a run that was killed while saving.
func dropHalfWritten(dir string) error {
	for _, name := range []string{checkpointFile, bestFile} {
		left, err := filepath.Glob(filepath.Join(dir, name+".tmp*"))
		if err != nil {
			return fmt.Errorf("train: %w", err)
		}
		for _, path := range left {
			if err := os.Remove(path); err != nil {
				return fmt.Errorf("train: remove a killed run's temporary files: %w", err)
			}
		}
	}
	return nil
}

// readCheckpoint reads and verifies a checkpoint; the values are the raw bytes of its variables, in order.
func readCheckpoint(path string) (checkpointHeader, []byte, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return checkpointHeader{}, nil, fmt.Errorf("train: read checkpoint: %w", err)
	}
	return parseCheckpoint(path, data)
}

func parseCheckpoint(path string, data []byte) (checkpointHeader, []byte, error) {
	var header checkpointHeader
	bad := func(why string) (checkpointHeader, []byte, error) {
		return header, nil, fmt.Errorf("%w: %s: %s", ErrCheckpoint, path, why)
	}
	start := len(checkpointMagic) + 8
	if len(data) < start+sha256.Size || string(data[:len(checkpointMagic)]) != checkpointMagic {
		return bad("not a coconut checkpoint")
	}
	body, sum := data[:len(data)-sha256.Size], data[len(data)-sha256.Size:]
	if got := sha256.Sum256(body); !bytes.Equal(got[:], sum) {
		return bad("checksum does not match: the file is damaged or cut off")
	}
	size := binary.LittleEndian.Uint64(body[len(checkpointMagic):])
	if size > uint64(len(body)-start) {
		return bad("header is longer than the file")
	}
	if err := json.Unmarshal(body[start:start+int(size)], &header); err != nil {
		return bad(err.Error())
	}
	values, want := body[start+int(size):], 0
	for _, v := range header.Variables {
		if v.Size < 0 || v.Size > len(values)-want || !v.fits() {
			return bad(fmt.Sprintf("variable %s of %s %v cannot have %d bytes here", v.Path, v.DType, v.Dims, v.Size))
		}
		want += v.Size
	}
	if want != len(values) {
		return bad(fmt.Sprintf("%d bytes of values, want %d", len(values), want))
	}
	return header, values, nil
}

// restore creates a checkpoint's variables in an empty store.
func (h *checkpointHeader) restore(store *model.Store, values []byte) error {
	for _, v := range h.Variables {
		raw := values[:v.Size]
		values = values[v.Size:]
		tensor, err := v.tensor(raw)
		if err != nil {
			return err
		}
		variable, err := store.CreateVariable(v.Path, tensor)
		if err != nil {
			return fmt.Errorf("train: restore %s: %w", v.Path, err)
		}
		variable.SetTrainable(strings.HasPrefix(v.Path, paramScope))
	}
	return nil
}

// fits reports whether a variable's dimensions match its size, so that nothing is allocated just because they claim so.
func (v checkpointVariable) fits() bool {
	size := 4
	if v.DType == dtypes.Int64.String() {
		size = 8
	}
	left := v.Size / size // values not yet accounted for by the dimensions
	for _, d := range v.Dims {
		if d <= 0 || left%d != 0 || left == 0 {
			return false
		}
		left /= d
	}
	return left == 1 && v.Size%size == 0
}

// count returns the number of values.
func (v checkpointVariable) count() int {
	count := 1
	for _, d := range v.Dims {
		count *= d
	}
	return count
}

// floats decodes a Float32 variable.
func (v checkpointVariable) floats(raw []byte) ([]float32, error) {
	data := make([]float32, v.count())
	if v.DType != dtypes.Float32.String() || len(raw) != 4*len(data) {
		return nil, fmt.Errorf("%w: variable %s has %d bytes of %s, want %d Float32 values", ErrCheckpoint, v.Path, len(raw),
			v.DType, len(data))
	}
	if _, err := binary.Decode(raw, binary.LittleEndian, data); err != nil {
		return nil, fmt.Errorf("%w: variable %s: %w", ErrCheckpoint, v.Path, err)
	}
	return data, nil
}

func (v checkpointVariable) tensor(raw []byte) (*tensors.Tensor, error) {
	switch v.DType {
	case dtypes.Float32.String():
		data, err := v.floats(raw)
		if err != nil {
			return nil, err
		}
		return tensors.FromFlatDataAndDimensions(data, v.Dims...), nil
	case dtypes.Int64.String():
		data := make([]int64, v.count())
		if _, err := binary.Decode(raw, binary.LittleEndian, data); err != nil {
			return nil, fmt.Errorf("%w: variable %s: %w", ErrCheckpoint, v.Path, err)
		}
		return tensors.FromFlatDataAndDimensions(data, v.Dims...), nil
	}
	return nil, fmt.Errorf("%w: variable %s has dtype %s", ErrCheckpoint, v.Path, v.DType)
}
