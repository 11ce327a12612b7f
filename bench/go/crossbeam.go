package main

import (
	"sync"
	"sync/atomic"
)

// The shapes of crossbeam-channel's benchmarks; beside it: CrossbeamRows.java of each system.

const threads = 4

func crossbeamRows() {
	row("sequential-n", func(n int) int { return sequential(make(chan int, n), n) })
	shapes("0", func(n int) chan int { return make(chan int) })
	shapes("1", func(n int) chan int { return make(chan int, 1) })
	shapes("n", func(n int) chan int { return make(chan int, n) })
}

func shapes(capacity string, channel func(n int) chan int) {
	channels := func(n int) []chan int {
		ch := make([]chan int, threads)
		for k := range ch {
			ch[k] = channel(n)
		}
		return ch
	}
	row("one-to-one-"+capacity, func(n int) int { return oneToOneOver(channel(n), n) })
	row("many-to-one-"+capacity, func(n int) int { return manyToOne(channel(n), n) })
	row("many-to-many-"+capacity, func(n int) int { return manyToMany(channel(n), n) })
	row("select-receive-"+capacity, func(n int) int { return selectReceive(channels(n), n) })
	row("select-both-"+capacity, func(n int) int { return selectBoth(channels(n), n) })
}

func sequential(ch chan int, n int) int {
	sendAll(ch, n)
	return receiveAll(ch, n)
}

func oneToOneOver(ch chan int, n int) int {
	go sendAll(ch, n)
	return receiveAll(ch, n)
}

func manyToOne(ch chan int, n int) int {
	for k := 0; k < threads; k++ {
		go sendAll(ch, n/threads)
	}
	return receiveAll(ch, n)
}

func manyToMany(ch chan int, n int) int {
	var wg sync.WaitGroup
	var sum atomic.Int64
	wg.Add(2 * threads)
	for k := 0; k < threads; k++ {
		go func() {
			defer wg.Done()
			sendAll(ch, n/threads)
		}()
		go func() {
			defer wg.Done()
			sum.Add(int64(receiveAll(ch, n/threads)))
		}()
	}
	wg.Wait()
	return int(sum.Load())
}

func selectReceive(ch []chan int, n int) int {
	for k := range ch {
		go sendAll(ch[k], n/threads)
	}
	return receiveAny(ch, n)
}

func selectBoth(ch []chan int, n int) int {
	var wg sync.WaitGroup
	var sum atomic.Int64
	wg.Add(2 * threads)
	for k := 0; k < threads; k++ {
		go func() {
			defer wg.Done()
			sendAny(ch, n/threads)
		}()
		go func() {
			defer wg.Done()
			sum.Add(int64(receiveAny(ch, n/threads)))
		}()
	}
	wg.Wait()
	return int(sum.Load())
}

func sendAny(ch []chan int, n int) {
	a, b, c, d := ch[0], ch[1], ch[2], ch[3]
	for i := 0; i < n; i++ {
		select {
		case a <- element(i):
		case b <- element(i):
		case c <- element(i):
		case d <- element(i):
		}
	}
}

func receiveAny(ch []chan int, n int) int {
	a, b, c, d := ch[0], ch[1], ch[2], ch[3]
	sum := 0
	for i := 0; i < n; i++ {
		select {
		case v := <-a:
			sum += v
		case v := <-b:
			sum += v
		case v := <-c:
			sum += v
		case v := <-d:
			sum += v
		}
	}
	return sum
}
