package dev.etalon.oracle.exchange;

import java.util.Locale;
import java.util.Map;

/** The ecosystem's names of attributes: the record components' in snake case, but for a few. */
final class AttributeName {
  private static final Map<String, String> ECOSYSTEM =
      Map.of(
          "BatchNorm.epsilon", "eps",
          "UpsampleNearest.size", "resize",
          "UpsampleLinear.size", "resize",
          "To.extents", "size",
          "By.factors", "scale_factor",
          "AdaptiveAvgPool.output", "output_size",
          "AdaptiveMaxPool.output", "output_size",
          "Fold.spatial", "output_size",
          "MaxUnpool.spatial", "output_size");

  private AttributeName() {}

  static String of(Class<?> type, String component) {
    return ECOSYSTEM.getOrDefault(type.getSimpleName() + "." + component, snake(component));
  }

  /** A choice among constants or records: in lower case. */
  static String choice(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** A choice among records. */
  static String choice(Class<?> type) {
    return snake(type.getSimpleName());
  }

  private static String snake(String camel) {
    return camel.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
  }
}
