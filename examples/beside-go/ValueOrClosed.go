// What was sent before a close is received after it, and only then the end: by any number of
// receivers, again and again.
//
// A closed channel gives Go's receiver a zero value besides, and Millrace's none.
package main

import "fmt"

func main() {
	ch := make(chan string, 2)
	ch <- "one"
	ch <- ""
	close(ch)
	for range 4 {
		if v, ok := <-ch; ok {
			fmt.Printf("value <%s>\n", v)
		} else {
			fmt.Println("closed")
		}
	}
	for v := range ch {
		fmt.Println("never printed", v)
	}

	waiting, ends := make(chan int), make(chan bool)
	for range 3 {
		go func() {
			_, ok := <-waiting
			ends <- !ok
		}()
	}
	close(waiting)
	fmt.Println("ends", <-ends, <-ends, <-ends)
}
