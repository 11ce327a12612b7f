package dev.millrace.bench.kotlin

import dev.millrace.bench.worker.Figures
import dev.millrace.bench.worker.Suite
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.runBlocking

/** All rows of Kotlin: each is run by a coroutine on Dispatchers.Default. */
class KotlinRows private constructor() {
    private val suite = Suite()

    fun row(name: String, body: suspend (Int) -> Long) = figures(name) { n, _ -> body(n) }

    fun figures(name: String, body: suspend (Int, Figures) -> Long) =
        suite.figures(name) { n, figures -> runBlocking(Dispatchers.Default) { body(n, figures) } }

    companion object {
        @JvmStatic
        fun suite(): Suite {
            val rows = KotlinRows()
            channelRows(rows)
            selectRows(rows)
            crossbeamRows(rows)
            syncRows(rows)
            runningRows(rows)
            return rows.suite
        }
    }
}
