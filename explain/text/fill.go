package text

import (
	"fmt"
	"strings"
	"text/template/parse"
	"unicode/utf8"
)

// The language of the templates is the small part of text/template that texts
// need: values, "if" with "else", and a handful of functions. Everything is a
// text, and an empty one counts as false. The parser is that of the library; the
// rest of it calls methods by name, for which the linker would have to keep every
// method of the whole program.

// template is a part, ready to be filled.
type template struct {
	name string
	root *parse.ListNode
}

// functions are the names that a template may call, for the parser.
func functions() map[string]any {
	return map[string]any{"eq": 0, "ne": 0, "gt": 0, "len": 0, "not": 0, "and": 0, "or": 0, "lower": 0, "title": 0}
}

func parseTemplate(name, src string) (*template, error) {
	trees, err := parse.Parse(name, src, "", "", functions())
	if err != nil {
		return nil, err
	}
	t := &template{name: name}
	if tree := trees[name]; tree != nil { // nil for a text without anything
		t.root = tree.Root
	}
	return t, nil
}

// fill writes the template with its values. A value that is missing is an error.
func (t *template) fill(args map[string]string) (string, error) {
	f := filling{args: args}
	f.list(t.root)
	return f.out.String(), f.err
}

// filling is one execution; it keeps the first error.
type filling struct {
	args map[string]string
	out  strings.Builder
	err  error
}

func (f *filling) list(l *parse.ListNode) {
	if l == nil {
		return
	}
	for _, n := range l.Nodes {
		if f.err != nil {
			return
		}
		switch n := n.(type) {
		case *parse.TextNode:
			f.out.Write(n.Text)
		case *parse.ActionNode:
			f.out.WriteString(f.pipe(n.Pipe))
		case *parse.IfNode:
			if f.pipe(n.Pipe) != "" {
				f.list(n.List)
			} else {
				f.list(n.ElseList)
			}
		default:
			f.fail("no %q in a text", n.String())
		}
	}
}

// fail keeps the first error. What follows is not written.
func (f *filling) fail(format string, args ...any) string {
	if f.err == nil {
		f.err = fmt.Errorf(format, args...)
	}
	return ""
}

func (f *filling) pipe(p *parse.PipeNode) string {
	if len(p.Cmds) != 1 || len(p.Decl) > 0 {
		return f.fail("no pipes in a text: %q", p.String())
	}
	args := p.Cmds[0].Args
	if name, ok := args[0].(*parse.IdentifierNode); ok {
		return f.call(name.Ident, args[1:])
	}
	if len(args) != 1 {
		return f.fail("%q calls nothing", p.String())
	}
	return f.value(args[0])
}

func (f *filling) value(n parse.Node) string {
	switch n := n.(type) {
	case *parse.FieldNode:
		if len(n.Ident) != 1 {
			break
		}
		v, ok := f.args[n.Ident[0]]
		if !ok {
			return f.fail("map has no entry for key %q", n.Ident[0])
		}
		return v
	case *parse.StringNode:
		return n.Text
	case *parse.NumberNode:
		return n.Text
	case *parse.PipeNode:
		return f.pipe(n)
	}
	return f.fail("no %q in a text", n.String())
}

// call calls a function. and and or stop as soon as the result is known, like
// those of the library.
func (f *filling) call(name string, args []parse.Node) string {
	if len(args) == 0 {
		return f.fail("%s needs a value", name)
	}
	first := f.value(args[0])
	switch name {
	case "and", "or":
		for _, a := range args[1:] {
			if (first != "") == (name == "or") {
				return first
			}
			first = f.value(a)
		}
		return first
	case "not":
		return truth(first == "")
	case "len":
		return fmt.Sprint(len(first))
	case "lower":
		return strings.ToLower(first)
	case "title":
		return title(first)
	}
	if len(args) != 2 {
		return f.fail("%s needs two values", name)
	}
	second := f.value(args[1])
	switch name {
	case "eq":
		return truth(first == second)
	case "ne":
		return truth(first != second)
	case "gt":
		return f.greater(first, second)
	}
	return f.fail("no function %q in a text", name)
}

func (f *filling) greater(a, b string) string {
	var x, y int
	if _, err := fmt.Sscan(a+" "+b, &x, &y); err != nil {
		return f.fail("%q and %q are no numbers", a, b)
	}
	return truth(x > y)
}

func truth(is bool) string {
	if is {
		return "yes"
	}
	return ""
}

// title begins a sentence with a capital letter; a domain name stays as it is.
func title(s string) string {
	if first, _, _ := strings.Cut(s, " "); s == "" || strings.Contains(first, ".") {
		return s
	}
	r, n := utf8.DecodeRuneInString(s)
	return strings.ToUpper(string(r)) + s[n:]
}
