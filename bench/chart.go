package main

import (
	"image/color"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
)

// chart draws the rates of decoding and of latent steps, one bar group per engine.
func (r *report) chart(path string) error {
	p := plot.New()
	p.Title.Text = r.title()
	p.X.Label.Text = "per second (median)"
	p.X.Min = 0
	results := slices.Clone(r.Results)
	slices.Reverse(results) // the axis points up
	var names []string
	for _, res := range results {
		names = append(names, res.Name)
	}
	for i, series := range []struct {
		kind, label string
		color       color.Color
	}{{"think", "latent steps", color.RGBA{0xb0, 0x6a, 0x2b, 0xff}},
		{"decode", "tokens", color.RGBA{0x2b, 0x6c, 0xb0, 0xff}}} {
		var values plotter.Values
		for _, res := range results {
			rate := 0.0
			if ms := median(res.WallMS[series.kind]); ms > 0 {
				rate = 1000 / ms
			}
			values = append(values, rate)
			p.X.Max = max(p.X.Max, 1.05*rate)
		}
		bars, err := plotter.NewBarChart(values, vg.Points(9))
		if err != nil {
			return err
		}
		bars.Horizontal, bars.Color, bars.LineStyle.Width = true, series.color, 0
		bars.Offset = vg.Points(float64(10*i - 5))
		p.Add(bars)
		p.Legend.Add(series.label, bars)
	}
	p.X.Max *= 1.12 // room for the legend
	p.NominalY(names...)
	return p.Save(9*vg.Inch, vg.Length(len(names))*vg.Points(30)+vg.Inch, path)
}
