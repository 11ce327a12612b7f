// A generator whose reader breaks off is told so, and has cleaned up after itself before the reader
// goes on.
//
// Go's is a function that a range calls, in the same goroutine; Millrace's a goroutine of its own,
// which a pipeline ends when the reader stops.
package main

import (
	"fmt"
	"iter"
)

func fibonacci() iter.Seq[int] {
	return func(yield func(int) bool) {
		defer fmt.Println("cleaned up")
		a, b := 0, 1
		for yield(a) {
			a, b = b, a+b
		}
	}
}

func even(in iter.Seq[int]) iter.Seq[int] {
	return func(yield func(int) bool) {
		for n := range in {
			if n%2 == 0 && !yield(n) {
				return
			}
		}
	}
}

func main() {
	for n := range even(fibonacci()) {
		if n > 1000 {
			break
		}
		fmt.Println(n)
	}
	fmt.Println("after the loop")
}
