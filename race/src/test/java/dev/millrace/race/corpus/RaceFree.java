package dev.millrace.race.corpus;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A case that has no data race in any schedule: nothing may be reported. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface RaceFree {}
