// The prime sieve: a chain that grows by one filter a prime, each a goroutine.
package main

import "fmt"

func filter(in <-chan int, out chan<- int, prime int) {
	for n := range in {
		if n%prime != 0 {
			out <- n
		}
	}
	close(out)
}

func main() {
	numbers := make(chan int)
	go func(out chan<- int) {
		for n := 2; n < 200; n++ {
			out <- n
		}
		close(out)
	}(numbers)
	for {
		prime, ok := <-numbers
		if !ok {
			break
		}
		fmt.Println(prime)
		rest := make(chan int)
		go filter(numbers, rest, prime)
		numbers = rest
	}
	fmt.Println("closed through the whole chain")
}
