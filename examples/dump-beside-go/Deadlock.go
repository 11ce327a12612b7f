// Ends with exit code 2: all goroutines are asleep - deadlock!
package main

import "sync"

func worker(ch chan int) { <-ch }

func main() {
	ch := make(chan int)
	go worker(ch)
	var wg sync.WaitGroup
	wg.Add(1)
	wg.Wait()
}
