package dev.etalon.reference.kernel.softmax;

import dev.etalon.reference.kernel.lanes.Lanes;
import dev.etalon.reference.kernel.lanes.Parallel;
import dev.etalon.reference.kernel.lanes.Parallel.Workspace;
import dev.etalon.reference.tensor.Lines;
import dev.etalon.reference.tensor.Shape;

/**
 * The lines of an array along one axis, each brought together in working memory, and what the
 * softmax family does to one of them.
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
   * The working memory of a thread.
   *
   * @param x a line
   * @param y another
   * @param g a third
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

  /** Brings a line of an array together. */
  public void read(A array, int line, A into) {
    lanes.copy(length(), array, lines.offset(line, 0), step, into, 0, 1);
  }

  /** Puts a line back into an array. */
  public void write(A from, int line, A array) {
    lanes.copy(length(), from, 0, 1, array, lines.offset(line, 0), step);
  }

  /** The shift of the line x, the exponentials of x − shift in y, and their total. */
  public void exponentials(Work<A> work) {
    lanes.stabilizer(length(), work.x(), 0, work.scalars(), SHIFT);
    lanes.expMinus(length(), work.x(), 0, work.scalars(), SHIFT, work.y(), 0);
    lanes.clear(1, work.scalars(), TOTAL);
    lanes.addSum(length(), work.y(), 0, work.scalars(), TOTAL);
  }

  /** The softmax of the line x in y. */
  public void distribution(Work<A> work) {
    exponentials(work);
    lanes.divide(length(), work.y(), 0, work.scalars(), TOTAL, work.y(), 0);
  }

  /** The log-softmax of the line x in y. */
  public void logDistribution(Work<A> work) {
    exponentials(work);
    lanes.log(work.scalars(), TOTAL);
    lanes.minus(length(), work.x(), 0, work.scalars(), SHIFT, work.scalars(), TOTAL, work.y(), 0);
  }

  /** The exponentials of the line y in x. */
  public void exponentiate(Work<A> work) {
    lanes.clear(1, work.scalars(), OWN);
    lanes.expMinus(length(), work.y(), 0, work.scalars(), OWN, work.x(), 0);
  }
}
