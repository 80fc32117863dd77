package dev.etalon.reports.regression;

import dev.etalon.oracle.regression.Change;
import dev.etalon.oracle.regression.Differences;
import dev.etalon.oracle.regression.TimeShift;
import dev.etalon.reports.html.Figures;
import dev.etalon.reports.html.Frame;
import dev.etalon.reports.html.Frame.Link;
import dev.etalon.reports.html.Template;
import dev.etalon.reports.model.Environment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The differences as a page.
 *
 * @param differences what changed
 */
public record ComparisonPage(Differences differences) {
  /** The page as HTML. */
  public static String html(Differences differences) {
    return Template.render(
        "comparison.jte",
        new Frame(
            "Etalon: " + ComparisonText.verdict(differences),
            "Comparison",
            Environment.version(),
            List.of(
                new Link("overview", "Overview"),
                new Link("changes", "Changes"),
                new Link("times", "Times")),
            "The same for machines: comparison.json and summary.md beside this page.",
            "",
            List.of()),
        new ComparisonPage(differences));
  }

  /** A line of the two snapshots side by side. */
  public record Side(String name, String before, String after) {}

  /** The changes of one kind. */
  public record Group(Change.Kind kind, List<Change> changes) {}

  /**
   * A time before and now.
   *
   * @param left where the interval of the ratio begins on the axis from ½ to 2, in pixels
   * @param right where it ends
   * @param middle where the ratio is
   */
  public record Time(String name, TimeShift shift, double left, double right, double middle) {
    private static final double AXIS = 160;

    static Time of(String name, TimeShift shift) {
      return new Time(name, shift, place(shift.low()), place(shift.high()), place(shift.ratio()));
    }

    /** On a logarithmic axis. */
    private static double place(double ratio) {
      double place = AXIS / 2 * (1 + Math.log(ratio) / Math.log(2));
      return Math.round(10 * Math.max(0, Math.min(AXIS, place))) / 10.0;
    }

    /** On which side of the axis the ratio is, if it is not on it: negative, 0 or positive. */
    public int outside() {
      return shift.ratio() < 0.5 ? -1 : shift.ratio() > 2 ? 1 : 0;
    }

    /** How many times as long it takes. */
    public String ratio() {
      return Figures.brief(shift.ratio());
    }

    /** Between what the ratio lies. */
    public String interval() {
      return "%s to %s".formatted(Figures.brief(shift.low()), Figures.brief(shift.high()));
    }

    /** The test's p-value. */
    public String evidence() {
      return Figures.brief(shift.pValue());
    }

    /** How likely a time now is longer than one before. */
    public String effect() {
      return String.format(Locale.ROOT, "%.2f", shift.effect());
    }
  }

  /** Whether nothing changed for the worse. */
  public boolean good() {
    return differences.regressions().isEmpty();
  }

  /** What it comes to. */
  public String verdict() {
    return ComparisonText.verdict(differences);
  }

  /** What the two snapshots are. */
  public List<Side> sides() {
    List<Side> sides = new ArrayList<>();
    sides.add(new Side("name", differences.before().name(), differences.after().name()));
    sides.add(
        new Side(
            "implementation",
            differences.before().implementation(),
            differences.after().implementation()));
    sides.add(
        new Side(
            "results",
            String.valueOf(differences.before().observations().size()),
            String.valueOf(differences.after().observations().size())));
    Map<String, String> before = differences.before().environment();
    Map<String, String> after = differences.after().environment();
    new TreeSet<>(Stream.concat(before.keySet().stream(), after.keySet().stream()).toList())
        .forEach(
            name ->
                sides.add(
                    new Side(name, before.getOrDefault(name, "–"), after.getOrDefault(name, "–"))));
    return sides;
  }

  /** The changes by kind, the gravest first. */
  public List<Group> groups() {
    Map<Change.Kind, List<Change>> groups = new LinkedHashMap<>();
    differences
        .changes()
        .forEach(
            change -> groups.computeIfAbsent(change.kind(), kind -> new ArrayList<>()).add(change));
    return groups.entrySet().stream()
        .map(entry -> new Group(entry.getKey(), entry.getValue()))
        .toList();
  }

  /** The times that both snapshots have. */
  public List<Time> times() {
    return differences.shifts().entrySet().stream()
        .map(entry -> Time.of(entry.getKey(), entry.getValue()))
        .toList();
  }
}
