// A select takes its default only if no case is ready; a closed channel is.
package main

import "fmt"

func look(ch chan int) {
	select {
	case v, ok := <-ch:
		fmt.Println("received", v, ok)
	default:
		fmt.Println("default")
	}
}

func main() {
	ch, full := make(chan int, 2), make(chan int, 1)
	full <- 0
	look(ch)
	ch <- 1
	ch <- 2
	look(ch)
	look(ch)
	look(ch)
	close(ch)
	look(ch)
	look(ch)

	select {
	case full <- 1:
		fmt.Println("sent to a full channel")
	case <-ch:
		fmt.Println("the closed one is ready")
	}

	// One of the two is ready; a select without a default waits for it.
	a, b := make(chan int), make(chan int)
	go func() { b <- 3 }()
	select {
	case v := <-a:
		fmt.Println("from a", v)
	case v := <-b:
		fmt.Println("from b", v)
	}
}
