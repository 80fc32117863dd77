package dev.etalon.oracle.timing;

import dev.etalon.fixtures.Case;
import dev.etalon.reference.operator.Implementation;
import dev.etalon.reference.tensor.DType;

/** An implementation with a case in place, each of whose quantities can be timed. */
public interface Contestant {
  /** Its name in the report. */
  String name();

  /** A quantity of the case: {@code forward}, {@code grad:operand}, or {@link Timing#VJP}. */
  Timed quantity(String quantity);

  /** An implementation in this process. */
  static Contestant of(Implementation timed, Case exam, DType dtype) {
    Implementation implementation = timed.reusingResults();
    return new Contestant() {
      @Override
      public String name() {
        return implementation.name();
      }

      @Override
      public Timed quantity(String quantity) {
        if (quantity.equals(Case.FORWARD)) {
          return Timed.of(
              () -> Sink.keep(implementation.forward(exam.operator(), exam.operands(), dtype)));
        }
        if (quantity.equals(Timing.VJP)) {
          return Timed.of(
              () ->
                  Sink.keep(
                      implementation.vjp(
                          exam.operator(), exam.operands(), exam.cotangent(), dtype)));
        }
        String operand = Case.operandOf(quantity);
        return Timed.of(
            () ->
                Sink.keep(
                    implementation.gradient(
                        exam.operator(), operand, exam.operands(), exam.cotangent(), dtype)));
      }
    };
  }
}
