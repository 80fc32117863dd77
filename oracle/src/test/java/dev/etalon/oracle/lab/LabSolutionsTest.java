package dev.etalon.oracle.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etalon.fixtures.lab.Lab;
import dev.etalon.oracle.process.ProgramRun;
import dev.etalon.oracle.process.Sandbox;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
import org.junit.jupiter.api.Test;
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
    return Stream.concat(
        running.stream()
            .map(
                entry ->
                    DynamicTest.dynamicTest(
                        entry.getKey().toString(),
                        () -> check(entry.getKey(), entry.getValue().get()))),
        Stream.of(Lab.LAB2, Lab.CS231N)
            .map(
                lab ->
                    DynamicTest.dynamicTest(
                        "the snippets of " + lab.label(), () -> pasteSnippets(lab, running))));
  }

  /** With a right solution, a snippet prints what it says is expected. */
  private static void pasteSnippets(
      Lab lab, List<Map.Entry<BrokenSolution, Future<List<MethodVerdict>>>> judged)
      throws Exception {
    Path place = Files.createTempDirectory(folder, "snippets");
    Files.writeString(place.resolve("layers.py"), Python.correct(lab));
    List<String> snippets = new ArrayList<>();
    for (Map.Entry<BrokenSolution, Future<List<MethodVerdict>>> entry : judged) {
      BrokenSolution broken = entry.getKey();
      // by another policy the solution is not right
      if (broken.lab() == lab && broken.policies().equals(Policies.DEFAULT)) {
        for (MethodVerdict verdict : entry.getValue().get()) {
          // either penalty is right, and the snippet shows one of them
          if (!verdict.snippet().isEmpty() && !verdict.layer().equals("L2Regularizer")) {
            Path file = place.resolve("snippet" + snippets.size() + ".txt");
            snippets.add(Files.writeString(file, verdict.snippet()).toString());
          }
        }
      }
    }
    assertThat(snippets).hasSizeGreaterThan(10);

    assertRunsSilently(place, "paste.py", snippets);
  }

  /** A ring on the way out would end the next call, or the process. */
  @Test
  void aDeadlineThatIsOverDoesNotRing() throws Exception {
    assertRunsSilently(Files.createTempDirectory(folder, "ring"), "ring.py", List.of());
  }

  /** Runs a script of these tests beside the adapter. */
  private static void assertRunsSilently(Path place, String script, List<String> arguments)
      throws Exception {
    PythonSolution.writeAdapter(place);
    Files.writeString(place.resolve(script), Python.source(script));
    List<String> command = new ArrayList<>(List.of(python.executable().toString(), script));
    command.addAll(arguments);

    Process process =
        new ProcessBuilder(command).directory(place.toFile()).redirectErrorStream(true).start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(printed).isEmpty();
    assertThat(process.waitFor()).isZero();
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
