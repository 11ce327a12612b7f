// Hoare's array of processes that multiplies by a matrix: every number is handed over, unbuffered,
// from west to east and from north to south.
package main

import "fmt"

func cell(a int, west, north <-chan int, east, south chan<- int) {
	for x := range west {
		east <- x
		south <- a*x + <-north
	}
	close(east)
}

func main() {
	matrix := [3][3]int{{1, 2, 3}, {4, 5, 6}, {7, 8, 9}}
	vectors := [][3]int{{1, 0, 0}, {0, 1, 0}, {1, 1, 1}, {2, -1, 3}}

	var columns [3]chan int
	for j := range columns {
		columns[j] = make(chan int)
		go func(out chan<- int) {
			for range vectors {
				out <- 0
			}
		}(columns[j])
	}
	for i, row := range matrix {
		west := make(chan int)
		go func(out chan<- int) {
			for _, v := range vectors {
				out <- v[i]
			}
			close(out)
		}(west)
		for j, a := range row {
			east, south := make(chan int), make(chan int)
			go cell(a, west, columns[j], east, south)
			west, columns[j] = east, south
		}
		go func(in <-chan int) {
			for range in {
			}
		}(west)
	}
	for _, v := range vectors {
		fmt.Println(v, "->", <-columns[0], <-columns[1], <-columns[2])
	}
}
