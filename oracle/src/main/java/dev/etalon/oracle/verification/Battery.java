package dev.etalon.oracle.verification;

import dev.etalon.fixtures.Case;
import dev.etalon.oracle.trial.Standard;
import dev.etalon.oracle.trial.Trial;
import dev.etalon.oracle.verdict.Judgement;
import dev.etalon.reference.operator.Implementation;
import dev.etalon.reference.tensor.DType;
import java.util.List;
import java.util.Map;

/**
 * All judges before one implementation, a case at a time: what a user's own tests ask.
 *
 * <pre>{@code
 * try (Battery battery = Battery.of(Selection.everything())) {
 *   List<Judgement> judgements = battery.judge(kernel, exam, DType.FLOAT32);
 * }
 * }</pre>
 */
public final class Battery implements AutoCloseable {
  private final Panel whole;
  private final Panel chosen;
  private final long seed;

  private Battery(Panel whole, Selection selection, long seed) {
    this.whole = whole;
    this.chosen = whole.select(selection);
    this.seed = seed;
  }

  /** The judges of a selection on the processor, for cases drawn from the default seed. */
  public static Battery of(Selection selection) {
    return of(selection, Verification.DEFAULT_SEED);
  }

  /**
   * The judges of a selection on the processor.
   *
   * @param seed from which the cases were drawn, for the lines that reproduce them
   */
  public static Battery of(Selection selection, long seed) {
    return new Battery(Panel.of("cpu"), selection, seed);
  }

  /**
   * The verdicts on an implementation. What it throws is a verdict too.
   *
   * @param exam the case, in float64; its data are rounded to the dtype
   */
  public List<Judgement> judge(Implementation implementation, Case exam, DType dtype) {
    Standard standard = new Standard(exam.as(dtype), dtype);
    return judge(new Trial(standard, implementation));
  }

  /** The verdicts on a trial, such as one of results that are known already. */
  public List<Judgement> judge(Trial trial) {
    return Examination.of(trial, chosen.judges(), seed).judgements();
  }

  /** A line about each engine, by name. */
  public Map<String, String> engines() {
    return chosen.engineLines();
  }

  /** Why an engine could not be used; empty if all could. */
  public List<String> unavailable() {
    return chosen.unavailable();
  }

  /** What each judge does, by name. */
  public Map<String, String> methods() {
    return chosen.methods();
  }

  @Override
  public void close() {
    whole.close();
  }
}
