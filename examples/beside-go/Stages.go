// A pipeline of stages keeps the order; fan-out and fan-in between them keeps the elements.
package main

import "fmt"

func generate(n int) <-chan int {
	out := make(chan int)
	go func() {
		defer close(out)
		for i := range n {
			out <- i
		}
	}()
	return out
}

func square(in <-chan int) <-chan int {
	out := make(chan int)
	go func() {
		defer close(out)
		for n := range in {
			out <- n * n
		}
	}()
	return out
}

func merge(a, b <-chan int) <-chan int {
	out := make(chan int)
	done := make(chan bool)
	for _, in := range []<-chan int{a, b} {
		go func() {
			for n := range in {
				out <- n
			}
			done <- true
		}()
	}
	go func() {
		defer close(out)
		<-done
		<-done
	}()
	return out
}

func main() {
	for n := range square(square(generate(6))) {
		fmt.Println(n)
	}
	numbers := generate(500)
	count, sum := 0, 0
	for n := range merge(square(numbers), square(numbers)) {
		count++
		sum += n
	}
	fmt.Println("count", count, "sum", sum)
}
