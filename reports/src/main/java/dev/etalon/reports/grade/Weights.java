package dev.etalon.reports.grade;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.etalon.oracle.lab.MethodVerdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How many points a method is worth: 1 unless a file says otherwise.
 *
 * @param points by method, or by layer for all of its methods
 */
public record Weights(Map<String, Double> points) {
  /** One point for each method. */
  public static final Weights EQUAL = new Weights(Map.of());

  private static final double USUAL = 1;

  public Weights {
    points = new LinkedHashMap<>(points);
  }

  /**
   * Reads a file such as {@code {"FC.forward": 2, "Flatten": 0.5}}.
   *
   * @throws IllegalArgumentException if it is no such file; the message says why, for people
   */
  public static Weights read(Path file) throws IOException {
    Map<String, Double> points;
    try {
      points =
          new ObjectMapper()
              .readValue(Files.readString(file), new TypeReference<Map<String, Double>>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "the weights in '%s' cannot be read: %s; they look like {\"FC.forward\": 2}"
              .formatted(file, e.getOriginalMessage()),
          e);
    }
    points.forEach(
        (method, weight) -> {
          if (weight == null || !(weight >= 0) || weight.isInfinite()) {
            throw new IllegalArgumentException(
                "the weight of '%s' in '%s' is %s; it must be a number from 0 on"
                    .formatted(method, file, weight));
          }
        });
    return new Weights(points);
  }

  /**
   * Checks that every name is a method or a layer.
   *
   * @throws IllegalArgumentException if one is not
   */
  public void check(Collection<String> methods, Collection<String> layers) {
    for (String name : points.keySet()) {
      if (!methods.contains(name) && !layers.contains(name)) {
        throw new IllegalArgumentException(
            "the weights name '%s'; known are the methods %s and the layers %s"
                .formatted(name, String.join(", ", methods), String.join(", ", layers)));
      }
    }
  }

  /** What a method is worth. */
  public double of(MethodVerdict verdict) {
    return points.getOrDefault(verdict.method(), points.getOrDefault(verdict.layer(), USUAL));
  }

  /** What a solution is worth. */
  public double total(List<MethodVerdict> verdicts) {
    return verdicts.stream().mapToDouble(this::of).sum();
  }

  /** What it earned. */
  public double earned(List<MethodVerdict> verdicts) {
    return verdicts.stream().filter(v -> v.status().isRight()).mapToDouble(this::of).sum();
  }
}
