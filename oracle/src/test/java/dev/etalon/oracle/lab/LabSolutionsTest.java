package dev.etalon.oracle.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etalon.fixtures.lab.Lab;
import dev.etalon.oracle.process.ProgramRun;
import dev.etalon.oracle.process.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Right solutions pass; each wrong one fails in exactly the methods that are wrong, in words. */
class LabSolutionsTest {
  private static final Map<Lab, LabExam> EXAMS = new EnumMap<>(Lab.class);

  @TempDir static Path folder;
  private static Interpreter python;
  private static ExecutorService processes;

  @BeforeAll
  static void start() {
    python = Python.assume();
    for (Lab lab : Lab.values()) {
      EXAMS.put(lab, LabExam.of(lab, 42));
    }
    processes = Executors.newFixedThreadPool(2);
  }

  @AfterAll
  static void end() {
    if (processes != null) {
      processes.shutdownNow();
    }
  }

  private static List<MethodVerdict> judge(String name, Lab lab, String source, Policies policies)
      throws IOException {
    Path place = Files.createTempDirectory(folder, name.replaceAll("[^a-z]", ""));
    Path file = Files.writeString(place.resolve("layers.py"), source);
    Path adapter = PythonSolution.writeAdapter(place);
    PythonSolution solution = new PythonSolution(python, adapter, lab, file);
    LabExam exam = EXAMS.get(lab);
    ProgramRun.Result result =
        solution.answer(exam, solution.run(Sandbox.available(), PythonSolution.LIMITS));
    return exam.mark(solution.module(), result.answers(), policies);
  }

  @TestFactory
  Stream<DynamicTest> rightSolutionsPass() {
    return Stream.of(
            Map.entry("lab2/layers.py", Lab.LAB2),
            Map.entry("cs231n/layers.py", Lab.CS231N),
            Map.entry("lab1/fcann2.py", Lab.LAB1),
            Map.entry("lab0/logreg.py", Lab.LAB0),
            Map.entry("lab0/binlogreg.py", Lab.LAB0))
        .map(
            solution ->
                DynamicTest.dynamicTest(
                    solution.getKey(),
                    () -> {
                      List<MethodVerdict> verdicts =
                          judge(
                              "right",
                              solution.getValue(),
                              Python.source(solution.getKey()),
                              Policies.DEFAULT);
                      assertThat(verdicts)
                          .filteredOn(v -> v.status() != LabStatus.NOT_IMPLEMENTED)
                          .isNotEmpty()
                          .allSatisfy(
                              v -> assertThat(v.status()).as("%s", v).isEqualTo(LabStatus.PASSED));
                    }));
  }

  @TestFactory
  Stream<DynamicTest> brokenSolutionsFailWhereTheyAreWrong() {
    List<Map.Entry<BrokenSolution, Future<List<MethodVerdict>>>> running =
        BrokenSolution.all().stream()
            .map(broken -> Map.entry(broken, processes.submit(() -> judge(broken))))
            .toList();
    assertThat(running).hasSizeGreaterThanOrEqualTo(40);
    return running.stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey().toString(),
                    () -> check(entry.getKey(), entry.getValue().get())));
  }

  private static List<MethodVerdict> judge(BrokenSolution broken) throws IOException {
    String correct = Python.correct(broken.lab());
    assertThat(correct).as(broken.name()).contains(broken.search());
    int place = correct.lastIndexOf(broken.search());
    String source =
        correct.substring(0, place)
            + broken.replacement()
            + correct.substring(place + broken.search().length());
    return judge("broken", broken.lab(), source, broken.policies());
  }

  private static void check(BrokenSolution broken, List<MethodVerdict> verdicts) {
    assertThat(verdicts)
        .allSatisfy(
            verdict -> {
              List<String> words =
                  broken
                      .wrong()
                      .getOrDefault(
                          BrokenSolution.EVERY_METHOD, broken.wrong().get(verdict.method()));
              String said =
                  "%s: %s; %s"
                      .formatted(
                          verdict.status().words(), verdict.explanation(), verdict.mistake());
              if (words == null) {
                assertThat(verdict.status().isRight())
                    .as("%s: %s", verdict.method(), said)
                    .isTrue();
              } else {
                assertThat(verdict.status().isRight())
                    .as("%s: %s", verdict.method(), said)
                    .isFalse();
                assertThat(said).as(verdict.method()).contains(words);
              }
            });
    if (!broken.wrong().containsKey(BrokenSolution.EVERY_METHOD)) {
      assertThat(verdicts).extracting(MethodVerdict::method).containsAll(broken.wrong().keySet());
    }
  }
}
