/**
 * From a failure to the least that fails: smaller shapes, simpler attributes, simpler numbers, as
 * long as the same judge says the same.
 */
@NullMarked
package dev.etalon.oracle.shrink;

import org.jspecify.annotations.NullMarked;
