package main

import (
	"time"
)

// Select; beside it: SelectRows.java of each system.

func selectRows() {
	row("select-two", selectTwo)
	row("select-default", selectDefault)
	row("select-ready", selectReady)
	row("select-of-2", selectOf2)
	row("select-of-16", selectOf16)
	row("select-of-64", selectOf64)
	row("select-timeout", selectTimeout)
}

func selectTwo(n int) int {
	x := make(chan int)
	y := make(chan int)
	go sendAll(x, n/2)
	go sendAll(y, n/2)
	sum := 0
	for i := 0; i < n; i++ {
		select {
		case v := <-x:
			sum += v
		case v := <-y:
			sum += v
		}
	}
	return sum
}

func selectDefault(n int) int {
	x := make(chan int, 1)
	y := make(chan int, 1)
	defaults := 0
	for i := 0; i < n; i++ {
		select {
		case <-x:
		case <-y:
		default:
			defaults++
		}
	}
	return defaults
}

func selectReady(n int) int {
	x := make(chan int, 1)
	y := make(chan int, 1)
	sum := 0
	for i := 0; i < n; i++ {
		x <- element(i)
		select {
		case v := <-x:
			sum += v
		case v := <-y:
			sum += v
		}
	}
	return sum
}

func selectTimeout(n int) int {
	ch := make(chan int)
	go sendAll(ch, n)
	sum := 0
	for i := 0; i < n; i++ {
		select {
		case v := <-ch:
			sum += v
		case <-time.After(time.Minute):
			panic("timed out")
		}
	}
	return sum
}

func buffersOfOne(k int) []chan int {
	ch := make([]chan int, k)
	for i := range ch {
		ch[i] = make(chan int, 1)
	}
	return ch
}

// Written out, as a Go program would: reflect.Select is many times slower.

func selectOf2(n int) int {
	ch := buffersOfOne(2)
	sum := 0
	for i := 0; i < n; i++ {
		ch[i%2] <- element(i)
		select {
		case v := <-ch[0]:
			sum += v
		case v := <-ch[1]:
			sum += v
		}
	}
	return sum
}

func selectOf16(n int) int {
	ch := buffersOfOne(16)
	sum := 0
	for i := 0; i < n; i++ {
		ch[i%16] <- element(i)
		select {
		case v := <-ch[0]:
			sum += v
		case v := <-ch[1]:
			sum += v
		case v := <-ch[2]:
			sum += v
		case v := <-ch[3]:
			sum += v
		case v := <-ch[4]:
			sum += v
		case v := <-ch[5]:
			sum += v
		case v := <-ch[6]:
			sum += v
		case v := <-ch[7]:
			sum += v
		case v := <-ch[8]:
			sum += v
		case v := <-ch[9]:
			sum += v
		case v := <-ch[10]:
			sum += v
		case v := <-ch[11]:
			sum += v
		case v := <-ch[12]:
			sum += v
		case v := <-ch[13]:
			sum += v
		case v := <-ch[14]:
			sum += v
		case v := <-ch[15]:
			sum += v
		}
	}
	return sum
}

func selectOf64(n int) int {
	ch := buffersOfOne(64)
	sum := 0
	for i := 0; i < n; i++ {
		ch[i%64] <- element(i)
		select {
		case v := <-ch[0]:
			sum += v
		case v := <-ch[1]:
			sum += v
		case v := <-ch[2]:
			sum += v
		case v := <-ch[3]:
			sum += v
		case v := <-ch[4]:
			sum += v
		case v := <-ch[5]:
			sum += v
		case v := <-ch[6]:
			sum += v
		case v := <-ch[7]:
			sum += v
		case v := <-ch[8]:
			sum += v
		case v := <-ch[9]:
			sum += v
		case v := <-ch[10]:
			sum += v
		case v := <-ch[11]:
			sum += v
		case v := <-ch[12]:
			sum += v
		case v := <-ch[13]:
			sum += v
		case v := <-ch[14]:
			sum += v
		case v := <-ch[15]:
			sum += v
		case v := <-ch[16]:
			sum += v
		case v := <-ch[17]:
			sum += v
		case v := <-ch[18]:
			sum += v
		case v := <-ch[19]:
			sum += v
		case v := <-ch[20]:
			sum += v
		case v := <-ch[21]:
			sum += v
		case v := <-ch[22]:
			sum += v
		case v := <-ch[23]:
			sum += v
		case v := <-ch[24]:
			sum += v
		case v := <-ch[25]:
			sum += v
		case v := <-ch[26]:
			sum += v
		case v := <-ch[27]:
			sum += v
		case v := <-ch[28]:
			sum += v
		case v := <-ch[29]:
			sum += v
		case v := <-ch[30]:
			sum += v
		case v := <-ch[31]:
			sum += v
		case v := <-ch[32]:
			sum += v
		case v := <-ch[33]:
			sum += v
		case v := <-ch[34]:
			sum += v
		case v := <-ch[35]:
			sum += v
		case v := <-ch[36]:
			sum += v
		case v := <-ch[37]:
			sum += v
		case v := <-ch[38]:
			sum += v
		case v := <-ch[39]:
			sum += v
		case v := <-ch[40]:
			sum += v
		case v := <-ch[41]:
			sum += v
		case v := <-ch[42]:
			sum += v
		case v := <-ch[43]:
			sum += v
		case v := <-ch[44]:
			sum += v
		case v := <-ch[45]:
			sum += v
		case v := <-ch[46]:
			sum += v
		case v := <-ch[47]:
			sum += v
		case v := <-ch[48]:
			sum += v
		case v := <-ch[49]:
			sum += v
		case v := <-ch[50]:
			sum += v
		case v := <-ch[51]:
			sum += v
		case v := <-ch[52]:
			sum += v
		case v := <-ch[53]:
			sum += v
		case v := <-ch[54]:
			sum += v
		case v := <-ch[55]:
			sum += v
		case v := <-ch[56]:
			sum += v
		case v := <-ch[57]:
			sum += v
		case v := <-ch[58]:
			sum += v
		case v := <-ch[59]:
			sum += v
		case v := <-ch[60]:
			sum += v
		case v := <-ch[61]:
			sum += v
		case v := <-ch[62]:
			sum += v
		case v := <-ch[63]:
			sum += v
		}
	}
	return sum
}
