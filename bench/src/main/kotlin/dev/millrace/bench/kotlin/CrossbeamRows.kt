package dev.millrace.bench.kotlin

import dev.millrace.bench.worker.Elements.element
import java.util.concurrent.atomic.AtomicLong
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.launch
import kotlinx.coroutines.selects.select

// The shapes of crossbeam-channel's benchmarks; beside it: go/crossbeam.go.

private const val THREADS = 4

internal fun crossbeamRows(rows: KotlinRows) {
    rows.row("sequential-n") { n -> sequential(Channel(n), n) }
    rows.row("sequential-unbounded") { n -> sequential(Channel(Channel.UNLIMITED), n) }
    add(rows, "0") { Channel() }
    add(rows, "1") { Channel(1) }
    add(rows, "n") { n -> Channel(n) }
    add(rows, "unbounded") { Channel(Channel.UNLIMITED) }
}

private fun add(rows: KotlinRows, capacity: String, make: (Int) -> Channel<Int>) {
    rows.row("one-to-one-$capacity") { n -> oneToOne(make(n), n) }
    rows.row("many-to-one-$capacity") { n -> manyToOne(make(n), n) }
    rows.row("many-to-many-$capacity") { n -> manyToMany(make(n), n) }
    rows.row("select-receive-$capacity") { n -> selectReceive(List(THREADS) { make(n) }, n) }
    rows.row("select-both-$capacity") { n -> selectBoth(List(THREADS) { make(n) }, n) }
}

private suspend fun sequential(ch: Channel<Int>, n: Int): Long {
    sendAll(ch, n)
    return receiveAll(ch, n)
}

private suspend fun oneToOne(ch: Channel<Int>, n: Int): Long = coroutineScope {
    launch { sendAll(ch, n) }
    receiveAll(ch, n)
}

private suspend fun manyToOne(ch: Channel<Int>, n: Int): Long = coroutineScope {
    repeat(THREADS) { launch { sendAll(ch, n / THREADS) } }
    receiveAll(ch, n)
}

private suspend fun manyToMany(ch: Channel<Int>, n: Int): Long {
    val sum = AtomicLong()
    coroutineScope {
        repeat(THREADS) {
            launch { sendAll(ch, n / THREADS) }
            launch { sum.addAndGet(receiveAll(ch, n / THREADS)) }
        }
    }
    return sum.get()
}

private suspend fun selectReceive(channels: List<Channel<Int>>, n: Int): Long = coroutineScope {
    channels.forEach { ch -> launch { sendAll(ch, n / THREADS) } }
    receiveAny(channels, n)
}

private suspend fun selectBoth(channels: List<Channel<Int>>, n: Int): Long {
    val sum = AtomicLong()
    coroutineScope {
        repeat(THREADS) {
            launch { sendAny(channels, n / THREADS) }
            launch { sum.addAndGet(receiveAny(channels, n / THREADS)) }
        }
    }
    return sum.get()
}

private suspend fun sendAny(channels: List<Channel<Int>>, n: Int) {
    for (i in 0..<n) {
        select { channels.forEach { ch -> ch.onSend(element(i)) {} } }
    }
}

private suspend fun receiveAny(channels: List<Channel<Int>>, n: Int): Long {
    var sum = 0L
    repeat(n) { sum += select<Int> { channels.forEach { ch -> ch.onReceive { it } } } }
    return sum
}
