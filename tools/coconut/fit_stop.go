package main

import (
	"context"
	"fmt"
	"io"
	goruntime "runtime"
	"slices"

	"github.com/spf13/cobra"

	"github.com/coconut-page/coconut/analysis/accuracy"
	"github.com/coconut-page/coconut/analysis/stopping"
	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/tasks"
	"github.com/coconut-page/coconut/tasks/registry"
	"github.com/coconut-page/coconut/weights"
)

// fitStop are the options of `coconut fit-stop`.
type fitStop struct {
	out      string
	kinds    []string
	exclude  []string
	n, jobs  int
	seed     uint64
	most     float64
	excluded map[string]bool // keys of the questions in exclude
	progress io.Writer
}

// newFitStop is `coconut fit-stop`.
func newFitStop() *cobra.Command {
	var f fitStop
	cmd := &cobra.Command{
		Use:   "fit-stop MODEL",
		Short: "Give a model that thinks a stop head, so that it can end its thoughts by itself; nothing else changes",
		Long: "Give a model that thinks a stop head, a linear classifier on the hidden state after each thought: were " +
			"there thoughts\nenough? It is fitted to generated questions, and then made so cautious that on as many others it " +
			"costs at most the given\nshare of the answers. All other weights stay as they are, bit for bit. `coconut ask " +
			"--stop-early` uses the head,\nand `coconut stopping` measures it.",
		Example: "  coconut fit-stop prosqa-coconut --out models/prosqa-stopping\n" +
			"  coconut stopping --data prosqa_valid.json --model models/prosqa-stopping",
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: completeModels,
		RunE: func(cmd *cobra.Command, args []string) error {
			f.progress = cmd.ErrOrStderr()
			return f.run(cmd.Context(), args[0], cmd.OutOrStdout())
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.out, "out", "", "folder of the new model")
	flags.StringSliceVar(&f.kinds, "kinds", nil, "kinds of questions, in equal parts (default: all of the model's task)")
	flags.StringSliceVar(&f.exclude, "exclude", nil, "data files whose questions must not be used")
	countVar(flags, &f.n, "n", 100, 4000, "questions to fit the head to; as many others decide how cautious it is")
	countVar(flags, &f.jobs, "jobs", 1, 0, "questions at the same time (default: one for each core)")
	flags.Uint64Var(&f.seed, "seed", 1, "number of the generated questions; another one gives others")
	f.most = 0.001
	numberVar(flags, &f.most, "cost", 1, "share of the answers that stopping may cost")
	cobra.CheckErr(cmd.MarkFlagRequired("out"))
	return cmd
}

// fitted says in the model's folder how its head was fitted, see stopping.File.
type fitted struct {
	// Questions is how many it was fitted to; as many others decided how cautious it is.
	Questions int      `json:"questions"`
	Kinds     []string `json:"kinds"`
	Seed      uint64   `json:"seed"`
	Cost      float64  `json:"cost"`
	// Thoughts is how many the head takes on average of the questions that decided how cautious it is, Right how many of
	// its answers are right there, Full how many with all thoughts.
	Thoughts float64 `json:"thoughts"`
	Right    int     `json:"right"`
	Full     int     `json:"right_with_all_thoughts"`
}

func (f *fitStop) run(ctx context.Context, model string, w io.Writer) error {
	if err := refuseSource(model, f.out); err != nil {
		return err
	}
	if err := checkModelOut(f.out); err != nil {
		return err
	}
	source, err := modelSource(model)
	if err != nil {
		return err
	}
	r, err := reasoner.Load(ctx, source, nil)
	if err != nil {
		return err
	}
	head, about, err := f.fit(ctx, r)
	if err != nil {
		return err
	}
	written, err := writeWithHead(ctx, source, f.out, head, about)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "on %d generated questions: %.2f thoughts on average, %d answers right; with %d thoughts %d\n"+
		"%s: %d bytes to download\n", about.Questions, about.Thoughts, about.Right, r.Info().Thoughts, about.Full, f.out,
		written.Bytes())
	return nil
}

// fit fits a head to one half of the questions, and makes it cautious on the other.
func (f *fitStop) fit(ctx context.Context, r *reasoner.Reasoner) (stopping.Head, *fitted, error) {
	var halves [2][]stopping.Question
	if err := f.choose(r.Info().Task); err != nil {
		return stopping.Head{}, nil, err
	}
	for i := range halves {
		items, err := f.questions(r.Info().Task, 2*f.seed+uint64(i))
		if err != nil {
			return stopping.Head{}, nil, err
		}
		if halves[i], err = collect(ctx, &stopping.Collector{Reasoner: r, Thoughts: r.Info().Thoughts, Jobs: f.jobs}, items,
			f.progress); err != nil {
			return stopping.Head{}, nil, err
		}
	}
	head, err := stopping.Fit(halves[0])
	if err != nil {
		return head, nil, err
	}
	if head, err = head.Cautious(halves[1], f.most); err != nil {
		return head, nil, err
	}
	result := stopping.Compare(head.Stops(halves[1]), halves[1], f.seed)
	return head, &fitted{len(halves[1]), f.kinds, f.seed, f.most, result[0].Thoughts, result[0].Right,
		result[1].Right}, nil
}

// collect asks the questions, and shows how far it has come.
func collect(ctx context.Context, c *stopping.Collector, items []tasks.Item, progress io.Writer) ([]stopping.Question,
	error) {
	if c.Jobs == 0 {
		c.Jobs = goruntime.GOMAXPROCS(0)
	}
	p := newEvalProgress(c.Total(len(items)), progress)
	defer p.end()
	c.Done = func(a accuracy.Answer) error {
		p.tell(a)
		return nil
	}
	return c.Collect(ctx, items)
}

// choose fills in the kinds of questions, and reads the files whose questions must not be among them.
func (f *fitStop) choose(task string) error {
	t, err := registry.Filer(task)
	if err != nil {
		return err
	}
	if len(f.kinds) == 0 {
		for _, k := range t.Kinds() {
			if !k.Few && !k.Beyond {
				f.kinds = append(f.kinds, k.Name)
			}
		}
	}
	f.excluded, err = exclusions(task, "", f.exclude, f.progress)
	return err
}

// questions generates f.n questions or a few less, as many of each kind.
func (f *fitStop) questions(task string, seed uint64) (all []tasks.Item, err error) {
	t, err := registry.Filer(task)
	if err != nil {
		return nil, err
	}
	for _, kind := range f.kinds {
		next, err := t.Generator(kind, seed)
		if err != nil {
			return nil, fmt.Errorf("--kinds: %w", err)
		}
		for share := f.n / len(f.kinds); share > 0; {
			items := slices.DeleteFunc(next(), func(it tasks.Item) bool {
				key, err := t.ItemKey(it)
				return err != nil || f.excluded[key]
			})
			items = items[:min(len(items), share)]
			all, share = append(all, items...), share-len(items)
		}
	}
	return all, nil
}

// writeWithHead writes the model with the head. Its other weights stay in the chunks that they are in, so that who has
// the model already needs one small chunk more.
func writeWithHead(ctx context.Context, from weights.Source, out string, head stopping.Head, about *fitted) (
	*weights.Manifest, error) {
	p, err := weights.ReadPackage(ctx, from)
	if err != nil {
		return nil, err
	}
	store, err := weights.Open(ctx, from)
	if err != nil {
		return nil, err
	}
	chunk := store.Manifest().Chunks[0] // of a model that was loaded, so there is one
	p.ChunkSize, p.Compression = int(chunk.RawSize), chunk.Compression
	if err := head.Put(&p, about); err != nil {
		return nil, err
	}
	written, err := weights.Write(out, p)
	if err != nil {
		return nil, err
	}
	_, err = weights.Prune(out)
	return written, err
}
