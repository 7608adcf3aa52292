package page

import (
	"os"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/ui/internal/uitest"
)

// TestFirstWords: index.html shows the question that the page opens with while the program is on its way.
func TestFirstWords(t *testing.T) {
	html, err := os.ReadFile("../../index.html")
	if err != nil {
		t.Fatal(err)
	}
	s := NewState(&uitest.Engine{}, 5)
	s.Greet(false)
	facts, asked := s.Told()
	if want := facts + " <strong>" + asked + "</strong>"; !strings.Contains(string(html), want) {
		t.Errorf("index.html lacks %q", want)
	}
}
