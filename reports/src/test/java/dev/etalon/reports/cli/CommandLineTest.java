package dev.etalon.reports.cli;

import static dev.etalon.reports.model.Sample.failed;
import static dev.etalon.reports.model.Sample.findings;
import static dev.etalon.reports.model.Sample.judgement;
import static dev.etalon.reports.model.Sample.mutant;
import static dev.etalon.reports.model.Sample.passed;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.etalon.oracle.verification.Findings;
import dev.etalon.oracle.verification.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class CommandLineTest {
  private static final Findings AGREEING = findings(judgement("relu", "forward", passed()));
  private static final Findings DISAGREEING =
      findings(
          judgement("relu", "forward", passed()),
          judgement("relu", "grad:input", failed("at [1, 0] expected 1, got 2")));

  @TempDir private Path folder;

  private record Ended(int code, String out, String err) {
    String lastLine() {
      return err.lines().reduce((first, second) -> second).orElse("");
    }
  }

  private static Ended etalon(Supplier<Findings> verification, String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commandLine =
        EtalonCommand.commandLine(
            (settings, listener) ->
                new Verifier() {
                  @Override
                  public Findings run(Progress progress) {
                    progress.started(1);
                    return verification.get();
                  }

                  @Override
                  public void stop() {}
                },
            Map.of("CI", "true"));
    int code = commandLine.setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(args);
    return new Ended(code, out.toString(), err.toString());
  }

  private static Ended etalon(String... args) {
    return etalon(
        () -> {
          throw new AssertionError("the verification must not start");
        },
        args);
  }

  private Ended verify(Supplier<Findings> verification, String... options) {
    List<String> args = new ArrayList<>(List.of("verify", "--output", folder.toString()));
    args.addAll(List.of(options));
    return etalon(verification, args.toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          verify --operator conv2   | unknown operator 'conv2' (did you mean 'conv2d'?);
          verify --operator xyzzy   | unknown operator 'xyzzy';
          verify --case nowhere     | unknown case 'nowhere';
          verify --case relu/nought | unknown case 'relu/nought'
          verify --judge torch      | unknown judge 'torch' (did you mean 'pytorch-cpu'?); allowed:
          verify --dtype float31    | unknown dtype 'float31' (did you mean 'float32'?); allowed:
          verify --dtype int64      | unknown dtype 'int64'
          verify --device gpu       | unknown device 'gpu' (did you mean 'cpu'?); allowed: cpu, cuda
          verify --seed abc         | invalid value for option '--seed': 'abc' is not a long;
          verify --threads 0        | --threads is 0; it must be at least 1
          verify --operater relu    | (did you mean '--operator'?)
          explain                   | missing required parameter: 'OPERATOR';
          explain reul              | unknown operator 'reul' (did you mean 'relu'?);
          list reul                 | unknown operator 'reul'
          veryfy                    | 'veryfy'
          """)
  void badInputCostsOneSentence(String line, String sentence) {
    Ended ended = etalon(line.split(" "));

    assertThat(ended.code()).isEqualTo(ExitCode.USAGE);
    assertThat(ended.err()).startsWith("etalon: ").contains(sentence);
    assertThat(ended.err().lines()).hasSize(1);
    assertThat(ended.out()).isEmpty();
  }

  @Test
  void aCaseOfAnotherOperatorLeavesNothing() {
    Ended ended = etalon("verify", "--operator", "softmax", "--case", "relu/matrix");

    assertThat(ended.code()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void agreementEndsWithZeroAndTheReport() {
    Ended ended = verify(() -> AGREEING);

    assertThat(ended.code()).isEqualTo(ExitCode.AGREEMENT);
    assertThat(ended.out()).contains("✓ relu").endsWith("index.html" + System.lineSeparator());
    assertThat(folder).isDirectoryContaining("glob:**/index.html");
    assertThat(folder).isDirectoryContaining("glob:**/report.json");
    assertThat(folder).isDirectoryNotContaining("glob:**/*.tmp");
  }

  @Test
  void disagreementEndsWithASentenceThatNamesTheOperatorAndThePage() {
    Ended ended = verify(() -> DISAGREEING);

    assertThat(ended.code()).isEqualTo(ExitCode.DISAGREEMENT);
    assertThat(ended.lastLine())
        .isEqualTo(
            "etalon: relu (grad:input) disagrees: open %s".formatted(folder.resolve("index.html")));
    assertThat(ended.out())
        .contains("at [1, 0] expected 1, got 2")
        .contains("etalon verify --case");
    assertThat(folder).isDirectoryContaining("glob:**/index.html");
  }

  @Test
  void aSurvivingMutantEndsWithOne() {
    Ended ended =
        verify(
            () ->
                findings(
                    List.of(judgement("relu", "forward", passed())),
                    List.of(mutant("relu", false)),
                    List.of(),
                    List.of(),
                    false));

    assertThat(ended.code()).isEqualTo(ExitCode.DISAGREEMENT);
    assertThat(ended.lastLine()).contains("relu/upside-down (float32)");
  }

  @Test
  void aMissingEngineEndsWithThree() {
    Ended ended =
        verify(
            () ->
                findings(
                    List.of(judgement("relu", "forward", passed())),
                    List.of(),
                    List.of(),
                    List.of("pytorch-cpu: its library is broken"),
                    false));

    assertThat(ended.code()).isEqualTo(ExitCode.ENVIRONMENT);
    assertThat(ended.lastLine()).contains("pytorch-cpu: its library is broken");
  }

  @Test
  void aFolderThatCannotBeWrittenIsFoundBeforeTheWork() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");

    Ended ended = etalon("verify", "--output", file.resolve("report").toString());

    assertThat(ended.code()).isEqualTo(ExitCode.ENVIRONMENT);
    assertThat(ended.err())
        .contains("cannot be written", file + " is a file", "--output")
        .doesNotContain("\tat ");
  }

  @Test
  void aBugCostsOneSentenceAndStillLeavesAReport() {
    Ended ended =
        verify(
            () -> {
              throw new IllegalStateException("out of cheese");
            });

    assertThat(ended.code()).isEqualTo(ExitCode.BUG);
    assertThat(ended.lastLine()).contains("out of cheese", "ETALON_STACKTRACE=1");
    assertThat(ended.err()).doesNotContain("\tat ");
    assertThat(folder.resolve("index.html")).content().contains("out of cheese");
  }

  @Test
  void jsonIsAllThatStandsOnStandardOutput() throws IOException {
    Ended ended = verify(() -> DISAGREEING, "--json");

    var json = new ObjectMapper().readTree(ended.out());
    assertThat(json.at("/summary/outcome").asText()).isEqualTo("DISAGREEMENT");
    assertThat(json.path("disagreements")).hasSize(1);
  }

  @Test
  void listNamesOperatorsCasesAndJudges() {
    assertThat(etalon("list").out()).contains("conv2d", "softmax");
    assertThat(etalon("list", "conv2d").out()).contains("conv2d/strided", "weight (4, 3, 3, 2)");
    assertThat(etalon("list", "--judges").out()).contains("finite-differences", "pytorch-cpu");
  }

  @Test
  void explainPrintsWhatAnOperatorIs() {
    assertThat(etalon("explain", "conv2d").out())
        .contains("Equation", "Σ_c Σ_k", "Special cases", "Lecture", "conv2d/strided");
  }

  static Stream<String> commands() {
    return Stream.concat(
        Stream.of(""),
        EtalonCommand.commandLine(Verifier.REAL, Map.of()).getSubcommands().keySet().stream());
  }

  @ParameterizedTest
  @MethodSource("commands")
  void helpFitsOnAScreen(String line) {
    Ended ended = etalon((line + " --help").strip().split(" "));

    assertThat(ended.code()).isZero();
    assertThat(ended.out()).contains("Examples:");
    assertThat(ended.out().lines()).hasSizeLessThan(50).allMatch(text -> text.length() <= 80);
  }

  @Test
  void whatIsNoProbeIsAWrongUsage() {
    Ended ended = etalon("probe", "--operator", "linaer");
    assertThat(ended.code()).isEqualTo(ExitCode.USAGE);
    assertThat(ended.lastLine())
        .isEqualTo(
            "etalon: unknown operator 'linaer' (did you mean 'linear'?); allowed: linear, conv2d");
    assertThat(etalon("probe", "--implementation", "emulated").lastLine())
        .startsWith("etalon: unknown implementation 'emulated'");
  }

  @Test
  void aProbeSaysWhatItFoundAndHowToRepeatIt() {
    Ended ended =
        etalon(
            "probe",
            "--implementation",
            "definition",
            "--operator",
            "linear",
            "--dtype",
            "float32");
    assertThat(ended.code()).isEqualTo(ExitCode.AGREEMENT);
    assertThat(ended.out())
        .startsWith("✓ definition linear float32")
        .contains(
            "multiplies in float32, accumulates in float32, no FTZ; products rounded, order"
                + " sequential");
  }

  @Test
  void aLibraryThatIsNotThereIsAFailureOfTheEnvironment() {
    System.setProperty("PYTORCH_LIBRARY_PATH", folder.toString());
    try {
      Ended ended = etalon("probe", "--implementation", "pytorch-cpu");
      assertThat(ended.code()).isEqualTo(ExitCode.ENVIRONMENT);
      assertThat(ended.lastLine())
          .startsWith("etalon: PyTorch could not be loaded: PYTORCH_LIBRARY_PATH is '" + folder);
    } finally {
      System.clearProperty("PYTORCH_LIBRARY_PATH");
    }
  }
}
