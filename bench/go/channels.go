package main

import (
	"fmt"
	"sync"
	"sync/atomic"
)

// Channels and goroutines; beside it: ChannelRows.java of each system.

const (
	stages   = 10_000
	allPairs = 10_000
)

func channelRows() {
	row("rendezvous", func(n int) int { return oneToOne(0, n) })
	row("buffered-16", func(n int) int { return oneToOne(16, n) })
	row("buffered-100", func(n int) int { return oneToOne(100, n) })
	for _, capacity := range []int{0, 16, 100, 1000} {
		row(fmt.Sprint("four-to-four-", capacity), func(n int) int { return fourToFour(capacity, n) })
	}
	row("uncontended", uncontended)
	row("ping-pong", pingPong)
	row("spawn", spawn)
	row("spawn-result", spawnResult)
	row("sieve", sieve)
	for _, capacity := range []int{0, 16, 100} {
		row(fmt.Sprint("chain-", capacity), func(n int) int { return chain(capacity, n) })
		row(fmt.Sprint("pairs-", capacity), func(n int) int { return pairs(allPairs, capacity, n) })
	}
	for _, carriers := range []int{1, 2, 4, 8} { // GOMAXPROCS is set by whoever starts us
		row(fmt.Sprint("carriers-", carriers), func(n int) int { return pairs(100, 16, n) })
	}
}

func sendAll(ch chan<- int, n int) {
	for i := 0; i < n; i++ {
		ch <- element(i)
	}
}

func receiveAll(ch <-chan int, n int) int {
	sum := 0
	for i := 0; i < n; i++ {
		sum += <-ch
	}
	return sum
}

func oneToOne(capacity, n int) int {
	ch := make(chan int, capacity)
	go sendAll(ch, n)
	return receiveAll(ch, n)
}

func fourToFour(capacity, n int) int {
	ch := make(chan int, capacity)
	var wg sync.WaitGroup
	var sum atomic.Int64
	wg.Add(8)
	for k := 0; k < 4; k++ {
		go func() {
			defer wg.Done()
			sendAll(ch, n/4)
		}()
		go func() {
			defer wg.Done()
			sum.Add(int64(receiveAll(ch, n/4)))
		}()
	}
	wg.Wait()
	return int(sum.Load())
}

func uncontended(n int) int {
	ch := make(chan int, 128)
	sum := 0
	for i := 0; i < n; i++ {
		ch <- element(i)
		sum += <-ch
	}
	return sum
}

func pingPong(n int) int {
	ping := make(chan int)
	pong := make(chan int)
	go func() {
		for i := 0; i < n; i++ {
			pong <- <-ping
		}
	}()
	sum := 0
	for i := 0; i < n; i++ {
		ping <- element(i)
		sum += <-pong
	}
	return sum
}

func spawn(n int) int {
	var wg sync.WaitGroup
	var ran atomic.Int64
	wg.Add(n)
	for i := 0; i < n; i++ {
		go func() {
			ran.Add(1)
			wg.Done()
		}()
	}
	wg.Wait()
	return int(ran.Load())
}

func spawnResult(n int) int {
	sum := 0
	for i := 0; i < n; i++ {
		result := make(chan int)
		go func() { result <- element(i) }()
		sum += <-result
	}
	return sum
}

// sieve adds up the primes below n: each that is found becomes one more filter.
func sieve(n int) int {
	numbers := make(chan int)
	go func() {
		defer close(numbers)
		for i := 2; i < n; i++ {
			numbers <- i
		}
	}()
	sum := 0
	in := numbers
	for {
		prime, ok := <-in
		if !ok {
			return sum
		}
		sum += prime
		filtered := make(chan int)
		go filter(in, filtered, prime)
		in = filtered
	}
}

func filter(in <-chan int, out chan<- int, prime int) {
	defer close(out)
	for i := range in {
		if i%prime != 0 {
			out <- i
		}
	}
}

func chain(capacity, n int) int {
	first := make(chan int, capacity)
	go sendAll(first, n)
	in := first
	for stage := 1; stage < stages; stage++ {
		from, to := in, make(chan int, capacity)
		go func() {
			for i := 0; i < n; i++ {
				to <- <-from
			}
		}()
		in = to
	}
	return receiveAll(in, n)
}

func pairs(pairs, capacity, n int) int {
	var wg sync.WaitGroup
	var sum atomic.Int64
	wg.Add(2 * pairs)
	for k := 0; k < pairs; k++ {
		ch := make(chan int, capacity)
		go func() {
			defer wg.Done()
			sendAll(ch, n)
		}()
		go func() {
			defer wg.Done()
			sum.Add(int64(receiveAll(ch, n)))
		}()
	}
	wg.Wait()
	return int(sum.Load())
}
