// Any value can be an element, nil too, which is neither "nothing there" nor the end.
//
// Go's nil pointer is null.
package main

import "fmt"

type list struct {
	value int
	next  *list
}

func look[T any](ch <-chan *T) string {
	select {
	case v, ok := <-ch:
		if !ok {
			return "closed"
		}
		if v == nil {
			return "nil"
		}
		return "a value"
	default:
		return "nothing there"
	}
}

func drain[T any](ch <-chan T) (all []T) {
	for v := range ch {
		all = append(all, v)
	}
	return all
}

func main() {
	ch := make(chan *list, 2)
	fmt.Println(look(ch))
	ch <- nil
	ch <- &list{1, nil}
	fmt.Println(len(ch))
	fmt.Println(look(ch))
	fmt.Println(look(ch))
	fmt.Println(look(ch))
	close(ch)
	fmt.Println(look(ch))

	unbuffered := make(chan *string)
	go func() { unbuffered <- nil }()
	v, ok := <-unbuffered
	fmt.Println(v == nil, ok)

	lists := make(chan *list, 3)
	lists <- nil
	lists <- &list{1, &list{2, nil}}
	lists <- nil
	close(lists)
	all := drain(lists)
	fmt.Println(len(all), all[0] == nil, all[1].next.value, all[2] == nil)
}
