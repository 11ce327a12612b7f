// The earlier of two deadlines counts; one that has passed ends a context at once, with a text of
// its own, and a cancel after it changes nothing.
package main

import (
	"context"
	"errors"
	"fmt"
	"time"
)

func main() {
	_, has := context.Background().Deadline()
	fmt.Println("background has a deadline", has)

	hour, cancelHour := context.WithTimeout(context.Background(), time.Hour)
	day, cancelDay := context.WithTimeout(hour, 24*time.Hour)
	defer cancelDay()
	a, _ := hour.Deadline()
	b, _ := day.Deadline()
	fmt.Println("the parent's, which is earlier", a.Equal(b))
	soon, cancelSoon := context.WithTimeout(hour, time.Millisecond)
	c, _ := soon.Deadline()
	fmt.Println("its own, which is earlier", c.Before(a))
	<-soon.Done()
	cancelSoon()
	fmt.Println(soon.Err(), errors.Is(soon.Err(), context.DeadlineExceeded))
	fmt.Println("the parent:", hour.Err())

	past, cancelPast := context.WithTimeout(hour, -time.Second)
	fmt.Println(past.Err())
	cancelPast()
	fmt.Println(past.Err())

	cancelHour()
	fmt.Println(day.Err())
}
