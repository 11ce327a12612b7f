// Hoare's dining philosophers, forks and the footman as channels: with four seats for five they all
// eat as often as they want.
package main

import (
	"fmt"
	"sync"
)

func main() {
	const n, meals = 5, 200
	footman := make(chan bool, n-1)
	forks := make([]chan bool, n)
	for i := range forks {
		forks[i] = make(chan bool, 1)
		forks[i] <- true
	}
	eaten := make([]int, n)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			left, right := forks[i], forks[(i+1)%n]
			for range meals {
				footman <- true
				<-left
				<-right
				eaten[i]++
				left <- true
				right <- true
				<-footman
			}
		})
	}
	wg.Wait()
	onTable := 0
	for i, fork := range forks {
		onTable += len(fork)
		fmt.Println("philosopher", i, "ate", eaten[i])
	}
	fmt.Println("forks on the table", onTable, "at the table", len(footman))
}
