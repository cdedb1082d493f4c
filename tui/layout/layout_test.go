package layout

import "testing"

func TestShapeOfEverySize(t *testing.T) {
	for _, c := range []struct {
		w, h int
		want Kind
	}{
		{1, 1, Verdict},
		{40, 10, Verdict},
		{200, 11, Verdict},
		{60, 20, One},
		{69, 50, One},
		{1, 12, One},
		{70, 12, Two},
		{80, 24, Two},
		{99, 60, Two},
		{120, 27, Two},
		{100, 28, Talk},
		{120, 36, Talk},
		{200, 39, Talk},
		{159, 60, Talk},
		{160, 40, Three},
		{200, 50, Three},
	} {
		if got := Of(c.w, c.h, false).Kind; got != c.want {
			t.Errorf("%dx%d: kind %d, want %d", c.w, c.h, got, c.want)
		}
	}
}

func TestAreasTileTheScreen(t *testing.T) {
	for w := 1; w <= 220; w++ {
		for h := 1; h <= 60; h++ {
			for _, zoomed := range []bool{false, true} {
				tiles(t, w, h, zoomed)
			}
		}
	}
}

// tiles checks that the areas lie inside and do not overlap, and that they
// cover the screen. Areas inside whose sizes add up to the screen and of which
// no two overlap leave no cell out.
func tiles(t *testing.T, w, h int, zoomed bool) {
	t.Helper()
	p := Of(w, h, zoomed)
	cells := 0
	for i, a := range p.Areas {
		if a.X < 0 || a.Y < 0 || a.W < 1 || a.H < 1 || a.X+a.W > w || a.Y+a.H > h {
			t.Fatalf("%dx%d zoomed=%v: area %d %+v is outside", w, h, zoomed, a.Name, a.Rect)
		}
		cells += a.W * a.H
		for _, b := range p.Areas[i+1:] {
			if a.X < b.X+b.W && b.X < a.X+a.W && a.Y < b.Y+b.H && b.Y < a.Y+a.H {
				t.Fatalf("%dx%d zoomed=%v: areas %+v and %+v overlap", w, h, zoomed, a, b)
			}
			if a.Y <= b.Y && b.Y < a.Y+a.H && a.X > b.X {
				t.Fatalf("%dx%d zoomed=%v: areas %+v and %+v are not in order", w, h, zoomed, a, b)
			}
		}
	}
	if cells != w*h {
		t.Fatalf("%dx%d zoomed=%v: areas cover %d of %d cells", w, h, zoomed, cells, w*h)
	}
}

func TestAtFindsTheArea(t *testing.T) {
	p := Of(80, 24, false)
	if a, ok := p.At(5, 5); !ok || a.Name != ChainPane {
		t.Errorf("cell 5,5 is in %v", a)
	}
	if a, ok := p.At(40, 5); !ok || a.Name != AnswerPane {
		t.Errorf("cell 40,5 is in %v", a)
	}
	if _, ok := p.At(80, 5); ok {
		t.Error("a cell outside was found")
	}
	answer, _ := p.Find(AnswerPane)
	if answer.W != 43 || answer.H != 19 {
		t.Errorf("the helpdesk answer needs 42 cells and 17 lines below its title, got %+v", answer)
	}
}
