package dev.etalon.oracle.diagnosis;

import dev.etalon.reference.tensor.Tensor;
import java.util.function.Supplier;

/**
 * A possible explanation of a wrong result.
 *
 * @param sentence what would be wrong
 * @param prediction the result that would follow
 */
record Hypothesis(String sentence, Supplier<Tensor> prediction) {}
