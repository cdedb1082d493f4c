package bounce

import "testing"

func BenchmarkRead(b *testing.B) {
	text := []byte(corpus(b)[40].text)
	for b.Loop() {
		Read(text)
	}
}
