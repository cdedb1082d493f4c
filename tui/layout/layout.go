package layout

// Kind is the shape of a screen.
type Kind int

// The shapes, from the smallest.
const (
	Verdict Kind = iota // the verdict alone
	One                 // one pane at a time
	Two                 // chain and answer
	Talk                // chain, answer and conversation
	Three               // three columns and timing
)

// Name says what an area is for.
type Name int

// The areas of a screen. Solo is the only pane of a screen of kind One, of a
// zoomed screen, and of kind Verdict.
const (
	TitleBar   Name = iota
	VerdictBar      // the verdict and the line below it
	Footer
	Rule
	Divider
	Solo
	ChainPane
	AnswerPane
	TalkPane
	TimingPane
)

// Rect is a rectangle in cells. W and H are never negative; an empty rectangle
// is left out of a plan.
type Rect struct{ X, Y, W, H int }

// Contains tells whether a cell lies in the rectangle.
func (r Rect) Contains(x, y int) bool {
	return x >= r.X && x < r.X+r.W && y >= r.Y && y < r.Y+r.H
}

// Area is a rectangle with its use.
type Area struct {
	Name Name
	Rect
}

// Plan is a screen divided into areas, ordered so that the areas of one row
// come from left to right.
type Plan struct {
	Kind  Kind
	Areas []Area
}

// Sizes at which the shapes begin.
const (
	threeW, threeH = 160, 40
	talkW, talkH   = 100, 28
	twoW           = 70
	oneH           = 12
	bars           = 5 // title, verdict and its line, a rule and the footer
)

// Of divides a screen of w x h cells. Zoomed gives the body to one pane.
func Of(w, h int, zoomed bool) Plan {
	p := Plan{Kind: kind(w, h)}
	if p.Kind == Verdict {
		p.add(Solo, 0, 0, w, h)
		return p
	}
	p.add(TitleBar, 0, 0, w, 1)
	p.add(VerdictBar, 0, 1, w, 2)
	p.body(Rect{0, 3, w, h - bars}, zoomed)
	p.add(Rule, 0, h-2, w, 1)
	p.add(Footer, 0, h-1, w, 1)
	return p
}

// Page divides a screen of w x h cells into a body between a title and a footer,
// as far as there is room: Solo is the body.
func Page(w, h int) Plan {
	const both, foot = 8, 3 // lines from which there is room for the title, for the footer
	p := Plan{Kind: One}
	body := Rect{0, 0, w, h}
	if h >= both {
		p.add(TitleBar, 0, 0, w, 1)
		p.add(Rule, 0, 1, w, 1)
		body = Rect{0, 2, w, h - 4}
	} else if h >= foot {
		body.H = h - 1
	}
	p.add(Solo, body.X, body.Y, body.W, body.H)
	if h >= both {
		p.add(Rule, 0, h-2, w, 1)
	}
	if h >= foot {
		p.add(Footer, 0, h-1, w, 1)
	}
	return p
}

// Bare gives a screen of w x h cells to one pane, with nothing around it but a
// footer: what is selected by hand there is text from the first cell on.
func Bare(w, h int) Plan {
	p := Plan{Kind: One}
	foot := min(max(h-1, 0), 1)
	p.add(Solo, 0, 0, w, h-foot)
	p.add(Footer, 0, h-foot, w, foot)
	return p
}

func kind(w, h int) Kind {
	switch {
	case h < oneH:
		return Verdict
	case w >= threeW && h >= threeH:
		return Three
	case w >= talkW && h >= talkH:
		return Talk
	case w >= twoW:
		return Two
	}
	return One
}

func (p *Plan) body(r Rect, zoomed bool) {
	switch {
	case zoomed || p.Kind == One:
		p.add(Solo, r.X, r.Y, r.W, r.H)
	case p.Kind == Two:
		left := r.W * 45 / 100
		p.add(ChainPane, r.X, r.Y, left, r.H)
		p.add(Divider, left, r.Y, 1, r.H)
		p.add(AnswerPane, left+1, r.Y, r.W-left-1, r.H)
	case p.Kind == Talk:
		p.withTalk(r)
	default:
		p.threeColumns(r)
	}
}

func (p *Plan) withTalk(r Rect) {
	left := r.W * 47 / 100
	right, rest := left+1, r.W-left-1
	talk := r.H * 38 / 100
	answer := r.H - talk - 1
	p.add(ChainPane, r.X, r.Y, left, r.H)
	p.add(Divider, left, r.Y, 1, r.H)
	p.add(AnswerPane, right, r.Y, rest, answer)
	p.add(Rule, right, r.Y+answer, rest, 1)
	p.add(TalkPane, right, r.Y+answer+1, rest, talk)
}

func (p *Plan) threeColumns(r Rect) {
	timing := r.H * 32 / 100
	upper := r.H - timing - 1
	first, second := r.W*33/100, r.W*31/100
	third := r.W - first - second - 2
	p.add(ChainPane, r.X, r.Y, first, upper)
	p.add(Divider, first, r.Y, 1, upper)
	p.add(AnswerPane, first+1, r.Y, second, upper)
	p.add(Divider, first+1+second, r.Y, 1, upper)
	p.add(TalkPane, first+second+2, r.Y, third, upper)
	p.add(Rule, r.X, r.Y+upper, r.W, 1)
	p.add(TimingPane, r.X, r.Y+upper+1, r.W, timing)
}

func (p *Plan) add(n Name, x, y, w, h int) {
	if w > 0 && h > 0 {
		p.Areas = append(p.Areas, Area{n, Rect{x, y, w, h}})
	}
}

// Find returns the first area of that name.
func (p Plan) Find(n Name) (Rect, bool) {
	for _, a := range p.Areas {
		if a.Name == n {
			return a.Rect, true
		}
	}
	return Rect{}, false
}

// At returns the area that holds a cell.
func (p Plan) At(x, y int) (Area, bool) {
	for _, a := range p.Areas {
		if a.Contains(x, y) {
			return a, true
		}
	}
	return Area{}, false
}
