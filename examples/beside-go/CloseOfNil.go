// A panic in a goroutine ends the process while main waits for it.
package main

import "sync"

func main() {
	var wg sync.WaitGroup
	var never chan int
	wg.Go(func() { close(never) })
	wg.Wait()
	println("never printed")
}
