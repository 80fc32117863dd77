package dev.etalon.reports.grade;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.etalon.oracle.lab.LabStatus;
import dev.etalon.oracle.lab.MethodVerdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The result of a class for spreadsheets (CSV) and for machines (JSON). */
public final class ClassSheet {
  /** The version of the JSON's form. */
  public static final int SCHEMA = 1;

  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private ClassSheet() {}

  /** One line for each student: points, and the status of each method. RFC 4180. */
  public static String csv(ClassResult result) {
    List<String> lines = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of("student", "file", "points", "of", "percent"));
    head.addAll(result.methods());
    lines.add(line(head));
    for (Graded solution : result.solutions()) {
      double earned = result.weights().earned(solution.verdicts());
      double total = total(result, solution);
      Map<String, LabStatus> statuses =
          solution.verdicts().stream()
              .collect(Collectors.toMap(MethodVerdict::method, MethodVerdict::status));
      List<String> cells =
          new ArrayList<>(
              List.of(
                  solution.student(),
                  solution.file(),
                  points(earned),
                  points(total),
                  total == 0 ? "0" : String.format(Locale.ROOT, "%.1f", 100 * earned / total)));
      for (String method : result.methods()) {
        LabStatus status = statuses.get(method);
        cells.add(status != null ? status.label() : solution.file().isEmpty() ? "no_solution" : "");
      }
      lines.add(line(cells));
    }
    return String.join("\r\n", lines) + "\r\n";
  }

  private static double total(ClassResult result, Graded solution) {
    return solution.verdicts().isEmpty()
        ? result.most()
        : result.weights().total(solution.verdicts());
  }

  /** Points without needless decimals. */
  public static String points(double value) {
    return value == Math.rint(value)
        ? Long.toString((long) value)
        : String.format(Locale.ROOT, "%.2f", value);
  }

  private static String line(List<String> cells) {
    return cells.stream().map(ClassSheet::cell).collect(Collectors.joining(","));
  }

  /** Quoted where it must be; a spreadsheet must not take a name for a formula. */
  private static String cell(String text) {
    String safe = text.matches("(?s)[=+\\-@\\t\\r].*") ? "'" + text : text;
    return safe.matches("(?s).*[\",\\r\\n].*") ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
  }

  /** All that is known. */
  public static String json(ClassResult result) {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("schema", SCHEMA);
    root.put("lab", result.lab().label());
    root.put("seed", result.seed());
    root.put("policies", result.policies());
    root.put("sandbox", result.sandbox());
    ArrayNode solutions = root.putArray("solutions");
    for (Graded solution : result.solutions()) {
      ObjectNode node = solutions.addObject();
      node.put("student", solution.student());
      node.put("file", solution.file());
      node.put("points", result.weights().earned(solution.verdicts()));
      node.put("of", total(result, solution));
      ArrayNode methods = node.putArray("methods");
      for (MethodVerdict verdict : solution.verdicts()) {
        ObjectNode method = methods.addObject();
        method.put("method", verdict.method());
        method.put("layer", verdict.layer());
        method.put("quantity", verdict.quantity());
        method.put("status", verdict.status().label());
        method.put("points", verdict.status().isRight() ? result.weights().of(verdict) : 0);
        method.put("explanation", verdict.explanation());
        method.put("mistake", verdict.mistake());
        method.put("question", verdict.question());
        method.put("snippet", verdict.snippet());
      }
    }
    ArrayNode mistakes = root.putArray("mistakes");
    for (ClassResult.Shared shared : result.mistakes()) {
      ObjectNode node = mistakes.addObject();
      node.put("method", shared.method());
      node.put("mistake", shared.words());
      node.put("count", shared.students().size());
      ArrayNode students = node.putArray("students");
      shared.students().forEach(students::add);
    }
    try {
      return MAPPER.writeValueAsString(root) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of text and numbers has JSON", e);
    }
  }
}
