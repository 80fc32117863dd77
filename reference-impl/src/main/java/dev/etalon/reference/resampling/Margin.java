package dev.etalon.reference.resampling;

import dev.etalon.reference.operator.ConstraintViolation;
import dev.etalon.reference.tensor.Shape;
import java.util.List;

/** What padding adds around the trailing axes and cropping takes away. */
final class Margin {
  private Margin() {}

  /**
   * Checks that both sides have as many extents, none of them negative.
   *
   * @throws ConstraintViolation if not
   */
  static void require(String operator, List<Integer> before, List<Integer> after) {
    ConstraintViolation.require(
        before.size() == after.size() && !before.isEmpty(),
        () ->
            "%s has %d extents before and %d after; give one of each for every axis"
                .formatted(operator, before.size(), after.size()));
    for (int axis = 0; axis < before.size(); axis++) {
      int least = Math.min(before.get(axis), after.get(axis));
      ConstraintViolation.require(
          least >= 0,
          () -> "%s has an extent of %d; it must be at least 0".formatted(operator, least));
    }
  }

  /**
   * Checks that a shape has the axes.
   *
   * @throws ConstraintViolation if not
   */
  static void requireAxes(String operator, Shape input, List<Integer> before) {
    ConstraintViolation.require(
        input.rank() >= before.size(),
        () ->
            "%s has extents for %d axes; given is an input of shape %s"
                .formatted(operator, before.size(), input));
  }

  /** The index moved along the trailing axes. */
  static int[] moved(int[] index, List<Integer> by, int direction) {
    int[] moved = index.clone();
    int first = index.length - by.size();
    for (int axis = 0; axis < by.size(); axis++) {
      moved[first + axis] += direction * by.get(axis);
    }
    return moved;
  }

  /** The shape whose trailing axes are longer, or shorter, by both margins. */
  static Shape resized(Shape shape, List<Integer> before, List<Integer> after, int direction) {
    Shape resized = shape;
    int first = shape.rank() - before.size();
    for (int axis = 0; axis < before.size(); axis++) {
      int margin = direction * (before.get(axis) + after.get(axis));
      resized = resized.withExtent(first + axis, shape.extent(first + axis) + margin);
    }
    return resized;
  }

  /** Whether an index lies inside a shape. */
  static boolean isInside(int[] index, Shape shape) {
    for (int axis = 0; axis < index.length; axis++) {
      if (index[axis] < 0 || index[axis] >= shape.extent(axis)) {
        return false;
      }
    }
    return true;
  }
}
