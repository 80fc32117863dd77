package dev.etalon.reference.kernel.softmax;

import dev.etalon.reference.kernel.lanes.Lanes;
import dev.etalon.reference.kernel.lanes.Parallel;
import dev.etalon.reference.kernel.lanes.Parallel.Workspace;
import dev.etalon.reference.tensor.Lines;
import dev.etalon.reference.tensor.Shape;

/**
 * The lines of an array along one axis, each where it lies or, if its elements lie apart, brought
 * together in working memory, and what the softmax family does to one of them.
 *
 * @param <A> {@code double[]} or {@code float[]}
 */
public final class LogitLines<A> {
  /** What is done to the line of one number. */
  @FunctionalInterface
  public interface Use<A> {
    void accept(int line, Work<A> work);
  }

  /**
   * A line whose elements lie side by side.
   *
   * @param array where
   * @param at from where on
   */
  public record Line<A>(A array, int at) {}

  /**
   * The working memory of a thread.
   *
   * @param x for a line
   * @param y for another
   * @param g for a third
   * @param scalars numbers of a line: its shift, its total, and one for the caller
   */
  public record Work<A>(A x, A y, A g, A scalars) {}

  /** Where in {@link Work#scalars} the shift of a line stands. */
  public static final int SHIFT = 0;

  /** Where the sum of the exponentials stands, or its logarithm. */
  public static final int TOTAL = 1;

  /** Where a caller may keep a number. */
  public static final int OWN = 2;

  /** How many lines one task takes, so that it is worth a task. */
  private static final int ELEMENTS_PER_TASK = 1 << 13;

  private final Lanes<A> lanes;
  private final Lines lines;
  private final int step;
  private final Workspace<Work<A>> workspace;

  public LogitLines(Lanes<A> lanes, Shape shape, int axis) {
    this.lanes = lanes;
    this.lines = new Lines(shape, axis);
    this.step = shape.from(shape.normalizeAxis(axis) + 1).size();
    int length = lines.length();
    this.workspace =
        new Workspace<>(
            () ->
                new Work<>(
                    lanes.allocate(length),
                    lanes.allocate(length),
                    lanes.allocate(length),
                    lanes.allocate(3)));
  }

  /** The number of elements in each line. */
  public int length() {
    return lines.length();
  }

  /** The number of lines. */
  public int count() {
    return lines.count();
  }

  /** The position of element i of a line. */
  public int offset(int line, int i) {
    return lines.offset(line, i);
  }

  /** Does something to every line. */
  public void forEach(Use<A> use) {
    int perTask = Math.max(1, ELEMENTS_PER_TASK / length());
    int tasks = (count() + perTask - 1) / perTask;
    Parallel.run(
        tasks,
        task ->
            workspace.lend(
                work -> {
                  int end = Math.min(count(), (task + 1) * perTask);
                  for (int line = task * perTask; line < end; line++) {
                    use.accept(line, work);
                  }
                }));
  }

  /** A line of an array: where it lies, or a copy in working memory. */
  public Line<A> read(A array, int line, A memory) {
    Line<A> read = room(array, line, memory);
    if (step != 1) {
      lanes.copy(length(), array, lines.offset(line, 0), step, memory, 0, 1);
    }
    return read;
  }

  /** Where a line of an array may be written before it is {@linkplain #write written} there. */
  public Line<A> room(A array, int line, A memory) {
    return step == 1 ? new Line<>(array, lines.offset(line, 0)) : new Line<>(memory, 0);
  }

  /** Puts a line that stands in its {@link #room} into the array. */
  public void write(Line<A> from, int line, A array) {
    if (step != 1) {
      lanes.copy(length(), from.array(), from.at(), 1, array, lines.offset(line, 0), step);
    }
  }

  /** The shift of x, the exponentials of x − shift in y, and their total. */
  public void exponentials(Line<A> x, Line<A> y, A scalars) {
    lanes.stabilizer(length(), x.array(), x.at(), scalars, SHIFT);
    exponentials(x, scalars, SHIFT, y);
    lanes.clear(1, scalars, TOTAL);
    lanes.addSum(length(), y.array(), y.at(), scalars, TOTAL);
  }

  /** The exponentials of x − shift in y. */
  public void exponentials(Line<A> x, A shift, int shiftAt, Line<A> y) {
    lanes.expMinus(length(), x.array(), x.at(), shift, shiftAt, y.array(), y.at());
  }

  /** The softmax of x in y. */
  public void distribution(Line<A> x, Line<A> y, A scalars) {
    exponentials(x, y, scalars);
    lanes.divide(length(), y.array(), y.at(), scalars, TOTAL, y.array(), y.at());
  }

  /** The log-softmax of x in y. */
  public void logDistribution(Line<A> x, Line<A> y, A scalars) {
    exponentials(x, y, scalars);
    lanes.log(scalars, TOTAL);
    lanes.minus(length(), x.array(), x.at(), scalars, SHIFT, scalars, TOTAL, y.array(), y.at());
  }

  /**
   * The softmax of x in p as the exponentials of its log-softmax, which stands in p for a while.
   */
  public void expOfLogDistribution(Line<A> x, Line<A> p, A scalars) {
    logDistribution(x, p, scalars);
    lanes.clear(1, scalars, OWN);
    exponentials(p, scalars, OWN, p);
  }
}
