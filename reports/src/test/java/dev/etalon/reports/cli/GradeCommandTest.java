package dev.etalon.reports.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class GradeCommandTest {
  private static final Path CORRECT =
      Path.of("../oracle/src/test/resources/dev/etalon/oracle/lab/lab2/layers.py");

  private static final String PLACE = "return grad_out * (self.x > 0)";

  @TempDir private Path folder;

  @BeforeAll
  static void python() {
    Python.assume();
  }

  private record Outcome(int code, String out, String err) {}

  private static Outcome run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line =
        EtalonCommand.commandLine(Verifier.REAL, Map.of("CI", "1"))
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err));
    int code = line.execute(arguments);
    return new Outcome(code, out.toString(), err.toString());
  }

  private void student(String name, String instead) throws IOException {
    Path file = folder.resolve("class").resolve(name).resolve("lab2/layers.py");
    Files.createDirectories(file.getParent());
    Files.writeString(file, Files.readString(CORRECT).replace(PLACE, instead));
  }

  private Outcome grade(String... more) {
    return run(
        Stream.concat(
                Stream.of(
                    "grade",
                    folder.resolve("class").toString(),
                    "--threads",
                    "2",
                    "--output",
                    folder.resolve("grades").toString()),
                Stream.of(more))
            .toArray(String[]::new));
  }

  @Test
  void aClassOfEveryKindIsGradedAndAnInterruptedRunEndsWithTheSame() throws IOException {
    student("ana", PLACE);
    student("eva", "raise NotImplementedError");
    student("<b>ivo", "return grad_out.copy()");
    student("jan", "print('x' * 3000000)\n        return " + PLACE.substring(7));
    student("kim", "open('/tmp/etalon-test-junk', 'w')\n        return " + PLACE.substring(7));
    student("lea", "import os; os._exit(3)");
    Files.createDirectories(folder.resolve("class/mia"));

    Outcome outcome = grade();
    assertThat(outcome.err()).doesNotContain("bug");
    assertThat(outcome.code()).isEqualTo(ExitCode.DISAGREEMENT);
    String csv = Files.readString(folder.resolve("grades/grades.csv"));
    List<String> lines = csv.lines().toList();
    assertThat(lines).hasSize(8);
    assertThat(lines.get(1)).startsWith("<b>ivo,").contains(",17,18,").contains("wrong_value");
    assertThat(lines.get(2)).startsWith("ana,").contains(",18,18,100.0");
    assertThat(lines.get(3)).startsWith("eva,").contains(",17,18,").contains("not_implemented");
    assertThat(lines.get(4)).startsWith("jan,").contains(",18,18,100.0");
    assertThat(lines.get(6)).startsWith("lea,").contains(",17,18,").contains("crashed");
    assertThat(lines.get(7)).startsWith("mia,,0,18,0.0,no_solution");
    assertThat(Files.readString(folder.resolve("grades/index.html")))
        .contains("&lt;b&gt;ivo")
        .doesNotContain("<b>ivo");

    // as a run leaves it that is killed: some are missing, one is half written
    List<Path> kept;
    try (Stream<Path> files = Files.list(folder.resolve("grades/solutions"))) {
      kept = files.sorted().toList();
    }
    assertThat(kept).hasSize(6);
    Files.delete(kept.get(0));
    Files.delete(kept.get(3));
    Files.writeString(kept.get(1), "{\"student\": \"a");
    Files.delete(folder.resolve("grades/grades.csv"));
    var untouched = Files.getLastModifiedTime(kept.get(2));
    grade();
    assertThat(Files.readString(folder.resolve("grades/grades.csv"))).isEqualTo(csv);
    assertThat(Files.getLastModifiedTime(kept.get(2))).isEqualTo(untouched);
  }

  @Test
  void oneSolutionIsToldWhatIsWrongAndHowToSeeIt() throws IOException {
    student("ana", "return grad_out * (grad_out > 0)");
    Outcome outcome =
        run(
            "grade",
            folder.resolve("class/ana/lab2/layers.py").toString(),
            "--output",
            folder.resolve("grades").toString());
    assertThat(outcome.code()).isEqualTo(ExitCode.DISAGREEMENT);
    assertThat(outcome.out())
        .contains("ReLU.backward_inputs")
        .contains("wrong value")
        .contains("| from layers import ReLU")
        .contains("| print(layer.backward_inputs(g))");
  }

  @Test
  void whatIsNoSolutionIsRefusedInASentence() throws IOException {
    Files.createDirectories(folder.resolve("class/ana"));
    assertThat(grade().code()).isEqualTo(ExitCode.USAGE);
    assertThat(grade().err()).contains("holds no solution of a lab that is known");
    assertThat(grade("--lab", "lab7").err()).contains("unknown lab 'lab7'");
    assertThat(grade("--ties", "all").err()).contains("allowed: any, first, split");
    assertThat(grade("--python", "no-such-python").code()).isEqualTo(ExitCode.USAGE);
  }
}
