package text

import (
	"cmp"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
)

// Translation is a phrase of the code with its translations.
type Translation struct {
	English Phrase
	In      map[string]string // by language, without English
	File    string            // where it stands: "chain.txt:12"
}

// ReadPhrases reads all files phrases/*.txt of a file system, sorted by name.
func ReadPhrases(fsys fs.FS) ([]Translation, error) {
	files, err := fs.Glob(fsys, "phrases/*.txt")
	if err != nil {
		return nil, err
	}
	var out []Translation
	for _, file := range files {
		src, err := fs.ReadFile(fsys, file)
		if err != nil {
			return nil, err
		}
		list, err := ParsePhrases(path.Base(file), string(src))
		if err != nil {
			return nil, err
		}
		out = append(out, list...)
	}
	return out, nil
}

// ParsePhrases reads a file of phrases. A phrase is three lines, one a language;
// lines that start with # are comments. Spaces around a phrase do not count.
//
//	en: the lookup of %s fails
//	de: die Abfrage von %s schlägt fehl
//	nl: het opzoeken van %s mislukt
//
// A translation has the verbs of the original. Where their order differs, they
// have numbers: %[2]s. A phrase that begins or ends with a space, or has a line
// break, stands in Go quotes.
func ParsePhrases(name, src string) ([]Translation, error) {
	var out []Translation
	expression := regexp.MustCompile(verb)
	for i, line := range strings.Split(src, "\n") {
		at := fmt.Sprintf("%s:%d", name, i+1)
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		language, said, ok := strings.Cut(line, ": ")
		if !ok || !slices.Contains(Languages(), language) {
			return nil, fmt.Errorf("%s: a phrase starts with its language, \"en: \"", at)
		}
		said, err := unquoted(strings.TrimSpace(said))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", at, err)
		}
		if language == English {
			out = append(out, Translation{English: Phrase(said), In: map[string]string{}, File: at})
			continue
		}
		if len(out) == 0 || out[len(out)-1].In[language] != "" {
			return nil, fmt.Errorf("%s: a translation without its phrase", at)
		}
		t := out[len(out)-1]
		if verbs(expression, said) != verbs(expression, string(t.English)) {
			return nil, fmt.Errorf("%s: the values of %q are not those of %q", at, said, t.English)
		}
		t.In[language] = said
	}
	return out, nil
}

func unquoted(s string) (string, error) {
	if !strings.HasPrefix(s, `"`) || !strings.HasSuffix(s, `"`) || len(s) < 2 || !strings.ContainsAny(s, "\\") && s[1] != ' ' && s[len(s)-2] != ' ' {
		return s, nil
	}
	var out string
	if _, err := fmt.Sscanf(s, "%q", &out); err != nil {
		return "", fmt.Errorf("%s: %w", s, err)
	}
	return out, nil
}

// verb is a formatting verb of package fmt, perhaps with the number of its value.
const verb = `%(?:\[(\d+)\])?([-+# 0]*[0-9]*(?:\.[0-9]+)?[a-zA-Z%])`

// verbs lists what a phrase does with which value, in the order of the values.
func verbs(expression *regexp.Regexp, s string) string {
	if !strings.Contains(s, "%") {
		return ""
	}
	var found []string
	next := 1
	for _, m := range expression.FindAllStringSubmatch(s, -1) {
		if m[2] == "%" {
			continue
		}
		if m[1] != "" {
			_, _ = fmt.Sscan(m[1], &next) // the expression allows digits only
		}
		found = append(found, fmt.Sprintf("%03d%s", next, m[2]))
		next++
	}
	slices.SortFunc(found, cmp.Compare[string])
	return strings.Join(slices.Compact(found), " ")
}
