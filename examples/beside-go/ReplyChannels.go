// A channel is a value: a request carries the channel for its reply, and one goroutine owns what
// all share.
package main

import (
	"fmt"
	"sync"
)

type request struct {
	add   int
	reply chan<- int
}

func main() {
	requests := make(chan request)
	final := make(chan int)
	go func() {
		total := 0
		for r := range requests {
			total += r.add
			r.reply <- total
		}
		final <- total
	}()

	reply := make(chan int)
	for n := 1; n <= 4; n++ {
		requests <- request{n, reply}
		fmt.Println(<-reply)
	}
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() {
			reply := make(chan int)
			last := 0
			for range 100 {
				requests <- request{1, reply}
				total := <-reply
				if total <= last {
					panic("a total that did not grow")
				}
				last = total
			}
		})
	}
	wg.Wait()
	close(requests)
	fmt.Println(<-final)
}
