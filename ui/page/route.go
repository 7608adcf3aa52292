package page

import (
	"math"
	"strconv"
)

// curve is a cubic Bézier curve.
type curve [4]struct{ x, y float64 }

// bends are how far the two ends of an arrow may swerve, in the order in which they are tried.
var bends = []float64{0, 28, -28, 56, -56, 90, -90, 140, -140, 210, -210}

// route is the way from one node to another that shows most: straight where no box is in the way, else the curve that
// swerves least.
func (l *Layout) route(from, to int) curve {
	best, least := l.bent(from, to, 0, 0), math.Inf(1)
	for _, h1 := range bends {
		for _, h2 := range bends {
			swerve := (math.Abs(h1) + math.Abs(h2) + math.Abs(h1-h2)) / 1000
			if swerve >= least {
				continue
			}
			c := l.bent(from, to, h1, h2)
			start, tip := c.ends()
			if cost := float64(l.hidden(c, from, to)) + max(0, 0.15-tip+start)*100 + swerve; cost < least {
				best, least = c, cost
			}
			if least == 0 {
				return best
			}
		}
	}
	return best
}

// bent goes from one node's centre to another's; its ends swerve to the side by h1 and h2.
func (l *Layout) bent(from, to int, h1, h2 float64) (c curve) {
	a, b := l.Nodes[from], l.Nodes[to]
	dx, dy := float64(b.X-a.X), float64(b.Y-a.Y)
	length := max(math.Hypot(dx, dy), 1)
	for i := range c {
		h, t := [...]float64{0, h1, h2, 0}[i], float64(i)/3
		c[i].x, c[i].y = float64(a.X)+dx*t-dy/length*h, float64(a.Y)+dy*t+dx/length*h
	}
	return c
}

// at is the blossom of the curve: the point at t if all three are t, a control point of a part of it if they differ.
func (c curve) at(t1, t2, t3 float64) (x, y float64) {
	for i, t := range [...]float64{t1, t2, t3} {
		for k := range 3 - i {
			c[k].x += t * (c[k+1].x - c[k].x)
			c[k].y += t * (c[k+1].y - c[k].y)
		}
	}
	return c[0].x, c[0].y
}

// hidden counts the points of a curve that are behind boxes, or outside the drawing.
func (l *Layout) hidden(c curve, from, to int) (n int) {
	const points = 24
	for i := 1; i < points; i++ {
		t := float64(i) / points
		x, y := c.at(t, t, t)
		if x < 0 || y < 0 || x > float64(l.Width) || y > float64(l.Height) {
			n++
		}
		for node, p := range l.Nodes {
			if node != from && node != to && within(x, y, float64(p.X), float64(p.Y), 1) {
				n++
			}
		}
	}
	return n
}

// within reports whether a point is in the box around a centre, or as near to it as room.
func within(x, y, cx, cy, room float64) bool {
	return math.Abs(x-cx) < nodeWidth/2+room && math.Abs(y-cy) < nodeHeight/2+room
}

// ends are where a curve leaves the box that it begins in and enters the other; its tip keeps clear of a ring.
func (c curve) ends() (start, tip float64) {
	const step = 1.0 / 128
	tip = 1
	for x, y := c.at(0, 0, 0); start < 1 && within(x, y, c[0].x, c[0].y, 3); x, y = c.at(start, start, start) {
		start += step
	}
	for x, y := c.at(1, 1, 1); tip > 0 && within(x, y, c[3].x, c[3].y, 6); x, y = c.at(tip, tip, tip) {
		tip -= step
	}
	return start, tip
}

// arrow is the path data of the curve with a head, from the rim of one node to the rim of another, "" if they touch.
func (c curve) arrow() string {
	start, tip := c.ends()
	if start >= tip {
		return ""
	}
	bx, by := c.at(start, tip, tip)
	x, y := c.at(tip, tip, tip)
	length := max(math.Hypot(x-bx, y-by), 1e-9)
	ux, uy := (x-bx)/length, (y-by)/length
	const long, half = 7, 3.5
	return "M" + pair(c.at(start, start, start)) +
		"C" + pair(c.at(start, start, tip)) + " " + pair(bx, by) + " " + pair(x, y) +
		"M" + pair(x-long*ux-half*uy, y-long*uy+half*ux) + "L" + pair(x, y) + "L" + pair(x-long*ux+half*uy, y-long*uy-half*ux)
}

func pair(x, y float64) string {
	return strconv.FormatFloat(x, 'f', 1, 64) + " " + strconv.FormatFloat(y, 'f', 1, 64)
}
