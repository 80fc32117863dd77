package dev.etalon.reference.arithmetic;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Reverse-mode differentiation over another number system: every operation is recorded with its
 * partial derivatives, and {@link #gradients} walks the record backwards. From the forward
 * definition alone it gives the gradient of ⟨cotangent, f(x)⟩ with respect to every recorded
 * number, which makes it a judge of the hand-written VJP. At a kink it follows the branch that the
 * definition takes. One instance serves one evaluation.
 *
 * @param <S> the number of the system underneath
 */
public final class ReverseArithmetic<S> implements Arithmetic<ReverseArithmetic.Recorded<S>> {
  /**
   * A number with its place in the record.
   *
   * @param <S> the number of the system underneath
   */
  public record Recorded<S>(S value, int place) {}

  private record Step<S>(int[] arguments, List<S> partials) {}

  private final Arithmetic<S> base;
  private final List<Step<S>> record = new ArrayList<>();

  public ReverseArithmetic(Arithmetic<S> base) {
    this.base = base;
  }

  /**
   * ∂ Σᵢ cotangentᵢ·outputᵢ / ∂ number, for each of the numbers.
   *
   * @param outputs recorded results
   * @param cotangent one factor for each output
   * @param numbers recorded numbers, usually the inputs
   */
  public List<S> gradients(
      List<Recorded<S>> outputs, List<S> cotangent, List<Recorded<S>> numbers) {
    List<List<S>> adjoints = new ArrayList<>();
    for (int place = 0; place < record.size(); place++) {
      adjoints.add(new ArrayList<>());
    }
    for (int i = 0; i < outputs.size(); i++) {
      adjoints.get(outputs.get(i).place()).add(cotangent.get(i));
    }
    List<S> totals = new ArrayList<>(Collections.nCopies(record.size(), base.zero()));
    for (int place = record.size() - 1; place >= 0; place--) {
      if (adjoints.get(place).isEmpty()) {
        continue;
      }
      S total = base.sum(adjoints.get(place));
      totals.set(place, total);
      Step<S> step = record.get(place);
      for (int i = 0; i < step.arguments().length; i++) {
        adjoints.get(step.arguments()[i]).add(base.multiply(total, step.partials().get(i)));
      }
    }
    return numbers.stream().map(number -> totals.get(number.place())).toList();
  }

  private Recorded<S> keep(S value, int[] arguments, List<S> partials) {
    record.add(new Step<>(arguments, partials));
    return new Recorded<>(value, record.size() - 1);
  }

  private Recorded<S> unary(S value, Recorded<S> a, S partial) {
    return keep(value, new int[] {a.place()}, List.of(partial));
  }

  private Recorded<S> binary(S value, Recorded<S> a, S partialA, Recorded<S> b, S partialB) {
    return keep(value, new int[] {a.place(), b.place()}, List.of(partialA, partialB));
  }

  /** A new independent number; constants and inputs alike. */
  public Recorded<S> independent(S value) {
    return keep(value, new int[0], List.of());
  }

  @Override
  public Recorded<S> constant(double value) {
    return independent(base.constant(value));
  }

  @Override
  public double value(Recorded<S> number) {
    return base.value(number.value());
  }

  @Override
  public Recorded<S> negate(Recorded<S> a) {
    return unary(base.negate(a.value()), a, base.constant(-1));
  }

  @Override
  public Recorded<S> add(Recorded<S> a, Recorded<S> b) {
    return binary(base.add(a.value(), b.value()), a, base.one(), b, base.one());
  }

  @Override
  public Recorded<S> subtract(Recorded<S> a, Recorded<S> b) {
    return binary(base.subtract(a.value(), b.value()), a, base.one(), b, base.constant(-1));
  }

  @Override
  public Recorded<S> multiply(Recorded<S> a, Recorded<S> b) {
    return binary(base.multiply(a.value(), b.value()), a, b.value(), b, a.value());
  }

  @Override
  public Recorded<S> divide(Recorded<S> a, Recorded<S> b) {
    S quotient = base.divide(a.value(), b.value());
    S byDivisor = base.negate(base.divide(quotient, b.value()));
    return binary(quotient, a, base.divide(base.one(), b.value()), b, byDivisor);
  }

  @Override
  public Recorded<S> sqrt(Recorded<S> a) {
    S root = base.sqrt(a.value());
    return unary(root, a, base.divide(base.constant(0.5), root));
  }

  @Override
  public Recorded<S> exp(Recorded<S> a) {
    S result = base.exp(a.value());
    return unary(result, a, result);
  }

  @Override
  public Recorded<S> expm1(Recorded<S> a) {
    return unary(base.expm1(a.value()), a, base.exp(a.value()));
  }

  @Override
  public Recorded<S> log(Recorded<S> a) {
    return unary(base.log(a.value()), a, base.divide(base.one(), a.value()));
  }

  @Override
  public Recorded<S> log1p(Recorded<S> a) {
    S slope = base.divide(base.one(), base.add(base.one(), a.value()));
    return unary(base.log1p(a.value()), a, slope);
  }

  /** tanh′ = 4e / (1 + e)² with e = exp(−2|a|), which keeps its precision in saturation. */
  @Override
  public Recorded<S> tanh(Recorded<S> a) {
    S factor = base.constant(value(a) > 0 ? -2 : 2);
    S decay = base.exp(base.multiply(factor, a.value()));
    S total = base.add(base.one(), decay);
    S slope = base.divide(base.multiply(base.constant(4), decay), base.multiply(total, total));
    return unary(base.tanh(a.value()), a, slope);
  }

  @Override
  public Recorded<S> sum(List<Recorded<S>> terms) {
    int[] arguments = terms.stream().mapToInt(Recorded::place).toArray();
    S total = base.sum(terms.stream().map(Recorded::value).toList());
    return keep(total, arguments, Collections.nCopies(arguments.length, base.one()));
  }

  @Override
  public int compare(Recorded<S> a, Recorded<S> b) {
    return base.compare(a.value(), b.value());
  }
}
