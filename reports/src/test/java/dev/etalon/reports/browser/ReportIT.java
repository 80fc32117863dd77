package dev.etalon.reports.browser;

import static dev.etalon.reports.model.Sample.findings;
import static dev.etalon.reports.model.Sample.judgement;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.etalon.oracle.verdict.Comparison;
import dev.etalon.oracle.verdict.Expected;
import dev.etalon.oracle.verdict.Verdict;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import dev.etalon.reports.docs.Shell;
import dev.etalon.reports.html.HtmlReport;
import dev.etalon.reports.model.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The report that the main job has written, in a browser. */
class ReportIT {
  private static final Path PAGE = Path.of("target/report/index.html").toAbsolutePath();
  private static final String HOSTILE =
      "</script><script>window.hacked=1</script><img src=x onerror=\"window.hacked=2\">";

  private static Chromium browser;
  private static JsonNode report;

  @BeforeAll
  static void start() throws IOException {
    browser = Chromium.start();
    report = new ObjectMapper().readTree(PAGE.resolveSibling("report.json").toFile());
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
  }

  @BeforeEach
  void open() {
    browser.open(PAGE, "");
  }

  @AfterEach
  void nothingWasFetchedAndNothingFailed() {
    assertThat(browser.requests()).isEmpty();
    assertThat(browser.complaints()).isEmpty();
  }

  private static WebElement current(String selector) {
    return browser.find(".view.current " + selector);
  }

  private static List<String> column(int number) {
    return browser
        .findAll(".view.current .verdicts tbody tr:not(.gap) td:nth-child(%d)".formatted(number))
        .stream()
        .map(WebElement::getText)
        .toList();
  }

  @Test
  void theFirstThingIsTheVerdict() {
    assertThat(current("h1").getText())
        .endsWithIgnoringCase(report.at("/summary/verdict").asText() + ".");
    assertThat(browser.title()).contains("Etalon");
  }

  @Test
  void tenThousandVerdictsAreLessThanFiveMegabytes() throws IOException {
    assertThat(Files.size(PAGE))
        .isLessThan(
            5_000_000L * Math.max(10_000, report.at("/summary/verdicts").asLong()) / 10_000);
  }

  @Test
  void everyViewOpensFromItsLink() {
    for (WebElement link : browser.findAll(".mast nav a")) {
      link.click();
      browser.await(
          "return document.querySelector('.mast nav a[aria-current]') === arguments[0]", link);
      assertThat(current("h1").isDisplayed()).isTrue();
    }
  }

  @Test
  void aCellOfTheMatrixLeadsToItsVerdicts() {
    WebElement cell = current(".matrix td a");
    String wanted = cell.getAttribute("href");

    cell.click();

    browser.await("return document.querySelector('.view.current.operator') !== null");
    assertThat(wanted).contains("quantity=" + column(3).get(0));
    assertThat(column(3)).containsOnly(column(3).get(0));
    assertThat(column(5)).containsOnly(column(5).get(0));
  }

  @Test
  void otherImplementationsAreShownWhenAskedFor() {
    WebElement row = browser.find(".matrix tr.other");
    assertThat(row.isDisplayed()).isFalse();
    browser.find("#others").click();
    assertThat(row.isDisplayed()).isTrue();
  }

  @Test
  void tensOfThousandsOfRowsAreAFewInTheDocument() {
    browser.go("#verdicts");

    assertThat(current("output").getText().replaceAll("\\D", ""))
        .isEqualTo(report.at("/summary/verdicts").asText());
    assertThat(browser.findAll(".view.current .verdicts tbody tr")).hasSizeBetween(10, 100);
    browser.script("document.querySelector('.view.current .window').scrollTop = 1e9");
    browser.await(
        "return document.querySelector('.view.current .verdicts tbody tr:last-child').ariaRowIndex"
            + " === arguments[0]",
        String.valueOf(report.at("/summary/verdicts").asInt() + 1));
  }

  @Test
  void theTableFiltersAndSorts() {
    browser.go("#verdicts");
    current("input[type=search]").sendKeys("leaky_relu/");
    assertThat(column(3)).isNotEmpty();
    assertThat(column(2)).containsOnly("leaky_relu");

    WebElement use = browser.findAll(".view.current .verdicts th button").get(9);
    assertThat(use.getText()).isEqualTo("Budget use");
    use.click();

    List<Double> uses =
        column(10).stream().filter(text -> text.matches("[\\d.e-]+")).map(Double::valueOf).toList();
    assertThat(uses).hasSizeGreaterThan(5).isSortedAccordingTo((a, b) -> Double.compare(b, a));
  }

  @Test
  void aVerdictHasAnAddress() {
    JsonNode verdict = passedByTheTruth().get(7);

    browser.open(PAGE, link(verdict));

    assertThat(current(".inspector").getText())
        .contains(
            verdict.path("case").asText(),
            verdict.path("explanation").asText(),
            verdict.path("reproduce").asText());
    assertThat(current("tr.active").getText()).contains(verdict.path("quantity").asText());
  }

  @Test
  void aCommandIsCopiedAndReproducesItsVerdict() throws IOException, InterruptedException {
    browser.open(PAGE, link(passedByTheTruth().get(3)));
    current(".inspector [data-copy]").click();
    browser.await(
        "return document.querySelector('.view.current .inspector [data-copy]').textContent ==="
            + " 'Copied'");
    WebElement field = current("input[type=search]");
    field.sendKeys(Keys.chord(Keys.CONTROL, "v"));
    String command = field.getAttribute("value");

    assertThat(command).startsWith("etalon verify --case");
    assertThat(Shell.run(Files.createTempDirectory("etalon"), command)).isZero();
  }

  @Test
  void theKeyboardSuffices() {
    browser.find("body").sendKeys("3");
    browser.await("return document.querySelector('.view.current').id === 'verdicts'");
    browser.find("body").sendKeys("/");
    browser.await("return document.activeElement.type === 'search'");
    current(".window").sendKeys(Keys.ARROW_DOWN, Keys.ARROW_DOWN);
    assertThat(browser.address()).contains("#verdict/");
    assertThat(current(".inspector").isDisplayed()).isTrue();
    current(".inspector button").sendKeys(Keys.ESCAPE);
    assertThat(current(".inspector").isDisplayed()).isFalse();
    browser.find("body").sendKeys("?");
    assertThat(browser.find("dialog").getText()).contains("Next operator");
  }

  @Test
  void noViewHasASeriousAccessibilityViolation() {
    List<String> places = new ArrayList<>();
    browser.findAll(".mast nav a").forEach(link -> places.add(link.getAttribute("hash")));
    places.add("#operator/conv2d");
    places.add(link(passedByTheTruth().get(5)));
    for (String place : places) {
      browser.go(place);
      browser.theme("light");
      assertThat(browser.accessibilityViolations()).as(place).isEmpty();
      browser.theme("dark");
      assertThat(browser.accessibilityViolations("color-contrast")).as("%s, dark", place).isEmpty();
    }
  }

  @Test
  void nothingIsWiderThanAPhone() {
    browser.width(400);
    try {
      for (String place :
          List.of(
              "",
              "#operators",
              "#operator/conv2d",
              "#verdicts",
              "#lectures",
              "#timing",
              "#mutants",
              "#coverage",
              "#method")) {
        browser.go(place);
        assertThat(browser.script("return document.documentElement.scrollWidth"))
            .as(place)
            .isEqualTo(400L);
      }
    } finally {
      browser.width(1280);
    }
  }

  @Test
  void aFailureShowsWhereAndHostileNamesDoNothing(@TempDir Path folder) throws IOException {
    Tensor expected = Tensor.of(DType.FLOAT64, Shape.of(2, 2), 1, 2, 3, 4);
    Tensor got = Tensor.of(DType.FLOAT64, Shape.of(2, 2), 1, 2, 3, 5);
    Verdict wrong =
        Comparison.compare(got, Expected.of(expected, new double[] {.1, .1, .1, .1}, HOSTILE));
    Path page =
        Files.writeString(
            folder.resolve("page.html"),
            HtmlReport.write(
                Sample.report(
                    findings(
                        judgement(HOSTILE, HOSTILE, HOSTILE, wrong),
                        judgement("relu", "forward", Verdict.mistrusted(HOSTILE))))));

    browser.open(page, "");
    assertThat(browser.findAll(".failure .heatmap .cross")).hasSize(1);
    browser.go("#verdicts");
    browser.script("document.querySelector('.view.current .verdicts tbody a').click()");

    assertThat(current(".inspector").getText()).contains(HOSTILE);
    assertThat(browser.script("return window.hacked === undefined")).isEqualTo(true);
  }

  private static List<JsonNode> passedByTheTruth() {
    return StreamSupport.stream(report.path("results").spliterator(), false)
        .filter(r -> r.path("status").asText().equals("PASSED"))
        .filter(r -> r.path("oracle").asText().equals("extended"))
        .filter(r -> r.path("implementation").asText().equals("definition"))
        .toList();
  }

  private static String link(JsonNode verdict) {
    return "#verdict/%s/%s/%s/%s/%s"
        .formatted(
            verdict.path("case").asText(),
            verdict.path("dtype").asText(),
            verdict.path("implementation").asText(),
            verdict.path("oracle").asText(),
            verdict.path("quantity").asText());
  }
}
