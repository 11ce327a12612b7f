// Contexts form a tree: to cancel one ends all below it, and none above or beside it. Why it ended
// goes down with it, and whoever cancels first says why.
package main

import (
	"context"
	"errors"
	"fmt"
)

func main() {
	root, cancelRoot := context.WithCancelCause(context.Background())
	left, cancelLeft := context.WithCancel(root)
	right, cancelRight := context.WithCancelCause(root)
	leaf, cancelLeaf := context.WithCancel(left)
	defer cancelLeaf()
	report := func(when string) {
		fmt.Println(when)
		for i, ctx := range []context.Context{root, left, right, leaf} {
			fmt.Println(" ", i, ctx.Err(), "/", context.Cause(ctx))
		}
	}

	report("all live")
	cancelLeft()
	cancelLeft()
	report("left canceled")
	cancelRight(errors.New("no room"))
	cancelRight(errors.New("too late"))
	report("right canceled with a cause")
	cancelRoot(errors.New("shutting down"))
	report("root canceled with a cause")

	late, cancelLate := context.WithCancel(root)
	defer cancelLate()
	<-late.Done()
	fmt.Println("derived from one that is done:", late.Err(), "/", context.Cause(late))
}
