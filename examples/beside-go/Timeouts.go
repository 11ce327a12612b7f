// A timeout is a case of a select like any other: it is taken if nothing else comes, and what it
// gives up has not happened.
package main

import (
	"fmt"
	"time"
)

func main() {
	ch := make(chan string)
	start := time.Now()
	select {
	case v := <-ch:
		fmt.Println("received", v)
	case <-time.After(10 * time.Millisecond):
		fmt.Println("timeout, not too early", time.Since(start) >= 10*time.Millisecond)
	}

	select {
	case ch <- "given up":
		fmt.Println("sent")
	case <-time.After(time.Millisecond):
		fmt.Println("timeout of a send")
	}
	select {
	case v := <-ch:
		fmt.Println("received", v)
	default:
		fmt.Println("nothing was left behind")
	}

	go func() { ch <- "in time" }()
	select {
	case v := <-ch:
		fmt.Println("received", v)
	case <-time.After(time.Hour):
		fmt.Println("timeout")
	}

	never, full := make(chan int), make(chan int, 1)
	full <- 1
	for _, d := range []time.Duration{0, time.Millisecond} {
		select {
		case <-never:
			fmt.Println("received")
		case full <- 2:
			fmt.Println("sent")
		case <-time.After(d):
			fmt.Println("the shorter one of two", d)
		case <-time.After(time.Hour):
			fmt.Println("the longer one of two")
		}
	}
}
