package dev.etalon.reports.failure;

import dev.etalon.fixtures.Case;
import dev.etalon.oracle.verdict.Judgement;
import dev.etalon.reference.operator.Evaluation;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Tensor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/** A JUnit 5 test that repeats one failure: a Java source that needs nothing but Etalon. */
final class TestSource {
  private static final String TEMPLATE =
      """
      import static org.junit.jupiter.api.Assertions.assertFalse;

      import dev.etalon.fixtures.Case;
      import dev.etalon.oracle.verdict.Judgement;
      import dev.etalon.oracle.verification.Battery;
      import dev.etalon.oracle.verification.Selection;
      import dev.etalon.reference.operator.Implementation;
      import dev.etalon.reference.operator.Operator;
      import dev.etalon.reference.tensor.DType;
      import dev.etalon.reference.tensor.Shape;
      import dev.etalon.reference.tensor.Tensor;
      import java.util.LinkedHashMap;
      import java.util.List;
      import java.util.Map;
      import java.util.Optional;
      import java.util.Set;
      import org.junit.jupiter.api.Test;

      /**
       * %1$s, shrunk from %2$s.
       *
       * <p>%3$s
       *
       * <p>%4$s
       */
      class %5$s {
        /** Who is judged; put your own implementation in its place. */
        private static final Implementation IMPLEMENTATION =
            %6$s;

        @Test
        void agreesWithItsJudge() {
          Operator operator =
              %7$s;
          Map<String, Tensor> operands = new LinkedHashMap<>();
      %8$s
          Tensor cotangent =
              %9$s;
          Case exam =
              new Case("minimal", operator, operands, cotangent, Map.of(), Map.of(), Optional.empty());
          Selection judge = new Selection(Set.of(), Set.of(), Set.of("%10$s"), Set.of());
          try (Battery battery = Battery.of(judge)) {
            for (Judgement judgement : battery.judge(IMPLEMENTATION, exam, DType.%11$s)) {
              if (judgement.quantity().equals("%12$s")) {
                assertFalse(
                    judgement.verdict().status().isDisagreement(), judgement.verdict().explanation());
              }
            }
          }
        }
      }
      """;

  private TestSource() {}

  /** {@code Conv2dRandom17Float32GradInputByExtendedTest}. */
  static String className(Judgement judgement) {
    String words =
        String.join(
            " ",
            judgement.caseId(),
            judgement.dtype().label(),
            judgement.implementation().equals(Evaluation.DEFINITION.name())
                ? ""
                : judgement.implementation(),
            judgement.quantity(),
            "by " + judgement.judge());
    return Arrays.stream(words.split("[^A-Za-z0-9]+"))
        .filter(word -> !word.isEmpty())
        .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
        .collect(Collectors.joining("", "", "Test"));
  }

  static String of(Judgement judgement, Case minimal) {
    String operands =
        minimal.operands().entrySet().stream()
            .map(
                operand ->
                    "    operands.put(\"%s\", %s);"
                        .formatted(operand.getKey(), tensor(operand.getValue())))
            .collect(Collectors.joining("\n"));
    return TEMPLATE.formatted(
        comment(judgement.quantity() + " of " + judgement.operator() + " in " + judgement.dtype()),
        comment(judgement.caseId()),
        comment(judgement.verdict().explanation()),
        comment(judgement.reproduce()),
        className(judgement),
        implementation(judgement.implementation()),
        operator(judgement, minimal.operator()),
        operands,
        tensor(minimal.cotangent()),
        judgement.judge(),
        judgement.dtype().name(),
        judgement.quantity());
  }

  /** Text that ends no comment. */
  private static String comment(String text) {
    return text.replace("*/", "* /").replace("\\u", "\\ u").replace("<", "&lt;");
  }

  private static String implementation(String name) {
    if (name.equals(Evaluation.DEFINITION.name())) {
      return "dev.etalon.reference.operator.Evaluation.DEFINITION";
    }
    if (name.startsWith("pytorch-")) {
      return "new dev.etalon.oracle.pytorch.PyTorch(dev.etalon.oracle.pytorch.TorchConfiguration.%s())"
          .formatted(name.substring("pytorch-".length()));
    }
    return ("dev.etalon.fixtures.Subjects.all().stream().filter(i -> i.name().equals(\"%s\"))"
            + ".findFirst().orElseThrow()")
        .formatted(name);
  }

  /** The operator's constructor, or where its attributes cannot be written down, its case's. */
  private static String operator(Judgement judgement, Operator operator) {
    return expression(operator)
        .orElseGet(
            () ->
                ("dev.etalon.fixtures.Catalog.recipes(\"%s\").stream().filter(r ->"
                        + " r.id().equals(\"%s\")).findFirst().orElseThrow().operator()")
                    .formatted(judgement.operator(), judgement.caseId()));
  }

  /** Java for a value made of records, lists, enums and numbers; nothing for any other. */
  private static Optional<String> expression(Object value) {
    if (value instanceof Enum<?> constant) {
      return Optional.of(constant.getDeclaringClass().getCanonicalName() + "." + constant.name());
    }
    if (value instanceof Double number) {
      return Optional.of(number(number));
    }
    if (value instanceof Integer || value instanceof Boolean) {
      return Optional.of(value.toString());
    }
    if (value instanceof Long number) {
      return Optional.of(number + "L");
    }
    if (value instanceof String text && text.matches("[\\w .:-]*")) {
      return Optional.of('"' + text + '"');
    }
    if (value instanceof List<?> list) {
      return all(list, "List.of");
    }
    return value instanceof Record && Modifier.isPublic(value.getClass().getModifiers())
        ? all(components((Record) value), "new " + value.getClass().getCanonicalName())
        : Optional.empty();
  }

  private static Optional<String> all(List<?> values, String around) {
    List<Optional<String>> parts = values.stream().map(TestSource::expression).toList();
    return parts.stream().allMatch(Optional::isPresent)
        ? Optional.of(
            parts.stream()
                .map(Optional::orElseThrow)
                .collect(Collectors.joining(", ", around + "(", ")")))
        : Optional.empty();
  }

  private static List<?> components(Record value) {
    return Arrays.stream(value.getClass().getRecordComponents())
        .map(component -> component(value, component))
        .toList();
  }

  private static Object component(Record value, RecordComponent component) {
    try {
      return component.getAccessor().invoke(value);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("a public record cannot be read: " + component, e);
    }
  }

  private static String tensor(Tensor tensor) {
    String shape =
        Arrays.stream(tensor.shape().extents())
            .mapToObj(Integer::toString)
            .collect(Collectors.joining(", ", "Shape.of(", ")"));
    boolean whole = tensor.dtype() == DType.INT64;
    String elements =
        DoubleStream.of(tensor.toArray())
            .mapToObj(x -> whole ? (long) x + "L" : number(x))
            .collect(Collectors.joining(", ", whole ? "new long[] {" : "new double[] {", "}"));
    return "Tensor.%s(%s, %s)".formatted(whole ? "int64" : "float64", shape, elements);
  }

  private static String number(double value) {
    if (Double.isNaN(value)) {
      return "Double.NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "Double.POSITIVE_INFINITY" : "Double.NEGATIVE_INFINITY";
    }
    return Double.toString(value);
  }
}
