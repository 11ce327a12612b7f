// A select may send to and receive from the same channel. It never meets itself; of two that meet,
// one sends and the other receives.
package main

import "fmt"

func main() {
	ch := make(chan int)
	select {
	case ch <- 1:
		fmt.Println("sent to itself")
	case v := <-ch:
		fmt.Println("received from itself", v)
	default:
		fmt.Println("nobody there")
	}

	const turns = 1000
	sent, received := make(chan int), make(chan int)
	for range 2 {
		go func() {
			s, r := 0, 0
			for range turns {
				select {
				case ch <- 1:
					s++
				case v := <-ch:
					r += v
				}
			}
			sent <- s
			received <- r
		}()
	}
	fmt.Println("sent", <-sent+<-sent)
	fmt.Println("received", <-received+<-received)

	// With a buffer of one it takes turns with itself.
	buffered := make(chan int, 1)
	for i := range 4 {
		select {
		case buffered <- i:
			fmt.Println("sent", i)
		case v := <-buffered:
			fmt.Println("received", v)
		}
	}
}
