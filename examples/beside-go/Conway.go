// Conway's problem, from Hoare's CSP: three processes that hand over one character at a time read
// cards, replace ** by ^, and print lines of another length.
package main

import "fmt"

func disassemble(cards []string, out chan<- rune) {
	for _, card := range cards {
		for _, c := range card {
			out <- c
		}
		out <- ' '
	}
	close(out)
}

func squash(in <-chan rune, out chan<- rune) {
	for c := range in {
		if c != '*' {
			out <- c
			continue
		}
		next, ok := <-in
		if ok && next == '*' {
			out <- '^'
			continue
		}
		out <- '*'
		if ok {
			out <- next
		}
	}
	close(out)
}

func assemble(in <-chan rune, width int) {
	line := ""
	for c := range in {
		line += string(c)
		if len(line) == width {
			fmt.Printf("<%s>\n", line)
			line = ""
		}
	}
	if line != "" {
		fmt.Printf("<%-*s>\n", width, line)
	}
}

func main() {
	cards := []string{"a**2 + b**2", "= c**2", "a*b***c", "*"}
	characters, squashed := make(chan rune), make(chan rune)
	go disassemble(cards, characters)
	go squash(characters, squashed)
	assemble(squashed, 8)
}
