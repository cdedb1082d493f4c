// Package words holds the phrases of the screens in German and Dutch: see
// explain/text for how phrases are written and found.
package words

import (
	"embed"
	"io/fs"
)

//go:embed phrases/*.txt
var files embed.FS

// Files returns the files of the phrases, for text.NewBook.
func Files() fs.FS { return files }
