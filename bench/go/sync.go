package main

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

// Locks, wait groups, contexts and timers; beside it: SyncRows.java of each system.

const (
	contenders = 8
	members    = 100
)

func syncRows() {
	row("mutex-uncontended", func(n int) int {
		var mutex sync.Mutex
		var c counter
		return c.add(&mutex, n)
	})
	row("mutex-contended", mutexContended)
	row("rw-mutex-uncontended", func(n int) int {
		var mutex sync.RWMutex
		var c counter
		return c.add(mutex.RLocker(), n)
	})
	row("rw-mutex-contended", rwMutexContended)
	row("wait-group", waitGroup)
	row("context-cancel", contextCancel)
	measured("timers-pending", timersPending)
	measured("ticker", ticker)
}

type counter struct{ value int }

func (c *counter) add(lock sync.Locker, n int) int {
	for i := 0; i < n; i++ {
		lock.Lock()
		c.value++
		lock.Unlock()
	}
	return c.value
}

func mutexContended(n int) int {
	var mutex sync.Mutex
	var c counter
	var wg sync.WaitGroup
	wg.Add(contenders)
	for k := 0; k < contenders; k++ {
		go func() {
			defer wg.Done()
			c.add(&mutex, n/contenders)
		}()
	}
	wg.Wait()
	return c.value
}

// Nine of ten read.
func rwMutexContended(n int) int {
	var mutex sync.RWMutex
	var c counter
	var reads atomic.Int64
	var wg sync.WaitGroup
	wg.Add(contenders)
	for k := 0; k < contenders; k++ {
		go func() {
			defer wg.Done()
			read := 0
			for i := 0; i < n/contenders; i++ {
				if i%10 == 0 {
					c.add(&mutex, 1)
				} else {
					mutex.RLock()
					if c.value >= 0 {
						read++
					}
					mutex.RUnlock()
				}
			}
			reads.Add(int64(read))
		}()
	}
	wg.Wait()
	return c.value + int(reads.Load())
}

func waitGroup(n int) int {
	var ran atomic.Int64
	for i := 0; i < n; i++ {
		var wg sync.WaitGroup
		wg.Add(members)
		for k := 0; k < members; k++ {
			go func() {
				ran.Add(1)
				wg.Done()
			}()
		}
		wg.Wait()
	}
	return int(ran.Load())
}

// A root with ten children, which have a hundred each.
func contextCancel(n int) int {
	done := 0
	for i := 0; i < n; i++ {
		root, cancel := context.WithCancel(context.Background())
		var leaves []context.Context
		for k := 0; k < 10; k++ {
			child, cancelChild := context.WithCancel(root)
			defer cancelChild()
			for leaf := 0; leaf < 100; leaf++ {
				leaf, cancelLeaf := context.WithCancel(child)
				defer cancelLeaf()
				leaves = append(leaves, leaf)
			}
		}
		cancel()
		for _, leaf := range leaves {
			if leaf.Err() != nil {
				done++
			}
		}
	}
	return done
}

// liveBytes is what lives on the heap and on stacks; 0 where few share it, as Probes.java says.
func liveBytes(n int) float64 {
	if n < 8_000 {
		return 0
	}
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return float64(stats.HeapAlloc + stats.StackInuse)
}

func each(total time.Duration, n int) float64 { return float64(total.Nanoseconds()) / float64(n) }

func timersPending(n int, f figures) int {
	before := liveBytes(n)
	began := time.Now()
	timers := make([]*time.Timer, n)
	for i := range timers {
		timers[i] = time.NewTimer(time.Hour)
	}
	f["start"] = each(time.Since(began), n)
	f["bytes"] = (liveBytes(n) - before) / float64(n)
	stopping := time.Now()
	stopped := 0
	for _, timer := range timers {
		if timer.Stop() {
			stopped++
		}
	}
	f["stop"] = each(time.Since(stopping), n)
	return stopped
}

func ticker(n int, f figures) int {
	jitter := make([]time.Duration, n)
	ticker := time.NewTicker(time.Millisecond)
	defer ticker.Stop()
	<-ticker.C
	last := time.Now()
	for i := range jitter {
		<-ticker.C
		now := time.Now()
		jitter[i] = (now.Sub(last) - time.Millisecond).Abs()
		last = now
	}
	f.latencies(jitter)
	return n
}
