// Readers share a lock, and a writer that waits for them holds off new ones.
//
// One RUnlock too many is a fatal error in Go; in Millrace an exception like any other.
package main

import (
	"fmt"
	"sync"
	"time"
)

func main() {
	var mu sync.RWMutex
	mu.RLock()
	fmt.Println("beside a reader: read", mu.TryRLock(), "write", mu.TryLock())
	mu.RUnlock()

	wrote := make(chan bool)
	go func() {
		mu.Lock()
		fmt.Println("the writer writes")
		fmt.Println("beside a writer: read", mu.TryRLock(), "write", mu.TryLock())
		mu.Unlock()
		close(wrote)
	}()
	for mu.TryRLock() { // until the writer waits
		mu.RUnlock()
		time.Sleep(time.Millisecond)
	}
	fmt.Println("the reader is done")
	mu.RUnlock()
	<-wrote
	fmt.Println("after both: write", mu.TryLock())
	mu.Unlock()
	mu.RUnlock()
}
