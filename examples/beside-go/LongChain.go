// A daisy chain of ten thousand goroutines: each adds one to what its neighbour gives it.
package main

import "fmt"

func main() {
	leftmost := make(chan int)
	left := leftmost
	for range 10000 {
		right := make(chan int)
		go func(left chan<- int, right <-chan int) { left <- 1 + <-right }(left, right)
		left = right
	}
	go func(c chan<- int) { c <- 1 }(left)
	fmt.Println(<-leftmost)
}
