// What a program must not do with a channel, a ticker or a WaitGroup panics with a text, and a
// panic can be recovered: nothing is broken then.
//
// A panic is an exception in Millrace, and to recover it is to catch it.
package main

import (
	"fmt"
	"sync"
	"time"
)

func try(f func()) {
	defer func() { fmt.Println(recover()) }()
	f()
}

func main() {
	var never chan int
	var wg sync.WaitGroup
	ch, closed := make(chan int, 1), make(chan int)
	close(closed)
	size := -1

	try(func() { closed <- 1 })
	try(func() { close(closed) })
	try(func() { close(never) })
	try(func() { ch = make(chan int, size) })
	try(func() {
		select {
		case closed <- 1:
		default:
		}
	})
	try(func() {
		select {
		case closed <- 1:
		case <-never:
		}
	})
	try(func() { wg.Done() })
	try(func() { time.NewTicker(0) })
	ticker := time.NewTicker(time.Hour)
	try(func() { ticker.Reset(-1) })
	ticker.Stop()

	// Senders who wait when the channel is closed get the same.
	waiting, texts := make(chan int), make(chan any)
	for range 3 {
		go func() {
			defer func() { texts <- recover() }()
			waiting <- 1
		}()
	}
	close(waiting)
	fmt.Println(<-texts, <-texts, <-texts)

	ch <- 1
	fmt.Println("a channel that was not closed still works", <-ch)
}
