package dev.millrace.race.corpus;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A case that has a data race whatever the schedule: it must be reported. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Racy {
  /** What the report must name, where that matters. */
  String[] at() default {};
}
