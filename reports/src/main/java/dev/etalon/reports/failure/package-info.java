/**
 * What is saved of a failure, so that somebody can mend it: the minimal case, a ready JUnit test,
 * its numbers, and the line that reproduces it.
 */
@NullMarked
package dev.etalon.reports.failure;

import org.jspecify.annotations.NullMarked;
