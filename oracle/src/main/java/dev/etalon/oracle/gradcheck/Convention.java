package dev.etalon.oracle.gradcheck;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which element of the subdifferential an implementation gives at kinks: one side's slope where one
 * input is at a kink of its own (ReLU′(0) = 0 is the left one's), and a share of the tied where
 * several are.
 */
final class Convention {
  private record Entry(int column, double got, OneSidedSlopes slopes, int place) {
    private boolean isNear(double slope) {
      return Math.abs(got - slope) <= slopes.error()[place] + Math.ulp(slope);
    }

    private boolean isLeft() {
      return isNear(slopes.below()[place]);
    }

    private boolean isRight() {
      return isNear(slopes.above()[place]);
    }

    private boolean isMean() {
      return isNear((slopes.below()[place] + slopes.above()[place]) / 2);
    }
  }

  /** So many kinks tell a convention. */
  private static final int ENOUGH = 64;

  private final Map<Integer, List<Entry>> byRow = new LinkedHashMap<>();

  /** The implementation's derivative of an output by an input at a kink. */
  void add(int row, int column, double got, OneSidedSlopes slopes, int place) {
    byRow.computeIfAbsent(row, r -> new ArrayList<>()).add(new Entry(column, got, slopes, place));
  }

  /** The names of what was found; empty without a kink. */
  Optional<String> name() {
    Set<String> names = new LinkedHashSet<>();
    for (List<Entry> entries : byRow.values()) {
      names.add(entries.size() == 1 ? side(entries.get(0)) : share(entries));
    }
    return names.isEmpty() ? Optional.empty() : Optional.of(String.join(" or ", names));
  }

  private static String side(Entry entry) {
    if (entry.isLeft()) {
      return "the slope to the left";
    }
    if (entry.isRight()) {
      return "the slope to the right";
    }
    return entry.isMean() ? "the mean of both slopes" : "a slope between both sides'";
  }

  private static String share(List<Entry> entries) {
    List<Entry> receiving = entries.stream().filter(entry -> entry.got() != 0).toList();
    if (receiving.size() == 1) {
      int place = entries.indexOf(receiving.get(0));
      if (place == 0) {
        return "the first of the tied";
      }
      return place == entries.size() - 1 ? "the last of the tied" : "one of the tied";
    }
    boolean even = entries.stream().allMatch(entry -> entry.got() == entries.get(0).got());
    return even ? "an equal share each" : "shares of the tied";
  }
}
