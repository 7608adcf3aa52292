package analysis

import (
	"fmt"
	"image/color"
	"math"
	"path/filepath"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
)

// classColors differ in lightness, too: greens are right, greys and reds wrong.
var classColors = map[Class]color.Color{
	CorrectPath: color.RGBA{0x1b, 0x78, 0x37, 0xff}, LongerPath: color.RGBA{0x7f, 0xbf, 0x7b, 0xff},
	CorrectLabel:   color.RGBA{0x5a, 0xae, 0xc8, 0xff},
	IncorrectLabel: color.RGBA{0xbd, 0xbd, 0xbd, 0xff}, WrongTarget: color.RGBA{0xf4, 0xa5, 0x82, 0xff},
	Hallucination: color.RGBA{0xb2, 0x18, 0x2b, 0xff},
}

var (
	rightColor = classColors[CorrectPath]
	wrongColor = classColors[Hallucination]
	thirdColor = classColors[CorrectLabel]
)

const (
	figureWidth  = 20 * vg.Centimeter
	figureHeight = 11 * vg.Centimeter
)

// newPlot returns a plot with titles and a grid.
func newPlot(title, x, y string) *plot.Plot {
	p := plot.New()
	p.Title.Text, p.X.Label.Text, p.Y.Label.Text = title, x, y
	p.Title.TextStyle.Font.Size = vg.Points(13)
	p.Title.Padding, p.Legend.Padding = vg.Points(6), vg.Points(3)
	p.Legend.TextStyle.Font.Size = vg.Points(10)
	p.Legend.Top = true
	grid := plotter.NewGrid()
	grid.Vertical.Width = 0
	p.Add(grid)
	return p
}

// DrawInterpolation draws figure 3: stacked shares of the classes, and the accuracy as a line, by number of thoughts.
func DrawInterpolation(all []Interpolation, title, path string) error {
	p := newPlot(title, "thoughts before speaking", "share of questions")
	var below *plotter.BarChart
	for _, class := range Classes {
		var shares plotter.Values
		for _, in := range all {
			shares = append(shares, in.Shares[class])
		}
		bars, err := plotter.NewBarChart(shares, vg.Points(34))
		if err != nil {
			return fmt.Errorf("analysis: %w", err)
		}
		bars.Color, bars.LineStyle.Width = classColors[class], 0
		if below != nil {
			bars.StackOn(below)
		}
		below = bars
		p.Add(bars)
		p.Legend.Add(string(class), bars)
	}
	var accuracy plotter.XYs
	for i, in := range all {
		accuracy = append(accuracy, plotter.XY{X: float64(i), Y: in.Accuracy})
	}
	if err := addLine(p, "right answers", accuracy, color.Black); err != nil {
		return err
	}
	var names []string
	for _, in := range all {
		names = append(names, fmt.Sprint(in.Thoughts))
	}
	p.NominalX(names...)
	p.X.Min, p.X.Max = -0.5, float64(len(all))+2.2 // room for the legend
	p.Y.Min, p.Y.Max = 0, 1
	return save(p, path)
}

// DrawParallelism draws figure 6 for one thought.
func DrawParallelism(curves Parallelism, title, path string) error {
	p := newPlot(title, "percentile of questions", "sum of values")
	for _, c := range []struct {
		name   string
		values []float64
		color  color.Color
	}{{"top 3", curves.Top3, thirdColor}, {"top 2", curves.Top2, rightColor}, {"top 1", curves.Top1, wrongColor}} {
		var points plotter.XYs
		for i, v := range c.values {
			points = append(points, plotter.XY{X: 100 * (float64(i) + 0.5) / float64(len(c.values)), Y: v})
		}
		if err := addLine(p, c.name, points, c.color); err != nil {
			return err
		}
	}
	p.Legend.Left = true
	p.Y.Min, p.Y.Max = 0, 1.02
	return save(p, path)
}

// DrawHeights draws figure 7: the mean value of nodes that lead to the right answer, and of those that do not, by
// height.
func DrawHeights(heights []Height, title, path string) error {
	p := newPlot(title, "height of the node (hops to the nearest leaf)", "mean value")
	var correct, incorrect plotter.Values
	var names []string
	for _, h := range heights {
		correct, incorrect = append(correct, h.Correct), append(incorrect, h.Incorrect)
		names = append(names, fmt.Sprint(h.Height))
	}
	for i, values := range []plotter.Values{correct, incorrect} {
		bars, err := plotter.NewBarChart(values, vg.Points(24))
		if err != nil {
			return fmt.Errorf("analysis: %w", err)
		}
		bars.LineStyle.Width = 0
		bars.Color = []color.Color{rightColor, wrongColor}[i]
		bars.Offset = vg.Points([]float64{-13, 13}[i])
		p.Add(bars)
		p.Legend.Add([]string{"leads to the answer", "does not"}[i], bars)
	}
	p.NominalX(names...)
	p.X.Min, p.X.Max = -0.6, float64(len(names))-0.4
	p.Y.Min, p.Y.Max = 0, p.Y.Max*1.25 // room for the legend
	return save(p, path)
}

// DrawFrontier draws how well each thought represents its frontier.
func DrawFrontier(frontier []Frontier, title, path string) error {
	p := newPlot(title, "thought", "share")
	for _, c := range []struct {
		name  string
		of    func(Frontier) float64
		color color.Color
	}{
		{"likeliest token is on the frontier", func(f Frontier) float64 { return f.Hit }, rightColor},
		{"whole frontier above all else", func(f Frontier) float64 { return f.Exact }, thirdColor},
		{"probability on the frontier", func(f Frontier) float64 { return f.Mass }, wrongColor},
	} {
		var points plotter.XYs
		for _, f := range frontier {
			if f.Questions > 0 {
				points = append(points, plotter.XY{X: float64(f.Thought), Y: c.of(f)})
			}
		}
		if err := addLine(p, c.name, points, c.color); err != nil {
			return err
		}
	}
	p.Legend.Top, p.Legend.Left = false, true
	p.X.Tick.Marker = wholeNumbers{}
	p.Y.Min, p.Y.Max = 0, 1.02
	return save(p, path)
}

// wholeNumbers puts ticks at whole numbers only.
type wholeNumbers struct{}

// Ticks implements plot.Ticker.
func (wholeNumbers) Ticks(lo, hi float64) []plot.Tick {
	var ticks []plot.Tick
	for v := math.Ceil(lo); v <= hi; v++ {
		ticks = append(ticks, plot.Tick{Value: v, Label: fmt.Sprint(v)})
	}
	return ticks
}

func addLine(p *plot.Plot, name string, points plotter.XYs, c color.Color) error {
	line, err := plotter.NewLine(points)
	if err != nil {
		return fmt.Errorf("analysis: %s: %w", name, err)
	}
	line.Color, line.Width = c, vg.Points(2)
	p.Add(line)
	p.Legend.Add(name, line)
	return nil
}

// save writes a plot in the format given by path's extension.
func save(p *plot.Plot, path string) error {
	if err := p.Save(figureWidth, figureHeight, path); err != nil {
		return fmt.Errorf("analysis: draw %s: %w", filepath.Base(path), err)
	}
	return nil
}
