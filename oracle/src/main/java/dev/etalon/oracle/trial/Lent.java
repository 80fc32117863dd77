package dev.etalon.oracle.trial;

import dev.etalon.fixtures.Case;
import dev.etalon.oracle.verdict.Verdict;
import dev.etalon.reference.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an implementation may read of a case: copies, since kernels get at the arrays of a tensor
 * and may write into them.
 */
final class Lent {
  private static final String COTANGENT = "the upstream gradient";

  private final Case exam;
  private final Map<String, Tensor> operands = new LinkedHashMap<>();
  private final Tensor cotangent;

  Lent(Case exam) {
    this.exam = exam;
    exam.operands().forEach((name, tensor) -> operands.put(name, copy(tensor)));
    this.cotangent = copy(exam.cotangent());
  }

  private static Tensor copy(Tensor tensor) {
    return Tensor.generate(tensor.dtype(), tensor.shape(), tensor::at);
  }

  Map<String, Tensor> operands() {
    return new LinkedHashMap<>(operands);
  }

  Tensor cotangent() {
    return cotangent;
  }

  /**
   * Gives a result back, if what was lent is still as it was.
   *
   * @throws NoResult if the implementation has changed it
   */
  <V> V unchanged(V result) {
    List<String> changed = new ArrayList<>();
    exam.operands()
        .forEach(
            (name, tensor) -> {
              if (!tensor.equals(operands.get(name))) {
                changed.add(name);
              }
            });
    if (!exam.cotangent().equals(cotangent)) {
      changed.add(COTANGENT);
    }
    if (!changed.isEmpty()) {
      throw new NoResult(
          Verdict.failed(
              "changed its inputs in place: %s; work on a copy"
                  .formatted(String.join(", ", changed))));
    }
    return result;
  }
}
