// Workers share the jobs of one channel: each job is done once, whoever does it.
package main

import (
	"fmt"
	"slices"
	"sync"
)

func main() {
	jobs, results := make(chan int), make(chan int, 10)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for n := range jobs {
				results <- n * n
			}
		})
	}
	go func() {
		wg.Wait()
		close(results)
	}()
	go func() {
		for n := range 1000 {
			jobs <- n
		}
		close(jobs)
	}()
	var all []int
	for r := range results {
		all = append(all, r)
	}
	slices.Sort(all)
	sum := 0
	for _, r := range all {
		sum += r
	}
	fmt.Println(len(all), all[0], all[999], sum, len(slices.Compact(all)))
}
