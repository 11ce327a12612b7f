package main

import (
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

// The programs that are run without and with -race; beside them: the package dev.millrace.bench.race.

var kernels = map[string]func(n int, f figures) int{}

func kernel(name string, body func(n int) int) {
	kernels[name] = func(n int, _ figures) int { return body(n) }
}

func raceKernels() {
	kernel("eratosthenes", eratosthenes)
	kernel("eratosthenes-passed", eratosthenes)
	kernel("matmul", matmul)
	kernel("matmul-passed", matmul)
	kernel("fields", fieldUpdates)
	kernel("structs", structs)
	kernel("quicksort", quicksort)
	kernel("hash-own", hashOwn)
	kernel("nbody", nbody)
	kernel("fib", fib)
	kernel("mandelbrot", mandelbrot)
	kernel("trees", trees)
	kernel("hash-standard", hashStandard)
	kernel("strings", buildStrings)
	kernel("mutex-fields", func(n int) int {
		var a account
		a.add(n)
		return a.sum()
	})
	kernel("mutex-four", mutexFour)
	kernel("pool-4", pool)
	kernel("racy", racy)
	kernels["memory-idle"] = func(_ int, f figures) int { return peak(1, f) }
	kernels["memory-tree"] = func(n int, f figures) int {
		t := makeTree(n)
		return peak(t.count(), f)
	}
	kernels["memory-array"] = memoryArray
	kernels["memory-map"] = memoryMap
	for _, count := range []int{8_000, 100_000, 1_000_000} {
		kernels[fmt.Sprint("parked-", count)] = parkAll
	}
}

// ---- memory

func eratosthenes(n int) int {
	composite := make([]bool, n+1)
	primes := 0
	for i := 2; i <= n; i++ {
		if !composite[i] {
			primes++
			for k := i * i; k <= n; k += i {
				composite[k] = true
			}
		}
	}
	return primes
}

func matrix(n int) [][]float64 {
	m := make([][]float64, n)
	for i := range m {
		m[i] = make([]float64, n)
	}
	return m
}

func matmul(n int) int {
	a, b, c := matrix(n), matrix(n), matrix(n)
	for i := 0; i < n; i++ {
		for k := 0; k < n; k++ {
			a[i][k] = float64((i + k) % 7)
			b[i][k] = float64((i * k) % 5)
		}
	}
	for i := 0; i < n; i++ {
		for j := 0; j < n; j++ {
			sum := 0.0
			for k := 0; k < n; k++ {
				sum += a[i][k] * b[k][j]
			}
			c[i][j] = sum
		}
	}
	trace := 0.0
	for i := 0; i < n; i++ {
		trace += c[i][i]
	}
	return int(trace)
}

type updated struct {
	x int32
	y int64
}

func fieldUpdates(n int) int {
	const objects = 1_024
	all := make([]*updated, objects)
	for i := range all {
		all[i] = &updated{}
	}
	for i := 0; i < n; i++ {
		u := all[i&(objects-1)]
		u.x++
		u.y += int64(int32(i) ^ u.x)
	}
	sum := int64(0)
	for _, u := range all {
		sum += int64(u.x) + u.y
	}
	return int(sum)
}

type particle struct {
	x, y, vx, vy float64
	bounces      int32
}

// In Java an array of objects, in Go of structs: as one writes it in either.
func structs(n int) int {
	particles := make([]particle, min(n, 10_000))
	for i := range particles {
		p := &particles[i]
		p.x = float64(i & 63)
		p.y = float64(i & 31)
		p.vx = float64(i%5) + 1
		p.vy = float64(i%3) + 1
	}
	for done := 0; done+len(particles) <= n; done += len(particles) {
		for i := range particles {
			p := &particles[i]
			p.x += p.vx
			p.y += p.vy
			if p.x > 100 || p.x < 0 {
				p.vx = -p.vx
				p.bounces++
			}
			if p.y > 100 || p.y < 0 {
				p.vy = -p.vy
				p.bounces++
			}
		}
	}
	sum := 0
	for i := range particles {
		p := &particles[i]
		sum += int(p.x+p.y) + int(p.bounces)
	}
	return sum
}

func quicksort(n int) int {
	values := make([]int32, n)
	random := int32(12_345)
	for i := range values {
		random = random*1_103_515_245 + 12_345
		values[i] = int32(uint32(random) >> 8)
	}
	quick(values, 0, n-1)
	sum := 0
	for i, value := range values {
		sum += int(value) * (i & 15)
	}
	return sum
}

func quick(values []int32, low, high int) {
	for low < high {
		pivot := values[(low+high)/2]
		i, j := low, high
		for i <= j {
			for values[i] < pivot {
				i++
			}
			for values[j] > pivot {
				j--
			}
			if i <= j {
				values[i], values[j] = values[j], values[i]
				i++
				j--
			}
		}
		quick(values, low, j)
		low = i
	}
}

const hashKeys = 1 << 14

// A hash map of one's own: open addressing over slices, never shared.
type ownMap struct {
	keys   []int32
	values []int64
	size   int
}

func hashOwn(n int) int {
	m := &ownMap{keys: make([]int32, 64), values: make([]int64, 64)}
	sum := int64(0)
	random := int32(12_345)
	for i := 0; i < n; i++ {
		random = random*1_103_515_245 + 12_345
		key := int32(uint32(random)>>8)&(hashKeys-1) + 1
		if i&3 == 0 {
			m.put(key, int64(i))
		} else {
			sum += m.get(key)
		}
	}
	return int(sum) + m.size
}

func (m *ownMap) find(key int32) int {
	i := int(uint32(key)*0x9E3779B1>>8) & (len(m.keys) - 1)
	for m.keys[i] != 0 && m.keys[i] != key {
		i = (i + 1) & (len(m.keys) - 1)
	}
	return i
}

func (m *ownMap) get(key int32) int64 { return m.values[m.find(key)] }

func (m *ownMap) put(key int32, value int64) {
	i := m.find(key)
	if m.keys[i] == 0 {
		m.keys[i] = key
		m.size++
	}
	m.values[i] = value
	if 2*m.size > len(m.keys) {
		m.grow()
	}
}

func (m *ownMap) grow() {
	oldKeys, oldValues := m.keys, m.values
	m.keys = make([]int32, 2*len(oldKeys))
	m.values = make([]int64, 2*len(oldKeys))
	for i, key := range oldKeys {
		if key != 0 {
			to := m.find(key)
			m.keys[to] = key
			m.values[to] = oldValues[i]
		}
	}
}

// ---- compute

type planet struct {
	mass, x, y, z, vx, vy, vz float64
}

func nbody(n int) int {
	const step = 0.001
	planets := make([]*planet, 5)
	for i := range planets {
		f := float64(i)
		planets[i] = &planet{1 + f, f * 1.5, f * 0.75, f * 0.25, 0.125 * f, 0.0625, 0.015625}
	}
	for s := 0; s < n; s++ {
		for i, p := range planets {
			for j := i + 1; j < len(planets); j++ {
				q := planets[j]
				dx := p.x - q.x
				dy := p.y - q.y
				dz := p.z - q.z
				square := dx*dx + dy*dy + dz*dz + 0.01
				magnitude := step / (square * math.Sqrt(square))
				p.vx -= dx * q.mass * magnitude
				p.vy -= dy * q.mass * magnitude
				p.vz -= dz * q.mass * magnitude
				q.vx += dx * p.mass * magnitude
				q.vy += dy * p.mass * magnitude
				q.vz += dz * p.mass * magnitude
			}
		}
		for _, p := range planets {
			p.x += step * p.vx
			p.y += step * p.vy
			p.z += step * p.vz
		}
	}
	momentum := 0.0
	for _, p := range planets {
		momentum += p.mass * (p.vx + p.vy + p.vz)
	}
	return int(math.Floor(momentum*1e3 + 0.5)) // as Java's round
}

func fib(n int) int {
	if n < 2 {
		return n
	}
	return fib(n-1) + fib(n-2)
}

func mandelbrot(n int) int {
	const iterations = 50
	image := make([]byte, n*n)
	for row := 0; row < n; row++ {
		ci := float64(2.0*float64(row)/float64(n)) - 1.0
		for column := 0; column < n; column++ {
			cr := float64(2.0*float64(column)/float64(n)) - 1.5
			var zr, zi, squareR, squareI float64
			i := 0
			for i < iterations && squareR+squareI <= 4 {
				// The conversions keep Go from fusing a product and a sum, which Java does not.
				zi = float64(2*zr*zi) + ci
				zr = squareR - squareI + cr
				squareR = float64(zr * zr)
				squareI = float64(zi * zi)
				i++
			}
			image[row*n+column] = byte(i)
		}
	}
	inside := 0
	for _, i := range image {
		if i == iterations {
			inside++
		}
	}
	return inside
}

// ---- allocation and the standard library

type tree struct{ left, right *tree }

func makeTree(depth int) *tree {
	if depth == 0 {
		return &tree{}
	}
	return &tree{makeTree(depth - 1), makeTree(depth - 1)}
}

func (t *tree) count() int {
	if t.left == nil || t.right == nil {
		return 1
	}
	return 1 + t.left.count() + t.right.count()
}

func trees(depth int) int {
	kept := makeTree(depth)
	nodes := 0
	for i := 0; i < 8; i++ {
		nodes += makeTree(depth).count()
	}
	return nodes + kept.count()
}

func hashStandard(n int) int {
	m := map[int32]int64{}
	sum := int64(0)
	random := int32(12_345)
	for i := 0; i < n; i++ {
		random = random*1_103_515_245 + 12_345
		key := int32(uint32(random)>>8)&(hashKeys-1) + 1
		if i&3 == 0 {
			m[key] = int64(i)
		} else {
			sum += m[key]
		}
	}
	return int(sum) + len(m)
}

func buildStrings(n int) int {
	sum := 0
	for from := 0; from < n; from += 1_000 {
		var text strings.Builder
		for i := from; i < min(n, from+1_000); i++ {
			text.WriteString("item ")
			text.WriteString(strconv.Itoa(i))
			text.WriteByte(',')
			text.WriteByte(' ')
		}
		made := text.String()
		sum += len(made) + int(made[len(made)/2])
	}
	return sum
}

// ---- locks and channels

type account struct {
	mutex sync.Mutex
	a     int32
	b, c  int64
	d     int32
}

func (a *account) add(times int) {
	for i := 0; i < times; i++ {
		a.mutex.Lock()
		a.a++
		a.b += 2
		a.c ^= int64(i)
		a.d += 3
		a.mutex.Unlock()
	}
}

func (a *account) sum() int { return int(a.a) + int(a.b) + int(a.c) + int(a.d) }

func mutexFour(n int) int {
	var a account
	var wg sync.WaitGroup
	wg.Add(4)
	for k := 0; k < 4; k++ {
		go func() {
			defer wg.Done()
			a.add(n / 4)
		}()
	}
	wg.Wait()
	return a.sum()
}

func pool(n int) int {
	jobs := make(chan int32, 100)
	results := make(chan int32, 100)
	for k := 0; k < 4; k++ {
		go func() {
			for job := range jobs {
				results <- step(job)
			}
		}()
	}
	go func() {
		defer close(jobs)
		for i := 0; i < n; i++ {
			jobs <- int32(i)
		}
	}()
	sum := 0
	for i := 0; i < n; i++ {
		sum += int(<-results)
	}
	return sum
}

func step(job int32) int32 {
	state := []int32{job, 1}
	for i := 0; i < 100; i++ {
		state[0] = state[0]*1_103_515_245 + 12_345
		state[1] += int32(uint32(state[0]) >> 16)
	}
	return state[1]
}

// Two that count without a lock: how a detector shows that it watches.
func racy(n int) int {
	counted := make([]int32, 1)
	var wg sync.WaitGroup
	wg.Add(2)
	for k := 0; k < 2; k++ {
		go func() {
			defer wg.Done()
			counted[0]++
		}()
	}
	wg.Wait()
	if counted[0] > 0 {
		return n
	}
	return 0
}

// ---- footprint: each is run in a process of its own

func memoryArray(n int, f figures) int {
	values := make([]int64, n)
	for i := range values {
		values[i] = int64(i & 127)
	}
	sum := 0
	for _, value := range values {
		sum += int(value)
	}
	return peak(sum, f)
}

func memoryMap(n int, f figures) int {
	m := map[int32]int64{}
	for i := 0; i < n; i++ {
		m[int32(i)] = int64(i)
	}
	return peak(len(m), f)
}

func peak(sum int, f figures) int {
	f["peak"] = status("VmHWM:") / 1e6
	return sum
}

func parkAll(n int, f figures) int {
	end := make(chan struct{})
	var started, ended sync.WaitGroup
	started.Add(n)
	ended.Add(n)
	live := liveBytes(n)
	resident := status("VmRSS:")
	began := time.Now()
	for i := 0; i < n; i++ {
		go func() {
			started.Done()
			<-end
			ended.Done()
		}()
	}
	started.Wait()
	life := time.Since(began)
	f["bytes"] = (liveBytes(n) - live) / float64(n)
	f["resident"] = (status("VmRSS:") - resident) / float64(n)
	began = time.Now()
	close(end)
	ended.Wait()
	f["life"] = each(life+time.Since(began), n)
	return n
}

// status is a line of what Linux says about this process, in bytes.
func status(name string) float64 {
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		panic(err)
	}
	for _, line := range strings.Split(string(text), "\n") {
		if rest, found := strings.CutPrefix(line, name); found {
			kib, err := strconv.Atoi(strings.Fields(rest)[0])
			if err != nil {
				panic(err)
			}
			return 1_024 * float64(kib)
		}
	}
	panic("no " + name + " in /proc/self/status")
}
