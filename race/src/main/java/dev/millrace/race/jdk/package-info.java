/**
 * What the detector knows of the JDK's own classes: which of their methods order what threads do,
 * and what calls of them access.
 */
@NullMarked
package dev.millrace.race.jdk;

import org.jspecify.annotations.NullMarked;
