package dev.etalon.oracle.trial;

import dev.etalon.oracle.verdict.Verdict;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What came of asking an implementation.
 *
 * @param <V> what it gives when it succeeds
 */
public sealed interface Outcome<V> {
  /** It gave a result. */
  record Computed<V>(V value, double seconds) implements Outcome<V> {}

  /** It gave none; the verdict says why. */
  record Without<V>(Verdict verdict) implements Outcome<V> {}

  /** Runs foreign code: whatever it throws is a verdict on it and costs nobody else anything. */
  static <V> Outcome<V> of(Supplier<V> computation) {
    long start = System.nanoTime();
    try {
      V value = computation.get();
      return new Computed<>(value, (System.nanoTime() - start) * 1e-9);
    } catch (NoResult e) {
      return new Without<>(e.verdict());
    } catch (UnsupportedOperationException e) {
      return new Without<>(Verdict.notImplemented(String.valueOf(e.getMessage())));
    } catch (RuntimeException | Error e) {
      return new Without<>(Verdict.crashed(e.toString()));
    }
  }

  /** The verdict on the result, or the verdict that stands for its absence. */
  default Verdict judge(Function<V, Verdict> judgement) {
    if (this instanceof Computed<V> computed) {
      return judgement.apply(computed.value());
    }
    return ((Without<V>) this).verdict();
  }
}
