// Package words holds the phrases of the screens in German and Dutch, and says
// errors in the language of the screen.
//
// A phrase is written where it is said, in English; its German and Dutch stand in
// phrases, three lines a phrase: see explain/text for how they are written and found.
//
// Errors of the program are English, with a line "hint: " that says what to do. On a
// screen both lines become one, and what is known of it is said in the language of
// the person ([Complaint]). Paths and the words of the system stay as they are.
package words
