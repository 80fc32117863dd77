package dev.etalon.reports.model;

import java.util.List;
import java.util.Map;

/**
 * Everything a report says.
 *
 * @param schema the version of this tree's shape; it grows when a key changes its meaning or goes
 * @param environment where and how the verification ran
 * @param summary the verdict and its counts
 * @param results every verdict, in the catalogue's order
 * @param workedExamples the numbers of the lectures that are no cases of an operator
 * @param mutants what became of the wrong implementations
 * @param timings the definition beside PyTorch
 * @param probes in which arithmetic the engines compute
 * @param coverage operator × quantity × judge
 * @param judges what each judge does, by name, in the order of the report's columns
 * @param operators what is written of each operator, in the catalogue's order
 */
public record Report(
    int schema,
    Environment environment,
    Summary summary,
    List<Result> results,
    List<ExampleRow> workedExamples,
    List<MutantRow> mutants,
    List<TimingRow> timings,
    List<ProbeRow> probes,
    List<CoverageRow> coverage,
    Map<String, String> judges,
    List<OperatorSheet> operators) {
  /** The version of {@code report.json} that this code writes. */
  public static final int SCHEMA = 1;
}
