/**
 * What is likely wrong, in words: a wrong result is held against the results of known mistakes, and
 * against the structure of its own error (its scale, its order, the region where it lies).
 */
@NullMarked
package dev.etalon.oracle.diagnosis;

import org.jspecify.annotations.NullMarked;
