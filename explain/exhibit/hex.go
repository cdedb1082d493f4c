package exhibit

import (
	"fmt"
	"strings"
)

// Hex writes octets as lines: offset, so many octets in hexadecimal, and their
// ASCII characters. At most so many octets come out as are shown of one message.
func Hex(octets []byte, perLine int) []string {
	octets = octets[:min(len(octets), maxOctets)]
	perLine = max(perLine, 1)
	var out []string
	for at := 0; at < len(octets); at += perLine {
		part := octets[at:min(at+perLine, len(octets))]
		var hex, text strings.Builder
		for i, b := range part {
			if i > 0 && i%8 == 0 {
				hex.WriteByte(' ')
			}
			fmt.Fprintf(&hex, "%02x ", b)
			if b < 0x20 || b > 0x7e {
				b = '.'
			}
			text.WriteByte(b)
		}
		wide := 3*perLine + (perLine-1)/8
		out = append(out, fmt.Sprintf("%04x  %-*s %s", at, wide, hex.String(), text.String()))
	}
	return out
}

// HexWidth is how many cells a line of Hex takes.
func HexWidth(perLine int) int { return 4 + 2 + 3*perLine + (perLine-1)/8 + 1 + perLine }
