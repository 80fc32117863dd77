package dev.etalon.oracle.gradcheck;

import dev.etalon.fixtures.Case;
import dev.etalon.oracle.coloring.Coloring;
import dev.etalon.oracle.gradcheck.Kinks.Smooth;
import dev.etalon.oracle.trial.Standard;
import dev.etalon.reference.arithmetic.DependencyArithmetic;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.operator.SparsityPattern;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/**
 * How to move one operand of a case so as to see its whole Jacobian: which inputs together, how
 * far, and which not at all. It follows from the definition alone and serves every implementation.
 *
 * @param pattern the Jacobian's sparsity at the point
 * @param reach the same with what inputs at a kink reach on either side of it
 * @param byInput {@code reach} transposed
 * @param moves the inputs that move together, and the part of their steps that meets no kink
 * @param probes dense random moves of all these inputs, which guard the pattern
 * @param kinks inputs at a kink, or too near to one, that can move together to one side
 * @param tied tied inputs, each group of them moved by a step of its own: it stays tied
 * @param kinked every input of {@code kinks}
 * @param composite inputs of {@code kinks} behind a decision between sums of several inputs: there
 *     the chain rule is an inclusion only, and a right VJP may leave the subdifferential
 * @param infinite inputs that cannot be moved
 * @param isExact whether integers and steps of 1 make every difference exact
 * @param rows the cotangents that show the Jacobian's rows
 */
record DifferencePlan(
    SparsityPattern pattern,
    SparsityPattern reach,
    SparsityPattern byInput,
    List<Smooth> moves,
    List<Smooth> probes,
    List<Kinked> kinks,
    Optional<Smooth> tied,
    BitSet kinked,
    BitSet composite,
    BitSet infinite,
    boolean isExact,
    RowProbes rows) {
  private static final long SEED = 0x5eed;

  /**
   * Inputs at a kink that no decision ties together.
   *
   * @param move their steps
   * @param above the part of the steps up that stays on one piece
   * @param below the part of the steps down
   */
  record Kinked(Move move, double above, double below) {}

  /** The plan for an operand of a case whose data are rounded to the dtype. */
  static DifferencePlan of(Standard standard, String operand) {
    return exact(standard, operand).orElseGet(() -> new Search(standard, operand).plan());
  }

  /**
   * The plan for an operator that is affine in the operand, on integers that stay exact: steps of
   * 1, no extrapolation. Every moved point is analysed for itself.
   */
  private static Optional<DifferencePlan> exact(Standard standard, String operand) {
    Case exam = standard.exam();
    Tensor input = exam.operands().get(operand);
    if (!exam.operator().affineIn().contains(operand)
        || !exam.operands().values().stream().allMatch(DifferencePlan::isInteger)
        || !isExact(standard.budget(Case.FORWARD))) {
      return Optional.empty();
    }
    SparsityPattern pattern = SparsityPattern.of(exam.operator(), exam.operands(), operand);
    List<Smooth> moves = new ArrayList<>();
    for (int[] group : Coloring.of(pattern).groups()) {
      moves.add(new Smooth(Move.ofUnits(group, column -> 1), 1));
    }
    Smooth probe =
        new Smooth(
            Move.ofUnits(IntStream.range(0, input.size()).toArray(), factors(exam, operand)), 1);
    for (Smooth smooth : Stream.concat(moves.stream(), Stream.of(probe)).toList()) {
      Map<String, Tensor> at = new LinkedHashMap<>(exam.operands());
      at.put(operand, smooth.move().apply(input, 1));
      if (!smooth.move().isExactOn(input) || !isExact(standard.forwardBudget(at))) {
        return Optional.empty();
      }
    }
    return Optional.of(
        new DifferencePlan(
            pattern,
            pattern,
            pattern.transposed(),
            moves,
            List.of(probe),
            List.of(),
            Optional.empty(),
            new BitSet(),
            new BitSet(),
            new BitSet(),
            true,
            RowProbes.of(pattern, moves.size(), exam.cotangent())));
  }

  /** A bound on the error of each value at the point and at both ends of a move. */
  double[] noise(Standard standard, String operand, Smooth smooth) {
    Tensor input = standard.exam().operands().get(operand);
    double[] noise = standard.budget(Case.FORWARD);
    for (int side = -1; side <= 1; side += 2) {
      Map<String, Tensor> at = new LinkedHashMap<>(standard.exam().operands());
      at.put(operand, smooth.move().apply(input, side * smooth.scale()));
      double[] there = standard.analysis().forward(standard.errorModel(), at);
      Arrays.setAll(noise, row -> Math.max(noise[row], there[row]));
    }
    Arrays.setAll(noise, row -> noise[row] + DType.FLOAT64.smallestNormal());
    return noise;
  }

  /** A bound on the error of each value at the point and wherever a probe moves to. */
  double[] noise(Standard standard, String operand) {
    double[] noise = standard.budget(Case.FORWARD);
    if (!isExact) {
      for (Smooth probe : probes) {
        double[] there = noise(standard, operand, probe);
        Arrays.setAll(noise, row -> Math.max(noise[row], there[row]));
      }
    }
    return noise;
  }

  private static boolean isExact(double[] budget) {
    return Arrays.stream(budget).allMatch(error -> error == 0);
  }

  /** Whether every element is an integer. */
  static boolean isInteger(Tensor tensor) {
    return Arrays.stream(tensor.toArray()).allMatch(x -> x == Math.rint(x) && !Double.isNaN(x));
  }

  /** ±1 or ±½ for each input, at random. */
  private static IntToDoubleFunction factors(Case exam, String operand) {
    UniformRandomProvider random =
        RandomSource.XO_SHI_RO_256_PP.create(
            new long[] {SEED, exam.id().hashCode(), operand.hashCode()});
    double[] factors = new double[exam.operands().get(operand).size()];
    Arrays.setAll(factors, i -> (random.nextBoolean() ? 1 : -1) / (random.nextBoolean() ? 1.0 : 2));
    return i -> factors[i];
  }

  /** The search for moves that meet no kink. */
  private static final class Search {
    private final Case exam;
    private final Operator operator;
    private final String operand;
    private final Tensor input;
    private final DType dtype;
    private final SparsityPattern pattern;
    private final List<int[]> ties;
    private final Kinks kinks;
    private final BitSet infinite = new BitSet();
    private final BitSet composite = new BitSet();
    private final List<Smooth> moves = new ArrayList<>();
    private final List<Kinked> kinked = new ArrayList<>();
    private final BitSet stuck = new BitSet();
    private final Map<Integer, Set<Integer>> beside = new HashMap<>();

    Search(Standard standard, String operand) {
      this.exam = standard.exam();
      this.operator = exam.operator();
      this.operand = operand;
      this.input = exam.operands().get(operand);
      this.dtype = standard.dtype();
      DependencyArithmetic dependency = new DependencyArithmetic();
      this.pattern = SparsityPattern.of(dependency, operator, exam.operands(), operand);
      this.kinks = new Kinks(operator, exam.operands(), operand, dependency.decisions());
      dependency.decisions().stream()
          .filter(decision -> !decision.isBetweenSingleInputs())
          .forEach(decision -> IntStream.of(decision.inputs()).forEach(composite::set));
      this.ties =
          dependency.decisions().stream()
              .filter(decision -> decision.outcome() == 0)
              .map(DependencyArithmetic.Decision::inputs)
              .filter(inputs -> inputs.length > 0)
              .toList();
    }

    DifferencePlan plan() {
      for (int column = 0; column < input.size(); column++) {
        infinite.set(column, !Double.isFinite(input.at(column)));
      }
      // inputs that are tied would stay tied if they moved together: each tie is one row more
      List<int[]> groups = Coloring.of(pattern.below(ties)).groups();
      for (int[] group : groups) {
        int[] movable = IntStream.of(group).filter(column -> !infinite.get(column)).toArray();
        if (movable.length > 0) {
          split(Move.of(input, movable, dtype, column -> 1));
        }
      }
      SparsityPattern reach = pattern.and(beside);
      return new DifferencePlan(
          pattern,
          reach,
          reach.transposed(),
          moves,
          probes(),
          kinked,
          tied(),
          stuck,
          compositeKinks(),
          infinite,
          false,
          RowProbes.of(reach, groups.size(), exam.cotangent()));
    }

    private BitSet compositeKinks() {
      BitSet kinksBehind = (BitSet) stuck.clone();
      kinksBehind.and(composite);
      return kinksBehind;
    }

    private void split(Move move) {
      for (Smooth smooth : kinks.split(move)) {
        if (smooth.scale() > 0) {
          moves.add(smooth);
        } else {
          IntStream.of(smooth.move().columns()).forEach(stuck::set);
          kinked.add(
              new Kinked(smooth.move(), kinks.ray(smooth.move(), 1), kinks.ray(smooth.move(), -1)));
          lookBeside(smooth.move(), 1);
          lookBeside(smooth.move(), -1);
        }
      }
    }

    /** What inputs at a kink reach to one side of it: there, others win. */
    private void lookBeside(Move move, int side) {
      Map<String, Tensor> at = new LinkedHashMap<>(exam.operands());
      at.put(operand, move.apply(input, side * move.leastScale()));
      BitSet moved = new BitSet();
      IntStream.of(move.columns()).forEach(moved::set);
      SparsityPattern there = SparsityPattern.of(operator, at, operand);
      for (int row = 0; row < there.rows(); row++) {
        for (int column : there.row(row)) {
          if (moved.get(column)) {
            beside.computeIfAbsent(row, r -> new TreeSet<>()).add(column);
          }
        }
      }
    }

    private List<Smooth> probes() {
      int[] free =
          IntStream.range(0, input.size())
              .filter(column -> !stuck.get(column) && !infinite.get(column))
              .toArray();
      return free.length == 0
          ? List.of()
          : kinks.split(Move.of(input, free, dtype, factors(exam, operand))).stream()
              .filter(part -> part.scale() > 0)
              .toList();
    }

    /** Groups of tied inputs whose common move meets no kink. */
    private Optional<Smooth> tied() {
      Ties groups = new Ties(input.size());
      for (int[] tie : ties) {
        groups.join(IntStream.of(tie).filter(i -> stuck.get(i) && !composite.get(i)).toArray());
      }
      BitSet members = groups.members();
      IntToDoubleFunction factors = factors(exam, operand);
      while (!members.isEmpty()) {
        Move move =
            Move.of(
                input,
                members.stream().toArray(),
                dtype,
                column -> factors.applyAsDouble(groups.first(column)));
        BitSet offenders = new BitSet();
        for (double scale = 1; scale >= move.leastScale(); scale /= 8) {
          offenders = kinks.offenders(move, scale);
          if (offenders.isEmpty()) {
            return Optional.of(new Smooth(move, scale));
          }
        }
        BitSet bad = offenders;
        members.stream()
            .filter(
                column ->
                    bad.stream().anyMatch(other -> groups.first(other) == groups.first(column)))
            .forEach(bad::set);
        members.andNot(bad);
      }
      return Optional.empty();
    }
  }
}
