/** The events of the JDK's flight recorder. Nothing here is loaded before there is a recording. */
@NullMarked
package dev.millrace.internal.recording;

import org.jspecify.annotations.NullMarked;
