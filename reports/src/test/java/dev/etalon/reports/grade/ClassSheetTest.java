package dev.etalon.reports.grade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import dev.etalon.fixtures.lab.Lab;
import dev.etalon.oracle.lab.LabStatus;
import dev.etalon.oracle.lab.MethodVerdict;
import dev.etalon.reports.html.GradePage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassSheetTest {
  private static MethodVerdict verdict(String method, LabStatus status, String words) {
    return new MethodVerdict("FC", "forward", method, status, words, words, "small", words);
  }

  private static ClassResult result(Weights weights, Graded... solutions) {
    return new ClassResult(
        Lab.LAB2,
        42,
        weights,
        "--l2 either",
        "none",
        List.of("FC.forward", "FC.backward_inputs"),
        List.of(solutions));
  }

  private static Graded graded(String student, LabStatus first, LabStatus second, String words) {
    return new Graded(
        student,
        student + "/layers.py",
        "f",
        List.of(verdict("FC.forward", first, words), verdict("FC.backward_inputs", second, words)),
        words);
  }

  @Test
  void pointsAreTheWeightsOfTheRightMethods() {
    ClassResult result =
        result(
            new Weights(Map.of("FC.forward", 3.0, "FC", 0.5)),
            graded("ana", LabStatus.WARNING, LabStatus.WRONG_VALUE, ""));
    assertThat(ClassSheet.csv(result))
        .isEqualTo(
            "student,file,points,of,percent,FC.forward,FC.backward_inputs\r\n"
                + "ana,ana/layers.py,3,3.50,85.7,warning,wrong_value\r\n");
  }

  @Test
  void whoHandedInNothingHasNoPointsOfAll() {
    ClassResult result =
        result(
            Weights.EQUAL,
            graded("ana", LabStatus.PASSED, LabStatus.PASSED, ""),
            new Graded("ivo", "", "", List.of(), ""));
    assertThat(ClassSheet.csv(result)).contains("ivo,,0,2,0.0,no_solution,no_solution");
  }

  @Test
  void aNameIsNoFormulaAndBreaksNoLine() {
    ClassResult result =
        result(
            Weights.EQUAL,
            graded("=1+1", LabStatus.PASSED, LabStatus.PASSED, ""),
            graded("b\"c,\nd", LabStatus.PASSED, LabStatus.PASSED, ""));
    assertThat(ClassSheet.csv(result)).contains("'=1+1,").contains("\"b\"\"c,\nd\",");
  }

  @Test
  void nothingForeignIsMarkup() {
    String evil = "<script>alert(1)</script>\"'&</pre>";
    String page =
        GradePage.write(
            result(Weights.EQUAL, graded(evil, LabStatus.WRONG_VALUE, LabStatus.ERROR, evil)), "1");
    assertThat(page).doesNotContain("<script>alert").contains("&lt;script&gt;alert(1)");
  }

  @Test
  void mistakesAreCountedByWhoMadeThem() {
    ClassResult result =
        result(
            Weights.EQUAL,
            graded("ana", LabStatus.PASSED, LabStatus.WRONG_VALUE, "1/N is missing"),
            graded("eva", LabStatus.WRONG_VALUE, LabStatus.PASSED, "transposed"),
            graded("ivo", LabStatus.PASSED, LabStatus.WRONG_VALUE, "1/N is missing"));
    assertThat(result.mistakes())
        .extracting(ClassResult.Shared::words, shared -> shared.students().size())
        .containsExactly(tuple("1/N is missing", 2), tuple("transposed", 1));
  }

  @Test
  void weightsThatNameNothingAreRefused(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("weights.json"), "{\"FC.forwards\": 2}");
    Weights weights = Weights.read(file);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> weights.check(List.of("FC.forward"), List.of("FC")))
        .withMessageContaining("FC.forwards")
        .withMessageContaining("known are the methods FC.forward");
    Files.writeString(file, "{\"FC\": -1}");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Weights.read(file))
        .withMessageContaining("from 0 on");
    Files.writeString(file, "FC: 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Weights.read(file))
        .withMessageContaining("look like");
  }

  @Test
  void aSolutionIsFoundWhereverItLies(@TempDir Path folder) throws IOException {
    String source = "class FC:\n  pass\n";
    for (String place :
        List.of("ana/lab2/layers.py", "eva/layers.py", "ivo/model/deep/my_layers.py")) {
      Files.createDirectories(folder.resolve(place).getParent());
      Files.writeString(folder.resolve(place), source);
    }
    Files.createDirectories(folder.resolve("mia/venv"));
    Files.writeString(folder.resolve("mia/venv/layers.py"), source);
    assertThat(ClassFolder.at(folder, Optional.empty()).orElseThrow().submissions())
        .extracting(
            Submission::student,
            s -> s.file().map(file -> folder.relativize(file).toString()).orElse("none"))
        .containsExactly(
            tuple("ana", "ana/lab2/layers.py"),
            tuple("eva", "eva/layers.py"),
            tuple("ivo", "ivo/model/deep/my_layers.py"),
            tuple("mia", "none"));
    assertThat(ClassFolder.at(folder.resolve("ana"), Optional.empty()).orElseThrow().submissions())
        .hasSize(1);
  }
}
