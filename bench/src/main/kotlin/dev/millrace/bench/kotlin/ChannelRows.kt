package dev.millrace.bench.kotlin

import dev.millrace.bench.worker.Elements.element
import java.util.concurrent.atomic.AtomicLong
import kotlinx.coroutines.async
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.channels.ReceiveChannel
import kotlinx.coroutines.channels.SendChannel
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.launch

// Channels and coroutines; beside it: go/channels.go.

private const val STAGES = 10_000
private const val PAIRS = 10_000

internal fun channelRows(rows: KotlinRows) {
    rows.row("rendezvous") { n -> oneToOne(0, n) }
    rows.row("buffered-16") { n -> oneToOne(16, n) }
    rows.row("buffered-100") { n -> oneToOne(100, n) }
    for (capacity in listOf(0, 16, 100, 1000)) {
        rows.row("four-to-four-$capacity") { n -> fourToFour(capacity, n) }
    }
    rows.row("uncontended", ::uncontended)
    rows.row("ping-pong", ::pingPong)
    rows.row("spawn", ::spawn)
    rows.row("spawn-result", ::spawnResult)
    rows.row("sieve", ::sieve)
    for (capacity in listOf(0, 16, 100)) {
        rows.row("chain-$capacity") { n -> chain(capacity, n) }
        rows.row("pairs-$capacity") { n -> pairs(PAIRS, capacity, n) }
    }
    for (carriers in listOf(1, 2, 4, 8)) {
        rows.row("carriers-$carriers") { n -> pairs(100, 16, n) }
    }
}

internal suspend fun sendAll(ch: SendChannel<Int>, n: Int) {
    for (i in 0..<n) {
        ch.send(element(i))
    }
}

internal suspend fun receiveAll(ch: ReceiveChannel<Int>, n: Int): Long {
    var sum = 0L
    repeat(n) { sum += ch.receive() }
    return sum
}

private suspend fun oneToOne(capacity: Int, n: Int): Long = coroutineScope {
    val ch = Channel<Int>(capacity)
    launch { sendAll(ch, n) }
    receiveAll(ch, n)
}

private suspend fun fourToFour(capacity: Int, n: Int): Long {
    val ch = Channel<Int>(capacity)
    val sum = AtomicLong()
    coroutineScope {
        repeat(4) {
            launch { sendAll(ch, n / 4) }
            launch { sum.addAndGet(receiveAll(ch, n / 4)) }
        }
    }
    return sum.get()
}

private suspend fun uncontended(n: Int): Long {
    val ch = Channel<Int>(128)
    var sum = 0L
    for (i in 0..<n) {
        ch.send(element(i))
        sum += ch.receive()
    }
    return sum
}

private suspend fun pingPong(n: Int): Long = coroutineScope {
    val ping = Channel<Int>()
    val pong = Channel<Int>()
    launch { repeat(n) { pong.send(ping.receive()) } }
    var sum = 0L
    for (i in 0..<n) {
        ping.send(element(i))
        sum += pong.receive()
    }
    sum
}

private suspend fun spawn(n: Int): Long {
    val ran = AtomicLong()
    coroutineScope { repeat(n) { launch { ran.incrementAndGet() } } }
    return ran.get()
}

private suspend fun spawnResult(n: Int): Long = coroutineScope {
    var sum = 0L
    for (i in 0..<n) {
        sum += async { element(i) }.await()
    }
    sum
}

/** The primes below n: each that is found becomes one more filter. */
private suspend fun sieve(n: Int): Long = coroutineScope {
    val numbers = Channel<Int>()
    launch {
        for (i in 2..<n) {
            numbers.send(i)
        }
        numbers.close()
    }
    var sum = 0L
    var input: ReceiveChannel<Int> = numbers
    while (true) {
        val prime = input.receiveCatching().getOrNull() ?: break
        sum += prime
        val unfiltered = input
        val filtered = Channel<Int>()
        launch { filter(unfiltered, filtered, prime) }
        input = filtered
    }
    sum
}

private suspend fun filter(input: ReceiveChannel<Int>, output: SendChannel<Int>, prime: Int) {
    for (i in input) {
        if (i % prime != 0) {
            output.send(i)
        }
    }
    output.close()
}

private suspend fun chain(capacity: Int, n: Int): Long = coroutineScope {
    val first = Channel<Int>(capacity)
    launch { sendAll(first, n) }
    var input: Channel<Int> = first
    repeat(STAGES - 1) {
        val from = input
        val to = Channel<Int>(capacity)
        launch { repeat(n) { to.send(from.receive()) } }
        input = to
    }
    receiveAll(input, n)
}

private suspend fun pairs(pairs: Int, capacity: Int, n: Int): Long {
    val sum = AtomicLong()
    coroutineScope {
        repeat(pairs) {
            val ch = Channel<Int>(capacity)
            launch { sendAll(ch, n) }
            launch { sum.addAndGet(receiveAll(ch, n)) }
        }
    }
    return sum.get()
}
