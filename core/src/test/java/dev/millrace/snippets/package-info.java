/**
 * The examples of the Javadoc: each {@code @start region} here is quoted there by a snippet tag,
 * and what it prints is checked here.
 */
@NullMarked
package dev.millrace.snippets;

import org.jspecify.annotations.NullMarked;
