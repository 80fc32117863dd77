package dev.etalon.oracle.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Orders of summation by the size of what is added when two terms meet: a big number at i and its
 * negative at j swallow all that is added to either before they cancel, so the small numbers that
 * are left count the terms that came later (P. Xie, Y. Gao, J. Xue, "FPRev: Revealing the Order of
 * Floating-Point Summation", 2024).
 *
 * @param name the order
 * @param meeting for each pair of positions, how many terms lie in the smallest partial sum that
 *     holds both
 */
record SummationOrder(String name, int[][] meeting) {
  private static final int[] WIDTHS = {2, 4, 8, 16, 32, 64};

  /** A partial sum: the positions in it. */
  private static List<Integer> added(int[][] meeting, List<Integer> a, List<Integer> b) {
    List<Integer> both = new ArrayList<>(a);
    both.addAll(b);
    for (int i : a) {
      for (int j : b) {
        meeting[i][j] = both.size();
        meeting[j][i] = both.size();
      }
    }
    return both;
  }

  private static List<Integer> inSequence(int[][] meeting, List<List<Integer>> parts) {
    List<Integer> sum = parts.get(0);
    for (List<Integer> part : parts.subList(1, parts.size())) {
      sum = added(meeting, sum, part);
    }
    return sum;
  }

  private static List<Integer> pairwise(int[][] meeting, List<List<Integer>> parts) {
    if (parts.size() == 1) {
      return parts.get(0);
    }
    int half = (parts.size() + 1) / 2;
    return added(
        meeting,
        pairwise(meeting, parts.subList(0, half)),
        pairwise(meeting, parts.subList(half, parts.size())));
  }

  private static SummationOrder of(String name, int length, Tree tree) {
    int[][] meeting = new int[length][length];
    tree.add(meeting, IntStream.range(0, length).mapToObj(List::of).toList());
    return new SummationOrder(name, meeting);
  }

  /** Adds single terms. */
  private interface Tree {
    void add(int[][] meeting, List<List<Integer>> terms);
  }

  private static List<List<Integer>> parts(int count, Function<Integer, List<Integer>> sumOfPart) {
    return IntStream.range(0, count).mapToObj(sumOfPart::apply).filter(p -> !p.isEmpty()).toList();
  }

  private static List<Integer> lane(
      int[][] meeting, List<List<Integer>> terms, int lane, int lanes) {
    List<List<Integer>> own = new ArrayList<>();
    for (int i = lane; i < terms.size(); i += lanes) {
      own.add(terms.get(i));
    }
    return own.isEmpty() ? List.of() : inSequence(meeting, own);
  }

  private static List<List<Integer>> blocks(int[][] meeting, List<List<Integer>> terms, int size) {
    int count = (terms.size() + size - 1) / size;
    return parts(
        count,
        b -> inSequence(meeting, terms.subList(b * size, Math.min((b + 1) * size, terms.size()))));
  }

  /** The orders that are told apart, for sums of a length. */
  static List<SummationOrder> known(int length) {
    List<SummationOrder> orders = new ArrayList<>();
    orders.add(of("sequential", length, SummationOrder::inSequence));
    orders.add(
        of(
            "reverse",
            length,
            (meeting, terms) -> {
              List<List<Integer>> reversed = new ArrayList<>(terms);
              java.util.Collections.reverse(reversed);
              inSequence(meeting, reversed);
            }));
    orders.add(of("pairwise", length, SummationOrder::pairwise));
    for (int width : WIDTHS) {
      if (width < length) {
        orders.add(
            of(
                "strided by " + width,
                length,
                (meeting, terms) ->
                    inSequence(meeting, parts(width, l -> lane(meeting, terms, l, width)))));
        orders.add(
            of(
                "strided by " + width + ", lanes pairwise",
                length,
                (meeting, terms) ->
                    pairwise(meeting, parts(width, l -> lane(meeting, terms, l, width)))));
        orders.add(
            of(
                "in blocks of " + width,
                length,
                (meeting, terms) -> inSequence(meeting, blocks(meeting, terms, width))));
        orders.add(
            of(
                "pairwise over blocks of " + width,
                length,
                (meeting, terms) -> pairwise(meeting, blocks(meeting, terms, width))));
      }
    }
    return orders;
  }

  /** The one of these that fits all that was measured; a row or element of 0 is not measured. */
  static Optional<SummationOrder> fitting(int[][] measured) {
    return known(measured.length).stream().filter(order -> order.fits(measured)).findFirst();
  }

  private boolean fits(int[][] measured) {
    for (int i = 0; i < measured.length; i++) {
      for (int j = 0; j < measured.length; j++) {
        if (measured[i][j] != 0 && measured[i][j] != meeting[i][j]) {
          return false;
        }
      }
    }
    return true;
  }
}
