// A signal wakes one, in the order in which they came; a broadcast all who wait; neither is kept
// for those who come later.
package main

import (
	"fmt"
	"sync"
)

func main() {
	var mu sync.Mutex
	cond := sync.NewCond(&mu)
	cond.Signal()
	cond.Broadcast()
	waits, woke := make(chan int), make(chan int)
	for n := range 6 {
		go func() {
			mu.Lock()
			waits <- n
			cond.Wait()
			mu.Unlock()
			woke <- n
		}()
		<-waits
		mu.Lock() // it has let go of the lock, so it waits
		mu.Unlock()
	}
	cond.Signal()
	fmt.Println("woke", <-woke)
	cond.Signal()
	fmt.Println("woke", <-woke)
	select {
	case n := <-woke:
		fmt.Println("woke without a signal", n)
	default:
		fmt.Println("nobody else woke")
	}
	cond.Broadcast()
	fmt.Println("sum of those who woke", <-woke+<-woke+<-woke+<-woke)
}
