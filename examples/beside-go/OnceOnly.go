// A Once counts as done even if what it did panicked. OnceFunc and OnceValue panic again each time.
package main

import (
	"fmt"
	"sync"
)

func try(f func()) {
	defer func() { fmt.Println("recovered", recover()) }()
	f()
}

func main() {
	var once sync.Once
	for range 2 {
		try(func() {
			once.Do(func() {
				fmt.Println("once")
				panic("it failed")
			})
		})
	}

	f := sync.OnceFunc(func() {
		fmt.Println("once")
		panic("the func failed")
	})
	try(f)
	try(f)

	asked := 0
	value := sync.OnceValue(func() int {
		asked++
		return 42
	})
	results := make(chan int)
	for range 10 {
		go func() { results <- value() }()
	}
	sum := 0
	for range 10 {
		sum += <-results
	}
	fmt.Println("sum", sum, "asked", asked)
}
