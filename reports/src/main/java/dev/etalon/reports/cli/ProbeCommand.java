package dev.etalon.reports.cli;

import dev.etalon.fixtures.emulation.EmulatedKernel;
import dev.etalon.fixtures.emulation.Emulation;
import dev.etalon.oracle.probe.Probe;
import dev.etalon.oracle.probe.Probes;
import dev.etalon.oracle.probe.Workload;
import dev.etalon.oracle.pytorch.PyTorch;
import dev.etalon.oracle.pytorch.TorchConfiguration;
import dev.etalon.oracle.pytorch.TorchEngine;
import dev.etalon.oracle.pytorch.TorchResult;
import dev.etalon.oracle.verification.Verification;
import dev.etalon.reference.operator.Evaluation;
import dev.etalon.reference.operator.Implementation;
import dev.etalon.reference.tensor.DType;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code etalon probe}. */
@Command(
    name = "probe",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Finds out in which arithmetic an implementation computes sums of products: multiply and",
      "accumulate precision, order, fused multiply-add, subnormals, growth of error, determinism."
    },
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  etalon probe",
      "  etalon probe --operator conv2d --dtype float32 --device cuda --tf32",
      "  etalon probe --known    the emulated arithmetics on which the probes are tested"
    })
final class ProbeCommand implements Callable<Integer> {
  @Option(
      names = "--implementation",
      split = ",",
      paramLabel = "NAME",
      description = "Only these: pytorch-cpu, pytorch-cuda, definition, or an emulated one.")
  private List<String> names = List.of();

  @Option(
      names = "--operator",
      split = ",",
      paramLabel = "NAME",
      description = "Only these operators: linear, conv2d.")
  private List<String> operators = List.of();

  @Option(
      names = "--dtype",
      split = ",",
      paramLabel = "DTYPE",
      description = "Only these precisions: float64, float32, float16, bfloat16.")
  private List<String> dtypes = List.of();

  @Mixin private DeviceOptions devices = new DeviceOptions();

  @Option(
      names = "--seed",
      paramLabel = "NUMBER",
      description = "Where random numbers start (default: ${DEFAULT-VALUE}).")
  private long seed = Verification.DEFAULT_SEED;

  @Option(names = "--known", description = "Ask the emulated arithmetics too.")
  private boolean known;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    String device = devices.device();
    Vocabulary workloads =
        new Vocabulary(
            "operator", Arrays.stream(Workload.values()).map(Workload::toString).toList(), "");
    operators.forEach(workloads::require);
    Vocabulary precisions =
        new Vocabulary("dtype", DType.floating().stream().map(DType::label).toList(), "");
    dtypes.forEach(precisions::require);
    List<PyTorch> engines = new ArrayList<>(List.of(new PyTorch(TorchConfiguration.cpu())));
    if (!device.equals("cpu")) {
      engines.add(new PyTorch(devices.mode().configuration()));
    }
    try {
      return probe(engines, device);
    } finally {
      engines.forEach(PyTorch::close);
    }
  }

  private int probe(List<PyTorch> engines, String device) throws IOException {
    Map<String, Implementation> subjects = new LinkedHashMap<>();
    engines.forEach(engine -> subjects.put(engine.name(), engine));
    subjects.put(Evaluation.DEFINITION.name(), Evaluation.DEFINITION);
    for (Emulation emulation : Emulation.KNOWN) {
      EmulatedKernel kernel = new EmulatedKernel(emulation, seed);
      subjects.put(kernel.name(), kernel);
    }
    names.forEach(
        new Vocabulary("implementation", subjects.keySet(), "'etalon probe --known' lists them")
            ::require);
    PrintWriter out = spec.commandLine().getOut();
    boolean lacking = false;
    for (Implementation subject : subjects.values()) {
      boolean asked =
          names.isEmpty()
              ? known || !(subject instanceof EmulatedKernel)
              : names.contains(subject.name());
      if (asked) {
        requireEngine(subject);
        for (Probe probe :
            Probes.of(
                subject,
                workload -> operators.isEmpty() || operators.contains(workload.toString()),
                dtype ->
                    dtypes.isEmpty()
                        ? !(subject instanceof EmulatedKernel) || dtype == DType.FLOAT32
                        : dtypes.contains(dtype.label()),
                device,
                seed)) {
          out.println(
              "%s %s %s %s%n    %s%n    %s"
                  .formatted(
                      probe.identification().isEmpty()
                          ? "–"
                          : probe.status().isDisagreement() ? "✗" : "✓",
                      probe.implementation(),
                      probe.workload(),
                      probe.dtype(),
                      probe.sentence(),
                      probe.reproduce()));
          lacking |= probe.status().isDisagreement() && !(subject instanceof EmulatedKernel);
        }
        out.flush();
      }
    }
    return lacking ? ExitCode.DISAGREEMENT : ExitCode.AGREEMENT;
  }

  /**
   * A device that is not there is a row that says so; a library that cannot be loaded is an error.
   */
  private static void requireEngine(Implementation subject) throws IOException {
    if (subject instanceof PyTorch torch
        && torch.engine() instanceof TorchEngine.Absent absent
        && absent.reason() instanceof TorchResult.Unavailable unavailable) {
      throw new IOException(unavailable.message());
    }
  }
}
