// Package theme holds what a screen looks like, by meaning: style tokens, the
// signs of states and lines, and the choice of signs and colours that a
// terminal can show.
//
// Three rules keep every screen readable for everybody:
//
//   - A state has four marks: a word, a sign, a line style and, last, a colour.
//     Take any one away and the others still tell it.
//   - Only the 16 colours of the terminal are used, so its own palette decides
//     how they look, and the background is never painted: light and dark
//     terminals both work.
//   - The default signs are those of WGL4, which Windows, PuTTY and the Linux
//     console all have. Where even they may be missing or take two cells, the
//     ASCII set is used.
//
// Text from elsewhere becomes safe here as well: Theme.Text is the last gate
// before the terminal.
package theme
