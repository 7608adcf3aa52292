//go:build js && wasm

package main

import (
	"context"
	"fmt"
	"io"
	"path"

	"github.com/syumai/workers/cloudflare"
	"github.com/syumai/workers/cloudflare/r2"

	"github.com/coconut-page/coconut/weights"
)

// source returns where a model's files are: in the bucket MODELS, if the Worker has one, otherwise among its static
// assets.
func source(model string) weights.Source {
	folder := path.Join("models", model)
	if cloudflare.GetBinding("MODELS").Truthy() {
		return bucketSource{folder}
	}
	// The binding looks only at the path of an address.
	return weights.FetchWith(cloudflare.GetBinding("ASSETS"), "https://assets.local/"+folder)
}

// bucketSource reads from the R2 bucket MODELS.
type bucketSource struct{ folder string }

// ReadFile implements weights.Source.
func (s bucketSource) ReadFile(_ context.Context, name string, limit int64) ([]byte, error) {
	bucket, err := r2.NewBucket("MODELS")
	if err != nil {
		return nil, fmt.Errorf("edge: bucket MODELS: %w", err)
	}
	key := path.Join(s.folder, name)
	object, err := bucket.Get(key)
	if err != nil {
		return nil, fmt.Errorf("edge: bucket MODELS: %s: %w: %w", key, weights.ErrUnavailable, err)
	}
	if object == nil || object.Body == nil {
		return nil, fmt.Errorf("edge: bucket MODELS: %s: %w", key, weights.ErrNotFound)
	}
	data, err := io.ReadAll(io.LimitReader(object.Body, limit+1))
	if err != nil {
		return nil, fmt.Errorf("edge: bucket MODELS: %s: %w: %w", key, weights.ErrTruncated, err)
	}
	if int64(len(data)) > limit {
		return nil, fmt.Errorf("edge: bucket MODELS: %s: %w: more than %d bytes", key, weights.ErrTooLarge, limit)
	}
	return data, nil
}
