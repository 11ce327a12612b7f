// What is started to see how long a start takes; beside it: hello/Hello.java.
package main

import "fmt"

func main() { fmt.Println("hello") }
