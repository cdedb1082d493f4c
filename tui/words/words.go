package words

import (
	"embed"
	"io/fs"
)

//go:embed phrases/*.txt
var files embed.FS

// Files returns the files of the phrases, for text.NewBook.
func Files() fs.FS { return files }
