// A context finds a value in itself or in the nearest it was derived from. WithoutCancel keeps the
// values, and neither the end nor the deadline.
package main

import (
	"context"
	"fmt"
	"time"
)

type key string

const user, request, missing = key("user"), key("request"), key("missing")

func main() {
	outer := context.WithValue(context.Background(), user, "gopher")
	middle, cancel := context.WithTimeout(outer, time.Hour)
	inner := context.WithValue(context.WithValue(middle, request, 7), user, "duke")
	fmt.Println(outer.Value(user), inner.Value(user), inner.Value(request))
	fmt.Println(outer.Value(request), inner.Value(missing))

	free := context.WithoutCancel(inner)
	cancel()
	_, has := free.Deadline()
	fmt.Println(inner.Err(), "/", free.Err())
	fmt.Println(free.Value(user), free.Value(request), has, free.Done() == nil)
}
