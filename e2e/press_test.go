package e2e_test

import (
	"context"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// press presses at a point of the window, or drags through several, with the mouse or a finger.
func (tb *tab) press(touch bool, points ...[2]float64) {
	tb.t.Helper()
	send := mouse
	if touch {
		send = finger
	}
	way := [][2]float64{points[0]}
	for i := 1; i < len(points); i++ { // a hand does not jump
		for step := 1.0; step <= 8; step++ {
			from, to := points[i-1], points[i]
			way = append(way, [2]float64{from[0] + (to[0]-from[0])*step/8, from[1] + (to[1]-from[1])*step/8})
		}
	}
	tb.do(chromedp.ActionFunc(func(ctx context.Context) error {
		if !touch { // a mouse comes from somewhere
			if err := input.DispatchMouseEvent(input.MouseMoved, way[0][0], way[0][1]).Do(ctx); err != nil {
				return err
			}
		}
		if err := send(ctx, "down", way[0]); err != nil {
			return err
		}
		for _, at := range way[1:] {
			if err := send(ctx, "move", at); err != nil {
				return err
			}
		}
		return send(ctx, "up", way[len(way)-1])
	}))
}

// mouse sends one event of the left button.
func mouse(ctx context.Context, what string, at [2]float64) error {
	kind := map[string]input.MouseType{
		"down": input.MousePressed, "move": input.MouseMoved, "up": input.MouseReleased,
	}[what]
	return input.DispatchMouseEvent(kind, at[0], at[1]).WithButton(input.Left).WithButtons(1).WithClickCount(1).Do(ctx)
}

// finger sends one event of a single finger.
func finger(ctx context.Context, what string, at [2]float64) error {
	kind := map[string]input.TouchType{"down": input.TouchStart, "move": input.TouchMove, "up": input.TouchEnd}[what]
	points := []*input.TouchPoint{{X: at[0], Y: at[1]}}
	if what == "up" {
		points = []*input.TouchPoint{}
	}
	return input.DispatchTouchEvent(kind, points).Do(ctx)
}
