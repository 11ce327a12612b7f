/**
 * Wait groups, mutexes and their kin: Go's {@code sync}, and of its extensions {@code errgroup},
 * {@code singleflight} and {@code semaphore}.
 */
@NullMarked
package dev.millrace.sync;

import org.jspecify.annotations.NullMarked;
