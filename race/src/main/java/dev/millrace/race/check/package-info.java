/** What the detector is tried on before the program begins: watched as a program is. */
@NullMarked
package dev.millrace.race.check;

import org.jspecify.annotations.NullMarked;
