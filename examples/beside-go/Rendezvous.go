// On an unbuffered channel a send ends with its receive. So two goroutines that hand a ball over
// take turns, and what was written before a receive can be read after the send.
package main

import "fmt"

var note string

func main() {
	ball, back := make(chan int), make(chan int)
	go func() {
		for n := range ball {
			fmt.Println("pong", n)
			back <- n + 1
		}
		close(back)
	}()
	for n := 0; n < 6; {
		fmt.Println("ping", n)
		ball <- n
		n = <-back
	}
	close(ball)
	_, ok := <-back
	fmt.Println("open", ok, "length", len(ball), "capacity", cap(ball))

	sync := make(chan int)
	go func() {
		note = "written before the receive"
		<-sync
	}()
	sync <- 0
	fmt.Println(note)
}
