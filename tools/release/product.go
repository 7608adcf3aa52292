package main

import "context"

// product is a part of a release. build writes its files into the release's folder.
type product struct {
	name  string
	build func(ctx context.Context, r *release) error
}

// products are the parts of a release, in the order in which they are built. A new one is a file and a line here.
var products = []product{
	{"binaries", buildBinaries},
	{"site", buildSite},
	{"npm", buildNPM},
	{"sbom", buildSBOMs},
	{"notes", buildNotes},
}
