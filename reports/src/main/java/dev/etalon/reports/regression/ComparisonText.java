package dev.etalon.reports.regression;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.etalon.oracle.regression.Change;
import dev.etalon.oracle.regression.Differences;
import dev.etalon.oracle.regression.TimeShift;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Differences in Markdown, for a pull request, and in JSON. */
public final class ComparisonText {
  /** How many changes of a kind the Markdown names; the page has all. */
  private static final int SHOWN = 20;

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(JsonWriteFeature.WRITE_NAN_AS_STRINGS).build();

  private ComparisonText() {}

  /** What it comes to, in a sentence. */
  public static String verdict(Differences differences) {
    int regressions = differences.regressions().size();
    String names =
        "'%s' against '%s'".formatted(differences.after().name(), differences.before().name());
    return regressions == 0
        ? "no regression of %s; %s results are equal bit for bit"
            .formatted(names, differences.bitExactness())
        : "%d regression%s of %s".formatted(regressions, regressions == 1 ? "" : "s", names);
  }

  /** A summary: the verdict, counts, and the changes by kind. */
  public static String markdown(Differences differences) {
    StringBuilder text = new StringBuilder();
    boolean good = differences.regressions().isEmpty();
    text.append("## %s %s%n%n".formatted(good ? "✓" : "✗", escape(capital(verdict(differences)))));
    text.append("| | before | after |%n|---|---|---|%n".formatted());
    row(text, "snapshot", differences.before().name(), differences.after().name());
    row(
        text,
        "implementation",
        differences.before().implementation(),
        differences.after().implementation());
    differences
        .after()
        .environment()
        .forEach(
            (name, value) ->
                row(text, name, differences.before().environment().getOrDefault(name, "–"), value));
    text.append(
        "%n%s results equal bit for bit; %d times compared.%n"
            .formatted(differences.bitExactness(), differences.shifts().size()));
    for (Change.Kind kind : Change.Kind.values()) {
      List<Change> changes =
          differences.changes().stream().filter(change -> change.kind() == kind).toList();
      if (!changes.isEmpty()) {
        text.append(
            "%n### %s %s (%d)%n%n"
                .formatted(kind.isRegression() ? "✗" : "·", capital(kind.label()), changes.size()));
        changes.stream()
            .limit(SHOWN)
            .forEach(
                change ->
                    text.append(
                        "- `%s`: %s%n"
                            .formatted(
                                change.subject().replace('`', '\''), escape(change.sentence()))));
        if (changes.size() > SHOWN) {
          text.append("- … and %d more%n".formatted(changes.size() - SHOWN));
        }
      }
    }
    return text.toString();
  }

  private static void row(StringBuilder text, String name, String before, String after) {
    text.append("| %s | %s | %s |%n".formatted(escape(name), escape(before), escape(after)));
  }

  /** The tree {@code {"schema", "verdict", "regressions", "changes", "times"}}. */
  public static String json(Differences differences) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("schema", 1);
    tree.put("verdict", verdict(differences));
    tree.put("before", differences.before().name());
    tree.put("after", differences.after().name());
    tree.put("regressions", differences.regressions().size());
    tree.put("bitExact", differences.bitExactness());
    tree.put("changes", differences.changes());
    List<Map<String, Object>> times = new ArrayList<>();
    differences.shifts().forEach((name, shift) -> times.add(time(name, shift)));
    tree.put("times", times);
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(tree) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the differences cannot be written as JSON", e);
    }
  }

  private static Map<String, Object> time(String name, TimeShift shift) {
    Map<String, Object> time = new LinkedHashMap<>();
    time.put("name", name);
    time.put("ratio", shift.ratio());
    time.put("ratioLow", shift.low());
    time.put("ratioHigh", shift.high());
    time.put("effect", shift.effect());
    time.put("pValue", shift.pValue());
    return time;
  }

  /** Markdown's own characters lose their meaning, so that foreign text stays text. */
  private static String escape(String text) {
    return text.replaceAll("([\\\\`*_\\[\\]<>|#])", "\\\\$1").replaceAll("\\R", " ");
  }

  private static String capital(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }
}
