// A nil channel is never ready, so in a select it switches its case off.
package main

import (
	"fmt"
	"time"
)

func numbers(from, to int) <-chan int {
	out := make(chan int)
	go func() {
		defer close(out)
		for n := from; n <= to; n++ {
			out <- n
		}
	}()
	return out
}

func main() {
	var never chan int
	fmt.Println("length", len(never), "capacity", cap(never))
	select {
	case v := <-never:
		fmt.Println("received", v)
	case never <- 1:
		fmt.Println("sent")
	default:
		fmt.Println("nothing is ready")
	}
	select {
	case v := <-never:
		fmt.Println("received", v)
	case <-time.After(time.Millisecond):
		fmt.Println("timeout")
	}

	a, b := numbers(1, 10), numbers(11, 30)
	sum := 0
	for a != nil || b != nil {
		select {
		case v, ok := <-a:
			sum += v
			if !ok {
				a = nil
			}
		case v, ok := <-b:
			sum += v
			if !ok {
				b = nil
			}
		}
	}
	fmt.Println("sum", sum)
}
