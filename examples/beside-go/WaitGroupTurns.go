// A WaitGroup lets go when its counter is zero, and can be used again; one Done too many panics.
package main

import (
	"fmt"
	"sync"
	"sync/atomic"
)

func main() {
	var wg sync.WaitGroup
	var sum atomic.Int64
	wg.Wait()
	fmt.Println("nothing to wait for")
	for turn := range 3 {
		wg.Add(10)
		for n := range 10 {
			go func() {
				defer wg.Done()
				sum.Add(int64(n))
			}()
		}
		wg.Go(func() { sum.Add(100) })
		wg.Wait()
		fmt.Println("turn", turn, "sum", sum.Load())
	}

	// Several may wait.
	wg.Add(1)
	gone := make(chan bool)
	for range 3 {
		go func() {
			wg.Wait()
			gone <- true
		}()
	}
	wg.Done()
	fmt.Println(<-gone, <-gone, <-gone)
	wg.Done()
}
