package dev.etalon.reference.arithmetic;

/**
 * How many operations an evaluation took.
 *
 * @param additions additions and subtractions; a sum of n terms has n − 1
 * @param multiplications products, by a constant and by 0 too
 * @param divisions quotients
 * @param elementaryFunctions square roots, exponentials, logarithms, hyperbolic tangents
 * @param comparisons decisions, maxima included
 */
public record OperationCount(
    long additions,
    long multiplications,
    long divisions,
    long elementaryFunctions,
    long comparisons) {

  /** All operations together. */
  public long total() {
    return additions + multiplications + divisions + elementaryFunctions + comparisons;
  }
}
