// Of several tasks the first that fails ends the others, and its error is the one that is reported.
//
// Go's errgroup is no part of its standard library, so it is written out; Millrace has Group.
package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
)

type group struct {
	wg     sync.WaitGroup
	once   sync.Once
	err    error
	cancel context.CancelFunc
}

func (g *group) run(f func() error) {
	g.wg.Go(func() {
		if err := f(); err != nil {
			g.once.Do(func() {
				g.err = err
				g.cancel()
			})
		}
	})
}

func (g *group) wait() error {
	g.wg.Wait()
	g.cancel()
	return g.err
}

func newGroup() (*group, context.Context) {
	ctx, cancel := context.WithCancel(context.Background())
	return &group{cancel: cancel}, ctx
}

func main() {
	g, ctx := newGroup()
	results := make(chan int, 3)
	for n := range 3 {
		g.run(func() error {
			results <- n * n
			return nil
		})
	}
	fmt.Println("all well:", g.wait(), ctx.Err())
	fmt.Println("sum", <-results+<-results+<-results)

	g, ctx = newGroup()
	ended := make(chan bool, 4)
	for range 4 {
		g.run(func() error {
			defer func() { ended <- true }()
			<-ctx.Done()
			return errors.New("a later failure")
		})
	}
	g.run(func() error { return errors.New("the first failure") })
	fmt.Println("one failed:", g.wait())
	fmt.Println("ended", len(ended))
}
