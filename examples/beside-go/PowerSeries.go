// Power series as streams of coefficients, after McIlroy's "Squinting at Power Series": e^x from
// its own integral, fed back through a channel, and products of series.
package main

import "fmt"

type ratio struct{ num, den int }

func gcd(a, b int) int {
	if b == 0 {
		return a
	}
	return gcd(b, a%b)
}

func newRatio(num, den int) ratio {
	g := gcd(num, den)
	return ratio{num / g, den / g}
}

func (a ratio) plus(b ratio) ratio  { return newRatio(a.num*b.den+b.num*a.den, a.den*b.den) }
func (a ratio) times(b ratio) ratio { return newRatio(a.num*b.num, a.den*b.den) }

// The constant and the integral of a series.
func integral(constant ratio, in <-chan ratio) <-chan ratio {
	out := make(chan ratio)
	go func() {
		out <- constant
		for n := 1; ; n++ {
			c := <-in
			out <- c.times(ratio{1, n})
		}
	}()
	return out
}

func exp() <-chan ratio {
	out, back := make(chan ratio), make(chan ratio, 1)
	e := integral(ratio{1, 1}, back)
	go func() {
		for {
			c := <-e
			back <- c
			out <- c
		}
	}()
	return out
}

func product(f, g <-chan ratio) <-chan ratio {
	out := make(chan ratio)
	go func() {
		var fs, gs []ratio
		for {
			fs, gs = append(fs, <-f), append(gs, <-g)
			sum := ratio{0, 1}
			for i := range fs {
				sum = sum.plus(fs[i].times(gs[len(gs)-1-i]))
			}
			out <- sum
		}
	}()
	return out
}

func show(name string, f <-chan ratio) {
	fmt.Print(name)
	for range 10 {
		c := <-f
		fmt.Printf(" %d/%d", c.num, c.den)
	}
	fmt.Println()
}

func main() {
	show("exp", exp())
	show("exp*exp", product(exp(), exp()))
	show("exp*exp*exp", product(exp(), product(exp(), exp())))
}
