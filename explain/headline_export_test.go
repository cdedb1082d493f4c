package explain

// Shortened makes a sentence fit as the headline does.
func Shortened(s string, cells int) string { return shortened(s, cells) }
