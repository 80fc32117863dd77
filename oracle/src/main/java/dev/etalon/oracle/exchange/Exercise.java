package dev.etalon.oracle.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import dev.etalon.fixtures.Case;
import dev.etalon.reference.operator.ConstraintViolation;
import dev.etalon.reference.operator.Operand;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One case of an exchange directory, as the manifest describes it; the record components are the
 * manifest's keys.
 *
 * @param key the name of its files
 * @param id the case, {@code operator/name}
 * @param operator the operator's name
 * @param attributes its attributes; see {@link OperatorJson}
 * @param dtype the precision of the question and of every result
 * @param operands the operands, in order
 * @param output the operator's value
 * @param wants what is asked
 * @param tags what else is known of the case
 */
public record Exercise(
    String key,
    String id,
    String operator,
    JsonNode attributes,
    String dtype,
    List<Described> operands,
    Described output,
    List<String> wants,
    List<String> tags) {
  /** The array that holds the cotangent. */
  public static final String COTANGENT = "cotangent";

  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,149}");
  private static final Pattern ID = Pattern.compile("[^/\\p{Cntrl}]{1,100}/[^\\p{Cntrl}]{1,150}");

  /**
   * An array.
   *
   * @param name its name; empty for the output
   * @param shape its extents
   * @param dtype the type of its elements
   * @param role how it takes part in the computation; empty for the output
   */
  public record Described(String name, List<Integer> shape, String dtype, String role) {
    static Described of(String name, Tensor tensor, String role) {
      return new Described(name, tensor.shape().toList(), tensor.dtype().label(), role);
    }
  }

  /**
   * Checks what file names are made of; the rest is checked where the case is made.
   *
   * @throws ConstraintViolation if a field is missing or not allowed
   */
  public Exercise {
    require(key != null && KEY.matcher(key).matches(), "key", key);
    require(id != null && ID.matcher(id).matches(), "id", id);
    require(operator != null, "operator", operator);
    require(attributes != null, "attributes", attributes);
    require(dtype != null, "dtype", dtype);
    operands = Objects.requireNonNullElse(operands, List.of());
    output = Objects.requireNonNullElse(output, new Described("", List.of(), "", ""));
    wants = Objects.requireNonNullElse(wants, List.of());
    tags = Objects.requireNonNullElse(tags, List.of());
  }

  private static void require(boolean holds, String field, Object given) {
    ConstraintViolation.require(
        holds,
        () ->
            "a case of the manifest has the %s %s, which is missing or has characters that are not allowed"
                .formatted(field, Text.brief(String.valueOf(given))));
  }

  /** The description of a case whose data are rounded to a dtype. */
  public static Exercise of(Case exam, DType dtype) {
    List<Described> operands = new ArrayList<>();
    for (Operand operand : exam.operator().operands()) {
      Tensor tensor = exam.operands().get(operand.name());
      if (tensor != null) {
        operands.add(
            Described.of(operand.name(), tensor, operand.role().name().toLowerCase(Locale.ROOT)));
      }
    }
    return new Exercise(
        key(exam, dtype),
        exam.id(),
        exam.operator().name(),
        OperatorJson.attributes(exam.operator()),
        dtype.label(),
        operands,
        Described.of("", exam.cotangent(), ""),
        exam.quantities(),
        tags(exam));
  }

  private static String key(Case exam, DType dtype) {
    return "%s.%s".formatted(exam.id().replaceAll("[^A-Za-z0-9._-]", "."), dtype);
  }

  private static List<String> tags(Case exam) {
    List<String> tags = new ArrayList<>();
    exam.lecture().ifPresent(lecture -> tags.add("lecture"));
    if (Stream.concat(exam.operands().values().stream(), Stream.of(exam.cotangent()))
        .anyMatch(tensor -> !isFinite(tensor))) {
      tags.add("nonfinite");
    }
    return tags;
  }

  private static boolean isFinite(Tensor tensor) {
    for (int i = 0; i < tensor.size(); i++) {
      if (!Double.isFinite(tensor.at(i))) {
        return false;
      }
    }
    return true;
  }

  /** The arrays of a case's file. */
  public static Map<String, Tensor> arrays(Case exam) {
    Map<String, Tensor> arrays = new LinkedHashMap<>(exam.operands());
    arrays.put(COTANGENT, exam.cotangent());
    return arrays;
  }

  /** The precision of the question. */
  public DType precision() {
    DType precision = DType.named(dtype);
    ConstraintViolation.require(
        precision.isFloating(),
        () -> "%s asks in %s; a question needs a floating type".formatted(key, dtype));
    return precision;
  }

  /**
   * The case that this and its arrays describe.
   *
   * @throws ConstraintViolation if the operator is unknown or not defined for the arrays
   */
  public Case exam(Map<String, Tensor> arrays) {
    Map<String, Tensor> operands = new LinkedHashMap<>(arrays);
    Tensor cotangent = operands.remove(COTANGENT);
    ConstraintViolation.require(
        cotangent != null, () -> "%s has no array '%s'".formatted(key, COTANGENT));
    var described = OperatorJson.operator(operator, attributes);
    for (Operand operand : described.operands()) {
      checkType(operand.name(), operands.get(operand.name()), operand.isReal());
    }
    checkType(COTANGENT, cotangent, true);
    return new Case(
        id.substring(id.indexOf('/') + 1),
        described,
        operands,
        cotangent,
        Map.of(),
        Map.of(),
        Optional.empty());
  }

  private void checkType(String array, Tensor tensor, boolean real) {
    DType needed = real ? precision() : DType.INT64;
    ConstraintViolation.require(
        tensor == null || tensor.dtype() == needed,
        () -> "%s has '%s' in %s; it must be %s".formatted(key, array, tensor.dtype(), needed));
  }
}
