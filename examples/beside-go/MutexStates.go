// A mutex belongs to nobody: one goroutine may lock it and another unlock it. To unlock one that
// is not locked ends the process.
//
// In Go that is a fatal error, which cannot be recovered; in Millrace an exception like any other.
package main

import (
	"fmt"
	"sync"
)

func main() {
	var mu sync.Mutex
	fmt.Println("try", mu.TryLock(), mu.TryLock())
	unlocked := make(chan bool)
	go func() {
		mu.Unlock()
		close(unlocked)
	}()
	<-unlocked
	fmt.Println("try after another's unlock", mu.TryLock())
	mu.Unlock()

	counter := 0
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 1000 {
				mu.Lock()
				counter++
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	fmt.Println("counter", counter)
	mu.Unlock()
}
