package dev.etalon.reports.cli;

import dev.etalon.fixtures.lab.LabQuestion.Convention;
import dev.etalon.oracle.lab.Policies;
import dev.etalon.oracle.lab.Policies.Severity;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Option;

/** The options that say what of a lab solution counts as right. */
final class PolicyOptions {
  private static final Map<String, Set<Convention>> L2 =
      Map.of(
          "either", Set.of(),
          "lambda", Set.of(Convention.HALF_LAMBDA),
          "half", Set.of(Convention.LAMBDA));

  private static final Map<String, Set<Convention>> TIES =
      Map.of(
          "any", Set.of(),
          "first", Set.of(Convention.LAST, Convention.SPLIT),
          "split", Set.of(Convention.FIRST, Convention.LAST));

  private static final Map<String, Set<Convention>> RELU =
      Map.of("either", Set.of(), "0", Set.of(Convention.ONE), "1", Set.of(Convention.ZERO));

  @Option(
      names = "--l2",
      paramLabel = "RULE",
      description =
          "The penalty: lambda (λ‖w‖²), half (λ/2‖w‖²), either (default: ${DEFAULT-VALUE}).")
  private String l2 = "either";

  @Option(
      names = "--ties",
      paramLabel = "RULE",
      description =
          "Who of tied maxima receives the gradient: first, split, any of the first, the last, or"
              + " equal shares (default: ${DEFAULT-VALUE}). All of it to each is wrong.")
  private String ties = "any";

  @Option(
      names = "--relu-at-zero",
      paramLabel = "SLOPE",
      description = "ReLU′(0): 0, 1, either (default: ${DEFAULT-VALUE}).")
  private String relu = "either";

  @Option(
      names = "--overflow",
      paramLabel = "HOW",
      description =
          "A loss that overflows at logits of ±1000: warn, fail, ignore (default:"
              + " ${DEFAULT-VALUE}).")
  private String overflow = "warn";

  @Option(
      names = "--mutation",
      paramLabel = "HOW",
      description =
          "A method that writes into its argument: warn, fail, ignore (default: ${DEFAULT-VALUE}).")
  private String mutation = "warn";

  Policies policies() {
    return Policies.DEFAULT
        .without(refused("l2", L2, l2))
        .without(refused("ties", TIES, ties))
        .without(refused("relu-at-zero", RELU, relu))
        .overflow(severity("overflow", overflow))
        .mutation(severity("mutation", mutation));
  }

  /** The policies as they would be typed. */
  String words() {
    return "--l2 %s --ties %s --relu-at-zero %s --overflow %s --mutation %s"
        .formatted(l2, ties, relu, overflow, mutation);
  }

  private static Set<Convention> refused(
      String option, Map<String, Set<Convention>> rules, String given) {
    new Vocabulary("value of --" + option, rules.keySet().stream().sorted().toList(), "")
        .require(given);
    return rules.get(given);
  }

  private static Severity severity(String option, String given) {
    new Vocabulary("value of --" + option, List.of("warn", "fail", "ignore"), "").require(given);
    return Severity.valueOf(given.toUpperCase(Locale.ROOT));
  }
}
