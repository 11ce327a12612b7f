// A buffered channel as a semaphore: as many as its capacity run at once, and never more.
package main

import (
	"fmt"
	"sync"
	"sync/atomic"
)

func main() {
	const limit = 3
	places := make(chan bool, limit)
	entered, leave := make(chan bool), make(chan bool)
	var running atomic.Int64
	var wg sync.WaitGroup
	for range 10 * limit {
		wg.Go(func() {
			places <- true
			if running.Add(1) > limit {
				panic("too many")
			}
			entered <- true
			<-leave
			running.Add(-1)
			<-places
		})
	}
	for range 10 {
		for range limit {
			<-entered // none of them leaves before all of them are in
		}
		fmt.Println("running", running.Load(), "places taken", len(places), "of", cap(places))
		for range limit {
			leave <- true
		}
	}
	wg.Wait()
	fmt.Println("places taken", len(places))
}
