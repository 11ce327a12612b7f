// A task that waits for a context's end: its stop says whether it has kept the task from running.
package main

import (
	"context"
	"fmt"
)

func main() {
	ctx, cancel := context.WithCancel(context.Background())
	ran := make(chan string)
	stopKept := context.AfterFunc(ctx, func() { ran <- "kept" })
	stopDropped := context.AfterFunc(ctx, func() { ran <- "dropped" })
	fmt.Println("stop before the end", stopDropped(), stopDropped())
	select {
	case name := <-ran:
		fmt.Println(name)
	default:
		fmt.Println("nothing ran")
	}
	cancel()
	fmt.Println("stop after the end", stopKept(), stopDropped())
	fmt.Println("ran", <-ran)
	fmt.Println("stop after the run", stopKept())

	stopLate := context.AfterFunc(ctx, func() { ran <- "late" })
	fmt.Println("on one that is done", <-ran, stopLate())

	// The end of a parent runs what waits for a child.
	parent, cancelParent := context.WithCancel(context.Background())
	child, cancelChild := context.WithCancel(parent)
	defer cancelChild()
	context.AfterFunc(child, func() { ran <- child.Err().Error() })
	cancelParent()
	fmt.Println("through a child:", <-ran)
}
