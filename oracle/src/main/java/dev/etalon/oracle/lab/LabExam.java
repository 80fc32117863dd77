package dev.etalon.oracle.lab;

import dev.etalon.fixtures.Case;
import dev.etalon.fixtures.lab.Feature;
import dev.etalon.fixtures.lab.Lab;
import dev.etalon.oracle.exchange.Answer;
import dev.etalon.oracle.exchange.ExchangeDirectory.Asked;
import dev.etalon.oracle.lab.Policies.Severity;
import dev.etalon.reference.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The questions of a lab with their data, and what is true of them: drawn and computed once, asked
 * of every solution. A method's verdict comes from the reference; whether its gradient belongs to
 * its own value is asked beside it, for that finds what is right by one convention and wrong by
 * another, and tells the author of a consistent mistake why a gradient check of their own passes.
 */
public final class LabExam {
  private static final Answer NONE = Answer.without(Answer.State.NOT_ANSWERED, "");

  /** What is shown of a method is the smallest question without extreme numbers, if it fails. */
  private static final Comparator<Finding> ORDINARY_FIRST =
      Comparator.<Finding>comparingInt(
              f -> f.asked().has(Feature.CONFIDENT) || f.asked().has(Feature.LARGE_LOGITS) ? 1 : 0)
          .thenComparingInt(f -> f.asked().size());

  private final Lab lab;
  private final long seed;
  private final List<Prepared> prepared;
  private final Mistakes mistakes = new Mistakes();

  private LabExam(Lab lab, long seed, List<Prepared> prepared) {
    this.lab = lab;
    this.seed = seed;
    this.prepared = prepared;
  }

  /** The exam of a lab, its data drawn from a seed. */
  public static LabExam of(Lab lab, long seed) {
    return new LabExam(
        lab, seed, lab.questions().stream().map(question -> Prepared.of(question, seed)).toList());
  }

  public Lab lab() {
    return lab;
  }

  public long seed() {
    return seed;
  }

  /** The questions as they are put to a solution, each layer's together. */
  public List<Asked> asked() {
    List<Asked> asked = new ArrayList<>();
    for (Prepared question : prepared) {
      asked.add(question.asked());
      asked.addAll(question.probing());
    }
    return List.copyOf(asked);
  }

  /** The methods that are asked for, as their authors know them, in order. */
  public Set<String> methods() {
    Set<String> methods = new LinkedHashSet<>();
    for (Prepared question : prepared) {
      for (String quantity : question.question().wants()) {
        methods.add(lab.method(question.question().layer(), quantity));
      }
    }
    return methods;
  }

  /** The layers that are asked for, in order. */
  public Set<String> layers() {
    return prepared.stream()
        .map(question -> question.question().layer())
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /**
   * The verdict on every method.
   *
   * @param module the name under which Python imports the solution, for lines to paste
   * @param answers by the key of the question
   */
  public List<MethodVerdict> mark(String module, Map<String, Answer> answers, Policies policies) {
    Marker marker = new Marker(policies);
    Map<String, Map<String, List<Finding>>> findings = new LinkedHashMap<>();
    for (Prepared question : prepared) {
      Answer answer = answers.getOrDefault(question.asked().exercise().key(), NONE);
      for (String quantity : question.question().wants()) {
        findings
            .computeIfAbsent(question.question().layer(), layer -> new LinkedHashMap<>())
            .computeIfAbsent(quantity, method -> new ArrayList<>())
            .add(marker.mark(question, quantity, answer));
      }
    }
    List<MethodVerdict> verdicts = new ArrayList<>();
    findings.forEach(
        (layer, quantities) ->
            quantities.forEach(
                (quantity, found) ->
                    verdicts.add(
                        verdict(
                            new Method(
                                layer,
                                quantity,
                                module,
                                quantities.get(Case.FORWARD).stream().allMatch(Finding::isRight)),
                            found.stream().sorted(ORDINARY_FIRST).toList(),
                            answers,
                            policies))));
    return verdicts;
  }

  /**
   * A method under judgement.
   *
   * @param valued whether the layer's value is right
   */
  private record Method(String layer, String quantity, String module, boolean valued) {}

  private MethodVerdict verdict(
      Method method, List<Finding> findings, Map<String, Answer> answers, Policies policies) {
    List<Finding> wrong =
        findings.stream()
            .filter(f -> !f.isRight() && f.isJudged())
            .filter(
                f -> !f.asked().has(Feature.LARGE_LOGITS) || policies.overflow() == Severity.FAIL)
            .toList();
    if (!wrong.isEmpty()) {
      return wrong(method, findings, wrong.get(0), answers);
    }
    if (findings.stream().noneMatch(f -> f.isJudged() && !f.asked().has(Feature.LARGE_LOGITS))) {
      String reason = findings.get(0).explanation();
      return verdict(
          method, LabStatus.NOT_JUDGED, reason.isEmpty() ? "there is no answer" : reason, "", "");
    }
    return inconsistency(method, findings, answers)
        .map(reason -> verdict(method, LabStatus.WRONG_VALUE, reason, "", ""))
        .or(() -> detached(method, findings, answers))
        .or(() -> mutation(method, findings, answers, policies))
        .or(() -> overflow(method, findings, policies))
        .or(() -> imprecision(method, findings))
        .orElseGet(
            () ->
                MethodVerdict.right(
                    method.layer(),
                    method.quantity(),
                    name(method),
                    "right in %d questions"
                        .formatted(findings.stream().filter(Finding::isRight).count())));
  }

  private String name(Method method) {
    return lab.method(method.layer(), method.quantity());
  }

  private MethodVerdict verdict(
      Method method, LabStatus status, String explanation, String mistake, String question) {
    return new MethodVerdict(
        method.layer(),
        method.quantity(),
        name(method),
        status,
        explanation,
        mistake,
        question,
        "");
  }

  private MethodVerdict wrong(
      Method method, List<Finding> findings, Finding shown, Map<String, Answer> answers) {
    List<String> words = new ArrayList<>();
    mistakes.explain(findings).ifPresent(words::add);
    if (shown.status() == LabStatus.WRONG_VALUE || shown.status() == LabStatus.WRONG_SHAPE) {
      consistency(method, findings, answers)
          .filter(consistent -> consistent)
          .ifPresent(
              consistent ->
                  words.add(
                      "the gradient belongs to the solution's own value, so that a gradient check"
                          + " passes: both have the mistake"));
    }
    boolean everywhere = shown.status() == LabStatus.IMPORT_ERROR;
    return new MethodVerdict(
        method.layer(),
        method.quantity(),
        name(method),
        shown.status(),
        shown.explanation(),
        String.join("; ", words),
        everywhere ? "" : shown.asked().exam().name(),
        everywhere || shown.status() == LabStatus.NOT_IMPLEMENTED
            ? ""
            : Snippet.of(lab, method.module(), shown));
  }

  /** Whether a gradient belongs to the solution's own value; empty where nobody can say. */
  private Optional<Boolean> consistency(
      Method method, List<Finding> findings, Map<String, Answer> answers) {
    Optional<Boolean> consistent = Optional.empty();
    for (Finding finding : findings) {
      for (Probe probe : finding.asked().probes()) {
        Answer answer = answers.getOrDefault(finding.asked().asked().exercise().key(), NONE);
        Optional<Tensor> gradient = answer.result(probe.quantity());
        if (!probe.quantity().equals(method.quantity()) || gradient.isEmpty()) {
          continue;
        }
        int first = 4 * finding.asked().probes().indexOf(probe);
        List<Answer> values =
            finding.asked().probing().subList(first, first + 4).stream()
                .map(asked -> answers.getOrDefault(asked.exercise().key(), NONE))
                .toList();
        Optional<Boolean> here =
            probe.consistent(gradient.get(), values, finding.asked().standard());
        if (here.isPresent() && !here.get()) {
          return here;
        }
        consistent = consistent.or(() -> here);
      }
    }
    return consistent;
  }

  /** A gradient that is right by one convention, of a value that is right by another. */
  private Optional<String> inconsistency(
      Method method, List<Finding> findings, Map<String, Answer> answers) {
    if (method.quantity().equals(Case.FORWARD)
        || !method.valued()
        || findings.get(0).asked().question().conventions().isEmpty()) {
      return Optional.empty();
    }
    return consistency(method, findings, answers)
        .filter(consistent -> !consistent)
        .map(
            consistent ->
                "the gradient is not that of the solution's own value: one uses λ, the other λ/2");
  }

  private static Set<String> notes(
      String kind, Method method, List<Finding> findings, Map<String, Answer> answers) {
    return findings.stream()
        .map(f -> answers.getOrDefault(f.asked().asked().exercise().key(), NONE))
        .map(answer -> answer.notes().get(kind + " " + method.quantity()))
        .filter(note -> note != null)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private Optional<MethodVerdict> detached(
      Method method, List<Finding> findings, Map<String, Answer> answers) {
    return notes("parameter", method, findings, answers).isEmpty()
        ? Optional.empty()
        : Optional.of(
            verdict(
                method,
                LabStatus.WRONG_PARAMETER,
                "the parameter that is returned is another array than the layer's own",
                "the optimiser changes the returned array in place: the layer would never learn",
                ""));
  }

  private Optional<MethodVerdict> mutation(
      Method method, List<Finding> findings, Map<String, Answer> answers, Policies policies) {
    Set<String> changed = notes("mutated", method, findings, answers);
    if (changed.isEmpty() || policies.mutation() == Severity.IGNORE) {
      return Optional.empty();
    }
    return Optional.of(
        verdict(
            method,
            policies.mutation() == Severity.FAIL ? LabStatus.CHANGED_INPUT : LabStatus.WARNING,
            "it writes into its argument (%s)".formatted(String.join(", ", changed)),
            "another layer may still need what it overwrites: work on a copy",
            ""));
  }

  private Optional<MethodVerdict> overflow(
      Method method, List<Finding> findings, Policies policies) {
    if (policies.overflow() == Severity.IGNORE) {
      return Optional.empty();
    }
    return findings.stream()
        .filter(f -> f.asked().has(Feature.LARGE_LOGITS) && !f.isRight())
        .findFirst()
        .map(
            f ->
                new MethodVerdict(
                    method.layer(),
                    method.quantity(),
                    name(method),
                    LabStatus.WARNING,
                    "with logits of ±1000: " + f.explanation(),
                    mistakes.explain(findings).orElse(""),
                    f.asked().exam().name(),
                    Snippet.of(lab, method.module(), f)));
  }

  private Optional<MethodVerdict> imprecision(Method method, List<Finding> findings) {
    return findings.stream()
        .filter(f -> f.status() == LabStatus.WARNING)
        .findFirst()
        .map(f -> verdict(method, LabStatus.WARNING, f.explanation(), "", f.asked().exam().name()));
  }
}
