// Has goroutines in every state that Go has a word for, each in a function of its own, and dumps
// them.
package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"runtime"
	"strings"
	"sync"
	"time"
)

func chanSend()     { make(chan int) <- 1 }
func chanSendFull() { ch := make(chan int, 1); ch <- 1; ch <- 2 }
func chanReceive()  { <-make(chan int) }
func chanRange() {
	for range make(chan int) {
	}
}
func chanSendNil()    { var ch chan int; ch <- 1 }
func chanReceiveNil() { var ch chan int; <-ch }
func timerReceive()   { <-time.After(time.Hour) }
func contextDone() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	<-ctx.Done()
}
func selectTwo() {
	select {
	case <-make(chan int):
	case make(chan int) <- 1:
	}
}
func selectNil() {
	var ch chan int
	select {
	case <-ch:
	case ch <- 1:
	}
}
func selectWithTime() {
	select {
	case <-make(chan int):
	case <-time.After(time.Hour):
	}
}
func selectNoCases()         { select {} }
func mutexLock()             { var mu sync.Mutex; mu.Lock(); mu.Lock() }
func rwMutexLock()           { var rw sync.RWMutex; rw.RLock(); rw.Lock() }
func rwMutexReadLock()       { var rw sync.RWMutex; rw.Lock(); rw.RLock() }
func waitGroupWait()         { var wg sync.WaitGroup; wg.Add(1); wg.Wait() }
func condWait()              { var mu sync.Mutex; c := sync.NewCond(&mu); mu.Lock(); c.Wait() }
func sleeps()                { time.Sleep(time.Hour) }
func once(o *sync.Once)      { o.Do(chanRange) }
func accepts(l net.Listener) { l.Accept() }
func reads(c net.Conn)       { c.Read(make([]byte, 1)) }
func computes() {
	for {
	}
}

func main() {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	quiet, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	conn, err := net.Dial("tcp", quiet.Addr().String())
	if err != nil {
		panic(err)
	}
	var o sync.Once
	all := []func(){
		chanSend, chanSendFull, chanReceive, chanRange, chanSendNil, chanReceiveNil, timerReceive, contextDone, selectTwo, selectNil,
		selectWithTime, selectNoCases, mutexLock, rwMutexLock, rwMutexReadLock, waitGroupWait, condWait, sleeps, computes,
		func() { once(&o) }, func() { once(&o) }, func() { accepts(l) }, func() { reads(conn) }, func() { reads(conn) },
	}
	for _, f := range all {
		go f()
	}
	buf := make([]byte, 1<<20)
	for {
		dump := string(buf[:runtime.Stack(buf, true)])
		// main, computes, and those that wait
		if strings.Count(dump, "[running")+strings.Count(dump, "[runnable") <= 2 {
			fmt.Print(dump)
			os.Exit(0)
		}
		time.Sleep(time.Millisecond)
	}
}
