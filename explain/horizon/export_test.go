package horizon

// For the tests of the calendar's lines.

func Fold(line string) string { return fold(line) }
func Escape(s string) string  { return escape(s) }
