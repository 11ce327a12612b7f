// A panic in main runs main's deferred calls and nobody else's, and ends the process.
package main

import "fmt"

func main() {
	defer fmt.Println("main's deferred call runs")
	ready, forever := make(chan int), make(chan int)
	go func() {
		defer fmt.Println("never printed")
		ready <- 1
		<-forever
	}()
	<-ready
	ch := make(chan int)
	close(ch)
	close(ch)
}
