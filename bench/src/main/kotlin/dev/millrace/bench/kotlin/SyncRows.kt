package dev.millrace.bench.kotlin

import dev.millrace.bench.worker.Figures
import dev.millrace.bench.worker.Probes
import java.util.concurrent.atomic.AtomicLong
import kotlin.math.abs
import kotlin.time.Duration.Companion.hours
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Job
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.joinAll
import kotlinx.coroutines.launch
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock

// Mutexes, scopes, jobs and delays; beside it: go/sync.go.

private const val CONTENDERS = 8
private const val MEMBERS = 100

internal fun syncRows(rows: KotlinRows) {
    rows.row("mutex-uncontended") { n -> Counter().also { it.add(Mutex(), n) }.value }
    rows.row("mutex-contended", ::mutexContended)
    rows.row("wait-group", ::waitGroup)
    rows.row("context-cancel", ::contextCancel)
    rows.figures("timers-pending", ::timersPending)
    rows.figures("ticker", ::ticker)
}

private class Counter {
    var value = 0L

    suspend fun add(mutex: Mutex, n: Int) = repeat(n) { mutex.withLock { value++ } }
}

private suspend fun mutexContended(n: Int): Long {
    val mutex = Mutex()
    val counter = Counter()
    coroutineScope { repeat(CONTENDERS) { launch { counter.add(mutex, n / CONTENDERS) } } }
    return counter.value
}

/** A scope waits for all that was launched in it. */
private suspend fun waitGroup(n: Int): Long {
    val ran = AtomicLong()
    repeat(n) { coroutineScope { repeat(MEMBERS) { launch { ran.incrementAndGet() } } } }
    return ran.get()
}

/** A root with ten children, which have a hundred each. */
private suspend fun contextCancel(n: Int): Long {
    var done = 0L
    repeat(n) {
        val root = Job()
        val leaves = ArrayList<Job>()
        repeat(10) {
            val child = Job(root)
            repeat(100) { leaves.add(Job(child)) }
        }
        root.cancel()
        done += leaves.count { it.isCancelled }
    }
    return done
}

/** What waits for a time is a coroutine that delays. */
private suspend fun timersPending(n: Int, figures: Figures): Long = coroutineScope {
    val before = Probes.liveBytes(n)
    val began = System.nanoTime()
    val timers = List(n) { launch(start = CoroutineStart.UNDISPATCHED) { delay(1.hours) } }
    figures.put("start", (System.nanoTime() - began) / n.toDouble())
    figures.put("bytes", (Probes.liveBytes(n) - before) / n.toDouble())
    val stopping = System.nanoTime()
    timers.forEach { it.cancel() }
    timers.joinAll()
    figures.put("stop", (System.nanoTime() - stopping) / n.toDouble())
    timers.count { it.isCancelled }.toLong()
}

/** A loop that delays until the next tick. */
private suspend fun ticker(n: Int, figures: Figures): Long {
    val jitter = LongArray(n)
    var next = System.nanoTime() + 1_000_000
    delay(1)
    var last = System.nanoTime()
    for (i in 0..<n) {
        next += 1_000_000
        delay((next - System.nanoTime() + 999_999) / 1_000_000)
        val now = System.nanoTime()
        jitter[i] = abs(now - last - 1_000_000)
        last = now
    }
    figures.latencies(jitter)
    return n.toLong()
}
