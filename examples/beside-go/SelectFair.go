// Of several ready cases a select takes each as often as any other, and a channel that is listed
// twice twice as often. What is printed is whether a count is within six standard deviations.
package main

import (
	"fmt"
	"math"
)

const turns = 20000

func near(count int, p float64) bool {
	return math.Abs(float64(count)-turns*p) < 6*math.Sqrt(turns*p*(1-p))
}

func main() {
	a, b, closed := make(chan int, 1), make(chan int, 1), make(chan int)
	close(closed)
	fromA, toB, fromClosed := 0, 0, 0
	a <- 0
	for range turns {
		select {
		case <-a:
			fromA++
			a <- 0
		case b <- 0:
			toB++
			<-b
		case <-closed:
			fromClosed++
		}
	}
	fmt.Println("one in three", near(fromA, 1.0/3), near(toB, 1.0/3), near(fromClosed, 1.0/3))

	once := 0
	b <- 0
	for range turns {
		select {
		case <-a:
			a <- 0
		case <-a:
			a <- 0
		case <-b:
			once++
			b <- 0
		}
	}
	fmt.Println("listed once beside twice", near(once, 1.0/3))
}
