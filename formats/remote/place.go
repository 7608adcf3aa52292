package remote

import (
	"cmp"
	"net/url"
	"path"
	"regexp"
	"strings"

	"github.com/coconut-page/coconut/internal/fault"
)

// ErrAddress is wrapped by the errors of addresses that cannot be a model's.
var ErrAddress = fault.New("remote", "bad address")

// hub is where models are that are named by their owner and name.
const hub = "https://huggingface.co/"

// hubName matches OWNER/NAME, with @REVISION or without: a branch, a tag or a commit.
var hubName = regexp.MustCompile(`^([\w-][\w.-]*/[\w-][\w.-]*)(?:@([\w-][\w./-]*))?$`)

// hubPage matches the address of a model's page there, or of its files.
var hubPage = regexp.MustCompile(`^` + hub + `([\w-][\w.-]*/[\w-][\w.-]*)(?:/tree/([\w-][\w./-]*?))?/?$`)

// place is where a model is: a folder, whose address ends in a slash, or the file in it with everything.
type place struct{ folder, file string }

// locate returns the place of an address: that of a .gguf file, that of a folder, or a name on the hub. An address that
// begins with a slash or a dot is one of the site at base.
func locate(address, base string) (place, error) {
	address = strings.TrimPrefix(strings.TrimSpace(address), "hf:")
	if m := hubName.FindStringSubmatch(address); m != nil {
		return place{folder: hub + m[1] + "/resolve/" + cmp.Or(m[2], "main") + "/"}, nil
	}
	site, err := url.Parse(base)
	if err != nil {
		return place{}, ErrAddress.Errorf("of this site: %w", err)
	}
	u, err := site.Parse(address)
	relative := strings.HasPrefix(address, "/") || strings.HasPrefix(address, ".")
	if err != nil || !relative && !strings.Contains(address, "://") || u.Host == "" ||
		u.Scheme != "https" && u.Scheme != "http" {
		return place{}, ErrAddress.Errorf("%.100q; it is to be that of a folder or a .gguf file, or a name on Hugging "+
			"Face such as HuggingFaceTB/SmolLM2-135M", address)
	}
	u.Fragment, u.RawQuery = "", ""
	if m := hubPage.FindStringSubmatch(u.String()); m != nil { // what a visitor copies from the hub
		return locate(m[1]+"@"+cmp.Or(m[2], "main"), base)
	}
	if strings.EqualFold(path.Ext(u.Path), ".gguf") {
		file := path.Base(u.Path)
		return place{strings.TrimSuffix(u.String(), path.Base(u.EscapedPath())), file}, nil
	}
	return place{folder: strings.TrimSuffix(u.String(), "/") + "/"}, nil
}
