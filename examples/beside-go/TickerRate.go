// A ticker limits a rate: n requests in order take no less than n periods.
package main

import (
	"fmt"
	"time"
)

func main() {
	const period = 4 * time.Millisecond
	requests := make(chan int, 5)
	for n := 1; n <= 5; n++ {
		requests <- n
	}
	close(requests)
	start := time.Now()
	limiter := time.NewTicker(period)
	defer limiter.Stop()
	for n := range requests {
		<-limiter.C
		fmt.Println("request", n, "not too early", time.Since(start) >= time.Duration(n)*period)
	}
}
