package dev.etalon.oracle.verdict;

import dev.etalon.reference.tensor.Shape;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Where a tensor is wrong: the budget use of every element, as a map of the error over the output,
 * and the elements that are worst.
 *
 * @param shape the tensor's extents
 * @param use the budget use of each element in row-major order; above 1 is wrong. Empty for a
 *     tensor of more than {@link #MOST} elements
 * @param wrong how many elements are beyond their budget
 * @param worst the elements with the largest budget use, the worst first
 */
public record Errors(List<Integer> shape, List<Double> use, int wrong, List<WorstElement> worst) {
  /** A larger tensor has no map: nobody could look at it. */
  public static final int MOST = 4096;

  private static final int WORST = 8;

  public Errors {
    shape = List.copyOf(shape);
    use = List.copyOf(use);
    worst = List.copyOf(worst);
  }

  /** The errors of a tensor, from the budget use of each element. */
  static Errors of(Shape shape, double[] use, IntFunction<WorstElement> element) {
    List<Integer> beyond =
        IntStream.range(0, use.length)
            .filter(i -> !(use[i] <= 1))
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -use[i]))
            .toList();
    return new Errors(
        Arrays.stream(shape.extents()).boxed().toList(),
        use.length <= MOST ? Arrays.stream(use).boxed().toList() : List.of(),
        beyond.size(),
        beyond.stream().limit(WORST).map(element::apply).toList());
  }
}
