package dev.etalon.reports.html;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.etalon.oracle.verdict.Status;
import dev.etalon.reports.model.MutantRow;
import dev.etalon.reports.model.Report;
import dev.etalon.reports.model.Result;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The verdicts and the mutants as data for the page's script. Texts repeat, so a row holds their
 * numbers in one list; the columns are those of {@code columns} in the script.
 */
final class VerdictData {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final Map<String, Integer> texts = new LinkedHashMap<>();

  private VerdictData() {}

  /** As JSON that may stand inside a script element. */
  static String json(Report report, List<String> plainCheckers) {
    VerdictData data = new VerdictData();
    List<List<@Nullable Object>> rows = report.results().stream().map(data::row).toList();
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("statuses", Arrays.stream(Status.values()).map(VerdictData::status).toList());
    tree.put("judges", report.judges().keySet());
    tree.put("plainCheckers", plainCheckers);
    tree.put("rows", rows);
    tree.put("mutants", report.mutants().stream().map(data::mutant).toList());
    tree.put("texts", data.texts.keySet());
    try {
      return MAPPER
          .writeValueAsString(tree)
          .replace("<", "\\u003c")
          .replace(">", "\\u003e")
          .replace("&", "\\u0026")
          .replace("\u2028", "\\u2028")
          .replace("\u2029", "\\u2029");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the verdicts cannot be written as JSON", e);
    }
  }

  private static List<String> status(Status status) {
    Mark mark = Mark.of(status);
    return List.of(status.name(), mark.symbol(), mark.label(), mark.tone());
  }

  private List<@Nullable Object> row(Result result) {
    List<@Nullable Object> row = new ArrayList<>();
    row.add(text(result.operator()));
    row.add(text(result.caseId()));
    row.add(text(result.dtype()));
    row.add(text(result.implementation()));
    row.add(text(result.oracle()));
    row.add(text(result.quantity()));
    row.add(result.status().ordinal());
    row.add(rounded(result.maxUlp()));
    row.add(rounded(result.rmsUlp()));
    row.add(rounded(result.budgetUse()));
    row.add(rounded(result.seconds()));
    row.add(text(result.explanation()));
    row.add(text(result.reproduce()));
    Result.@Nullable Worst worst = result.worst();
    if (worst != null) {
      row.add(worst.index());
      row.add(Figures.exact(worst.expected()));
      row.add(Figures.exact(worst.got()));
      row.add(rounded(worst.ulp()));
      row.add(rounded(worst.budget()));
      row.add(text(worst.formula()));
    }
    return row;
  }

  private List<Object> mutant(MutantRow mutant) {
    return List.of(
        text(mutant.name()),
        text(mutant.operator()),
        text(mutant.mistake()),
        text(mutant.dtype()),
        Stream.concat(mutant.killedBy().stream(), mutant.plainKilledBy().stream())
            .map(this::text)
            .toList());
  }

  private int text(String text) {
    return texts.computeIfAbsent(text, added -> texts.size());
  }

  /** Four digits are enough to look at; what is not finite stays what it is. */
  private static @Nullable Double rounded(@Nullable Double value) {
    if (value == null || !Double.isFinite(value)) {
      return value;
    }
    return new BigDecimal(value).round(new MathContext(4)).doubleValue();
  }
}
