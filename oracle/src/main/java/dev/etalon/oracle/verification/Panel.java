package dev.etalon.oracle.verification;

import dev.etalon.oracle.gradcheck.FiniteDifferenceJudge;
import dev.etalon.oracle.gradcheck.SecondOrderJudge;
import dev.etalon.oracle.identity.IdentityJudge;
import dev.etalon.oracle.judge.AdjointJudge;
import dev.etalon.oracle.judge.ExtendedPrecisionJudge;
import dev.etalon.oracle.judge.ForwardModeJudge;
import dev.etalon.oracle.judge.Judge;
import dev.etalon.oracle.judge.LectureJudge;
import dev.etalon.oracle.plain.PlainAllclose;
import dev.etalon.oracle.plain.PlainCentralDifference;
import dev.etalon.oracle.pytorch.CudaMode;
import dev.etalon.oracle.pytorch.PyTorch;
import dev.etalon.oracle.pytorch.PyTorchJudge;
import dev.etalon.oracle.pytorch.TorchConfiguration;
import dev.etalon.oracle.pytorch.TorchEngine;
import dev.etalon.oracle.pytorch.TorchResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The judges of a verification, and the engines that some of them ask. An engine starts only when
 * it is first asked.
 *
 * @param judges all judges that take part
 * @param plainCheckers the checkers that people usually write; only tried on wrong implementations
 * @param engines the engines behind them
 */
record Panel(List<Judge> judges, List<Judge> plainCheckers, List<PyTorch> engines)
    implements AutoCloseable {
  /** All judges for a device, CUDA in full float32. */
  static Panel of(String device) {
    return of(device, CudaMode.PRECISE);
  }

  /** All judges for a device. */
  static Panel of(String device, CudaMode cuda) {
    List<PyTorch> engines = new ArrayList<>();
    engines.add(new PyTorch(TorchConfiguration.cpu()));
    if (!device.equals("cpu")) {
      engines.add(new PyTorch(cuda.configuration()));
    }
    List<Judge> judges =
        new ArrayList<>(
            List.of(
                new ExtendedPrecisionJudge(),
                new FiniteDifferenceJudge(),
                new ForwardModeJudge(),
                new SecondOrderJudge(),
                new AdjointJudge(),
                new IdentityJudge(),
                new LectureJudge()));
    engines.forEach(engine -> judges.add(new PyTorchJudge(engine)));
    List<Judge> plainCheckers =
        List.of(new PlainAllclose(engines.get(0)), new PlainCentralDifference());
    return new Panel(judges, plainCheckers, engines);
  }

  /** The judges of a selection, with the engines that they need. */
  Panel select(Selection selection) {
    return new Panel(
        judges.stream().filter(judge -> selection.includesJudge(judge.name())).toList(),
        plainCheckers,
        engines.stream().filter(engine -> selection.includesJudge(engine.name())).toList());
  }

  /** What each judge does, by name. */
  Map<String, String> methods() {
    Map<String, String> methods = new LinkedHashMap<>();
    judges.forEach(judge -> methods.put(judge.name(), judge.method()));
    return methods;
  }

  /** The judges of an engine's own results: the truth alone, since asking an engine is dear. */
  List<Judge> judgesOfEngines() {
    return judges.stream().filter(ExtendedPrecisionJudge.class::isInstance).toList();
  }

  /** A line about each engine, by name. */
  Map<String, String> engineLines() {
    Map<String, String> lines = new LinkedHashMap<>();
    for (PyTorch engine : engines) {
      lines.put(engine.name(), engine.description());
    }
    return lines;
  }

  /** Why an engine could not be loaded; a device that is not there is no such failure. */
  List<String> unavailable() {
    Map<String, List<String>> failures = new LinkedHashMap<>();
    for (PyTorch engine : engines) {
      if (engine.engine() instanceof TorchEngine.Absent absent
          && absent.reason() instanceof TorchResult.Unavailable) {
        failures
            .computeIfAbsent(absent.reason().message(), message -> new ArrayList<>())
            .add(engine.name());
      }
    }
    return failures.entrySet().stream()
        .map(failure -> String.join(" and ", failure.getValue()) + ": " + failure.getKey())
        .toList();
  }

  @Override
  public void close() {
    engines.forEach(PyTorch::close);
  }
}
