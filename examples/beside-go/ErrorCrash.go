// A panic with an error of the program's own: its text is what the process says as it ends.
package main

import (
	"errors"
	"fmt"
)

func read(name string) error {
	return fmt.Errorf("read %s: %w", name, errors.New("no such file"))
}

func main() {
	result := make(chan string)
	go func() {
		if err := read("config"); err != nil {
			panic(err)
		}
		result <- "never sent"
	}()
	fmt.Println("main waits")
	fmt.Println(<-result)
}
