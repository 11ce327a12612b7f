package main

import (
	"fmt"
	"math"
	"runtime"
	"sort"
	"sync"
	"sync/atomic"
	"time"
)

// How goroutines are run: many, politely, side by side; beside it: RunningRows.java of each system.

const (
	workingPairs = 5_000
	parked       = 10_000
	twoMicros    = 1150 // steps of work that take about that long
)

func runningRows() {
	for _, count := range []int{1, 1_000, 100_000, 1_000_000} {
		measured(fmt.Sprint("scale-", count), scale)
	}
	// A thousand times as many, or neither clock nor collector would see them.
	measured("units-8", func(n int, f figures) int { return scale(1_000*n, f) / 1_000 })
	measured("handoff-busy", handoffBusy)
	measured("longest-wait-hogs", longestWaitBesideHogs)
	measured("longest-wait-ping-pong", longestWaitBesidePingPong)
	measured("cpu-trickle", cpuOfTrickle)
	measured("cpu-parked", cpuOfParked)
	measured("work-pairs", workPairs)
	measured("work-stages-2us", func(n int, f figures) int { return workStages(twoMicros, n, f) })
	measured("work-stages-20us", func(n int, f figures) int { return workStages(10*twoMicros, n, f) })
}

// work works on an element for some steps, and makes another element of it.
func work(element, steps int) int {
	x := uint64(element + 1)
	for i := 0; i < steps; i++ {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
	}
	return int(x & 127)
}

// latencies adds the percentiles, in microseconds.
func (f figures) latencies(all []time.Duration) {
	sort.Slice(all, func(i, j int) bool { return all[i] < all[j] })
	percentile := func(part float64) float64 {
		i := min(len(all)-1, int(math.Round(part*float64(len(all)))))
		return float64(all[i].Nanoseconds()) / 1e3
	}
	f["p50"] = percentile(0.5)
	f["p99"] = percentile(0.99)
	f["p99.9"] = percentile(0.999)
}

// ---- scale

func scale(n int, f figures) int {
	wake := make(chan struct{})
	end := make(chan struct{})
	var started, woken, ended sync.WaitGroup
	started.Add(n)
	woken.Add(n)
	ended.Add(n)
	var ran atomic.Int64
	before := liveBytes(n)
	t0 := time.Now()
	for i := 0; i < n; i++ {
		go func() {
			started.Done()
			parkDeep(3, wake)
			ran.Add(1)
			woken.Done()
			parkDeep(3, end)
			ended.Done()
		}()
	}
	started.Wait()
	t1 := time.Now()
	f["bytes"] = (liveBytes(n) - before) / float64(n)
	t2 := time.Now()
	close(wake)
	woken.Wait()
	t3 := time.Now()
	close(end)
	ended.Wait()
	f["start"] = each(t1.Sub(t0), n)
	f["wake"] = each(t3.Sub(t2), n)
	f["end"] = each(time.Since(t3), n)
	return int(ran.Load())
}

// parkDeep waits below a small stack, until the channel is closed.
//
//go:noinline
func parkDeep(depth int, closed <-chan struct{}) {
	if depth > 0 {
		parkDeep(depth-1, closed)
		return
	}
	<-closed
}

// ---- latency and politeness: all end by their own clocks, for whoever should end them may get no turn

func carriers() int { return runtime.GOMAXPROCS(0) }

// A message a millisecond; each counts from when it was due, or one that starves would not show.
func handoffBusy(n int, f figures) int {
	began := time.Now()
	until := began.Add(time.Duration(n) * time.Millisecond)
	var busy sync.WaitGroup
	var worked atomic.Int64
	for k := 0; k < 2*carriers(); k++ {
		ch := make(chan int)
		busy.Add(2)
		go func() {
			defer busy.Done()
			defer close(ch)
			for i := 0; time.Now().Before(until); i++ {
				ch <- work(element(i), twoMicros)
			}
		}()
		go func() {
			defer busy.Done()
			for i := range ch {
				worked.Add(int64(work(i, twoMicros)))
			}
		}()
	}
	dueTimes := make(chan time.Time)
	go func() {
		for i := 1; i <= n; i++ {
			due := began.Add(time.Duration(i) * time.Millisecond)
			time.Sleep(time.Until(due))
			dueTimes <- due
		}
	}()
	latencies := make([]time.Duration, n)
	for i := range latencies {
		latencies[i] = time.Since(<-dueTimes)
	}
	busy.Wait()
	f.latencies(latencies)
	return n
}

// Each of n times as many hogs as there are carriers compute for 100 ms, without a pause.
func longestWaitBesideHogs(n int, f figures) int {
	longest := time.Duration(0)
	for i := 0; i < n; i++ {
		var hogs atomic.Int64
		hogs.Store(int64(carriers()))
		for k := 0; k < carriers(); k++ {
			go func() {
				for began := time.Now(); time.Since(began) < 100*time.Millisecond; {
				}
				hogs.Add(-1)
			}()
		}
		for hogs.Load() > 0 {
			longest = max(longest, waitForTurn())
		}
	}
	f["longest"] = each(longest, 1_000)
	return n
}

// waitForTurn says how long this goroutine, which could run, has to wait until it does.
func waitForTurn() time.Duration {
	began := time.Now()
	runtime.Gosched()
	return time.Since(began)
}

func longestWaitBesidePingPong(n int, f figures) int {
	until := time.Now().Add(time.Duration(n) * time.Millisecond)
	var players sync.WaitGroup
	for k := 0; k < carriers(); k++ {
		ping := make(chan int)
		pong := make(chan int)
		players.Add(2)
		go func() {
			defer players.Done()
			defer close(ping)
			for i := 0; time.Now().Before(until); i++ {
				ping <- element(i)
				<-pong
			}
		}()
		go func() {
			defer players.Done()
			for i := range ping {
				pong <- i
			}
		}()
	}
	longest := time.Duration(0)
	for time.Now().Before(until) {
		longest = max(longest, waitForTurn())
	}
	players.Wait()
	f["longest"] = each(longest, 1_000)
	return n
}

func cpuOfTrickle(n int, f figures) int {
	ch := make(chan int)
	cpu := cpuTime()
	began := time.Now()
	go func() {
		for i := 0; i < n; i++ {
			time.Sleep(time.Millisecond)
			ch <- element(i)
		}
	}()
	sum := receiveAll(ch, n)
	f["cpu"] = 100 * float64(cpuTime()-cpu) / float64(time.Since(began))
	return sum
}

func cpuOfParked(n int, f figures) int {
	end := make(chan struct{})
	var ended sync.WaitGroup
	ended.Add(parked)
	for k := 0; k < parked; k++ {
		go func() {
			defer ended.Done()
			parkDeep(3, end)
		}()
	}
	time.Sleep(100 * time.Millisecond) // for all of them to park
	cpu := cpuTime()
	began := time.Now()
	time.Sleep(time.Duration(n) * time.Millisecond)
	f["cpu"] = 100 * float64(cpuTime()-cpu) / float64(time.Since(began))
	close(end)
	ended.Wait()
	return n
}

// ---- parallel work

func workPairs(n int, f figures) int {
	t0 := time.Now()
	alone := 0
	for k := 0; k < workingPairs; k++ {
		for i := 0; i < n; i++ {
			alone += work(element(i), twoMicros)
		}
	}
	t1 := time.Now()
	var wg sync.WaitGroup
	var sum atomic.Int64
	wg.Add(2 * workingPairs)
	for k := 0; k < workingPairs; k++ {
		ch := make(chan int)
		go func() {
			defer wg.Done()
			for i := 0; i < n; i++ {
				ch <- work(element(i), twoMicros)
			}
		}()
		go func() {
			defer wg.Done()
			sum.Add(int64(receiveAll(ch, n)))
		}()
	}
	wg.Wait()
	t2 := time.Now()
	f["item"] = each(t2.Sub(t1), 1_000*workingPairs*n)
	f["of-serial"] = float64(t2.Sub(t1)) / float64(t1.Sub(t0))
	return int(sum.Load()) + alone
}

func workStages(steps, n int, f figures) int {
	t0 := time.Now()
	alone := 0
	for i := 0; i < n; i++ {
		alone += work(work(element(i), steps), steps)
	}
	t1 := time.Now()
	ch := make(chan int)
	go func() {
		for i := 0; i < n; i++ {
			ch <- work(element(i), steps)
		}
	}()
	sum := 0
	for i := 0; i < n; i++ {
		sum += work(<-ch, steps)
	}
	t2 := time.Now()
	f["item"] = each(t2.Sub(t1), 1_000*n)
	f["of-serial"] = float64(t2.Sub(t1)) / float64(t1.Sub(t0))
	return sum + alone
}
