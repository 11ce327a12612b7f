// What Stop and Reset return, and that no stale element comes after them. As since Go 1.23.
package main

import (
	"fmt"
	"time"
)

func isReady(ch <-chan time.Time) bool {
	select {
	case <-ch:
		return true
	default:
		return false
	}
}

func main() {
	t := time.NewTimer(time.Hour)
	fmt.Println("stop one that runs", t.Stop())
	fmt.Println("stop one that was stopped", t.Stop())
	fmt.Println("reset one that was stopped", t.Reset(time.Hour))
	fmt.Println("reset one that runs", t.Reset(0))
	<-t.C
	fmt.Println("stop one that was received", t.Stop())
	fmt.Println("reset one that was received", t.Reset(time.Nanosecond))
	time.Sleep(2 * time.Millisecond)
	fmt.Println("stop one that is due", t.Stop(), isReady(t.C))
	t.Reset(time.Nanosecond)
	time.Sleep(2 * time.Millisecond)
	fmt.Println("reset one that is due", t.Reset(time.Hour), isReady(t.C))
	fmt.Println("length", len(t.C), "capacity", cap(t.C))

	ran := make(chan int)
	f := time.AfterFunc(time.Hour, func() { ran <- 1 })
	fmt.Println("a task: stop", f.Stop(), f.Stop())
	fmt.Println("a task: reset", f.Reset(time.Nanosecond))
	<-ran
	fmt.Println("a task that ran: stop", f.Stop())
	fmt.Println("a task that ran: reset", f.Reset(0))
	<-ran

	// Each gives the time at which it was due, however late it is received.
	later, sooner := time.After(50*time.Millisecond), time.After(time.Millisecond)
	a := <-later
	b := <-sooner
	fmt.Println("in order", b.Before(a))

	ticker := time.NewTicker(5 * time.Millisecond)
	first := <-ticker.C
	fmt.Println("ticks in order", first.Before(<-ticker.C))
	time.Sleep(10 * time.Millisecond)
	ticker.Stop()
	fmt.Println("a tick after the stop", isReady(ticker.C))
}
