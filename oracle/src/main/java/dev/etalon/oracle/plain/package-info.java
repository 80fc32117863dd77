/**
 * The checkers that people usually write, as a measuring stick: what they would have caught of the
 * wrong implementations stands beside the kill matrix. They judge nothing else.
 */
@NullMarked
package dev.etalon.oracle.plain;

import org.jspecify.annotations.NullMarked;
