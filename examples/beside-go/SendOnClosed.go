// A send on a closed channel panics, in whatever goroutine, and ends the process.
package main

import "fmt"

func main() {
	ch := make(chan int)
	go func() {
		defer fmt.Println("the sender's deferred call runs")
		ch <- 1
	}()
	close(ch)
	select {}
}
