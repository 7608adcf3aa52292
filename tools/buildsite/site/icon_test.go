package site

import (
	"errors"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"testing"
)

// The shipped icon can be drawn, and comes out as a browser shows it.
func TestWriteIcons(t *testing.T) {
	dir := t.TempDir()
	if err := copyFile(filepath.Join(dir, "icon.svg"), filepath.Join(repository, "wasm", "app", "icon.svg")); err != nil {
		t.Fatal(err)
	}
	if err := writeIcons(dir); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(filepath.Join(dir, "icon-192.png"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	img, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	if got := img.Bounds().Size(); got.X != 192 || got.Y != 192 {
		t.Errorf("icon-192.png is %v", got)
	}
	for _, tt := range []struct {
		name string
		x, y int // in the units of the drawing
		want color.NRGBA
	}{
		{"corner", 1, 1, color.NRGBA{}},
		{"shell", 16, 6, color.NRGBA{0x6b, 0x46, 0x30, 255}},
		{"middle", 16, 16, color.NRGBA{0xff, 0xfa, 0xf3, 255}},
		{"left eye", 10, 19, color.NRGBA{0xff, 0xfa, 0xf3, 255}},
	} {
		if got := color.NRGBAModel.Convert(img.At(tt.x*6, tt.y*6)); got != tt.want {
			t.Errorf("%s: %v; want %v", tt.name, got, tt.want)
		}
	}
}

func TestDrawIconErrors(t *testing.T) {
	for name, svg := range map[string]string{
		"not XML":       "<svg",
		"no viewBox":    `<svg></svg>`,
		"not square":    `<svg viewBox="0 0 32 16"></svg>`,
		"moved":         `<svg viewBox="1 0 32 32"></svg>`,
		"a path":        `<svg viewBox="0 0 32 32"><path d="M0 0z"/></svg>`,
		"a stroke":      `<svg viewBox="0 0 32 32"><circle cx="1" cy="1" r="1" fill="#ffffff" stroke="red"/></svg>`,
		"a colour name": `<svg viewBox="0 0 32 32"><circle cx="1" cy="1" r="1" fill="red"/></svg>`,
		"a short fill":  `<svg viewBox="0 0 32 32"><circle cx="1" cy="1" r="1" fill="#fff"/></svg>`,
		"not a number":  `<svg viewBox="0 0 32 32"><circle cx="a" cy="1" r="1" fill="#ffffff"/></svg>`,
	} {
		if img, err := drawIcon([]byte(svg), 16); !errors.Is(err, ErrDrawing) {
			t.Errorf("%s: %v, %v; want ErrDrawing", name, img, err)
		}
	}
}
