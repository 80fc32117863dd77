package dev.etalon.oracle.onnx;

import dev.etalon.reference.operator.ConstraintViolation;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** From ONNX's operators to this project's. */
public final class Translator {
  /** How each of ONNX's operators is translated. */
  private static final Map<String, Function<Invocation, List<Vector>>> OPERATORS =
      Stream.of(
              AffineTranslations.all(),
              SoftmaxTranslations.all(),
              LossTranslations.all(),
              ActivationTranslations.all(),
              NormalizationTranslations.all(),
              ConvolutionTranslations.all(),
              PoolingTranslations.all(),
              ResizeTranslations.all())
          .flatMap(family -> family.entrySet().stream())
          .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));

  private Translator() {}

  /** A sample of a node test in this project's terms, or the reason why it has none. */
  public static Translation translate(OnnxNode node, NodeTest.Sample sample) {
    Function<Invocation, List<Vector>> translation = OPERATORS.get(node.type());
    if (translation == null) {
      return new Translation.OutOfScope(
          "no operator here does what %s does".formatted(node.type()));
    }
    try {
      List<Vector> vectors = translation.apply(new Invocation(node, sample));
      vectors.forEach(Vector::checkDefined);
      return new Translation.Translated(vectors);
    } catch (OutOfScopeException | ConstraintViolation e) {
      return new Translation.OutOfScope(e.getMessage());
    } catch (IllegalArgumentException | IndexOutOfBoundsException | NegativeArraySizeException e) {
      // shapes, axes and indices of a foreign node that no tensor can have
      return new Translation.OutOfScope(
          "%s with shapes, axes or indices that do not fit together: %s"
              .formatted(node.type(), e.getMessage()));
    }
  }
}
