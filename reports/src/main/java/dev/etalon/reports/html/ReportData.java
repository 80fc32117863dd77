package dev.etalon.reports.html;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.etalon.oracle.verdict.Status;
import dev.etalon.reports.model.MutantRow;
import dev.etalon.reports.model.OperatorSheet.CaseSheet;
import dev.etalon.reports.model.Report;
import dev.etalon.reports.model.Result;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The verdicts, cases, mutants and timings as data for the page's script. The verdicts are columns,
 * since equal things compress well side by side; texts repeat, so the columns hold their numbers in
 * one list.
 */
final class ReportData {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(JsonWriteFeature.WRITE_NAN_AS_STRINGS).build();

  /** Of each operator's quantity and implementation, so many failures come with their map. */
  private static final int MAPS = 3;

  /** Stand in a command's text for the verdict's own case, dtype and judge. */
  private static final List<String> BLANKS = List.of("\u0001", "\u0002", "\u0003");

  private final Map<String, Integer> texts = new LinkedHashMap<>();

  private ReportData() {}

  static String json(Report report) {
    ReportData data = new ReportData();
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("statuses", Arrays.stream(Status.values()).map(ReportData::status).toList());
    tree.put("judges", report.judges().keySet());
    tree.put("plainCheckers", Mutation.plainCheckers(report));
    tree.put("columns", data.columns(report.results()));
    tree.put("maps", maps(report));
    tree.put("cases", cases(report));
    tree.put("mutants", report.mutants().stream().map(data::mutant).toList());
    tree.put("timings", report.timings());
    tree.put("texts", data.texts.keySet());
    try {
      return MAPPER.writeValueAsString(tree);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the report cannot be written as JSON", e);
    }
  }

  private static List<String> status(Status status) {
    Mark mark = Mark.of(status);
    return List.of(status.name(), mark.symbol(), mark.label(), mark.tone());
  }

  private Map<String, List<?>> columns(List<Result> results) {
    Map<String, List<?>> columns = new LinkedHashMap<>();
    columns.put("operator", column(results, r -> text(r.operator())));
    columns.put("case", column(results, r -> text(r.caseId())));
    columns.put("dtype", column(results, r -> text(r.dtype())));
    columns.put("implementation", column(results, r -> text(r.implementation())));
    columns.put("judge", column(results, r -> text(r.oracle())));
    columns.put("quantity", column(results, r -> text(r.quantity())));
    columns.put("status", column(results, r -> r.status().ordinal()));
    columns.put("maxUlp", column(results, r -> rounded(r.maxUlp())));
    columns.put("rmsUlp", column(results, r -> rounded(r.rmsUlp())));
    columns.put("use", column(results, r -> rounded(r.budgetUse())));
    columns.put("seconds", column(results, r -> rounded(r.seconds())));
    columns.put("explanation", column(results, r -> text(r.finding())));
    columns.put("mistake", column(results, r -> text(r.mistake())));
    columns.put("reproduce", column(results, r -> text(blanked(r))));
    columns.put("index", column(results, worst(Result.Worst::index)));
    columns.put("expected", column(results, worst(w -> Figures.exact(w.expected()))));
    columns.put("got", column(results, worst(w -> Figures.exact(w.got()))));
    columns.put("ulp", column(results, worst(w -> rounded(w.ulp()))));
    columns.put("budget", column(results, worst(w -> rounded(w.budget()))));
    columns.put("formula", column(results, worst(w -> text(w.formula()))));
    return columns;
  }

  private static <T> List<@Nullable T> column(
      List<Result> results, Function<Result, @Nullable T> figure) {
    List<@Nullable T> column = new ArrayList<>(results.size());
    results.forEach(result -> column.add(figure.apply(result)));
    return column;
  }

  private static <T> Function<Result, @Nullable T> worst(
      Function<Result.Worst, @Nullable T> figure) {
    return result -> result.worst() == null ? null : figure.apply(result.worst());
  }

  /** Commands differ in what the verdict's other columns say already. */
  private static String blanked(Result result) {
    List<String> own = List.of(result.caseId(), result.dtype(), result.oracle());
    String blanked = result.reproduce();
    for (int i = 0; i < own.size(); i++) {
      blanked = blanked.replace(own.get(i), BLANKS.get(i));
    }
    String filled = blanked;
    for (int i = 0; i < own.size(); i++) {
      filled = filled.replace(BLANKS.get(i), own.get(i));
    }
    return filled.equals(result.reproduce()) ? blanked : result.reproduce();
  }

  /** Where the errors lie, by the number of the verdict; of the failures that are shown first. */
  private static Map<Integer, Result.ErrorMap> maps(Report report) {
    Set<Result> shown = Collections.newSetFromMap(new IdentityHashMap<>());
    Failure.of(report).forEach(failure -> failure.shown().stream().limit(MAPS).forEach(shown::add));
    Map<Integer, Result.ErrorMap> maps = new LinkedHashMap<>();
    for (int i = 0; i < report.results().size(); i++) {
      Result result = report.results().get(i);
      if (result.errors() != null && shown.contains(result)) {
        maps.put(i, result.errors());
      }
    }
    return maps;
  }

  private static Map<String, Object> cases(Report report) {
    Map<String, Object> cases = new LinkedHashMap<>();
    report
        .operators()
        .forEach(operator -> operator.cases().forEach(sheet -> cases.put(sheet.id(), of(sheet))));
    return cases;
  }

  private static Map<String, Object> of(CaseSheet sheet) {
    return Map.of(
        "attributes",
        sheet.attributes(),
        "operands",
        sheet.operands(),
        "output",
        sheet.output(),
        "operations",
        sheet.operations(),
        "terms",
        sheet.terms());
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
