package dev.etalon.reports.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etalon.fixtures.lab.Lab;
import dev.etalon.oracle.lab.LabStatus;
import dev.etalon.oracle.lab.MethodVerdict;
import dev.etalon.oracle.regression.Differences;
import dev.etalon.oracle.regression.Observation;
import dev.etalon.oracle.regression.Snapshot;
import dev.etalon.oracle.regression.TimeSamples;
import dev.etalon.oracle.verdict.Status;
import dev.etalon.reports.grade.ClassResult;
import dev.etalon.reports.grade.Graded;
import dev.etalon.reports.grade.Weights;
import dev.etalon.reports.html.GradePage;
import dev.etalon.reports.regression.ComparisonPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of a class with its students, and that of two baselines, in a browser. */
class OtherPagesIT {
  private static final String LONG =
      "a_name_without_a_single_space_that_is_longer_than_any_telephone_is_wide_and_then_some";

  private static Chromium browser;

  @TempDir private static Path folder;
  private static Path grades;
  private static Path comparison;

  @BeforeAll
  static void start() throws IOException {
    browser = Chromium.start();
    grades = Files.writeString(folder.resolve("grades.html"), GradePage.write(classOfAll(), "1"));
    comparison =
        Files.writeString(
            folder.resolve("comparison.html"),
            ComparisonPage.html(
                Differences.between(
                    snapshot("v1", Status.PASSED, 1), snapshot(LONG, Status.FAILED, 1.5))));
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
  }

  @AfterEach
  void nothingWasFetchedAndNothingFailed() {
    assertThat(browser.requests()).isEmpty();
    assertThat(browser.complaints()).isEmpty();
  }

  /** A student for each status, with every method so; one handed in nothing. */
  private static ClassResult classOfAll() {
    List<String> methods =
        IntStream.range(0, 18).mapToObj(i -> "Convolution.backward_params_" + i).toList();
    List<Graded> solutions = new ArrayList<>();
    solutions.add(new Graded("zora", "", "", List.of(), ""));
    for (LabStatus status : LabStatus.values()) {
      solutions.add(
          new Graded(
              status == LabStatus.CRASHED ? LONG : "student " + status,
              LONG + "/layers.py",
              "f",
              methods.stream()
                  .map(
                      method ->
                          new MethodVerdict(
                              "Convolution",
                              "backward",
                              method,
                              status,
                              "it is N = 4 times too small: a mean is taken once too often",
                              LONG,
                              "small",
                              "print(" + LONG + ")"))
                  .toList(),
              LONG));
    }
    return new ClassResult(Lab.LAB2, 42, Weights.EQUAL, "--l2 either", "none", methods, solutions);
  }

  private static Snapshot snapshot(String name, Status status, double time) {
    return new Snapshot(
        Snapshot.SCHEMA,
        name,
        LONG,
        42,
        Map.of("java", "17", "processor", LONG),
        IntStream.range(0, 30)
            .mapToObj(
                i ->
                    new Observation(
                        "relu",
                        "relu/" + LONG + i,
                        "float64",
                        "forward",
                        "extended",
                        status,
                        LONG,
                        0.5,
                        null,
                        0.25,
                        3,
                        name + i))
            .toList(),
        List.of(
            new TimeSamples(
                "relu", "relu/" + LONG, "float64", "vjp", List.of(time, time, time, time), 1e-6)));
  }

  private static List<String> placesOfTheClass() {
    return List.of("", "#mistakes", "#student/1", "#student/5", "#student/13");
  }

  @Test
  void everyPlaceIsAccessible() {
    assertAccessible(grades, placesOfTheClass());
    assertAccessible(comparison, List.of(""));
  }

  private static void assertAccessible(Path page, List<String> places) {
    browser.open(page, "");
    for (String place : places) {
      browser.go(place);
      browser.theme("light");
      assertThat(browser.accessibilityViolations()).as("%s%s", page, place).isEmpty();
      browser.theme("dark");
      assertThat(browser.accessibilityViolations("color-contrast"))
          .as("%s%s, dark", page, place)
          .isEmpty();
    }
  }

  @Test
  void nothingIsWiderThanAPhone() {
    browser.width(400);
    try {
      browser.open(grades, "");
      for (String place : placesOfTheClass()) {
        browser.go(place);
        assertThat(browser.script("return document.documentElement.scrollWidth"))
            .as(place)
            .isEqualTo(400L);
      }
      browser.open(comparison, "");
      assertThat(browser.script("return document.documentElement.scrollWidth")).isEqualTo(400L);
    } finally {
      browser.width(1280);
    }
  }

  @Test
  void aNameOfTheClassLeadsToItsStudent() {
    browser.open(grades, "");
    browser.find(".grades tbody tr:nth-child(2) a").click();
    browser.await("return document.querySelector('.view.current').id.startsWith('student/')");
    assertThat(browser.find(".view.current h1").getText()).contains(" of 18 points");
    assertThat(browser.findAll(".view.current")).hasSize(1);
  }

  @Test
  void everyStatusIsNamedBesideItsMark() {
    browser.open(grades, "");
    for (LabStatus status : LabStatus.values()) {
      assertThat(browser.find(".legend").getText()).contains(status.words());
    }
    assertThat(browser.findAll(".grades tbody tr")).hasSize(LabStatus.values().length + 1);
  }
}
