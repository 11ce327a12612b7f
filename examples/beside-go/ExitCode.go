// A goroutine may end the process with a code of its own; no deferred call runs then.
package main

import (
	"fmt"
	"os"
)

func main() {
	defer fmt.Println("never printed")
	go func() {
		defer fmt.Println("never printed")
		fmt.Println("bye")
		os.Exit(3)
	}()
	select {}
}
