package site

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
	"path/filepath"
)

// iconSizes are the PNG icons that browsers require before they offer to install a page; the manifest names them.
var iconSizes = []int{192, 512}

// ErrDrawing means that the icon contains anything but circles, which are all that this package draws.
var ErrDrawing = errors.New("site: the icon contains more than circles")

// drawing is an SVG file of circles. Rest catches anything else in it.
type drawing struct {
	ViewBox string    `xml:"viewBox,attr"`
	Circles []circle  `xml:"circle"`
	Rest    []element `xml:",any"`
}

type element struct{ XMLName xml.Name }

// circle is in units of the drawing.
type circle struct {
	X    float64    `xml:"cx,attr"`
	Y    float64    `xml:"cy,attr"`
	R    float64    `xml:"r,attr"`
	Fill paint      `xml:"fill,attr"`
	Also []xml.Attr `xml:",any,attr"`
}

// paint is a colour such as #6b4630.
type paint color.RGBA

// UnmarshalXMLAttr implements xml.UnmarshalerAttr.
func (p *paint) UnmarshalXMLAttr(a xml.Attr) error {
	p.A = 255
	if n, _ := fmt.Sscanf(a.Value, "#%02x%02x%02x", &p.R, &p.G, &p.B); n != 3 || len(a.Value) != 7 {
		return fmt.Errorf("%w: fill %q", ErrDrawing, a.Value)
	}
	return nil
}

// writeIcons draws the icon of the site in dir as PNG.
func writeIcons(dir string) error {
	source, err := os.ReadFile(filepath.Join(dir, "icon.svg"))
	if err != nil {
		return fmt.Errorf("site: %w", err)
	}
	for _, size := range iconSizes {
		img, err := drawIcon(source, size)
		if err != nil {
			return err
		}
		var b bytes.Buffer
		if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, img); err != nil {
			return fmt.Errorf("site: %w", err)
		}
		if err := writeFile(filepath.Join(dir, fmt.Sprintf("icon-%d.png", size)), b.Bytes()); err != nil {
			return err
		}
	}
	return nil
}

// drawIcon draws an SVG file of circles on a transparent background.
func drawIcon(svg []byte, size int) (image.Image, error) {
	var d drawing
	var left, top, width, height float64
	if err := xml.Unmarshal(svg, &d); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDrawing, err)
	}
	if n, _ := fmt.Sscan(d.ViewBox, &left, &top, &width, &height); n != 4 || width != height || width <= 0 || left != 0 ||
		top != 0 {
		return nil, fmt.Errorf("%w: viewBox %q", ErrDrawing, d.ViewBox)
	}
	if len(d.Rest) > 0 {
		return nil, fmt.Errorf("%w: %s", ErrDrawing, d.Rest[0].XMLName.Local)
	}
	img := image.NewNRGBA(image.Rect(0, 0, size, size))
	for _, c := range d.Circles {
		if len(c.Also) > 0 {
			return nil, fmt.Errorf("%w: a circle with %s", ErrDrawing, c.Also[0].Name.Local)
		}
		c.draw(img, float64(size)/width)
	}
	return palette(img), nil
}

// palette returns the same picture with one byte per pixel, if it has few enough colours: a third of the file size.
func palette(img *image.NRGBA) image.Image {
	small := image.NewPaletted(img.Rect, nil)
	numbers := map[color.NRGBA]uint8{}
	for y := range img.Rect.Max.Y {
		for x := range img.Rect.Max.X {
			c := img.NRGBAAt(x, y)
			n, known := numbers[c]
			if !known {
				if len(small.Palette) == 256 {
					return img
				}
				n = uint8(len(small.Palette))
				numbers[c], small.Palette = n, append(small.Palette, c)
			}
			small.Pix[small.PixOffset(x, y)] = n
		}
	}
	return small
}

// draw lays the circle over img. The coverage of a pixel follows from the distance of its centre, which is right to a
// few per cent if the circle is much larger than a pixel.
func (c circle) draw(img *image.NRGBA, scale float64) {
	for y := range img.Rect.Max.Y {
		for x := range img.Rect.Max.X {
			distance := math.Hypot(float64(x)+0.5-c.X*scale, float64(y)+0.5-c.Y*scale)
			cover := min(max(c.R*scale-distance+0.5, 0), 1)
			if cover = math.Round(cover*7) / 7; cover > 0 { // at most 16 colours make a much smaller file
				img.SetNRGBA(x, y, blend(img.NRGBAAt(x, y), c.Fill, cover))
			}
		}
	}
}

// blend draws a colour that covers part of a pixel over the pixel's colour.
func blend(under color.NRGBA, over paint, cover float64) color.NRGBA {
	left := float64(under.A) / 255 * (1 - cover)
	alpha := cover + left
	mix := func(o, u uint8) uint8 { return uint8(math.Round((float64(o)*cover + float64(u)*left) / alpha)) }
	return color.NRGBA{mix(over.R, under.R), mix(over.G, under.G), mix(over.B, under.B), uint8(math.Round(alpha * 255))}
}
