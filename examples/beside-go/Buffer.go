// A buffered channel takes as many elements as it has room for, and gives them out in order, also
// after it was closed.
package main

import "fmt"

func trySend(ch chan<- int, v int) bool {
	select {
	case ch <- v:
		return true
	default:
		return false
	}
}

func main() {
	ch := make(chan int, 3)
	for v := 1; v <= 5; v++ {
		fmt.Println(v, trySend(ch, v), len(ch), cap(ch))
	}
	fmt.Println(<-ch, len(ch))
	ch <- 6
	close(ch)
	fmt.Println("closed", len(ch), cap(ch))
	for v := range ch {
		fmt.Println(v, len(ch))
	}
	fmt.Println("drained", len(ch), cap(ch))
}
