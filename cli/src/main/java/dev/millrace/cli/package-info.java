/**
 * The {@code millrace} command. Two processes take part, both started by the shell script of the
 * same name: {@link dev.millrace.cli.Main}, only when there is something to compile or to explain,
 * and {@link dev.millrace.cli.Launch}, the program's own.
 */
@NullMarked
package dev.millrace.cli;

import org.jspecify.annotations.NullMarked;
