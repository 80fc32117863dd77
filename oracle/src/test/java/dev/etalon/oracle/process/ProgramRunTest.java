package dev.etalon.oracle.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.etalon.oracle.exchange.Answer;
import dev.etalon.oracle.exchange.Answer.State;
import dev.etalon.oracle.exchange.ExchangeDirectory.Asked;
import dev.etalon.oracle.exchange.Manifest;
import dev.etalon.oracle.tensorfile.ArrayStore;
import dev.etalon.oracle.verification.Selection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Shell scripts stand for foreign programs: they answer with a file that says so, or misbehave. */
class ProgramRunTest {
  /** Answers, as JSON without arrays, the cases whose keys are given to it. */
  private static final String ANSWER =
      """
      answer() { echo '{"status": "not_implemented"}' > "$1/results/$2.json"; }
      keys=$(sed -n 's/.*"key" : "\\([^"]*\\)".*/\\1/p' "$1/manifest.json")
      """;

  private static final ProgramLimits LIMITS =
      ProgramLimits.DEFAULT.withTime(Duration.ofMillis(1500));

  private final List<Asked> asked =
      Asked.drawn(
          new Selection(
              Set.of("relu", "tanh"),
              Set.of("relu/matrix", "relu/images", "tanh/matrix"),
              Set.of(),
              Set.of()),
          1);

  @BeforeEach
  void thereIsAShell() {
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "the programs of this test are for /bin/sh");
  }

  private ProgramRun.Result run(Sandbox sandbox, String script) throws IOException {
    Program program =
        new Program(
            "script", List.of("/bin/sh", "-c", ANSWER + script, "sh"), List.of(), Map.of(), null);
    return new ProgramRun(program, sandbox, LIMITS)
        .run(Manifest.of("test", 1, List.of()), asked, ArrayStore.NPZ, key -> {});
  }

  private ProgramRun.Result run(String script) throws IOException {
    return run(Sandbox.available(), script);
  }

  private List<State> states(ProgramRun.Result result) {
    return asked.stream()
        .map(one -> result.answers().get(one.exercise().key()))
        .map(Answer::state)
        .toList();
  }

  private static List<Path> temporaryFolders() throws IOException {
    try (Stream<Path> entries = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return entries.filter(entry -> entry.getFileName().toString().startsWith("etalon-")).toList();
    }
  }

  @Test
  void aProgramThatAnswersAllIsStartedOnceAndLeavesNothing() throws IOException {
    List<Path> before = temporaryFolders();
    ProgramRun.Result result =
        run(
            "for k in $keys; do answer \"$1\" $k; done; mkdir -p locked/in; touch locked/in/f; chmod 500 locked");
    assertThat(states(result)).containsOnly(State.NOT_IMPLEMENTED);
    assertThat(result.starts()).isEqualTo(1);
    assertThat(before).containsAll(temporaryFolders());
  }

  @Test
  void whatIsLeftOutIsNotAnswered() throws IOException {
    ProgramRun.Result result =
        run("for k in $keys; do case $k in relu*) answer \"$1\" $k;; esac; done");
    assertThat(asked.get(asked.size() - 1).exercise().operator()).isEqualTo("tanh");
    assertThat(states(result)).containsOnly(State.NOT_IMPLEMENTED, State.NOT_ANSWERED);
    assertThat(result.starts()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(Sandbox.class)
  void aCrashCostsOneCaseAndNamesTheSignal(Sandbox sandbox) throws IOException {
    assumeTrue(sandbox.works(), sandbox + " does not work here");
    String second = asked.get(1).exercise().key();
    ProgramRun.Result result =
        run(
            sandbox,
            "for k in $keys; do [ $k = %s ] && { echo its last words >&2; kill -SEGV $$; }; answer \"$1\" $k; done"
                .formatted(second));
    assertThat(result.answers().get(second).state()).isEqualTo(State.CRASHED);
    assertThat(result.answers().get(second).message())
        .startsWith("signal SIGSEGV")
        .endsWith("it printed: its last words");
    assertThat(states(result)).filteredOn(State.CRASHED::equals).hasSize(1);
    assertThat(result.starts()).isEqualTo(2);
  }

  @Test
  void aLoopCostsOneCase() throws IOException {
    String second = asked.get(1).exercise().key();
    ProgramRun.Result result =
        run(
            "for k in $keys; do [ $k = %s ] && while :; do :; done; answer \"$1\" $k; done"
                .formatted(second));
    assertThat(result.answers().get(second).state()).isEqualTo(State.TIMED_OUT);
    assertThat(result.answers().get(second).message()).isEqualTo("no answer within 1.5 s");
    assertThat(states(result)).filteredOn(State.TIMED_OUT::equals).hasSize(1);
  }

  @Test
  void aProgramThatNeverAnswersIsGivenUpWithItsLastWords() throws IOException {
    ProgramRun.Result result = run("echo 'ModuleNotFoundError: no module' >&2; exit 3");
    assertThat(states(result)).containsOnly(State.CRASHED);
    assertThat(result.answers().values())
        .allSatisfy(
            answer ->
                assertThat(answer.message())
                    .startsWith("exit code 3; it printed: ModuleNotFoundError: no module"));
    assertThat(result.starts()).isLessThanOrEqualTo(asked.size());
  }

  @Test
  void oneWordForTheWholeProgramIsEnough() throws IOException {
    ProgramRun.Result result =
        run(
            "echo '{\"status\": \"import_error\", \"message\": \"no numpy\"}' > \"$1/results/_program.json\"; exit 1");
    assertThat(states(result)).containsOnly(State.IMPORT_ERROR);
    assertThat(result.starts()).isEqualTo(1);
  }

  @Test
  void ofMegabytesOfOutputTheBeginningAndTheEndAreKept() throws IOException {
    ProgramRun.Result result =
        run(
            "echo first; head -c 5000000 /dev/zero | tr '\\0' x; echo; echo last; for k in $keys; do answer \"$1\" $k; done");
    assertThat(result.output()).startsWith("first").contains("bytes left out").endsWith("last\n");
    assertThat(result.output().length()).isLessThan(3 * CapturedOutput.KEPT);
  }

  @ParameterizedTest
  @EnumSource(Sandbox.class)
  void whatAProgramCutsLooseEndsWithIt(Sandbox sandbox) throws Exception {
    assumeTrue(sandbox.works(), sandbox + " does not work here");
    assumeTrue(Files.isDirectory(Path.of("/proc")), "loose processes are found through /proc");
    String mark = "31.%d".formatted(System.nanoTime() % 1_000_000);
    run(
        sandbox,
        "(setsid sleep %s </dev/null >/dev/null 2>&1 &); for k in $keys; do answer \"$1\" $k; done"
            .formatted(mark));
    assertThat(ProcessHandle.allProcesses())
        .noneMatch(
            process ->
                process.info().arguments().map(List::of).orElse(List.of()).contains(mark)
                    && process.isAlive());
  }

  @Test
  void theSandboxHasNoNetworkAndCannotWriteElsewhere() throws IOException {
    assumeTrue(Sandbox.available() == Sandbox.BUBBLEWRAP, "bubblewrap does not work here");
    Path home = Path.of("").toAbsolutePath();
    ProgramRun.Result result =
        run(
            "touch '%s/stain' && echo stained; touch \"$1/manifest.json\" && echo stained; cat /proc/net/dev | grep -c : ; env"
                .formatted(home));
    assertThat(result.output()).doesNotContain("stained");
    assertThat(home.resolve("stain")).doesNotExist();
    assertThat(result.output().lines()).as("the loopback device alone").contains("1");
  }

  @Test
  void theEnvironmentHoldsNoSecrets() throws IOException {
    ProgramRun.Result result = run("env | sed 's/=.*//'");
    assertThat(result.output().lines())
        .contains("ETALON_EXCHANGE", "OMP_NUM_THREADS", "HOME")
        .doesNotContain("USER", "LOGNAME", "MAVEN_CMD_LINE_ARGS", "OLDPWD");
  }

  @Test
  void aFloodOfFilesIsEnded() throws IOException {
    ProgramLimits small = new ProgramLimits(Duration.ofSeconds(20), 0, 1 << 20, 1);
    Program program =
        new Program(
            "flood",
            List.of(
                "/bin/sh",
                "-c",
                "i=0; while :; do head -c 500000 /dev/zero > \"$1/results/$i.bin\"; i=$((i+1)); done",
                "sh"),
            List.of(),
            Map.of(),
            null);
    ProgramRun.Result result =
        new ProgramRun(program, Sandbox.available(), small)
            .run(Manifest.of("test", 1, List.of()), asked, ArrayStore.NPZ, key -> {});
    assertThat(result.answers().get(asked.get(0).exercise().key()).message())
        .startsWith("ended because it wrote more than 2 MiB");
  }
}
