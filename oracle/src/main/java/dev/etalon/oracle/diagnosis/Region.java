package dev.etalon.oracle.diagnosis;

import dev.etalon.oracle.trial.Standard;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import org.apache.commons.numbers.core.DD;

/** Where the wrong elements lie, if they keep to a part of the tensor, and what stands there. */
final class Region {
  private static final List<String> IMAGE_AXES = List.of("batch item", "channel");

  private Region() {}

  static Optional<String> describe(Standard standard, String quantity, Tensor got) {
    BitSet wrong = wrong(standard, quantity, got);
    if (wrong.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> content = content(wrong, got, standard.rounded(quantity));
    Optional<String> place = place(wrong, got.shape());
    List<String> words = Stream.of(place, content).flatMap(Optional::stream).toList();
    return words.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", words));
  }

  /** What stands where it is wrong, if it is the same everywhere. */
  private static Optional<String> content(BitSet wrong, Tensor got, Tensor truth) {
    IntPredicate isNumberForNaN = i -> Double.isNaN(truth.at(i)) && !Double.isNaN(got.at(i));
    if (wrong.stream().allMatch(isNumberForNaN)) {
      return Optional.of("a NaN is lost: every wrong element has to be NaN");
    }
    if (wrong.stream().allMatch(i -> Double.isNaN(got.at(i)))) {
      return Optional.of("every wrong element is NaN: never written, or something overflows");
    }
    if (wrong.stream().allMatch(i -> !Double.isFinite(got.at(i)))) {
      return Optional.of("every wrong element is NaN or infinite: something overflows");
    }
    return wrong.stream().allMatch(i -> got.at(i) == 0)
        ? Optional.of("every wrong element is 0, as if never written")
        : Optional.empty();
  }

  private static Optional<String> place(BitSet wrong, Shape shape) {
    if (shape.size() > 1 && wrong.cardinality() == 1) {
      return Optional.of(
          "a single element is wrong, at " + Arrays.toString(shape.index(wrong.nextSetBit(0))));
    }
    for (int axis = 0; axis < shape.rank(); axis++) {
      BitSet hit = new BitSet();
      int along = axis;
      wrong.stream().forEach(offset -> hit.set(shape.index(offset)[along]));
      Optional<String> place = place(hit, shape.extent(axis), name(axis, shape.rank()));
      if (place.isPresent()) {
        return place;
      }
    }
    return onlyBorders(wrong, shape)
        ? Optional.of("only elements at a border are wrong: look at the padding")
        : Optional.empty();
  }

  private static Optional<String> place(BitSet hit, int extent, String axis) {
    if (extent < 2 || hit.cardinality() == extent) {
      return Optional.empty();
    }
    if (hit.cardinality() == 1) {
      int only = hit.nextSetBit(0);
      String where = only == 0 ? "first" : only == extent - 1 ? "last" : "one (" + only + ")";
      return Optional.of("only the %s %s is wrong".formatted(where, axis));
    }
    return !hit.get(0) && hit.cardinality() == extent - 1
        ? Optional.of("every %s but the first is wrong".formatted(axis))
        : Optional.empty();
  }

  private static String name(int axis, int rank) {
    return rank > 2 && axis < IMAGE_AXES.size() ? IMAGE_AXES.get(axis) : "index of axis " + axis;
  }

  private static boolean onlyBorders(BitSet wrong, Shape shape) {
    return shape.rank() > 2
        && hasInterior(shape)
        && wrong.stream()
            .allMatch(
                offset -> {
                  int[] index = shape.index(offset);
                  for (int axis = 2; axis < index.length; axis++) {
                    if (index[axis] == 0 || index[axis] == shape.extent(axis) - 1) {
                      return true;
                    }
                  }
                  return false;
                });
  }

  /** Whether there are elements at no border: else it says nothing that all wrong ones are. */
  private static boolean hasInterior(Shape shape) {
    return Arrays.stream(shape.extents()).skip(2).allMatch(extent -> extent > 2);
  }

  private static BitSet wrong(Standard standard, String quantity, Tensor got) {
    double[] budget = standard.budget(quantity);
    BitSet wrong = new BitSet();
    for (int i = 0; i < budget.length; i++) {
      DD truth = standard.truth(quantity).at(i);
      boolean equal = Double.compare(got.at(i), truth.hi()) == 0;
      if (!equal && !(Math.abs(got.at(i) - truth.hi() - truth.lo()) <= budget[i])) {
        wrong.set(i);
      }
    }
    return wrong;
  }
}
