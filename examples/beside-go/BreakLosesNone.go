// To break out of a range over a channel loses no element: the next range goes on where it was.
package main

import "fmt"

func firstMultiple(in <-chan int, of int) int {
	for n := range in {
		if n%of == 0 {
			return n
		}
	}
	return -1
}

func main() {
	unbuffered, buffered := make(chan int), make(chan int, 10)
	for _, ch := range []chan int{unbuffered, buffered} {
		go func() {
			defer close(ch)
			for n := 1; n <= 20; n++ {
				ch <- n
			}
		}()
		fmt.Println(firstMultiple(ch, 7), <-ch, firstMultiple(ch, 6), <-ch)
		left := 0
		for range ch {
			left++
		}
		fmt.Println("left", left, firstMultiple(ch, 1))
	}
}
