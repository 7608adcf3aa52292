//go:build !js

package weights

import (
	"context"
	"net/http"
	"net/url"

	"github.com/coconut-page/coconut/internal/fault"
)

// HTTP reads from a web server: baseURL is the folder that holds the manifest. Browsers use Fetch instead, which does
// not need net/http.
func HTTP(baseURL string) Source { return HTTPClient(new(http.Client), baseURL) }

// HTTPClient is HTTP with the caller's client, which may have its own time-outs, proxies and credentials.
func HTTPClient(client *http.Client, baseURL string) Source { return httpSource{client, baseURL} }

type httpSource struct {
	client *http.Client
	base   string
}

func (s httpSource) ReadFile(ctx context.Context, name string, limit int64) ([]byte, error) {
	return s.get(ctx, name, limit, nil)
}

// RefetchFile asks the caches on the way for the server's own bytes.
func (s httpSource) RefetchFile(ctx context.Context, name string, limit int64) ([]byte, error) {
	return s.get(ctx, name, limit, http.Header{"Cache-Control": {"no-cache"}, "Pragma": {"no-cache"}})
}

func (s httpSource) get(ctx context.Context, name string, limit int64, header http.Header) ([]byte, error) {
	address, err := url.JoinPath(s.base, name)
	if err != nil {
		return nil, fault.Errorf("weights", "%w", err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, fault.Errorf("weights", "%w", err)
	}
	if header != nil {
		req.Header = header
	}
	resp, err := s.client.Do(req)
	if err != nil {
		if ctx.Err() != nil {
			return nil, fault.Errorf("weights", "fetch: %w", err)
		}
		return nil, ErrUnreachable.Errorf("fetch: %w", err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, fault.Errorf("weights", "fetch %s: %w", address, statusError(resp.StatusCode, resp.Status))
	}
	return readLimited(resp.Body, address, resp.ContentLength, limit)
}
