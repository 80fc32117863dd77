package dev.etalon.oracle.junit;

import dev.etalon.oracle.verdict.Judgement;
import java.util.Locale;

/** A disagreement in words: who, on what, the worst element, and how to ask it alone. */
final class Message {
  private Message() {}

  static String of(Judgement judgement) {
    return """
    %s %s, %s: %s judged by %s: %s
        %s
        alone: @OperatorTest(value = "%s", cases = "%s", dtypes = DType.%s, judges = "%s", seed = %d)"""
        .formatted(
            judgement.caseId(),
            judgement.quantity(),
            judgement.dtype(),
            judgement.implementation(),
            judgement.judge(),
            judgement.verdict().status(),
            judgement.verdict().explanation(),
            judgement.operator(),
            judgement.caseId(),
            judgement.dtype().name().toUpperCase(Locale.ROOT),
            judgement.judge(),
            judgement.seed());
  }
}
