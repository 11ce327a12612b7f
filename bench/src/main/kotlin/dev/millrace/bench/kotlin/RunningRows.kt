package dev.millrace.bench.kotlin

import dev.millrace.bench.worker.Elements.element
import dev.millrace.bench.worker.Figures
import dev.millrace.bench.worker.Probes
import dev.millrace.bench.worker.Turns
import dev.millrace.bench.worker.Work.TWO_MICROS
import dev.millrace.bench.worker.Work.work
import java.util.concurrent.atomic.AtomicInteger
import java.util.concurrent.atomic.AtomicLong
import kotlin.time.Duration.Companion.nanoseconds
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.channels.ReceiveChannel
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.joinAll
import kotlinx.coroutines.launch
import kotlinx.coroutines.yield

// How coroutines are run: many, politely, side by side; beside it: go/running.go.

private const val PAIRS = 5_000
private const val PARKED = 10_000

internal fun runningRows(rows: KotlinRows) {
    for (count in listOf(1, 1_000, 100_000, 1_000_000)) {
        rows.figures("scale-$count", ::scale)
    }
    // A thousand times as many, or neither clock nor collector would see them.
    rows.figures("units-8") { n, figures -> scale(1_000 * n, figures) / 1_000 }
    rows.figures("handoff-busy", ::handoffBusy)
    rows.figures("longest-wait-hogs", ::longestWaitBesideHogs)
    rows.figures("longest-wait-ping-pong", ::longestWaitBesidePingPong)
    rows.figures("cpu-trickle", ::cpuOfTrickle)
    rows.figures("cpu-parked", ::cpuOfParked)
    rows.figures("work-pairs", ::workPairs)
    rows.figures("work-stages-2us") { n, figures -> workStages(TWO_MICROS, n, figures) }
    rows.figures("work-stages-20us") { n, figures -> workStages(10 * TWO_MICROS, n, figures) }
}

// ---- scale

/** So many are awaited: a latch that suspends. */
private class Countdown(count: Int) {
    private val left = AtomicInteger(count)
    private val done = CompletableDeferred<Unit>()

    fun countDown() {
        if (left.decrementAndGet() == 0) {
            done.complete(Unit)
        }
    }

    suspend fun await() = done.await()
}

private suspend fun scale(n: Int, figures: Figures): Long = coroutineScope {
    val wake = Channel<Int>()
    val end = Channel<Int>()
    val started = Countdown(n)
    val woken = Countdown(n)
    val ended = Countdown(n)
    val ran = AtomicLong()
    val before = Probes.liveBytes(n)
    val t0 = System.nanoTime()
    repeat(n) {
        launch {
            started.countDown()
            parkDeep(3, wake)
            ran.incrementAndGet()
            woken.countDown()
            parkDeep(3, end)
            ended.countDown()
        }
    }
    started.await()
    val t1 = System.nanoTime()
    figures.put("bytes", (Probes.liveBytes(n) - before) / n.toDouble())
    val t2 = System.nanoTime()
    wake.close()
    woken.await()
    val t3 = System.nanoTime()
    end.close()
    ended.await()
    figures.lifecycle(n, t1 - t0, t3 - t2, System.nanoTime() - t3)
    ran.get()
}

/** Waits below a small stack, until the channel is closed; the addition keeps it from being a tail call. */
private suspend fun parkDeep(depth: Int, closed: ReceiveChannel<Int>): Int {
    if (depth > 0) {
        return parkDeep(depth - 1, closed) + 1
    }
    check(closed.receiveCatching().isClosed)
    return 0
}

// ---- latency and politeness: all end by their own clocks, for whoever should end them may get no turn

/** A message a millisecond; each counts from when it was due, or one that starves would not show. */
private suspend fun handoffBusy(n: Int, figures: Figures): Long = coroutineScope {
    val began = System.nanoTime()
    val until = began + n * 1_000_000L
    val worked = AtomicLong() // or the compiler would see that nobody needs the work
    val busy = List(2 * Turns.carriers()) {
        val ch = Channel<Int>()
        launch {
            launch { for (i in ch) worked.addAndGet(work(i, TWO_MICROS).toLong()) }
            var i = 0
            while (System.nanoTime() - until < 0) {
                ch.send(work(element(i++), TWO_MICROS))
            }
            ch.close()
        }
    }
    val dueTimes = Channel<Long>()
    launch {
        for (i in 1..n) {
            val due = began + i * 1_000_000L
            val early = due - System.nanoTime()
            if (early > 0) {
                delay(early.nanoseconds)
            }
            dueTimes.send(due)
        }
    }
    val latencies = LongArray(n)
    for (i in 0..<n) {
        val due = dueTimes.receive()
        latencies[i] = System.nanoTime() - due
    }
    busy.joinAll()
    figures.latencies(latencies)
    n.toLong()
}

/** Each of n times as many hogs as there are carriers compute for 100 ms, without a pause. */
private suspend fun longestWaitBesideHogs(n: Int, figures: Figures): Long = coroutineScope {
    var longest = 0L
    repeat(n) {
        val hogs = AtomicInteger(Turns.carriers())
        repeat(Turns.carriers()) {
            launch {
                val began = System.nanoTime()
                while (System.nanoTime() - began < 100_000_000) {
                    Thread.onSpinWait()
                }
                hogs.decrementAndGet()
            }
        }
        while (hogs.get() > 0) {
            longest = maxOf(longest, waitForTurn())
        }
    }
    figures.put("longest", longest / 1e3)
    n.toLong()
}

/** How long this coroutine, which could run, has to wait until it does. */
private suspend fun waitForTurn(): Long {
    val began = System.nanoTime()
    yield()
    return System.nanoTime() - began
}

private suspend fun longestWaitBesidePingPong(n: Int, figures: Figures): Long = coroutineScope {
    val until = System.nanoTime() + n * 1_000_000L
    val players = List(Turns.carriers()) {
        val ping = Channel<Int>()
        val pong = Channel<Int>()
        launch {
            launch { for (i in ping) pong.send(i) }
            var i = 0
            while (System.nanoTime() - until < 0) {
                ping.send(element(i++))
                pong.receive()
            }
            ping.close()
        }
    }
    var longest = 0L
    while (System.nanoTime() - until < 0) {
        longest = maxOf(longest, waitForTurn())
    }
    players.joinAll()
    figures.put("longest", longest / 1e3)
    n.toLong()
}

private suspend fun cpuOfTrickle(n: Int, figures: Figures): Long = coroutineScope {
    val ch = Channel<Int>()
    val cpu = Probes.cpuNanos()
    val began = System.nanoTime()
    launch {
        for (i in 0..<n) {
            delay(1)
            ch.send(element(i))
        }
    }
    val sum = receiveAll(ch, n)
    figures.put("cpu", 100.0 * (Probes.cpuNanos() - cpu) / (System.nanoTime() - began))
    sum
}

private suspend fun cpuOfParked(n: Int, figures: Figures): Long = coroutineScope {
    val end = Channel<Int>()
    val parked = List(PARKED) { launch { parkDeep(3, end) } }
    delay(100) // for all of them to park
    val cpu = Probes.cpuNanos()
    val began = System.nanoTime()
    delay(n.toLong())
    figures.put("cpu", 100.0 * (Probes.cpuNanos() - cpu) / (System.nanoTime() - began))
    end.close()
    parked.joinAll()
    n.toLong()
}

// ---- parallel work

private suspend fun workPairs(n: Int, figures: Figures): Long {
    val t0 = System.nanoTime()
    var alone = 0L
    repeat(PAIRS) {
        for (i in 0..<n) {
            alone += work(element(i), TWO_MICROS)
        }
    }
    val t1 = System.nanoTime()
    val sum = AtomicLong()
    coroutineScope {
        repeat(PAIRS) {
            val ch = Channel<Int>()
            launch {
                for (i in 0..<n) {
                    ch.send(work(element(i), TWO_MICROS))
                }
            }
            launch { sum.addAndGet(receiveAll(ch, n)) }
        }
    }
    val t2 = System.nanoTime()
    figures.sideBySide(PAIRS * n, t1 - t0, t2 - t1)
    return sum.get() + alone
}

private suspend fun workStages(steps: Int, n: Int, figures: Figures): Long = coroutineScope {
    val t0 = System.nanoTime()
    var alone = 0L
    for (i in 0..<n) {
        alone += work(work(element(i), steps), steps)
    }
    val t1 = System.nanoTime()
    val ch = Channel<Int>()
    launch {
        for (i in 0..<n) {
            ch.send(work(element(i), steps))
        }
    }
    var sum = 0L
    repeat(n) { sum += work(ch.receive(), steps) }
    val t2 = System.nanoTime()
    figures.sideBySide(n, t1 - t0, t2 - t1)
    sum + alone
}
