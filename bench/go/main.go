// The rows in Go. The bench builds this, starts it with the name of a row, and talks to it as to every worker:
// it says "ready"; for a line "round N MILLIS" it runs the row with N again and again until that time is over (once, if it
// is 0), and answers "ok RUNS NANOSECONDS SUM" with the figures that the row measures itself, or "failed CAUSE".
package main

import (
	"bufio"
	"fmt"
	"os"
	"sort"
	"strings"
	"time"
)

// A figure is what a row measures besides its time.
type figures map[string]float64

var rows = map[string]func(n int, f figures) int{}

// row adds a row whose time is all that is measured.
func row(name string, body func(n int) int) {
	measured(name, func(n int, _ figures) int { return body(n) })
}

// measured adds a row that measures figures of its own.
func measured(name string, body func(n int, f figures) int) {
	if _, taken := rows[name]; taken {
		panic("two rows are called " + name)
	}
	rows[name] = body
}

// element is the i-th of what goes through the channels: small numbers, which the JVM need not box.
func element(i int) int { return i & 127 }

func main() {
	channelRows()
	selectRows()
	crossbeamRows()
	syncRows()
	runningRows()
	raceKernels()
	if len(os.Args) == 2 && (os.Args[1] == "-list" || os.Args[1] == "-kernels") {
		listed := rows
		if os.Args[1] == "-kernels" {
			listed = kernels
		}
		var names []string
		for name := range listed {
			names = append(names, name)
		}
		sort.Strings(names)
		fmt.Println(strings.Join(names, "\n"))
		return
	}
	body := rows[os.Args[1]]
	if body == nil {
		body = kernels[os.Args[1]]
	}
	if body == nil {
		fmt.Fprintln(os.Stderr, "go has no row", os.Args[1])
		os.Exit(1)
	}
	fmt.Println("ready")
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		var n, millis int
		if _, err := fmt.Sscanf(in.Text(), "round %d %d", &n, &millis); err != nil {
			fmt.Println("failed", err)
			continue
		}
		fmt.Println(answer(body, n, time.Duration(millis)*time.Millisecond))
	}
}

func answer(body func(n int, f figures) int, n int, limit time.Duration) string {
	f := figures{}
	runs, sum := 0, 0
	began := time.Now()
	elapsed := time.Duration(0)
	for {
		sum += body(n, f)
		runs++
		elapsed = time.Since(began)
		if elapsed >= limit {
			break
		}
	}
	text := fmt.Sprintf("ok %d %d %d", runs, elapsed.Nanoseconds(), sum)
	for name, value := range f {
		text += fmt.Sprintf(" %s=%.6g", name, value)
	}
	return text
}
