/**
 * Deadlines, cancellation and request-scoped values that reach across goroutines: Go's {@code
 * context}.
 *
 * <h2>To stop at a deadline</h2>
 *
 * <p>A {@link dev.millrace.context.Context} is handed down, as the first parameter, to everything
 * that works on one request. Whoever makes it can end it, and then all who have it know. It is made
 * in a {@code try}, so that the end of the block cancels what is still under way.
 *
 * {@snippet file="ContextSnippetsTest.java" region="deadline"}
 *
 * <p>The worker watches it beside its own channels. A context never stops anything by force; it is
 * the worker that looks, here by a prepared select:
 *
 * {@snippet file="ContextSnippetsTest.java" region="worker"}
 *
 * <p>A blocking call that knows no context is reached by an interrupt, if its goroutine was started
 * with the context:
 *
 * {@snippet file="ContextSnippetsTest.java" region="blocking-call"}
 *
 * <h2>A tree</h2>
 *
 * <p>Contexts are derived from one another. To end one ends all below it, and none above or beside.
 * A {@link dev.millrace.context.CancelableContext} has {@code cancel}; hand it on as a plain {@code
 * Context}, so that only its maker ends it.
 *
 * <h2>Values</h2>
 *
 * <p>What belongs to a request and crosses many calls, such as who is asking, travels with the
 * context under a {@link dev.millrace.context.ContextKey}.
 *
 * {@snippet file="ContextSnippetsTest.java" region="key"}
 *
 * {@snippet file="ContextSnippetsTest.java" region="value"}
 *
 * <p>Next: {@linkplain dev.millrace.time timers, tickers and clocks}.
 */
@NullMarked
package dev.millrace.context;

import org.jspecify.annotations.NullMarked;
