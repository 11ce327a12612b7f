// When main returns the process ends, whatever goroutines still run; their deferred calls do not.
package main

import (
	"fmt"
	"time"
)

func main() {
	ready := make(chan int)
	for n := range 3 {
		go func() {
			defer fmt.Println("never printed")
			ready <- n
			time.Sleep(time.Hour)
			panic("never reached")
		}()
	}
	fmt.Println("sum of those who run", <-ready+<-ready+<-ready)
}
