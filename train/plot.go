package train

import (
	"errors"
	"fmt"
	"image/color"
	"os"
	"path/filepath"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
)

// plotFile is the picture of a run's course in its folder.
const plotFile = "training.png"

// DrawRun draws dir's metrics as training.png: the loss on top, hits and accuracies below, with a line where each stage
// begins. It draws nothing for fewer than two lines.
func DrawRun(dir string) error {
	course, _, err := readCourse(filepath.Join(dir, metricsFile))
	if err != nil || len(course) < 2 {
		return err
	}
	losses, shares := plot.New(), plot.New()
	losses.Title.Text, losses.Y.Label.Text, losses.Y.Min = filepath.Base(dir), "loss", 0
	shares.X.Label.Text, shares.Y.Label.Text, shares.Y.Min, shares.Y.Max = "step", "share", 0, 1.02
	shares.Legend.Left, shares.Legend.Padding = true, vg.Points(3)
	for _, c := range []struct {
		in     *plot.Plot
		name   string
		of     func(Progress) float64
		color  color.RGBA
		graphs bool // a recipe for text has none
	}{
		{losses, "", func(p Progress) float64 { return p.Loss }, color.RGBA{0x33, 0x33, 0x33, 0xff}, false},
		{shares, "answers", func(p Progress) float64 { return p.AnswerAccuracy }, color.RGBA{0x1b, 0x78, 0x37, 0xff}, false},
		{shares, "frontier hits of the last thought", func(p Progress) float64 { return p.FrontierHit },
			color.RGBA{0x21, 0x66, 0xac, 0xff}, true},
		{shares, "chain tokens", func(p Progress) float64 { return p.ChainAccuracy },
			color.RGBA{0xd9, 0x5f, 0x0e, 0xff}, false},
	} {
		if c.graphs && course[0].Tokens > 0 {
			continue
		}
		line, err := plotter.NewLine(points(course, c.of))
		if err != nil {
			return fmt.Errorf("train: plot: %w", err)
		}
		line.Color, line.Width = c.color, vg.Points(1.5)
		c.in.Add(line)
		if c.name != "" {
			c.in.Legend.Add(c.name, line)
		}
	}
	for _, p := range []*plot.Plot{losses, shares} {
		if err := addStages(p, course); err != nil {
			return err
		}
	}
	return writePlots(filepath.Join(dir, plotFile), losses, shares)
}

func points(course []Progress, of func(Progress) float64) plotter.XYs {
	var xys plotter.XYs
	for _, p := range course {
		xys = append(xys, plotter.XY{X: float64(p.Step), Y: of(p)})
	}
	return xys
}

// addStages draws a vertical line where each stage but the first begins.
func addStages(p *plot.Plot, course []Progress) error {
	low, high := p.Y.Min, p.Y.Max
	for i := 1; i < len(course); i++ {
		if course[i].Stage == course[i-1].Stage {
			continue
		}
		at := float64(course[i].Step - course[i].StageStep)
		line, err := plotter.NewLine(plotter.XYs{{X: at, Y: low}, {X: at, Y: high}})
		if err != nil {
			return fmt.Errorf("train: plot: %w", err)
		}
		line.Color, line.Dashes = color.Gray{0x99}, []vg.Length{vg.Points(4), vg.Points(3)}
		p.Add(line)
	}
	p.Y.Min, p.Y.Max = low, high
	return nil
}

// writePlots draws plots below each other, their axes aligned.
func writePlots(path string, plots ...*plot.Plot) error {
	img := vgimg.NewWith(vgimg.UseWH(18*vg.Centimeter, 14*vg.Centimeter), vgimg.UseDPI(110))
	rows := make([][]*plot.Plot, len(plots))
	for i, p := range plots {
		rows[i] = []*plot.Plot{p}
	}
	for i, row := range plot.Align(rows, draw.Tiles{Rows: len(plots), Cols: 1, PadY: vg.Points(10), PadTop: vg.Points(6),
		PadBottom: vg.Points(6), PadRight: vg.Points(12)}, draw.New(img)) {
		plots[i].Draw(row[0])
	}
	f, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("train: %w", err)
	}
	_, err = vgimg.PngCanvas{Canvas: img}.WriteTo(f)
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("train: plot %s: %w", path, err)
	}
	return nil
}
