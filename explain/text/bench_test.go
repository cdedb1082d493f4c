package text

import "testing"

// BenchmarkNewBook measures what another language than English costs at the start.
func BenchmarkNewBook(b *testing.B) {
	for b.Loop() {
		if _, err := NewBook(German); err != nil {
			b.Fatal(err)
		}
	}
}
