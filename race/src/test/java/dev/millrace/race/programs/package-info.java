/** Programs that a test runs in a JVM with the agent. */
@org.jspecify.annotations.NullUnmarked
package dev.millrace.race.programs;
