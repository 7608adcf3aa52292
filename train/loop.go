package train

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"time"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
)

// Options say how a run is executed; they do not change its result.
type Options struct {
	// Dir holds the checkpoint and the metrics of the run.
	Dir string
	// Resume continues from Dir's checkpoint, which must be there; without it an existing checkpoint is an error, so that
	// nothing is overwritten.
	Resume bool
	// Backend is the GoMLX engine, see NewBackend.
	Backend string
	// Devices is how many of the engine's devices share a step; 0 means as many as can share it evenly.
	Devices int
	// CheckpointEvery is the time between checkpoints.
	CheckpointEvery time.Duration
	// Init is the folder of the language model that a recipe for text starts from, Data the data file of its questions;
	// without one they are generated.
	Init, Data string
	// Excluded holds the key (tasks.Reader.ItemKey) of every question that must not be trained on.
	Excluded map[string]bool
	// OnProgress, if set, is called after every step; OnCompile, if set, before a step that has to compile its program
	// first, which only takes long with XLA. Cancelling takes effect after that step.
	OnProgress func(Progress)
	OnCompile  func()
}

// Progress is what a run reports after a step, and what metrics.jsonl contains (one line every Recipe.LogEvery steps).
type Progress struct {
	Step  int `json:"step"`
	Stage int `json:"stage"`
	// Thoughts is the stage's number of latent steps; StageStep counts within the stage, of StageSteps at most.
	Thoughts   int `json:"thoughts"`
	StageStep  int `json:"stage_step"`
	StageSteps int `json:"stage_steps"`
	// Loss, FrontierHit (of the last thought) and AnswerAccuracy are running means over data never seen before.
	Loss        float64 `json:"loss"`
	FrontierHit float64 `json:"frontier_hit"`
	// FrontierExact is a stricter FrontierHit, see metrics.
	FrontierExact float64 `json:"frontier_exact"`
	// ThoughtsExact is FrontierExact by thought, at this step alone.
	ThoughtsExact  []float32 `json:"thoughts_exact,omitempty"`
	ThoughtLoss    float64   `json:"thought_loss"`
	AnswerAccuracy float64   `json:"answer_accuracy"`
	ChainAccuracy  float64   `json:"chain_accuracy"`
	LearningRate   float64   `json:"learning_rate"`
	// Devices is how many devices share each step.
	Devices int `json:"devices"`
	// Tokens counts what a recipe for text has read so far, latent steps included; TokensPerSecond is the speed.
	Tokens          int64   `json:"tokens,omitempty"`
	TokensPerSecond float64 `json:"tokens_per_second,omitempty"`
	// ExamplesPerSecond counts questions. Seconds is the time spent so far, and ETA the time left if every stage runs its
	// full length, both in seconds.
	ExamplesPerSecond float64 `json:"examples_per_second"`
	Seconds           float64 `json:"seconds"`
	ETA               float64 `json:"eta"`
}

// LogEvery is the number of steps between two lines of metrics.jsonl, TextLogEvery that of a recipe for text, whose
// steps take long.
const (
	LogEvery     = 50
	TextLogEvery = 10
)

// LogEvery is how many steps there are between two lines of metrics.jsonl.
func (r *Recipe) LogEvery() int {
	if r.Text != nil {
		return TextLogEvery
	}
	return LogEvery
}

// meanWindow is the weight of a new value in the running means: about the last 40 steps count.
const meanWindow = 1.0 / 40

// Run trains by a recipe until the curriculum ends or ctx is cancelled; either way it saves the last step in opts.Dir
// and draws the run's course. A cancelled run's error wraps ctx.Err(); it can be resumed, and continues with the same
// data in the same order.
func Run(ctx context.Context, recipe Recipe, opts Options) error {
	r := newRun(recipe, opts)
	backend, err := NewBackend(opts.Backend)
	if err != nil {
		return err
	}
	defer backend.Finalize() // after the last save: the weights live in the engine
	if err := r.open(ctx, backend); err != nil {
		return err
	}
	defer r.metrics.Close()
	err = r.train(ctx)
	if err != nil && !errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	if saveErr := r.save(); saveErr != nil {
		return saveErr
	}
	return errors.Join(err, DrawRun(opts.Dir))
}

// run is a training run in progress.
type run struct {
	recipe  Recipe
	opts    Options
	store   *model.Store
	state   state
	lessons lessons
	devices int // how many share a step
	metrics *os.File
	saved   time.Time
	began   time.Time
	before  float64 // seconds spent in earlier sessions
}

func newRun(recipe Recipe, opts Options) *run {
	return &run{recipe: recipe, opts: opts, store: model.NewStore()}
}

// open prepares the folder and either restores the checkpoint or makes initial weights.
func (r *run) open(ctx context.Context, backend compute.Backend) error {
	if err := r.checkResume(); err != nil {
		return err
	}
	if err := os.MkdirAll(r.opts.Dir, 0o755); err != nil {
		return fmt.Errorf("train: %w", err)
	}
	if err := dropHalfWritten(r.opts.Dir); err != nil {
		return err
	}
	teach := r.teachGraphs
	if r.recipe.Text != nil {
		teach = r.teachTexts
	}
	if err := teach(ctx, backend); err != nil {
		return err
	}
	path := filepath.Join(r.opts.Dir, metricsFile)
	if err := rewindCourse(path, r.state.Step); err != nil {
		return err
	}
	var err error
	if r.metrics, err = os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644); err != nil {
		return fmt.Errorf("train: %w", err)
	}
	r.saved, r.began, r.before = time.Now(), time.Now(), r.state.Seconds
	return nil
}

// teachGraphs prepares a run on questions about graphs.
func (r *run) teachGraphs(_ context.Context, backend compute.Backend) error {
	if r.opts.Init != "" || r.opts.Data != "" {
		return fmt.Errorf("%w: a model to start from and a data file are for recipes with text", ErrRecipe)
	}
	task, err := taskOf(r.recipe.Task)
	if err != nil {
		return err
	}
	vocab, err := taskVocabulary(task)
	if err != nil {
		return err
	}
	r.recipe.Model.VocabSize = vocab.size
	if err := r.restoreOrInit(func() error {
		return initParams(r.store, r.recipe.Model, r.recipe.Seed, r.recipe.Init)
	}); err != nil {
		return err
	}
	devices, err := newDevices(backend, &r.recipe, r.opts.Devices)
	if err != nil {
		return err
	}
	samples := &sampler{recipe: &r.recipe, vocab: vocab, task: task, excluded: r.opts.Excluded}
	if r.opts.Backend != "go" {
		samples.bucket = edgeBucketXLA
	}
	r.devices = devices.count
	r.lessons = &graphLessons{backend: backend, devices: devices, store: r.store, recipe: &r.recipe, sampler: samples,
		onCompile: r.opts.OnCompile}
	return nil
}

// checkResume refuses to resume what never began: --dir is misspelled more often than a run is begun with --resume.
func (r *run) checkResume() error {
	if !r.opts.Resume {
		return nil
	}
	_, err := os.Stat(filepath.Join(r.opts.Dir, checkpointFile))
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w in %s; name the run's folder as --dir, or leave out --resume to begin a run",
			ErrNoCheckpoint, r.opts.Dir)
	}
	if err != nil {
		return fmt.Errorf("train: %w", err)
	}
	return nil
}

// restoreOrInit restores the checkpoint, or makes initial weights if there is none.
func (r *run) restoreOrInit(initialize func() error) error {
	path := filepath.Join(r.opts.Dir, checkpointFile)
	_, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return initialize()
	case err != nil:
		return fmt.Errorf("train: %w", err)
	case !r.opts.Resume:
		return fmt.Errorf("train: %s exists already: resume it, or choose another folder", path)
	}
	header, values, err := readCheckpoint(path)
	if best := filepath.Join(r.opts.Dir, bestFile); errors.Is(err, ErrCheckpoint) {
		if _, _, bestErr := readCheckpoint(best); bestErr == nil {
			return fmt.Errorf("%w; %s is intact: copy it over the damaged file to resume", err, best)
		}
	}
	if err != nil {
		return err
	}
	if was, is := recipeKey(header.Recipe), recipeKey(r.recipe); was != is {
		return fmt.Errorf("%w: %s was made with another recipe (%s there, %s here)", ErrRecipe, path, was, is)
	}
	r.state = header.State
	return header.restore(r.store, values)
}

// recipeKey covers what must not change between sessions: everything but the stages, whose lengths may be extended.
func recipeKey(r Recipe) string {
	if r.Curriculum == nil {
		r.Stages = nil
	}
	data, err := json.Marshal(r)
	if err != nil {
		panic(err) // a Recipe is plain data, so this cannot fail
	}
	return string(data)
}

// train goes through the curriculum from the current state.
func (r *run) train(ctx context.Context) error {
	for r.state.Stage < len(r.recipe.Stages) {
		stage := r.recipe.Stages[r.state.Stage]
		if err := r.lessons.begin(stage); err != nil {
			return err
		}
		for r.state.StageStep < stage.Steps && !r.mastered(stage) {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := r.step(stage); err != nil {
				return err
			}
		}
		if err := r.save(); err != nil {
			return err
		}
		if err := r.nextStage(); err != nil {
			return err
		}
	}
	return nil
}

func (r *run) nextStage() error {
	r.state.Stage++
	r.state.StageStep, r.state.Hit, r.state.Exact, r.state.Answer, r.state.Loss = 0, 0, 0, 0, 0
	if !r.recipe.ResetOptimizer {
		return nil
	}
	return resetOptimizer(r.store)
}

// mastered reports whether the stage's goal is reached (after enough steps for the means to be meaningful).
func (r *run) mastered(stage Stage) bool {
	return stage.UntilHit > 0 && r.state.StageStep >= LogEvery && min(r.state.Hit, r.state.Answer) >= stage.UntilHit
}

// step draws a batch, trains on it, and reports.
func (r *run) step(stage Stage) error {
	rate := r.learningRate(stage)
	// The optimizer creates this variable at the first step and reads it at every step.
	if v := r.store.GetVariable("/optimizers/learning_rate"); v != nil {
		if err := v.SetValue(tensors.FromScalar(float32(rate))); err != nil {
			return fmt.Errorf("train: set the learning rate: %w", err)
		}
	}
	m, err := r.lessons.step(r.state.Step, stage)
	if err != nil {
		return err
	}
	if loss := float64(m.Loss); math.IsNaN(loss) || math.IsInf(loss, 0) {
		return fmt.Errorf("train: the loss is %v at step %d; the last checkpoint is from before", loss, r.state.Step)
	}
	st := &r.state
	weight := max(meanWindow, 1/float64(st.StageStep+1))
	if last := len(m.FrontierHits) - 1; last >= 0 {
		st.Hit += weight * (float64(m.FrontierHits[last]) - st.Hit)
		st.Exact += weight * (float64(m.FrontierExact[last]) - st.Exact)
	}
	st.Answer += weight * (float64(m.AnswerAccuracy) - st.Answer)
	st.Loss += weight * (float64(m.Loss) - st.Loss)
	st.Step++
	st.StageStep++
	st.Examples += int64(r.recipe.questionsPerStep())
	st.Tokens += int64(m.Tokens)
	st.Seconds = r.before + time.Since(r.began).Seconds()
	if err := r.report(stage, m, rate); err != nil {
		return err
	}
	if time.Since(r.saved) >= r.opts.CheckpointEvery {
		return r.save()
	}
	return nil
}

func (r *run) report(stage Stage, m metrics, rate float64) error {
	st := r.state
	left := stage.Steps - st.StageStep
	for _, later := range r.recipe.Stages[st.Stage+1:] {
		left += later.Steps
	}
	p := Progress{
		Step: st.Step, Stage: st.Stage, Thoughts: stage.Thoughts, StageStep: st.StageStep, StageSteps: stage.Steps,
		Loss: st.Loss, FrontierHit: st.Hit, FrontierExact: st.Exact, ThoughtsExact: m.FrontierExact,
		ThoughtLoss:    float64(m.ThoughtLoss),
		AnswerAccuracy: st.Answer, ChainAccuracy: float64(m.ChainAccuracy), LearningRate: rate, Devices: r.devices,
		Tokens: st.Tokens, TokensPerSecond: float64(st.Tokens) / st.Seconds,
		ExamplesPerSecond: float64(st.Examples) / st.Seconds, Seconds: st.Seconds,
		ETA: float64(left) * st.Seconds / float64(st.Step),
	}
	if r.opts.OnProgress != nil {
		r.opts.OnProgress(p)
	}
	if st.Step%r.recipe.LogEvery() != 0 {
		return nil
	}
	if err := json.NewEncoder(r.metrics).Encode(p); err != nil {
		return fmt.Errorf("train: write metrics: %w", err)
	}
	return nil
}

// learningRate warms up linearly from the run's start, and falls by a cosine over the last stage and over stages with
// Decay.
func (r *run) learningRate(stage Stage) float64 {
	rate := cmp.Or(stage.LearningRate, r.recipe.LearningRate)
	if r.state.Step < r.recipe.WarmupSteps {
		rate *= float64(r.state.Step+1) / float64(r.recipe.WarmupSteps)
	}
	if stage.Decay || r.state.Stage == len(r.recipe.Stages)-1 {
		done := float64(r.state.StageStep) / float64(stage.Steps)
		rate = r.recipe.FinalLearningRate + (rate-r.recipe.FinalLearningRate)*(1+math.Cos(math.Pi*done))/2
	}
	return rate
}

// save writes the checkpoint, and in the last stage a second one whenever the answers are better than ever. The data is
// new in every step, so the running mean is a held-out figure, and choosing by it uses no evaluation file.
func (r *run) save() error {
	r.saved = time.Now()
	files := []string{checkpointFile}
	last := r.state.Stage >= len(r.recipe.Stages)-1
	if last && r.state.StageStep >= LogEvery && r.state.Answer > r.state.Best {
		r.state.Best = r.state.Answer
		files = append(files, bestFile)
	}
	return saveCheckpoint(r.opts.Dir, r.recipe, r.state, r.store, files...)
}
