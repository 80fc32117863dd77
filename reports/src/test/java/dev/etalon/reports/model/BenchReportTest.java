package dev.etalon.reports.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.etalon.oracle.bench.Bench;
import dev.etalon.oracle.timing.Estimate;
import dev.etalon.oracle.timing.Pace;
import dev.etalon.oracle.timing.Peak;
import dev.etalon.oracle.timing.Timing;
import dev.etalon.oracle.timing.Work;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reports.json.JsonReport;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class BenchReportTest {
  private static final Peak PEAK = new Peak(40, 80, 10);

  private static Timing timing(String layer, double ratio, Work work) {
    return new Timing(
            "conv2d",
            "resnet50/" + layer,
            "forward",
            DType.FLOAT64,
            "fast",
            "pytorch-cpu",
            new Estimate(0.5, 0.4, 0.6),
            new Estimate(0.5 * ratio, 0.4 * ratio, 0.6 * ratio),
            new Estimate(ratio, ratio * 0.9, ratio * 1.1),
            work,
            OptionalDouble.empty(),
            true)
        .beside(PEAK);
  }

  private static JsonNode json(Timing... timings) throws IOException {
    Bench.Settings settings =
        new Bench.Settings(
            List.of(),
            List.of(DType.FLOAT64),
            quantity -> true,
            List.of("fast"),
            "pytorch-cpu",
            Pace.THOROUGH,
            2,
            42);
    Bench.Results results =
        new Bench.Results(PEAK, List.of("PyTorch"), List.of(timings), List.of());
    return new ObjectMapper()
        .readTree(JsonReport.write(BenchReport.of(settings, 8, results, Instant.now())));
  }

  @Test
  void aTimingHasExactlyTheKeysOfTheContract() throws IOException {
    JsonNode json = json(timing("conv1", 2, new Work(1e10, 1e6)));
    assertThat(json.path("schema").asInt()).isEqualTo(1);
    assertThat(json.path("environment").path("threads").asInt()).isEqualTo(2);
    JsonNode row = json.path("timings").get(0);
    assertThat(row.fieldNames())
        .toIterable()
        .containsExactly(
            "name",
            "dtype",
            "subject",
            "baseline",
            "subjectSeconds",
            "baselineSeconds",
            "ratio",
            "ratioLow",
            "ratioHigh",
            "gflops",
            "peakShare");
    assertThat(row.path("name").asText()).isEqualTo("resnet50/conv1 forward");
    assertThat(row.path("gflops").asDouble()).isCloseTo(20, within(1e-9));
    assertThat(row.path("peakShare").asDouble()).isCloseTo(0.5, within(1e-9));
  }

  /** 10⁹ elements of 8 bytes in half a second are 16 GB/s, where copying gives 10. */
  @Test
  void withoutMultiplyAddsTheShareIsThatOfCopyingMemory() throws IOException {
    JsonNode row = json(timing("pool1", 2, new Work(0, 1e9))).path("timings").get(0);
    assertThat(row.path("gflops").isNull()).isTrue();
    assertThat(row.path("peakShare").asDouble()).isCloseTo(1.6, within(1e-9));
  }

  @Test
  void theMeanOfRatiosIsGeometric() throws IOException {
    Work work = new Work(1e9, 1);
    JsonNode mean =
        json(timing("conv1", 0.5, work), timing("conv2_1b", 8, work)).path("geometricMeans").get(0);
    assertThat(mean.path("ratio").asDouble()).isCloseTo(2, within(1e-12));
    assertThat(mean.path("layers").asInt()).isEqualTo(2);
  }
}
