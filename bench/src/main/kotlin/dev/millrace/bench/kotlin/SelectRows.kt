package dev.millrace.bench.kotlin

import dev.millrace.bench.worker.Elements.element
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.launch
import kotlinx.coroutines.selects.onTimeout
import kotlinx.coroutines.selects.select

// Kotlin's select; beside it: go/selects.go.

internal fun selectRows(rows: KotlinRows) {
    rows.row("select-two", ::two)
    rows.row("select-default", ::withDefault)
    rows.row("select-ready", ::ready)
    for (cases in listOf(2, 16, 64)) {
        rows.row("select-of-$cases") { n -> oneReady(cases, n) }
    }
    rows.row("select-timeout", ::timeout)
}

private suspend fun two(n: Int): Long = coroutineScope {
    val x = Channel<Int>()
    val y = Channel<Int>()
    launch { sendAll(x, n / 2) }
    launch { sendAll(y, n / 2) }
    var sum = 0L
    repeat(n) {
        sum += select<Int> {
            x.onReceive { it }
            y.onReceive { it }
        }
    }
    sum
}

/** Kotlin's select has no default: one tries the channels one by one. */
private suspend fun withDefault(n: Int): Long {
    val x = Channel<Int>(1)
    val y = Channel<Int>(1)
    var defaults = 0L
    repeat(n) {
        if (x.tryReceive().isFailure && y.tryReceive().isFailure) {
            defaults++
        }
    }
    return defaults
}

private suspend fun ready(n: Int): Long {
    val x = Channel<Int>(1)
    val y = Channel<Int>(1)
    var sum = 0L
    for (i in 0..<n) {
        x.send(element(i))
        sum += select<Int> {
            x.onReceive { it }
            y.onReceive { it }
        }
    }
    return sum
}

private suspend fun oneReady(cases: Int, n: Int): Long {
    val channels = List(cases) { Channel<Int>(1) }
    var sum = 0L
    for (i in 0..<n) {
        channels[i % cases].send(element(i))
        sum += select<Int> { channels.forEach { ch -> ch.onReceive { it } } }
    }
    return sum
}

@OptIn(ExperimentalCoroutinesApi::class)
private suspend fun timeout(n: Int): Long = coroutineScope {
    val ch = Channel<Int>()
    launch { sendAll(ch, n) }
    var sum = 0L
    repeat(n) {
        sum += select<Int> {
            ch.onReceive { it }
            onTimeout(60_000L) { error("timed out") }
        }
    }
    sum
}
