package dev.millrace;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A goroutine that nothing could wake any more, as the garbage collector has proved. It is gone;
 * this is what was written down of it, and keeps nothing of it alive.
 *
 * @param id its number
 * @param state what it waited for, in the words of Go's dumps: {@code chan receive}
 * @param waitsOn what it waited on: {@code channel 0x1f made at Main.main(Main.java:12), 1 receiver
 *     waiting}; one for each case of a select
 * @param stack where it was, the innermost frame first
 * @param created where and by which goroutine it was created, as far as that is known
 * @param keptByAnother whether another leaked goroutine could still have woken it: then that one is
 *     where to look first
 */
public record LeakedGoroutine(
    long id,
    String state,
    List<String> waitsOn,
    List<StackTraceElement> stack,
    @Nullable String created,
    boolean keptByAnother) {}
