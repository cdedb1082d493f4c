package screen

import (
	"time"

	"danewalk/tui/command"
)

// beats are how long a step stands while the check plays by itself, the slowest
// first: twelve lines are read in twelve seconds.
func beats() []time.Duration {
	return []time.Duration{12 * time.Second, 8 * time.Second, 5 * time.Second, 3 * time.Second}
}

// tempo lets the check play by itself, or slower, and at last by hand.
func (p *Playback) tempo(name command.Name) Effect {
	if why := p.disabled(name); why != "" {
		p.toast = why
		return Effect{}
	}
	before := p.speed
	if name == command.Faster {
		p.speed = min(p.speed+1, len(beats()))
	} else {
		p.speed--
	}
	p.over = noOverlay
	if p.speed == 0 {
		p.hold()
		p.toast = p.book.Say("by hand again")
		return Effect{}
	}
	p.toast = p.book.Say("plays by itself: %d seconds a step", int(p.beat().Seconds()))
	if before == p.speed {
		return Effect{}
	}
	return p.wait()
}

func (p *Playback) beat() time.Duration { return beats()[p.speed-1] }

// wait asks for the next beat. An older one that still comes is ignored.
func (p *Playback) wait() Effect {
	p.ticket++
	return Effect{Do: DoHold, Ticket: p.ticket, After: p.beat()}
}

// hold stops what plays by itself.
func (p *Playback) hold() {
	p.speed = 0
	p.ticket++
}

// Held is the next beat.
func (p *Playback) Held(ticket int) Effect {
	if ticket != p.ticket || p.speed == 0 {
		return Effect{}
	}
	p.refresh()
	p.next()
	if p.shown && p.at >= len(p.steps)-1 {
		p.hold()
		return Effect{}
	}
	return p.wait()
}
