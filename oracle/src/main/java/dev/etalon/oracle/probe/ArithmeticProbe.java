package dev.etalon.oracle.probe;

import dev.etalon.oracle.probe.Identification.Determinism;
import dev.etalon.oracle.probe.Identification.Growth;
import dev.etalon.oracle.probe.Identification.Products;
import dev.etalon.oracle.probe.Identification.Subnormals;
import dev.etalon.reference.operator.Implementation;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Format;
import dev.etalon.reference.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.math3.stat.regression.SimpleRegression;
import org.apache.commons.numbers.core.DD;

/**
 * Asks an implementation for sums of products whose results differ only by the arithmetic. All
 * questions but those about the growth of errors have exact answers, so that one bit decides.
 *
 * <ul>
 *   <li>Multiply: (1 + 2⁻ᵏ)·1, each factor in turn; the greatest k up to which nothing is lost.
 *   <li>Accumulate: 1, 2⁻ᵏ and −1 at three positions, in each assignment. In any order of summation
 *       two of the three meet first, and in one assignment those are 1 and 2⁻ᵏ: their sum needs k +
 *       1 bits.
 *   <li>Products: (1 + 2⁻ᵐ)² − (1 + 2¹⁻ᵐ) = 2⁻²ᵐ, which is lost if the product is rounded before it
 *       is added; with a fused multiply-add it is lost only where the product comes first.
 *   <li>Cutting off: 1 and ¾ of a unit of the partial sum's last place.
 *   <li>Order: {@link SummationOrder}.
 * </ul>
 */
public final class ArithmeticProbe {
  /** Divisible by 9, for kernels of 3×3, and by 8. */
  private static final int LENGTH = 72;

  /** Enough for lanes of vectors, several registers wide. */
  private static final int LONG = 288;

  private static final int[] STRIDES = {1, 2, 4, 8, 16, 32, 64, 128};

  /** Sums that start high, so that small terms of float16 stay normal numbers. */
  private static final int TOP = 12;

  /** The exponent of a product of two factors that every format holds. */
  private static final int HIGHEST = 28;

  /** Lengths for the growth of errors, divisible by 9. */
  private static final int[] LENGTHS = {36, 144, 576, 2304};

  private static final int SAMPLES = 48;
  private static final int RUNS = 5;

  private final Asked asked;
  private final Format format;
  private final Random random;

  private ArithmeticProbe(Asked asked, long seed) {
    this.asked = asked;
    this.format = asked.dtype().format();
    this.random = new Random(seed);
  }

  /**
   * What the implementation computes in.
   *
   * @throws dev.etalon.oracle.trial.NoResult if it has no result, and says why
   */
  public static Identification identify(
      Implementation implementation, Workload workload, DType dtype, long seed) {
    return new ArithmeticProbe(new Asked(implementation, workload, dtype), seed).identify();
  }

  private Identification identify() {
    int multiplyBits = multiplyBits();
    Optional<Format> multiply = multiply(multiplyBits);
    int seen = visibleBits();
    int accumulateBits = accumulateBits(seen);
    boolean accumulateSeen = accumulateBits < seen;
    Optional<Boolean> truncates = accumulateSeen ? truncates(accumulateBits) : Optional.empty();
    Optional<Format> accumulate =
        accumulateSeen ? sums(accumulateBits) : Optional.of(sumsAtLeast(accumulateBits));
    return new Identification(
        asked.implementation().name(),
        asked.workload(),
        asked.dtype(),
        asked.implementation().precision(asked.dtype()),
        multiplyBits,
        multiply,
        products(multiplyBits),
        accumulateBits,
        accumulate,
        accumulateSeen,
        truncates,
        accumulateSeen && !truncates.orElse(false) ? order(accumulateBits) : Optional.empty(),
        subnormals(multiply, accumulate),
        growth(),
        determinism());
  }

  private int multiplyBits() {
    List<Terms> questions = new ArrayList<>();
    for (int k = 1; k < format.precision(); k++) {
      double factor = 1 + Math.scalb(1.0, -k);
      int position = random.nextInt(LENGTH);
      questions.add(Terms.none(LENGTH).with(position, factor, 1));
      questions.add(Terms.none(LENGTH).with(position, 1, factor));
    }
    double[] answers = asked.sums(questions);
    int k = 1;
    while (k < format.precision()
        && answers[2 * k - 2] == 1 + Math.scalb(1.0, -k)
        && answers[2 * k - 1] == 1 + Math.scalb(1.0, -k)) {
      k++;
    }
    return k;
  }

  /** By its bits; of the two formats with 11 bits, the range decides. */
  private Optional<Format> multiply(int bits) {
    if (bits == format.precision()) {
      return Optional.of(format);
    }
    boolean wide = asked.sum(Terms.none(LENGTH).with(1, 0x1p-40, 0x1p40)) == 1;
    return Arrays.stream(Format.values())
        .filter(candidate -> candidate.precision() == bits)
        .filter(candidate -> candidate.smallest() < 0x1p-40 == wide)
        .findFirst();
  }

  /** So many bits below the top of a sum can still be seen in a result. */
  private int visibleBits() {
    int lowest = Math.getExponent(format.smallestNormal());
    return Math.min(Format.FLOAT64.precision() + 1, TOP - lowest);
  }

  private int accumulateBits(int seen) {
    List<int[]> triples = triples();
    int kept = 1;
    while (kept < seen
        && asked.allAre(meetings(triples, 1, TOP - kept), Math.scalb(1.0, TOP - kept))) {
      kept++;
    }
    return kept;
  }

  /** Near and far positions, and some at random. */
  private List<int[]> triples() {
    List<int[]> triples =
        new ArrayList<>(
            List.of(
                new int[] {0, 1, 2},
                new int[] {0, LENGTH / 3, 2 * LENGTH / 3},
                new int[] {0, LENGTH / 2, LENGTH - 1}));
    for (int i = 0; i < 3; i++) {
      triples.add(random.ints(0, LENGTH).distinct().limit(3).sorted().toArray());
    }
    return triples;
  }

  /** The top, the small number and minus the top, in each assignment to three positions. */
  private static List<Terms> meetings(List<int[]> triples, double fraction, int exponent) {
    List<Terms> questions = new ArrayList<>();
    for (int[] triple : triples) {
      for (int turn = 0; turn < 3; turn++) {
        questions.add(
            Terms.none(LENGTH)
                .withPower(triple[turn], 1, TOP)
                .withPower(triple[(turn + 1) % 3], fraction, exponent)
                .withPower(triple[(turn + 2) % 3], -1, TOP));
      }
    }
    return questions;
  }

  private static Optional<Format> sums(int bits) {
    return Arrays.stream(Format.values())
        .filter(candidate -> candidate != Format.TF32 && candidate.precision() == bits)
        .findFirst();
  }

  private static Format sumsAtLeast(int bits) {
    return Arrays.stream(Format.values())
        .filter(candidate -> candidate.precision() <= bits)
        .findFirst()
        .orElse(Format.BFLOAT16);
  }

  private Optional<Boolean> truncates(int bits) {
    // three quarters of the last place: rounded up to a whole one, or cut off to nothing
    int unit = TOP - bits + 1;
    Set<Double> answers =
        Arrays.stream(asked.sums(meetings(triples(), 1.5, unit - 1)))
            .boxed()
            .collect(Collectors.toCollection(HashSet::new));
    if (answers.contains(0.0)) {
      return Optional.of(true);
    }
    return answers.contains(Math.scalb(1.0, unit)) ? Optional.of(false) : Optional.empty();
  }

  private Products products(int bits) {
    int m = bits - 1;
    double factor = 1 + Math.scalb(1.0, -m);
    double rest = 1 + Math.scalb(1.0, 1 - m);
    double scale = Math.scalb(1.0, TOP / 2);
    List<Terms> questions = new ArrayList<>();
    for (int stride : STRIDES) {
      for (int turn = 0; turn < 2; turn++) {
        int at = random.nextInt(LONG - stride);
        questions.add(
            Terms.none(LONG)
                .with(turn == 0 ? at : at + stride, factor * scale, factor * scale)
                .with(turn == 0 ? at + stride : at, -rest * scale, scale));
      }
    }
    double exact = Math.scalb(1.0, TOP - 2 * m);
    long kept = Arrays.stream(asked.sums(questions)).filter(answer -> answer == exact).count();
    if (kept == questions.size()) {
      return Products.EXACT;
    }
    return kept > 0 ? Products.FUSED : Products.ROUNDED;
  }

  private Optional<String> order(int bits) {
    // a number so great that all others together are less than half of its last place
    int room = bits + 8;
    boolean narrow = bits == Format.FLOAT16.precision();
    int highest = Math.getExponent((narrow ? Format.FLOAT16 : format).largest()) - 1;
    int top = Math.min(room, Math.min(HIGHEST, highest));
    int small = top - room;
    List<Terms> questions = new ArrayList<>();
    List<int[]> pairs = new ArrayList<>();
    for (int i : new int[] {0, random.nextInt(LENGTH - 2) + 1, LENGTH - 1}) {
      for (int j = 0; j < LENGTH; j++) {
        if (i != j) {
          Terms terms = Terms.none(LENGTH);
          for (int k = 0; k < LENGTH; k++) {
            terms = k == i || k == j ? terms : terms.withPower(k, 1, small);
          }
          pairs.add(new int[] {i, j});
          questions.add(terms.withPower(i, 1, top).withPower(j, -1, top));
        }
      }
    }
    double[] answers = asked.sums(questions);
    int[][] meeting = new int[LENGTH][LENGTH];
    for (int q = 0; q < answers.length; q++) {
      double later = Math.scalb(answers[q], -small);
      if (later != Math.rint(later) || later < 0 || later > LENGTH - 2) {
        return Optional.empty();
      }
      meeting[pairs.get(q)[0]][pairs.get(q)[1]] = LENGTH - (int) later;
    }
    return SummationOrder.fitting(meeting).map(SummationOrder::name);
  }

  /** Of the format with the shortest range: below it, the numbers of the others vanish anyway. */
  private Subnormals subnormals(Optional<Format> multiply, Optional<Format> accumulate) {
    double normal =
        Stream.of(Optional.of(format), multiply, accumulate)
            .flatMap(Optional::stream)
            .mapToDouble(Format::smallestNormal)
            .max()
            .orElseThrow();
    double[] answers =
        asked.sums(
            List.of(
                Terms.none(LENGTH).with(0, normal / 4, 0x1p8),
                Terms.none(LENGTH).with(0, 0x1p8, normal / 4),
                Terms.none(LENGTH).with(0, normal, 0.25),
                Terms.none(LENGTH).with(0, 1.5 * normal, 1).with(1, -1.25 * normal, 1)));
    boolean operands = answers[0] != 0 && answers[1] != 0;
    boolean results = answers[2] != 0 && answers[3] != 0;
    if (operands) {
      return results ? Subnormals.KEPT : Subnormals.RESULTS_FLUSHED;
    }
    return results ? Subnormals.OPERANDS_FLUSHED : Subnormals.FLUSHED;
  }

  private Growth growth() {
    SimpleRegression logarithms = new SimpleRegression();
    for (int length : LENGTHS) {
      double error = relativeError(length);
      if (error > 0) {
        logarithms.addData(Math.log(length), Math.log(error));
      }
    }
    int longest = LENGTHS[LENGTHS.length - 1];
    return logarithms.getN() < 2
        ? new Growth(0, 0, longest)
        : new Growth(Math.exp(logarithms.getIntercept()), logarithms.getSlope(), longest);
  }

  /** In units of the root of the sum of the squares of the products. */
  private double relativeError(int length) {
    double[][] left = new double[2][];
    Arrays.setAll(left, m -> left[0] == null ? normal(length) : left[0]);
    double[][] right = new double[SAMPLES][];
    Arrays.setAll(right, n -> normal(length));
    if (asked.dtype().isReduced()) {
      for (double[] row : right) {
        cancel(left, row);
      }
    }
    Tensor output = ask(left, right);
    double squares = 0;
    for (int n = 0; n < SAMPLES; n++) {
      DD truth = DD.ZERO;
      double size = 0;
      for (int i = 0; i < length; i++) {
        DD product = DD.ofProduct(left[0][i], right[n][i]);
        truth = truth.add(product);
        size += product.hi() * product.hi();
      }
      double error = output(output, n) - truth.hi() - truth.lo();
      squares += error * error / size;
    }
    return Math.sqrt(squares / SAMPLES);
  }

  private Tensor ask(double[][] left, double[][] right) {
    Workload workload = asked.workload();
    return asked
        .implementation()
        .forward(workload.operator(), workload.operands(left, right, asked.dtype()), asked.dtype());
  }

  private double output(Tensor output, int n) {
    return asked.workload().product(output, 0, n);
  }

  /**
   * Makes the sum nearly 0 by its last three terms, so that it is not its storage in few bits whose
   * error is seen.
   */
  private void cancel(double[][] left, double[] row) {
    int length = row.length;
    for (int i = length - 3; i < length; i++) {
      left[0][i] = 1;
      row[i] = 0;
    }
    DD sum = DD.ZERO;
    for (int i = 0; i < length - 3; i++) {
      sum = sum.add(DD.ofProduct(left[0][i], row[i]));
    }
    for (int i = length - 3; i < length; i++) {
      row[i] = -format.round(sum.hi());
      sum = sum.add(row[i]);
    }
  }

  private double[] normal(int length) {
    return random.doubles(length).map(u -> format.round(4 * u - 2)).toArray();
  }

  private Determinism determinism() {
    int length = LENGTHS[LENGTHS.length - 2];
    double[][] left = IntStream.range(0, 2).mapToObj(m -> normal(length)).toArray(double[][]::new);
    double[][] right =
        IntStream.range(0, SAMPLES).mapToObj(n -> normal(length)).toArray(double[][]::new);
    return Repetition.of(() -> ask(left, right), RUNS);
  }
}
