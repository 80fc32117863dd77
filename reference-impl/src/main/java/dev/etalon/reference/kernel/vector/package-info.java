/**
 * The innermost loops on {@code jdk.incubator.vector}. The build compiles this package apart, since
 * the compiler's warning of an incubating module cannot be silenced and every other warning is an
 * error.
 */
@NullMarked
package dev.etalon.reference.kernel.vector;

import org.jspecify.annotations.NullMarked;
