/**
 * Etalon in a user's own tests: {@link dev.etalon.oracle.junit.OperatorTest} and {@link
 * dev.etalon.oracle.junit.OperatorContract} run every judge on a Java kernel as JUnit 5 dynamic
 * tests, {@link dev.etalon.oracle.junit.ImplementationAssert} is the same as one AssertJ assertion.
 * For properties of one's own, {@code dev.etalon.fixtures.arbitrary} draws random cases with jqwik.
 *
 * <p>JUnit and AssertJ are optional dependencies of this module: only this package needs them.
 */
@NullMarked
package dev.etalon.oracle.junit;

import org.jspecify.annotations.NullMarked;
