package dev.etalon.oracle.shrink;

import dev.etalon.fixtures.Case;
import dev.etalon.reference.operator.Evaluation;
import dev.etalon.reference.operator.Operand;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Makes a case smaller and simpler as long as it has a property, whatever its operator: extents
 * that are equal belong together and shrink together, optional operands go, and numbers become 0,
 * 1, integers or short. What the operator is not defined for does not have the property.
 */
public final class Shrinker {
  private static final double TENTHS = 10;

  private final Predicate<Case> property;
  private int tries;

  /**
   * @param property what to keep; false where the operator is not defined
   * @param tries how often to ask for it at most
   */
  public Shrinker(Predicate<Case> property, int tries) {
    this.property = property;
    this.tries = tries;
  }

  /**
   * The end of the way from a case that has the property.
   *
   * @return a case that has the property too
   */
  public Case shrink(Case start) {
    Case simplest = start;
    boolean simpler = true;
    while (simpler) {
      Optional<Case> next =
          Stream.of(smaller(simplest), withoutOperand(simplest), simpler(simplest))
              .flatMap(stream -> stream)
              .takeWhile(candidate -> tries-- > 0)
              .filter(property)
              .findFirst();
      simpler = next.isPresent();
      simplest = next.orElse(simplest);
    }
    return simplest;
  }

  /** One axis of one operand. */
  private record Axis(String operand, int axis) {}

  private static Stream<Case> smaller(Case exam) {
    Map<Integer, List<Axis>> byExtent = new LinkedHashMap<>();
    exam.shapes()
        .forEach(
            (operand, shape) -> {
              for (int axis = 0; axis < shape.rank(); axis++) {
                byExtent
                    .computeIfAbsent(shape.extent(axis), extent -> new ArrayList<>())
                    .add(new Axis(operand, axis));
              }
            });
    return new TreeSet<>(byExtent.keySet())
        .descendingSet().stream()
            .filter(extent -> extent > 1)
            .flatMap(
                extent ->
                    new TreeSet<>(List.of(1, extent / 2, extent - 1))
                        .stream()
                            .flatMap(
                                less ->
                                    groups(byExtent.get(extent)).flatMap(g -> cut(exam, g, less))));
  }

  /** All axes of an extent together, and each alone. */
  private static Stream<List<Axis>> groups(List<Axis> axes) {
    return axes.size() == 1
        ? Stream.of(axes)
        : Stream.concat(Stream.of(axes), axes.stream().map(List::of));
  }

  /** The first so many positions of some axes, or the last. */
  private static Stream<Case> cut(Case exam, List<Axis> axes, int extent) {
    return Stream.of(false, true)
        .flatMap(
            last -> {
              Map<String, Tensor> operands = new LinkedHashMap<>(exam.operands());
              for (Axis axis : axes) {
                operands.computeIfPresent(
                    axis.operand(), (name, tensor) -> cut(tensor, axis.axis(), extent, last));
              }
              return fitted(exam, operands, last);
            });
  }

  private static Tensor cut(Tensor tensor, int axis, int extent, boolean last) {
    Shape shape = tensor.shape().withExtent(axis, extent);
    int skipped = last ? tensor.shape().extent(axis) - extent : 0;
    return Tensor.generate(
        tensor.dtype(),
        shape,
        offset -> {
          int[] index = shape.index(offset);
          index[axis] += skipped;
          return tensor.get(index);
        });
  }

  private static Stream<Case> withoutOperand(Case exam) {
    return exam.operator().operands().stream()
        .filter(Operand::optional)
        .map(Operand::name)
        .filter(exam.operands()::containsKey)
        .flatMap(
            operand -> {
              Map<String, Tensor> operands = new LinkedHashMap<>(exam.operands());
              operands.remove(operand);
              return fitted(exam, operands, false);
            });
  }

  /** The case with other operands, its cotangent cut to the new output; nothing if undefined. */
  private static Stream<Case> fitted(Case exam, Map<String, Tensor> operands, boolean last) {
    try {
      Shape output = Evaluation.outputShape(exam.operator(), operands);
      return Stream.of(exam.with(operands, fitted(exam.cotangent(), output, last)));
    } catch (RuntimeException e) {
      // the operator is not defined for these shapes
      return Stream.empty();
    }
  }

  private static Tensor fitted(Tensor cotangent, Shape output, boolean last) {
    Tensor fitted = cotangent;
    if (cotangent.shape().rank() == output.rank()) {
      for (int axis = 0; axis < output.rank(); axis++) {
        if (output.extent(axis) < fitted.shape().extent(axis)) {
          fitted = cut(fitted, axis, output.extent(axis), last);
        }
      }
    }
    Tensor block = fitted;
    return block.shape().equals(output)
        ? block
        : Tensor.generate(block.dtype(), output, offset -> block.at(offset % block.size()));
  }

  private static Stream<Case> simpler(Case exam) {
    Stream<Case> ofOperands =
        exam.operands().entrySet().stream()
            .flatMap(
                operand ->
                    simpler(operand.getValue())
                        .map(
                            tensor -> {
                              Map<String, Tensor> operands = new LinkedHashMap<>(exam.operands());
                              operands.put(operand.getKey(), tensor);
                              return exam.with(operands, exam.cotangent());
                            }));
    return Stream.concat(
        ofOperands,
        simpler(exam.cotangent()).map(cotangent -> exam.with(exam.operands(), cotangent)));
  }

  /** The whole tensor simplified, then blocks of it set to 0, large ones first. */
  private static Stream<Tensor> simpler(Tensor tensor) {
    Stream<DoubleUnaryOperator> simplifications =
        tensor.dtype() == DType.INT64
            ? Stream.of(x -> 0)
            : Stream.of(
                x -> 0, x -> x == 0 ? 0 : 1, Math::rint, x -> Math.rint(x * TENTHS) / TENTHS);
    Stream<Tensor> whole = simplifications.map(simplify -> onlySimpler(tensor, simplify));
    Stream<Tensor> blocks =
        Stream.iterate(tensor.size() / 2, size -> size > 0, size -> size / 2)
            .flatMap(
                size ->
                    Stream.iterate(0, from -> from < tensor.size(), from -> from + size)
                        .map(from -> zeroed(tensor, from, from + size)));
    return Stream.concat(whole, blocks).filter(candidate -> !candidate.equals(tensor));
  }

  /** Numbers that are short already stay. */
  private static Tensor onlySimpler(Tensor tensor, DoubleUnaryOperator simplify) {
    return tensor.map(
        x -> {
          double simple = simplify.applyAsDouble(x);
          return Double.isFinite(x) && complexity(simple) < complexity(x) ? simple : x;
        });
  }

  private static double complexity(double x) {
    return x == 0 ? 0 : x == 1 ? 1 : Double.toString(x).length() + Math.abs(x) / Double.MAX_VALUE;
  }

  private static Tensor zeroed(Tensor tensor, int from, int to) {
    return Tensor.generate(
        tensor.dtype(),
        tensor.shape(),
        offset -> offset >= from && offset < to ? 0 : tensor.at(offset));
  }
}
