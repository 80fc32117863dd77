package dev.etalon.reports.grade;

import dev.etalon.fixtures.lab.Lab;
import dev.etalon.oracle.lab.MethodVerdict;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What came of a class.
 *
 * @param lab the lab
 * @param seed from which the questions were drawn
 * @param weights what each method is worth
 * @param policies under which it was judged, in words
 * @param sandbox what the solutions were kept from
 * @param methods the methods in order
 * @param solutions the solutions, by student
 */
public record ClassResult(
    Lab lab,
    long seed,
    Weights weights,
    String policies,
    String sandbox,
    List<String> methods,
    List<Graded> solutions) {
  private static final String EVERY_METHOD = "every method";

  public ClassResult {
    methods = List.copyOf(methods);
    solutions = solutions.stream().sorted(Comparator.comparing(Graded::student)).toList();
  }

  /**
   * A mistake that several may have made.
   *
   * @param method the method that it is in, or that it is in all of them
   * @param words the mistake
   * @param students who made it
   */
  public record Shared(String method, String words, Set<String> students) {}

  /** The mistakes by how many made them, the commonest first. */
  public List<Shared> mistakes() {
    Map<List<String>, Set<String>> students = new LinkedHashMap<>();
    for (Graded solution : solutions) {
      Set<String> all =
          solution.verdicts().stream().map(ClassResult::words).collect(Collectors.toSet());
      boolean oneInAll = solution.verdicts().size() > 1 && all.size() == 1;
      for (MethodVerdict verdict : solution.verdicts()) {
        if (!verdict.status().isRight()) {
          String place = oneInAll ? EVERY_METHOD : verdict.method();
          students
              .computeIfAbsent(List.of(place, words(verdict)), key -> new LinkedHashSet<>())
              .add(solution.student());
        }
      }
    }
    return students.entrySet().stream()
        .map(e -> new Shared(e.getKey().get(0), e.getKey().get(1), e.getValue()))
        .sorted(
            Comparator.comparingInt((Shared mistake) -> -mistake.students().size())
                .thenComparing(mistake -> methods.indexOf(mistake.method())))
        .toList();
  }

  private static String words(MethodVerdict verdict) {
    return verdict.mistake().isEmpty() ? verdict.status().words() : verdict.mistake();
  }

  /** How many have a method right. */
  public long right(String method) {
    return solutions.stream()
        .flatMap(solution -> solution.verdicts().stream())
        .filter(verdict -> verdict.method().equals(method) && verdict.status().isRight())
        .count();
  }

  /** What a whole solution is worth. */
  public double most() {
    return solutions.stream()
        .mapToDouble(solution -> weights.total(solution.verdicts()))
        .max()
        .orElse(0);
  }

  /** Whether every method of every solution is right. */
  public boolean isAllRight() {
    return solutions.stream()
        .allMatch(s -> !s.verdicts().isEmpty() && s.right() == s.verdicts().size());
  }

  /** How many solutions have each number of points, for the overview. */
  public Map<Double, Long> distribution() {
    return solutions.stream()
        .collect(
            Collectors.groupingBy(
                solution -> weights.earned(solution.verdicts()),
                java.util.TreeMap::new,
                Collectors.counting()));
  }
}
