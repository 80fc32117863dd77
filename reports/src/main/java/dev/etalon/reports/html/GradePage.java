package dev.etalon.reports.html;

import dev.etalon.oracle.lab.LabStatus;
import dev.etalon.oracle.lab.MethodVerdict;
import dev.etalon.reports.grade.ClassResult;
import dev.etalon.reports.grade.ClassSheet;
import dev.etalon.reports.grade.Graded;
import dev.etalon.reports.html.Frame.Link;
import java.util.List;
import java.util.Optional;

/**
 * The page of a class: an overview of who has what right, the mistakes that several have made, and
 * a view for each student.
 *
 * @param result what came of the class
 */
public record GradePage(ClassResult result) {
  /** Writes it as one self-contained HTML page. */
  public static String write(ClassResult result, String version) {
    GradePage page = new GradePage(result);
    return Template.render(
        "grade.jte",
        new Frame(
            page.title(),
            "Grades",
            version,
            List.of(new Link("overview", "Class"), new Link("mistakes", "Mistakes")),
            "The same for spreadsheets and machines: grades.csv and grades.json beside this page.",
            "",
            List.of()),
        page);
  }

  public String title() {
    return "Etalon · " + sentence();
  }

  /** What came of it, in a sentence. */
  public String sentence() {
    long whole = result.solutions().stream().filter(this::isWhole).count();
    return "%d of %s of %s %s right in every method"
        .formatted(
            whole,
            Figures.count(result.solutions().size(), "solution"),
            result.lab().title(),
            whole == 1 ? "is" : "are");
  }

  private boolean isWhole(Graded solution) {
    return !solution.verdicts().isEmpty() && solution.right() == solution.verdicts().size();
  }

  /** The view of a student. */
  public String place(Graded solution) {
    return "student/" + (result.solutions().indexOf(solution) + 1);
  }

  /** What a student has of a method, if it was asked for. */
  public Optional<MethodVerdict> verdict(Graded solution, String method) {
    return solution.verdicts().stream().filter(v -> v.method().equals(method)).findFirst();
  }

  /** The points that a solution earned. */
  public String points(Graded solution) {
    return ClassSheet.points(result.weights().earned(solution.verdicts()));
  }

  /** The points that there are. */
  public String most(Graded solution) {
    return ClassSheet.points(
        solution.verdicts().isEmpty()
            ? result.most()
            : result.weights().total(solution.verdicts()));
  }

  /** A method without the layer, for a narrow column. */
  public String layer(String method) {
    return method.replaceFirst("[.(].*", "").strip();
  }

  /** How a status is shown: never by colour alone. */
  public Mark mark(LabStatus status) {
    return switch (status) {
      case PASSED -> new Mark("✓", status.words(), "good");
      case WARNING -> new Mark("!", status.words(), "warn");
      case NOT_JUDGED -> new Mark("–", status.words(), "mute");
      case NOT_IMPLEMENTED -> new Mark("∅", status.words(), "warn");
      case WRONG_VALUE -> new Mark("✗", status.words(), "bad");
      case WRONG_SHAPE -> new Mark("▭", status.words(), "bad");
      case WRONG_PARAMETER -> new Mark("≠", status.words(), "bad");
      case CHANGED_INPUT -> new Mark("✎", status.words(), "bad");
      case ERROR -> new Mark("E", status.words(), "bad");
      case TIMED_OUT -> new Mark("∞", status.words(), "bad");
      case CRASHED -> new Mark("‼", status.words(), "bad");
      case IMPORT_ERROR -> new Mark("I", status.words(), "bad");
    };
  }

  /** All of them, for the legend. */
  public List<LabStatus> statuses() {
    return List.of(LabStatus.values());
  }
}
